"""The models of a small shop's Odoo: their fields, what their methods do, and the records they begin with."""
import random
from datetime import datetime, timedelta

from odoo_faults import UserError, ValidationError
from odoo_orm import DATETIME, BaseModel, Db, Env, parse, rpc

# A line of a model: name, order= (+ a space, _desc), rec= the field that names a record, parent=, inherits=, | its name.
# A line of a field: name, type:relation (or selection), flags: req ro tr(anslated) calc(ulated) casc(ade) d=default
# v>=N v<N, | its label.
TEXT = """
res.lang order=active_desc,name | Languages
 name char req
 code char req | Locale Code
 active bool d=True
 date_format char d=%d/%m/%Y
 decimal_point char d=.
 thousands_sep char d=,
res.currency | Currency
 name char req | Currency
 symbol char
 active bool d=True
 rounding float d=0.01
res.country order=name | Country
 name char req tr | Country Name
 code char
res.country.state | Country state
 name char req | State Name
 code char
 country_id m2o:res.country req
res.company | Companies
 name char req | Company Name
 partner_id m2o:res.partner req | Partner
 currency_id m2o:res.currency req
 email char
 phone char
res.partner.category | Partner Tags
 name char req tr | Tag Name
 active bool d=True
res.partner order=display_name+asc,id+desc parent=parent_id | Contact
 name char | Name
 email char
 phone char
 mobile char v<19
 vat char | Tax ID
 street char
 street2 char
 city char
 zip char
 state_id m2o:res.country.state | State
 country_id m2o:res.country
 is_company bool | Is a Company
 parent_id m2o:res.partner | Related Company
 child_ids o2m:res.partner.parent_id | Contact
 type sel:contact=Contact,invoice=Invoice_Address,delivery=Delivery_Address,other=Other_Address d=contact | Address Type
 ref char | Reference
 comment html | Notes
 lang sel:en_US=English_(US),pt_BR=Portuguese_(BR) | Language
 tz char | Timezone
 customer_rank int | Customer Rank
 supplier_rank int | Vendor Rank
 active bool d=True
 category_id m2m:res.partner.category | Tags
 company_id m2o:res.company
 user_id m2o:res.users | Salesperson
 function char | Job Position
 website char
 company_name char
 company_type sel:person=Individual,company=Company calc
 commercial_partner_id m2o:res.partner calc
 partner_latitude float | Geo Latitude
 partner_longitude float | Geo Longitude
 property_product_pricelist m2o:product.pricelist calc | Pricelist
 image_1920 binary | Image
 image_128 binary calc | Image 128
 sale_order_ids o2m:sale.order.partner_id
 user_ids o2m:res.users.partner_id | Users
res.users order=name,login inherits=partner_id | User
 login char req
 partner_id m2o:res.partner req | Related Partner
 active bool d=True
 company_id m2o:res.company req d=1
 company_ids m2m:res.company
 signature html
 share bool
ir.model order=model | Models
 model char req
 name char req | Model Description
 transient bool
ir.model.fields | Fields
 name char req
 model char req
 ttype char
ir.config_parameter order=key rec=key | System Parameter
 key char req
 value text req
ir.module.module order=name | Module
 name char req | Technical Name
 shortdesc char tr | Module Name
 state sel:uninstalled=Not_Installed,installed=Installed,to_upgrade=To_be_upgraded d=uninstalled
 installed_version char | Latest Version
mail.message order=id_desc rec=subject | Message
 model char
 res_id int
 body html
 subject char
 message_type char
 author_id m2o:res.partner
uom.uom | Product Unit of Measure
 name char req tr | Unit of Measure
 active bool d=True
account.tax | Tax
 name char req tr | Tax Name
 amount float
product.template.attribute.value | Product Template Attribute Value
 name char
stock.lot | Lot/Serial
 name char req
 product_id m2o:product.product
product.category order=complete_name parent=parent_id rec=complete_name | Product Category
 name char req tr
 complete_name char calc
 parent_id m2o:product.category casc | Parent Category
 child_id o2m:product.category.parent_id | Child Categories
product.template order=priority_desc,name | Product
 name char req tr
 list_price float d=1.0 | Sales Price
 standard_price float calc | Cost
 default_code char calc | Internal Reference
 barcode char calc
 categ_id m2o:product.category req d=1 | Product Category
 description html
 description_sale text tr | Sales Description
 active bool d=True
 sale_ok bool d=True | Can be Sold
 purchase_ok bool d=True | Can be Purchased
 type sel:consu=Consumable,service=Service,product=Storable_Product d=consu v<17 | Product Type
 type sel:consu=Goods,service=Service,combo=Combo d=consu v>=17 | Product Type
 detailed_type sel:consu=Consumable,service=Service,product=Storable_Product d=consu v<17 | Product Type
 is_storable bool v>=17 | Track Inventory
 priority sel:0=Normal,1=Favorite d=0
 sequence int d=1
 weight float calc
 volume float calc
 uom_id m2o:uom.uom req d=1 | Unit of Measure
 currency_id m2o:res.currency calc
 company_id m2o:res.company
 product_variant_ids o2m:product.product.product_tmpl_id | Products
 product_variant_id m2o:product.product calc | Product
 product_variant_count int calc
 qty_available float calc | Quantity On Hand
 virtual_available float calc | Forecasted Quantity
 image_1920 binary | Image
 image_128 binary calc | Image 128
 website_published bool
 taxes_id m2m:account.tax | Customer Taxes
product.product order=default_code,name,id inherits=product_tmpl_id | Product Variant
 product_tmpl_id m2o:product.template req casc | Product Template
 default_code char | Internal Reference
 barcode char
 active bool d=True
 standard_price float | Cost
 weight float
 volume float
 lst_price float calc | Sales Price
 product_variant_count int calc
 product_variant_id m2o:product.product calc
 qty_available float calc | Quantity On Hand
 virtual_available float calc | Forecasted Quantity
 free_qty float calc | Free To Use Quantity
 outgoing_qty float calc | Outgoing
 incoming_qty float calc | Incoming
 product_template_attribute_value_ids m2m:product.template.attribute.value | Attribute Values
product.pricelist order=sequence,id | Pricelist
 name char req tr | Pricelist Name
 active bool d=True
 currency_id m2o:res.currency req d=1
 sequence int d=16
 item_ids o2m:product.pricelist.item.pricelist_id | Pricelist Rules
product.pricelist.item order=min_quantity_desc,id rec=id | Pricelist Rule
 pricelist_id m2o:product.pricelist req casc d=1
 product_tmpl_id m2o:product.template casc | Product
 product_id m2o:product.product casc | Variant
 categ_id m2o:product.category casc
 applied_on sel:3_global=All_Products,2_product_category=Product_Category,1_product=Product,0_product_variant=Product_Variant d=3_global
 compute_price sel:fixed=Fixed_Price,percentage=Discount,formula=Formula d=fixed
 fixed_price float
 percent_price float
 price_discount float
 price_surcharge float
 min_quantity float
 date_start datetime
 date_end datetime
 currency_id m2o:res.currency calc
stock.location order=complete_name,id parent=location_id rec=complete_name | Inventory Locations
 name char req | Location Name
 complete_name char calc
 location_id m2o:stock.location | Parent Location
 usage sel:supplier=Vendor_Location,view=View,internal=Internal_Location,customer=Customer_Location,inventory=Inventory_Loss,production=Production,transit=Transit_Location d=internal req | Location Type
 active bool d=True
stock.quant rec=id | Quants
 product_id m2o:product.product req
 product_tmpl_id m2o:product.template calc
 location_id m2o:stock.location req d=8
 quantity float
 reserved_quantity float
 available_quantity float calc
 inventory_quantity float
 inventory_quantity_set bool
 lot_id m2o:stock.lot
stock.picking order=priority_desc,scheduled_date,id_desc | Transfer
 name char | Reference
 state sel:draft=Draft,waiting=Waiting,confirmed=Waiting,assigned=Ready,done=Done,cancel=Cancelled d=draft | Status
 priority sel:0=Normal,1=Urgent d=0
 origin char | Source Document
 sale_id m2o:sale.order | Sales Order
 partner_id m2o:res.partner | Contact
 scheduled_date datetime
 date_done datetime | Date of Transfer
 carrier_id m2o:delivery.carrier
 carrier_tracking_ref char | Tracking Reference
 location_id m2o:stock.location d=8 | Source Location
 location_dest_id m2o:stock.location d=5 | Destination Location
 move_ids o2m:stock.move.picking_id | Stock Moves
 note html
stock.move | Stock Move
 name char
 product_id m2o:product.product req
 product_uom_qty float | Demand
 quantity_done float v<17
 quantity float v>=17
 picking_id m2o:stock.picking casc
 sale_line_id m2o:sale.order.line
 state sel:draft=New,confirmed=Waiting,assigned=Available,done=Done,cancel=Cancelled d=confirmed
delivery.carrier order=sequence,id | Shipping Methods
 name char req tr | Delivery Method
 active bool d=True
 sequence int d=10
 delivery_type sel:fixed=Fixed_Price,base_on_rule=Based_on_Rules d=fixed | Provider
 fixed_price float
 product_id m2o:product.product | Delivery Product
 free_over bool
 amount float
 tracking_url char
sale.order order=date_order_desc,id_desc | Sales Order
 name char req | Order Reference
 partner_id m2o:res.partner req | Customer
 partner_shipping_id m2o:res.partner | Delivery Address
 partner_invoice_id m2o:res.partner | Invoice Address
 date_order datetime req | Order Date
 validity_date date | Expiration
 commitment_date datetime | Delivery Date
 state sel:draft=Quotation,sent=Quotation_Sent,sale=Sales_Order,done=Locked,cancel=Cancelled d=draft v<17 | Status
 state sel:draft=Quotation,sent=Quotation_Sent,sale=Sales_Order,cancel=Cancelled d=draft v>=17 | Status
 locked bool v>=17
 order_line o2m:sale.order.line.order_id | Order Lines
 amount_untaxed monetary ro | Untaxed Amount
 amount_tax monetary ro | Taxes
 amount_total monetary ro | Total
 currency_id m2o:res.currency d=1
 client_order_ref char | Customer Reference
 origin char | Source Document
 note html | Terms and conditions
 picking_ids o2m:stock.picking.sale_id | Transfers
 delivery_count int calc
 pricelist_id m2o:product.pricelist
 user_id m2o:res.users | Salesperson
 team_id m2o:crm.team | Sales Team
 company_id m2o:res.company req d=1
 carrier_id m2o:delivery.carrier | Delivery Method
 opportunity_id m2o:crm.lead
 tag_ids m2m:crm.tag
 invoice_status sel:upselling=Upselling,invoiced=Fully_Invoiced,to_invoice=To_Invoice,no=Nothing_to_Invoice d=no
sale.order.line order=order_id,sequence,id | Sales Order Line
 order_id m2o:sale.order req casc | Order Reference
 product_id m2o:product.product
 product_template_id m2o:product.template calc
 name text req | Description
 product_uom_qty float d=1.0 | Quantity
 product_uom m2o:uom.uom v<19
 product_uom_id m2o:uom.uom v>=19
 price_unit float | Unit Price
 discount float | Discount (%)
 price_subtotal monetary ro | Subtotal
 price_total monetary ro | Total
 tax_id m2m:account.tax v<19 | Taxes
 tax_ids m2m:account.tax v>=19 | Taxes
 display_type sel:line_section=Section,line_note=Note
 sequence int d=10
 qty_delivered float
 is_delivery bool
 state char calc
crm.team order=sequence,name | Sales Team
 name char req tr
 sequence int d=10
 active bool d=True
crm.stage order=sequence,name,id | CRM Stages
 name char req tr | Stage Name
 sequence int d=1
 is_won bool
crm.tag | CRM Tag
 name char req tr
crm.lost.reason | Opp. Lost Reason
 name char req tr
 active bool d=True
crm.lead order=priority_desc,id_desc | Lead/Opportunity
 name char req | Opportunity
 partner_id m2o:res.partner | Customer
 partner_name char | Company Name
 contact_name char
 email_from char | Email
 phone char
 mobile char v<19
 description html | Notes
 stage_id m2o:crm.stage
 type sel:lead=Lead,opportunity=Opportunity req d=lead
 expected_revenue monetary
 probability float
 priority sel:0=Low,1=Medium,2=High,3=Very_High d=0
 referred char | Referred By
 active bool d=True
 team_id m2o:crm.team d=1
 user_id m2o:res.users | Salesperson
 tag_ids m2m:crm.tag
 date_deadline date | Expected Closing
 lost_reason_id m2o:crm.lost.reason
 company_id m2o:res.company
project.project order=sequence,name,id | Project
 name char req tr
 sequence int d=10
 active bool d=True
 partner_id m2o:res.partner
 type_ids m2m:project.task.type
 task_ids o2m:project.task.project_id
project.task.type order=sequence,id | Task Stage
 name char req tr
 sequence int d=1
 fold bool
project.task order=priority_desc,id_desc | Task
 name char req | Title
 description html
 project_id m2o:project.project
 partner_id m2o:res.partner | Customer
 stage_id m2o:project.task.type
 user_ids m2m:res.users | Assignees
 priority sel:0=Low,1=High d=0
 kanban_state sel:normal=In_Progress,done=Ready,blocked=Blocked d=normal v<17
 state sel:01_in_progress=In_Progress,02_changes_requested=Changes_Requested,03_approved=Approved,1_done=Done,1_canceled=Cancelled,04_waiting_normal=Waiting d=01_in_progress v>=17
 date_deadline date v<17 | Deadline
 date_deadline datetime v>=17 | Deadline
 parent_id m2o:project.task
 active bool d=True
calendar.event order=start_desc | Calendar Event
 name char req | Meeting Subject
 start datetime req
 stop datetime req
 allday bool
 start_date date
 stop_date date
 duration float
 description html
 location char
 partner_ids m2m:res.partner | Attendees
 user_id m2o:res.users | Organizer
 show_as sel:free=Available,busy=Busy d=busy
 privacy sel:public=Public,private=Private,confidential=Only_internal_users d=public v<17
 privacy sel:public=Public,private=Private,confidential=Only_internal_users v>=17
 recurrency bool
 active bool d=True
loyalty.program order=sequence,id | Loyalty Program
 name char req tr | Program Name
 program_type sel:coupons=Coupons,gift_card=Gift_Card,loyalty=Loyalty_Cards,promotion=Promotions,ewallet=eWallet,promo_code=Discount_Code,buy_x_get_y=Buy_X_Get_Y,next_order_coupons=Next_Order_Coupons req d=promotion
 active bool d=True
 sequence int d=10
 date_from date v>=17 | Start Date
 date_to date | Validity
 trigger sel:auto=Automatic,with_code=Use_a_code d=auto
 applies_on sel:current=Current_order,future=Future_orders,both=Current_and_Future_orders req d=current
 rule_ids o2m:loyalty.rule.program_id
 reward_ids o2m:loyalty.reward.program_id
 limit_usage bool
 max_usage int
loyalty.rule rec=id | Loyalty Rule
 program_id m2o:loyalty.program req casc
 code char | Discount code
 minimum_qty int d=1
 minimum_amount monetary
 reward_point_amount float d=1.0
 reward_point_mode sel:order=per_order,money=per_$_spent,unit=per_unit_paid d=order
 mode sel:auto=Automatic,with_code=With_a_promotion_code d=auto
 product_ids m2m:product.product
 active bool d=True
loyalty.reward rec=description | Loyalty Reward
 program_id m2o:loyalty.program req casc
 description char tr
 reward_type sel:product=Free_Product,discount=Discount,shipping=Free_Shipping d=discount
 discount float d=10.0
 discount_mode sel:percent=%,per_order=per_order,per_point=per_point d=percent
 discount_applicability sel:order=Order,cheapest=Cheapest_Product,specific=Specific_Products d=order
 required_points float d=1.0
 reward_product_id m2o:product.product
 active bool d=True
base.language.install rec=id | Install Language
 lang_ids m2m:res.lang
 overwrite bool
choose.delivery.carrier rec=id | Delivery Carrier Selection Wizard
 order_id m2o:sale.order req
 carrier_id m2o:delivery.carrier req
 delivery_price float
 display_price float
 invoicing_message text
helpdesk.team | Helpdesk Team
 name char req tr
helpdesk.stage order=sequence,id | Helpdesk Stage
 name char req tr
 sequence int d=10
helpdesk.ticket order=priority_desc,id_desc | Helpdesk Ticket
 name char req | Subject
 description html
 partner_id m2o:res.partner | Customer
 partner_name char
 partner_email char
 partner_phone char
 stage_id m2o:helpdesk.stage d=1
 priority sel:0=Low_priority,1=Medium_priority,2=High_priority,3=Urgent d=0
 ticket_ref char | Ticket IDs Sequence
 team_id m2o:helpdesk.team d=1
 user_id m2o:res.users
 active bool d=True
knowledge.article order=sequence,id parent=parent_id | Knowledge Article
 name char | Title
 body html
 sequence int
 active bool d=True
 parent_id m2o:knowledge.article casc | Parent Article
 child_ids o2m:knowledge.article.parent_id
 is_published bool
document.page order=name parent=parent_id | Document Page
 name char req | Title
 content html
 type sel:content=Content,category=Category d=content
 parent_id m2o:document.page | Category
 active bool d=True
appointment.type order=sequence,id | Appointment Type
 name char req tr | Appointment Title
 sequence int
 active bool d=True
 appointment_duration float d=1.0
 location char
business.rule order=name | Business Rule
 name char req
 rule_type sel:faq=FAQ,policy=Policy,promotion=Promotion,hours=Hours d=faq
 question text
 answer text
 active bool d=True
"""
ABSENT = ('helpdesk.team', 'helpdesk.stage', 'helpdesk.ticket', 'knowledge.article', 'document.page', 'appointment.type', 'business.rule')


