# Of all that is in the conversations ($m, $c): what is wrong with it. An answer is what carries content_attributes.cwai.
def number: tonumber? // (split(":") | last | tonumber);
def part: .content_attributes.cwai.part;
def of: .content_attributes.cwai.message | number;

$m[0] as $messages | $c[0] as $conversations |
($conversations | map({key: (.id | tostring), value: .status}) | from_entries) as $status |
[$messages | group_by(.conversation_id)[] | sort_by(.id) | {
	id: .[0].conversation_id,
	asked: [.[] | select(.message_type == 0) | .id],
	posts: [.[] | select(.message_type == 1 and .content_attributes.cwai)]
} | .status = $status[.id | tostring] | .public = [.posts[] | select(.private | not)]] as $all |
{
	messages: [$all[].asked[]] | length,
	conversations: $all | length,
	answers: [$all[].public[]] | length,
	handed: [$all[].posts[] | select(.private)] | length,
	# A person who has the conversation reads all of it.
	unanswered: [$all[] | (.status != "pending" and any(.posts[]; .private)) as $person | ([.posts[] | of] | max // 0) as $last |
		select($person | not) | {conversation: .id, message: (.asked[] | select(. > $last))}],
	twice: [$all[] | .posts | group_by([of, part])[] | select(length > 1) |
		{conversation: .[0].conversation_id, message: (.[0] | of), part: (.[0] | part), posted: map(.id)}],
	disordered: [$all[] | .id as $c | [.public[] | [of, part]] | select(. != sort) | {conversation: $c, order: .}],
	holes: [$all[] | .public | group_by(of)[] | select((map(part) | sort) != [range(1; length + 1)]) |
		{conversation: .[0].conversation_id, message: (.[0] | of), parts: map(part)}],
	half: [$all[] | select(.status == "pending" and any(.posts[]; .private)) | {conversation: .id}]
}