class Lang(BaseModel):
    @rpc('model')
    def get_installed(self):
        return [[row['code'], row['name']] for row in self.env.db.tables['res.lang'].values() if row['active']]


class Partner(BaseModel):
    def _display_name(self, row):
        if row.get('parent_id') and not row.get('is_company'):
            parent = self.env.label('res.partner', row['parent_id'])
            return parent + ', ' + row['name'] if row.get('name') else parent
        return row.get('name') or ''

    def _check(self):
        for row in self._rows():
            if not row.get('name') and row.get('type') in (None, 'contact'):
                raise ValidationError('The operation cannot be completed: Contacts require a name')

    def _calc_company_type(self, row):
        return 'company' if row.get('is_company') else 'person'

    def _set_company_type(self, value):
        self._store(is_company=value == 'company')

    def _calc_commercial_partner_id(self, row):
        while row.get('parent_id') and not row.get('is_company'):
            row = self.env.row('res.partner', row['parent_id'])
        return row['id']

    def _calc_property_product_pricelist(self, row):
        return 1 if self.env.db.version < 17 and 1 in self.env.db.tables['product.pricelist'] else None

    def _calc_image_128(self, row):
        return row.get('image_1920')


class Users(BaseModel):
    def _defaults(self, vals):
        if 'partner_id' not in vals:
            vals['partner_id'] = self.env['res.partner']._create([{'name': vals.get('name')}])[0]
            vals.pop('name', None)

    def _display_name(self, row):
        partner = self.env.row('res.partner', row['partner_id'])
        return partner and partner['name'] or row['login']

    @rpc('model')
    def context_get(self):
        partner = self.env.row('res.partner', self.env.row('res.users', self.env.uid)['partner_id'])
        return {'lang': partner.get('lang') or 'en_US', 'tz': partner.get('tz') or False, 'uid': self.env.uid}


class Tree(BaseModel):
    """Names that say the whole path."""
    _sep, _parent = ' / ', 'parent_id'

    def _calc_complete_name(self, row):
        names = []
        while row:
            names.append(self._get(self.meta.fields['name'], row))
            if row.get('usage') == 'view':
                break
            row = self.env.row(self.meta.name, row.get(self._parent))
        return self._sep.join(reversed(names))


class Category(Tree):
    pass


class Location(Tree):
    _sep, _parent = '/', 'location_id'


class Template(BaseModel):
    """What is of the one variant is read from it and written to it."""
    _no_copy = ('barcode',)

    def _variants(self, row):
        return list(self.env.db.index['product.product', 'product_tmpl_id'].get(row['id'], ()))

    def _only(self, row, name):
        ids = self._variants(row)
        return self.env.row('product.product', ids[0]).get(name) if len(ids) == 1 else None

    def _calc_default_code(self, row):
        return self._only(row, 'default_code')

    def _calc_barcode(self, row):
        return self._only(row, 'barcode')

    def _calc_standard_price(self, row):
        return self._only(row, 'standard_price') or 0.0

    def _calc_weight(self, row):
        return self._only(row, 'weight') or 0.0

    def _calc_volume(self, row):
        return self._only(row, 'volume') or 0.0

    def _to_variant(self, name, value):
        for row in self._rows():
            ids = self._variants(row)
            if len(ids) == 1:
                self.env.browse('product.product', ids)._write({name: value})

    def _set_default_code(self, value):
        self._to_variant('default_code', value)

    def _set_barcode(self, value):
        self._to_variant('barcode', value)

    def _set_standard_price(self, value):
        self._to_variant('standard_price', value)

    def _set_weight(self, value):
        self._to_variant('weight', value)

    def _set_volume(self, value):
        self._to_variant('volume', value)

    def _calc_currency_id(self, row):
        return 1

    def _calc_product_variant_id(self, row):
        ids = self._x2many(self.meta.fields['product_variant_ids'], self._variants(row))
        return ids[0] if ids else None

    def _calc_product_variant_count(self, row):
        return len(self._x2many(self.meta.fields['product_variant_ids'], self._variants(row)))

    def _calc_qty_available(self, row):
        return sum((quantity(self.env, i)[0] for i in self._variants(row)), 0.0)

    def _calc_virtual_available(self, row):
        return sum((quantity(self.env, i)[0] - outgoing(self.env, i) for i in self._variants(row)), 0.0)

    def _calc_image_128(self, row):
        return row.get('image_1920')

    def _display_name(self, row):
        code = self._only(row, 'default_code')
        name = self._get(self.meta.fields['name'], row) or ''
        return '[%s] %s' % (code, name) if code else name

    def _defaults(self, vals):
        if self.env.db.version < 17:
            if 'detailed_type' in vals:
                vals['type'] = vals['detailed_type']
            elif 'type' in vals:
                vals['detailed_type'] = vals['type']

    def _create(self, vals_list):
        if self.env.context.get('no_variant'):
            return super()._create(vals_list)
        # The variant comes before the fields that are its own.
        made = []
        for vals in vals_list:
            mine = {k: v for k, v in vals.items() if k not in ('default_code', 'barcode', 'standard_price', 'weight', 'volume')}
            rid = super()._create([mine])[0]
            made.append(rid)
            theirs = {k: v for k, v in vals.items() if k not in mine}
            self.env['product.product']._create([dict(theirs, product_tmpl_id=rid, active=mine.get('active', True))])
        return made

    def _after_write(self, vals):
        ids = [i for row in self._rows() for i in self._variants(row)]
        if 'active' in vals:
            self.env.browse('product.product', ids)._store(active=bool(vals['active']))
        elif self.env.db.version >= 17:
            # Since 17 the variants' write_date follows the template's; in 16 a variant keeps its own.
            self.env.browse('product.product', ids)._touch()
        if self.env.db.version < 17 and ('detailed_type' in vals) != ('type' in vals):
            kind = vals.get('detailed_type') or vals.get('type')
            self._store(type=kind, detailed_type=kind)


class Product(BaseModel):
    _no_copy = ('barcode', 'product_tmpl_id')

    def _defaults(self, vals):
        if 'product_tmpl_id' not in vals:
            theirs = {k: v for k, v in vals.items() if self.meta.fields[k].related}
            if 'lst_price' in vals:
                theirs['list_price'] = vals.pop('lst_price')
            for key in theirs:
                vals.pop(key, None)
            vals['product_tmpl_id'] = self.env.with_context(no_variant=True)['product.template']._create([theirs])[0]

    def _display_name(self, row):
        template = self.env.row('product.template', row['product_tmpl_id'])
        model = self.env['product.template']
        name = model._get(model.meta.fields['name'], template) if template else ''
        return '[%s] %s' % (row['default_code'], name) if row.get('default_code') else name

    def _check(self):
        index = self.env.db.index['product.product', 'barcode']
        for row in self._rows():
            ids = index.get(row.get('barcode'), ())
            if row.get('barcode') and len(ids) > 1:
                names = [self.env.label('product.product', i) for i in ids]
                note = '' if self.env.db.version < 17 else \
                    "\n\nNote: products that you don't have access to will not be shown above."
                names = ', '.join(names) if self.env.db.version < 17 else ', '.join(names[:-1]) + ' and ' + names[-1]
                raise ValidationError('Barcode(s) already assigned:\n\n- Barcode "%s" already assigned to product(s): %s%s'
                                      % (row['barcode'], names, note))

    def _after_write(self, vals):
        # A variant's write bumps its template, so that who follows templates sees a new code or barcode.
        ids = list(dict.fromkeys(row['product_tmpl_id'] for row in self._rows()))
        self.env.browse('product.template', ids)._touch()

    def _activate(self, on):
        super()._activate(on)
        # A template without a variant that is sold is not sold either.
        for tid in dict.fromkeys(row['product_tmpl_id'] for row in self._rows()):
            ids = self.env.db.index['product.product', 'product_tmpl_id'].get(tid, ())
            active = any(self.env.row('product.product', i)['active'] for i in ids)
            if active != self.env.row('product.template', tid)['active']:
                self.env.browse('product.template', [tid])._store(active=active)

    def _unlink(self):
        templates = list(dict.fromkeys(row['product_tmpl_id'] for row in self._rows()))
        super()._unlink()
        index = self.env.db.index['product.product', 'product_tmpl_id']
        left = [t for t in templates if not index.get(t) and self.env.row('product.template', t)]
        if left:
            self.env.browse('product.template', left)._unlink()

    def _calc_lst_price(self, row):
        return self.env.row('product.template', row['product_tmpl_id'])['list_price']

    def _set_lst_price(self, value):
        ids = list(dict.fromkeys(row['product_tmpl_id'] for row in self._rows()))
        self.env.browse('product.template', ids)._write({'list_price': value})

    def _calc_product_variant_count(self, row):
        return 1

    def _calc_product_variant_id(self, row):
        return row['id']

    def _calc_qty_available(self, row):
        return quantity(self.env, row['id'])[0]

    def _calc_free_qty(self, row):
        have, reserved = quantity(self.env, row['id'])
        return have - reserved

    def _calc_virtual_available(self, row):
        return quantity(self.env, row['id'])[0] - outgoing(self.env, row['id'])

    def _calc_outgoing_qty(self, row):
        return outgoing(self.env, row['id'])

    def _calc_incoming_qty(self, row):
        return 0.0

    @rpc(until=17)
    def price_compute(self, price_type, uom=None, currency=None, company=None, date=False):
        return {row['id']: self._get(self.meta.fields[price_type], row) or 0.0 for row in self._rows()}


def quantity(env, product):
    """What is on hand of a variant, and what of it is reserved."""
    have = reserved = 0.0
    where = env.context.get('location')
    where = [where] if isinstance(where, int) else where
    for rid in env.db.index['stock.quant', 'product_id'].get(product, ()):
        row = env.row('stock.quant', rid)
        place = env.row('stock.location', row['location_id'])
        if row['location_id'] in where if where else place and place['usage'] == 'internal':
            have += row['quantity']
            reserved += row['reserved_quantity']
    return have, reserved


def outgoing(env, product):
    return sum((row['product_uom_qty'] for row in env.db.tables['stock.move'].values()
                if row['product_id'] == product and row['state'] in ('confirmed', 'assigned')), 0.0)


class Pricelist(BaseModel):
    def _display_name(self, row):
        name = self._get(self.meta.fields['name'], row)
        return '%s (%s)' % (name, self.env.row('res.currency', row['currency_id'])['name'])


class PricelistItem(BaseModel):
    def _display_name(self, row):
        target = row.get('product_id') and self.env.label('product.product', row['product_id']) or \
            row.get('product_tmpl_id') and self.env.label('product.template', row['product_tmpl_id'])
        return target or 'All Products'

    def _defaults(self, vals):
        if 'applied_on' not in vals:
            vals['applied_on'] = '0_product_variant' if vals.get('product_id') else '1_product' if vals.get('product_tmpl_id') \
                else '2_product_category' if vals.get('categ_id') else '3_global'

    def _calc_currency_id(self, row):
        return self.env.row('product.pricelist', row['pricelist_id'])['currency_id']


def price_of(env, product, qty, pricelist, when):
    """The price of a variant, by the first rule of the pricelist that is of it."""
    row = env.row('product.product', product)
    template = env.row('product.template', row['product_tmpl_id'])
    price = template['list_price']
    best = None
    for item in env.db.tables['product.pricelist.item'].values():
        if item['pricelist_id'] != pricelist or item['min_quantity'] > qty:
            continue
        if item['date_start'] and item['date_start'] > when or item['date_end'] and item['date_end'] < when:
            continue
        if item['product_id'] not in (None, product) or item['product_tmpl_id'] not in (None, template['id']):
            continue
        if item['categ_id'] and template['categ_id'] not in env['product.category']._tree(env['product.category'], item['categ_id'], 'child_of'):
            continue
        rank = (item['applied_on'], -item['min_quantity'], -item['id'])
        if best is None or rank < best[0]:
            best = rank, item
    if best:
        item = best[1]
        if item['compute_price'] == 'fixed':
            price = item['fixed_price']
        elif item['compute_price'] == 'percentage':
            price = price * (1 - item['percent_price'] / 100)
        else:
            price = price * (1 - item['price_discount'] / 100) + item['price_surcharge']
    return round(price, 2)


class Quant(BaseModel):
    def _display_name(self, row):
        return self.env.label('product.product', row['product_id'])

    def _calc_available_quantity(self, row):
        return row['quantity'] - row['reserved_quantity']

    def _calc_product_tmpl_id(self, row):
        return self.env.row('product.product', row['product_id'])['product_tmpl_id']

    def _after_write(self, vals):
        if 'inventory_quantity' in vals:
            self._store(inventory_quantity_set=True)

    @rpc()
    def action_apply_inventory(self):
        for row in self._rows():
            self.env.browse('stock.quant', [row['id']])._store(quantity=row['inventory_quantity'], inventory_quantity=0.0,
                                                              inventory_quantity_set=False)


class Picking(BaseModel):
    def _defaults(self, vals):
        vals.setdefault('name', self.env.db.next_name('WH/OUT', 'WH/OUT/%05d'))
        vals.setdefault('scheduled_date', self.env.db.now[:19])

    def _cancel(self):
        self._store(state='cancel')
        self.env.browse('stock.move', self._moves())._store(state='cancel')

    def _moves(self):
        index = self.env.db.index['stock.move', 'picking_id']
        return [i for rid in self.ids for i in index.get(rid, ())]

    @rpc()
    def action_assign(self):
        self._must_exist()
        self._store(state='assigned')
        self.env.browse('stock.move', self._moves())._store(state='assigned')
        return True

    @rpc()
    def action_cancel(self):
        self._must_exist()
        self._cancel()
        return True

    @rpc()
    def button_validate(self):
        self._must_exist()
        for move in self.env.browse('stock.move', self._moves())._rows():
            for rid in self.env.db.index['stock.quant', 'product_id'].get(move['product_id'], ()):
                quant = self.env.row('stock.quant', rid)
                if quant['location_id'] == 8:
                    self.env.browse('stock.quant', [rid])._store(quantity=quant['quantity'] - move['product_uom_qty'])
            if move.get('sale_line_id'):
                self.env.browse('sale.order.line', [move['sale_line_id']])._store(qty_delivered=move['product_uom_qty'])
        self.env.browse('stock.move', self._moves())._store(state='done')
        self._store(state='done', date_done=self.env.db.now[:19])
        return True


class Order(BaseModel):
    _no_copy = ('name', 'state', 'date_order', 'client_order_ref', 'origin', 'validity_date', 'commitment_date', 'locked')

    def _defaults(self, vals):
        now = self.env.db.now[:19]
        if vals.get('name') in (None, False, 'New', ''):
            vals['name'] = self.env.db.next_name('sale.order', 'S%05d')
        if not vals.get('date_order'):
            vals['date_order'] = now
        partner = vals.get('partner_id')
        if partner:
            vals.setdefault('partner_shipping_id', partner)
            vals.setdefault('partner_invoice_id', partner)
        if 'pricelist_id' not in vals and self.env.db.version < 17 and 1 in self.env.db.tables['product.pricelist']:
            vals['pricelist_id'] = 1
        vals.setdefault('user_id', self.env.uid)
        vals.setdefault('team_id', 1 if 1 in self.env.db.tables['crm.team'] else False)

    def _amounts(self):
        for row in self._rows():
            lines = [self.env.row('sale.order.line', i)
                     for i in self.env.db.index['sale.order.line', 'order_id'].get(row['id'], ())]
            total = round(sum((line['price_subtotal'] for line in lines), 0.0), 2)
            if (row['amount_untaxed'], row['amount_total']) != (total, total):
                self.env.browse('sale.order', [row['id']])._store(amount_untaxed=total, amount_tax=0.0, amount_total=total)

    def _calc_delivery_count(self, row):
        return len(self.env.db.index['stock.picking', 'sale_id'].get(row['id'], ()))

    def _pickings(self, rid):
        return list(self.env.db.index['stock.picking', 'sale_id'].get(rid, ()))

    def _unlink(self):
        for row in self._rows():
            if row['state'] not in ('draft', 'cancel'):
                if self.env.lang == 'pt_BR':
                    raise UserError('Você não pode deletar uma cotação enviada ou um pedido de venda confirmado. '
                                    'Você deve primeiro cancelar %s.' % ('a mesma' if self.env.db.version < 17 else 'o mesmo'))
                raise UserError('You can not delete a sent quotation or a confirmed sales order. You must first cancel it.')
        super()._unlink()

    @rpc()
    def action_confirm(self):
        self._access('write')
        self._must_exist()
        db = self.env.db
        for row in self._rows():
            if row['state'] not in ('draft', 'sent'):
                if db.version >= 17:
                    raise UserError('Some orders are not in a state requiring confirmation.')
                continue
            self.env.browse('sale.order', [row['id']])._store(state='sale', date_order=db.now[:19])
            lines = [self.env.row('sale.order.line', i)
                     for i in sorted(db.index['sale.order.line', 'order_id'].get(row['id'], ()))]
            moves = []
            for line in lines:
                if not line['product_id']:
                    continue
                product = self.env.row('product.product', line['product_id'])
                if self.env.row('product.template', product['product_tmpl_id'])['type'] == 'service':
                    continue
                moves.append((0, 0, {'name': line['name'], 'product_id': line['product_id'], 'sale_line_id': line['id'],
                                     'product_uom_qty': line['product_uom_qty']}))
            if moves:
                origin = row['name']
                if db.version >= 17 and row.get('client_order_ref'):
                    origin += ' - ' + row['client_order_ref']
                self.env['stock.picking']._create([{'origin': origin, 'sale_id': row['id'], 'state': 'confirmed',
                                                    'partner_id': row['partner_shipping_id'] or row['partner_id'],
                                                    'carrier_id': row['carrier_id'], 'move_ids': moves}])
        return True

    @rpc()
    def action_cancel(self):
        self._access('write')
        self._must_exist()
        if any(row['state'] != 'draft' for row in self._rows()) and not self.env.context.get('disable_cancel_warning'):
            # A window to ask about a mail: nothing was cancelled.
            return {'name': 'Cancel Quotation', 'view_mode': 'form', 'res_model': 'sale.order.cancel', 'view_id': 1200,
                    'type': 'ir.actions.act_window', 'context': {'default_order_id': self.ids[0], 'mark_so_as_canceled': True},
                    'target': 'new'}
        for row in self._rows():
            if row['state'] == 'done' or row.get('locked'):
                raise UserError('You cannot cancel a locked order. Please unlock it first.')
            self.env.browse('stock.picking', [i for i in self._pickings(row['id'])
                                              if self.env.row('stock.picking', i)['state'] != 'done'])._cancel()
        self._store(state='cancel')
        return True

    @rpc()
    def action_draft(self):
        self._access('write')
        self._must_exist()
        ids = [row['id'] for row in self._rows() if row['state'] in ('cancel', 'sent')]
        self.env.browse('sale.order', ids)._store(state='draft')
        return True

    @rpc()
    def action_quotation_sent(self):
        self._access('write')
        self._must_exist()
        if any(row['state'] != 'draft' for row in self._rows()):
            raise UserError('Only draft orders can be marked as sent directly.')
        self._store(state='sent')


class OrderLine(BaseModel):
    def _display_name(self, row):
        order = self.env.row('sale.order', row['order_id'])
        return '%s - %s' % (order['name'] if order else '', row['name'].split('\n')[0])

    def _calc_product_template_id(self, row):
        product = row['product_id'] and self.env.row('product.product', row['product_id'])
        return product['product_tmpl_id'] if product else None

    def _calc_state(self, row):
        return self.env.row('sale.order', row['order_id'])['state']

    def _defaults(self, vals):
        if vals.get('display_type'):
            vals.update(product_uom_qty=0.0, price_unit=0.0, product_id=False)
            return
        order = self.env.row('sale.order', vals.get('order_id'))
        product = vals.get('product_id')
        if product and product in self.env.db.tables['product.product']:
            template = self.env.row('product.template', self.env.row('product.product', product)['product_tmpl_id'])
            if not vals.get('name'):
                vals['name'] = self.env.label('product.product', product)
                if template.get('description_sale'):
                    vals['name'] += '\n' + template['description_sale']
            if 'price_unit' not in vals and order:
                vals['price_unit'] = price_of(self.env, product, float(vals.get('product_uom_qty', 1) or 0), order['pricelist_id'],
                                              order['date_order'])
            vals.setdefault('product_uom' if self.env.db.version < 19 else 'product_uom_id', template['uom_id'])

    def _subtotal(self):
        orders = []
        for row in self._rows():
            total = round(row['product_uom_qty'] * row['price_unit'] * (1 - row['discount'] / 100), 2)
            if row['price_subtotal'] != total:
                self.env.browse('sale.order.line', [row['id']])._store(price_subtotal=total, price_total=total)
            orders.append(row['order_id'])
        self.env.browse('sale.order', list(dict.fromkeys(orders)))._amounts()

    def _after_create(self, vals_list):
        self._subtotal()

    def _after_write(self, vals):
        self._subtotal()

    def _unlink(self):
        orders = list(dict.fromkeys(row['order_id'] for row in self._rows()))
        super()._unlink()
        self.env.browse('sale.order', orders)._amounts()


class Lead(BaseModel):
    def _defaults(self, vals):
        if 'stage_id' not in vals and 1 in self.env.db.tables['crm.stage']:
            vals['stage_id'] = 1
        vals.setdefault('user_id', self.env.uid)
        vals.setdefault('probability', 18.66)
        partner = self.env.row('res.partner', vals.get('partner_id')) if vals.get('partner_id') else None
        for mine, theirs in (('email_from', 'email'), ('phone', 'phone'), ('contact_name', 'name')):
            if partner and mine not in vals:
                vals[mine] = partner[theirs] or False

    @rpc()
    def action_set_won(self):
        self._access('write')
        self._must_exist()
        won = [row['id'] for row in self.env.db.tables['crm.stage'].values() if row['is_won']]
        self._store(stage_id=won[0], probability=100.0, active=True)
        return True

    @rpc()
    def action_set_lost(self, **additional_values):
        self._access('write')
        self._must_exist()
        if additional_values:
            self._write(additional_values)
        self._store(active=False, probability=0.0)
        return True


class Task(BaseModel):
    def _defaults(self, vals):
        if 'stage_id' not in vals and vals.get('project_id'):
            project = self.env.row('project.project', vals['project_id'])
            if project and project['type_ids']:
                vals['stage_id'] = project['type_ids'][0]


class Event(BaseModel):
    def _defaults(self, vals):
        vals.setdefault('user_id', self.env.uid)
        if 'partner_ids' not in vals:
            vals['partner_ids'] = [(4, self.env.row('res.users', self.env.uid)['partner_id'], 0)]
        if vals.get('start') and not vals.get('stop') and vals.get('duration'):
            start = datetime.strptime(vals['start'], DATETIME)
            vals['stop'] = (start + timedelta(hours=float(vals['duration']))).strftime(DATETIME)
        if vals.get('allday'):
            if vals.get('start_date') and not vals.get('start'):
                vals['start'] = vals['start_date'] + ' 00:00:00'
            if vals.get('stop_date') and not vals.get('stop'):
                vals['stop'] = vals['stop_date'] + ' 00:00:00'

    def _span(self):
        for row in self._rows():
            hours = (datetime.strptime(row['stop'], DATETIME) - datetime.strptime(row['start'], DATETIME)).total_seconds() / 3600
            want = dict(duration=round(hours, 2), start_date=row['start'][:10] if row['allday'] else None,
                        stop_date=row['stop'][:10] if row['allday'] else None)
            if any(row[k] != v for k, v in want.items()):
                self.env.browse('calendar.event', [row['id']])._store(**want)

    def _check(self):
        for row in self._rows():
            if row['stop'] < row['start']:
                if self.env.db.version < 17:
                    text = "Meeting '%s' starts '%s' and ends '%s'"
                else:
                    text = 'Meeting “%s” starts at %s and ends at %s'
                raise ValidationError('The ending date and time cannot be earlier than the starting date and time.\n'
                                      + text % (row['name'], row['start'], row['stop']))
        self._span()


class Ticket(BaseModel):
    def _defaults(self, vals):
        if not vals.get('ticket_ref'):
            vals['ticket_ref'] = self.env.db.next_name('helpdesk.ticket', '%05d')

    def _display_name(self, row):
        return '%s (#%s)' % (row['name'], row['ticket_ref'])


class LanguageInstall(BaseModel):
    @rpc()
    def lang_install(self):
        for row in self._rows():
            self.env.browse('res.lang', row['lang_ids'])._store(active=True)
        return {'type': 'ir.actions.act_window', 'res_model': 'base.language.install', 'res_id': self.ids[0],
                'view_mode': 'form', 'target': 'new', 'views': [[98, 'form']]}


class ChooseCarrier(BaseModel):
    def _after_create(self, vals_list):
        for row in self._rows():
            carrier = self.env.row('delivery.carrier', row['carrier_id'])
            self.env.browse(self.meta.name, [row['id']])._store(display_price=carrier['fixed_price'], invoicing_message='')

    @rpc()
    def update_price(self):
        for row in self._rows():
            self.env.browse(self.meta.name, [row['id']])._store(delivery_price=row['display_price'])
        return {'name': 'Add a shipping method', 'type': 'ir.actions.act_window', 'view_mode': 'form',
                'res_model': 'choose.delivery.carrier', 'res_id': self.ids[0], 'target': 'new'}

    @rpc()
    def button_confirm(self):
        for row in self._rows():
            carrier = self.env.row('delivery.carrier', row['carrier_id'])
            self.env.browse('sale.order', [row['order_id']])._store(carrier_id=carrier['id'])
            self.env['sale.order.line']._create([{'order_id': row['order_id'], 'product_id': carrier['product_id'],
                                                  'name': carrier['name'], 'price_unit': row['delivery_price'],
                                                  'is_delivery': True}])


CLASSES = {'res.lang': Lang, 'res.partner': Partner, 'res.users': Users, 'product.category': Category,
           'stock.location': Location, 'product.template': Template, 'product.product': Product, 'product.pricelist': Pricelist,
           'product.pricelist.item': PricelistItem, 'stock.quant': Quant, 'stock.picking': Picking, 'sale.order': Order,
           'sale.order.line': OrderLine, 'crm.lead': Lead, 'project.task': Task, 'calendar.event': Event, 'helpdesk.ticket': Ticket,
           'base.language.install': LanguageInstall, 'choose.delivery.carrier': ChooseCarrier}

PEOPLE = [('Mercado Bom Preço Ltda', True, 'compras@bompreco.example', '+55 11 3333-1000', '12.345.678/0001-95', 'São Paulo'),
          ('Ana Conceição', False, 'ana.conceicao@example.com', '+55 11 98888-1001', False, 'São Paulo'),
          ('João da Silva', False, 'joao@example.com', '+55 21 97777-1002', '529.982.247-25', 'Rio de Janeiro'),
          ('Maria Aparecida Souza', False, 'maria.souza@example.com', '+55 31 96666-1003', False, 'Belo Horizonte'),
          ('Padaria Pão Quente', True, 'contato@paoquente.example', '+55 41 3222-1004', '11.222.333/0001-81', 'Curitiba'),
          ('Zé Pequeno & Filhos', True, False, '+55 71 3111-1005', False, 'Salvador'),
          ('Íris Órfã Müller', False, 'iris@example.com', False, False, 'Blumenau'),
          ('Cliente <Novo>', False, 'novo@example.com', '+55 11 95555-1006', False, False)]
GOODS = [('BAT-001', 'Batom Vermelho Rubi', 29.9, 2, 'Batom líquido mate'), ('BAT-002', 'Batom Nude Rosé', 32.5, 2, False),
         ('SHA-001', 'Shampoo de Açaí da Amazônia 300 ml', 24.0, 3, 'Limpa sem ressecar'),
         ('SHA-002', 'Condicionador de Açaí 300 ml', 26.0, 3, False), ('CRE-001', 'Creme Hidratante de Cupuaçu', 49.9, 4, 'Para o corpo'),
         ('CRE-002', 'Protetor Solar FPS 50', 79.9, 4, 'Toque seco'), ('PER-001', 'Colônia Flor de Laranjeira 100 ml', 119.0, 5, False),
         ('PER-002', 'Perfume Noite de São João 50 ml', 189.0, 5, 'Edição limitada'), ('ESM-001', 'Esmalte Coral', 8.5, 2, False),
         ('KIT-001', 'Kit Presente Dia das Mães', 149.9, 5, 'Colônia, creme e sabonete')]


def build(version, without, with_, langs, seed):
    """A new server's database."""
    models = parse(TEXT, version)
    shown = set(with_)
    if 'helpdesk.ticket' in shown:
        shown |= {'helpdesk.team', 'helpdesk.stage'}
    for name in [n for n in ABSENT if n not in shown] + list(without):
        models.pop(name, None)
    for meta in models.values():
        meta.cls = CLASSES.get(meta.name, BaseModel)
        for name, field in list(meta.fields.items()):
            if field.relation and field.relation not in models:
                del meta.fields[name]
    db = Db(version, models)
    base(db, langs)
    if seed == 'demo':
        demo(db)
    db.commit()
    return db


def adder(db):
    env = Env(db, 1, {}, True)

    def add(model, rid, /, **vals):
        if model not in db.models:
            return None
        pt = vals.pop('pt', None)
        if rid:
            db.seq[model] = rid - 1
        made = env[model]._create([vals])[0]
        if pt:
            db.put(model, made, dict(db.tables[model][made], **{'name@pt_BR': pt}))
        return made
    return add


def base(db, langs):
    add, version = adder(db), db.version
    add('res.lang', 1, code='en_US', name='English (US)', date_format='%m/%d/%Y')
    add('res.lang', 58, code='pt_BR', name='Portuguese (BR) / Português (BR)', active='pt_BR' in langs, decimal_point=',',
        thousands_sep='.')
    add('res.currency', 1, name='BRL', symbol='R$')
    add('res.currency', 2, name='USD', symbol='$')
    add('res.country', 31, name='Brazil', code='BR', pt='Brasil')
    add('res.country', 233, name='United States', code='US', pt='Estados Unidos')
    for rid, name, code in ((71, 'São Paulo', 'SP'), (72, 'Rio de Janeiro', 'RJ'), (73, 'Minas Gerais', 'MG'), (74, 'Paraná', 'PR')):
        add('res.country.state', rid, name=name, code=code, country_id=31)
    add('res.partner', 1, name='Minha Loja', is_company=True, email='info@minhaloja.example', phone='+55 11 3000-0000', country_id=31)
    add('res.company', 1, name='Minha Loja', partner_id=1, currency_id=1)
    for rid, name, uid, login, active in ((2, 'OdooBot', 1, '__system__', False), (3, 'Mitchell Admin', 2, 'admin', True),
                                          (7, 'Marc Demo', 6, 'demo', True), (8, 'Joel Willis', 7, 'portal', True)):
        add('res.partner', rid, name=name, email=login + '@minhaloja.example', active=active, lang='en_US', tz='America/Sao_Paulo')
        add('res.users', uid, login=login, partner_id=rid, active=active, share=login == 'portal', company_ids=[(6, 0, [1])])
    db.seq['res.partner'] = 13
    add('uom.uom', 1, name='Units', pt='Unidades')
    add('uom.uom', 2, name='kg')
    add('product.category', 1, name='All', pt='Todos')
    for rid, name, usage, parent in ((1, 'Partners', 'view', False), (4, 'Vendors', 'supplier', 1), (5, 'Customers', 'customer', 1),
                                     (7, 'WH', 'view', False), (8, 'Stock', 'internal', 7), (9, 'Vitrine', 'internal', 8),
                                     (14, 'Inventory adjustment', 'inventory', False)):
        add('stock.location', rid, name=name, usage=usage, location_id=parent)
    add('product.pricelist', 1, name='Public Pricelist', pt='Lista de preços pública')
    add('crm.team', 1, name='Sales', pt='Vendas')
    for rid, name, seq, won, pt in ((1, 'New', 1, False, 'Novo'), (2, 'Qualified', 2, False, 'Qualificado'),
                                    (3, 'Proposition', 3, False, 'Proposta'), (4, 'Won', 70, True, 'Ganho')):
        add('crm.stage', rid, name=name, sequence=seq, is_won=won, pt=pt)
    add('crm.lost.reason', 1, name='Too expensive', pt='Muito caro')
    for rid, name, seq, pt in ((1, 'New', 1, 'Novo'), (2, 'In Progress', 2, 'Em andamento'), (3, 'Done', 3, 'Concluído')):
        add('project.task.type', rid, name=name, sequence=seq, fold=rid == 3, pt=pt)
    add('project.project', 1, name='Atendimento', type_ids=[(6, 0, [1, 2, 3])])
    add('helpdesk.team', 1, name='Customer Care', pt='Atendimento ao cliente')
    for rid, name, pt in ((1, 'New', 'Novo'), (2, 'In Progress', 'Em andamento'), (3, 'Solved', 'Resolvido')):
        add('helpdesk.stage', rid, name=name, sequence=rid, pt=pt)
    for rid, name in enumerate(('base', 'calendar', 'crm', 'delivery', 'loyalty', 'product', 'project', 'sale', 'sale_management', 'stock'), 40):
        add('ir.module.module', rid, name=name, state='installed', installed_version='%d.0.1.%d' % (version, rid % 4))
    for rid, (name, model) in enumerate((('helpdesk', 'helpdesk.ticket'), ('knowledge', 'knowledge.article'),
                                         ('document_page', 'document.page'), ('appointment', 'appointment.type')), 60):
        have = model in db.models
        add('ir.module.module', rid, name=name, state='installed' if have else 'uninstalled',
            installed_version='%d.0.1.0' % version if have else False)
    for meta in db.models.values():
        add('ir.model', 0, model=meta.name, name=meta.desc)
        for name, field in meta.fields.items():
            add('ir.model.fields', 0, name=name, model=meta.name, ttype=field.type)
    add('ir.config_parameter', 1, key='web.base.url', value='http://127.0.0.1')
    add('ir.config_parameter', 2, key='database.uuid', value='00000000-0000-11f0-8000-%012d' % version)


def demo(db):
    add = adder(db)
    for name, pt in (('Makeup', 'Maquiagem'), ('Hair', 'Cabelos'), ('Body', 'Corpo'), ('Perfumes', 'Perfumaria'), ('Services', 'Serviços')):
        add('product.category', 0, name=name, parent_id=1, pt=pt)
    for at, (name, company, email, phone, vat, city) in enumerate(PEOPLE):
        add('res.partner', 0, name=name, is_company=company, email=email, phone=phone, vat=vat, city=city, country_id=31,
            street='Rua das Flores, %d' % (100 + at), zip='01%03d-000' % at, customer_rank=1, ref='C%04d' % (at + 1))
    add('res.partner', 0, name='Carlos Comprador', parent_id=14, email='carlos@bompreco.example', function='Comprador')
    for at, (code, name, price, categ, text) in enumerate(GOODS):
        kind = {'detailed_type': 'product'} if db.version < 17 else {'is_storable': True}
        add('product.template', 0, name=name, default_code=code, barcode='789000000%04d' % (at + 1), list_price=price,
            categ_id=categ, description_sale=text, standard_price=round(price * 0.4, 2), weight=0.25, **kind)
        add('stock.quant', 0, product_id=at + 1, quantity=float(at * 7 % 25), location_id=8, reserved_quantity=1.0 if at == 3 else 0.0)
    add('product.template', 0, name='Entrega', type='service', default_code='ENTREGA', list_price=15.0, categ_id=6, sale_ok=False)
    add('product.template', 0, name='Perfume Antigo', default_code='PER-000', list_price=99.0, categ_id=5, active=False)
    db.put('product.template', 7, dict(db.tables['product.template'][7], **{'name': 'Orange Blossom Cologne 100 ml',
                                                                            'name@pt_BR': GOODS[6][1]}))
    add('stock.quant', 0, product_id=1, quantity=3.0, location_id=9)
    add('product.pricelist', 2, name='Revenda')
    add('product.pricelist.item', 0, pricelist_id=2, product_tmpl_id=1, compute_price='fixed', fixed_price=24.9, min_quantity=10)
    add('product.pricelist.item', 0, pricelist_id=2, compute_price='percentage', percent_price=10.0)
    add('product.pricelist.item', 0, pricelist_id=1, product_tmpl_id=6, compute_price='fixed', fixed_price=69.9,
        date_start='2026-11-01 00:00:00', date_end='2026-12-31 23:59:59')
    for name, kind, price, pt in (('Local Delivery', 'fixed', 15.0, 'Entrega local'), ('Correios PAC', 'base_on_rule', 22.5, False),
                                  ('Retirada na loja', 'fixed', 0.0, False)):
        add('delivery.carrier', 0, name=name, delivery_type=kind, fixed_price=price, product_id=11, free_over=kind == 'fixed',
            amount=200.0, pt=pt)
    for partner, ref, lines in ((15, 'PED-0001', [(1, 2.0), (3, 1.0)]), (14, False, [(5, 12.0)]), (16, 'PED-0003', [(8, 1.0)])):
        add('sale.order', 0, partner_id=partner, client_order_ref=ref, user_id=2, date_order='2026-01-02 03:00:00',
            order_line=[(0, 0, {'product_id': p, 'product_uom_qty': q}) for p, q in lines])
    Env(db, 2, {}, True).browse('sale.order', [2]).action_confirm()
    db.put('stock.picking', 1, dict(db.tables['stock.picking'][1], carrier_id=2, carrier_tracking_ref='BR123456789'))
    Env(db, 2, {}, True).browse('sale.order', [3]).action_quotation_sent()
    add('crm.lead', 0, name='Revenda no interior', partner_id=18, type='opportunity', expected_revenue=2500.0, user_id=2, stage_id=2)
    add('crm.lead', 0, name='Contato pelo site', contact_name='Beatriz', email_from='bia@example.com', user_id=2,
        description='Quer saber do kit')
    add('project.task', 0, name='Ligar para cliente', project_id=1, partner_id=15, description='Retornar sobre o pedido', user_ids=[(6, 0, [2])])
    add('calendar.event', 0, name='Visita do representante', start='2026-12-10 13:00:00', stop='2026-12-10 14:00:00', user_id=2,
        partner_ids=[(6, 0, [3, 14])], location='Loja')
    add('calendar.event', 0, name='Balanço', start='2026-12-20 00:00:00', stop='2026-12-20 00:00:00', allday=True, user_id=2,
        partner_ids=[(6, 0, [3])])
    add('loyalty.program', 0, name='Code for 10% on orders', program_type='promo_code', trigger='with_code', pt='Código de 10% no pedido')
    add('loyalty.rule', 0, program_id=1, code='DEZ', mode='with_code')
    add('loyalty.reward', 0, program_id=1, description='10% on your order')
    add('loyalty.program', 0, name='Leve 3, pague 2', program_type='buy_x_get_y', date_to='2026-12-31')
    add('loyalty.rule', 0, program_id=2, minimum_qty=3, reward_point_mode='unit', product_ids=[(6, 0, [9])])
    add('loyalty.reward', 0, program_id=2, description='Esmalte grátis', reward_type='product', reward_product_id=9, required_points=3.0)
    add('helpdesk.ticket', 0, name='Produto veio quebrado', partner_id=15, description='O frasco chegou trincado', priority='2')
    add('knowledge.article', 0, name='Trocas e devoluções', body='<h1>Trocas</h1><p>Você tem <b>30 dias</b> para trocar.</p>', is_published=True)
    add('knowledge.article', 0, name='Garantia', body='Seis meses.', parent_id=1, is_published=True)
    add('document.page', 0, name='Políticas', type='category')
    add('document.page', 0, name='Frete', content='<p>Grátis acima de R$ 200,00.</p>', parent_id=1)
    add('appointment.type', 0, name='Maquiagem', appointment_duration=1.5, location='Loja')
    add('business.rule', 0, name='troca', rule_type='policy', question='Qual o prazo de troca?', answer='30 dias.')
    add('business.rule', 0, name='pix', rule_type='faq', question='Aceita pix?', answer='Sim, com 5% de desconto.')


THINGS = ('Batom', 'Shampoo', 'Condicionador', 'Sabonete', 'Esmalte', 'Creme Hidratante', 'Loção', 'Pincel', 'Máscara', 'Sérum', 'Perfume',
          'Colônia', 'Base', 'Pó Compacto', 'Rímel', 'Delineador', 'Desodorante', 'Óleo Corporal', 'Protetor Solar', 'Demaquilante')
OF = ('Açaí da Amazônia', 'Castanha-do-Pará', 'Cupuaçu', 'Pitanga', 'Maracujá', 'Flor de Laranjeira', 'Rosa Imperial', 'Camomila', 'Aloe Sertão',
      'Erva-Doce', 'Coco Babaçu', 'Jabuticaba', 'Andiroba', 'Capim-Limão', 'Murumuru')
KINDS = ('Vermelho Rubi', 'Nude Rosé', 'Coral Verão', 'Bege Médio', 'Vinho Tinto', 'Dourado', 'Pêssego', 'Terracota', 'Ameixa', 'Incolor')
ENDS = ('Cremoso', 'Cintilante', 'Longa Duração', 'Ultra HD', 'Refil', 'Toque Seco', 'Vegano', 'Infantil')
SIZES = ('15 ml', '50 ml', '90 g', '100 ml', '150 ml', '250 ml', '300 ml', '500 ml', '3 g', '12 un.')


def bulk(db, model, n, uid):
    """Many rows of one transaction: written straight into the tables, as 20,000 would take the ORM long."""
    dice = random.Random(n)
    ids = []
    if model != 'product.template':
        env = Env(db, uid, {}, True)
        return env[model]._create([{'name': '%s %d' % (db.models[model].desc, i + 1)} for i in range(n)])
    kinds = db.models['product.template'].fields, db.models['product.product'].fields
    blank = [{name: field.default if field.default is not None else {'float': 0.0, 'integer': 0, 'boolean': False}.get(field.type)
              for name, field in fields.items() if not (field.calc or field.related or field.type == 'one2many')} for fields in kinds]
    for row in blank:
        row.pop('display_name', None)
        row.update(create_date=db.now, write_date=db.now, create_uid=uid, write_uid=uid)
    if db.version >= 17:
        blank[0]['is_storable'] = True
    categories = sorted(db.tables['product.category'])
    for i in range(n):
        tid, pid = db.next_id('product.template'), db.next_id('product.product')
        thing, of = dice.choice(THINGS), dice.choice(OF)
        name = '%s %s %s %s %s' % (thing, of, dice.choice(KINDS), dice.choice(ENDS), dice.choice(SIZES))
        db.put('product.template', tid, dict(blank[0], id=tid, name=name, list_price=dice.randrange(490, 29990, 10) / 100,
               categ_id=dice.choice(categories),
               description_sale='%s com %s da nossa linha brasileira, testado dermatologicamente. Embalagem reciclável.' % (thing, of)))
        db.put('product.product', pid, dict(blank[1], id=pid, product_tmpl_id=tid, default_code='COS-%05d' % tid,
               barcode='7890%09d' % tid, weight=0.1))
        ids.append(tid)
    return ids
