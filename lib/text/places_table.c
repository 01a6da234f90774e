#include "text/places_private.h"

const struct places_state places_states[PLACES_STATES] = {
	{"AC", "*Acre", "*Rio Branco|*Cruzeiro do Sul"},
	{"AL", "Alagoas", "Maceió|Arapiraca|*Rio Largo|Palmeira dos Índios"},
	{"AP", "Amapá", "Macapá|*Santana"},
	{"AM", "Amazonas", "Manaus|Parintins|Itacoatiara|Manacapuru|Coari"},
	{"BA", "Bahia",
	 "*Salvador|Feira de Santana|Vitória da Conquista|Camaçari|Juazeiro|Itabuna|Lauro de Freitas|Ilhéus|"
	 "Jequié|Teixeira de Freitas|*Barreiras|Alagoinhas|Porto Seguro|Simões Filho|Paulo Afonso|Eunápolis|"
	 "Santo Antônio de Jesus|*Valença|*Candeias|Guanambi|Jacobina|Luís Eduardo Magalhães"},
	{"CE", "Ceará",
	 "*Fortaleza|Caucaia|Juazeiro do Norte|Maracanaú|*Sobral|*Crato|Itapipoca|Maranguape|Iguatu|Quixadá|"
	 "Pacatuba|Aquiraz|Canindé"},
	{"DF", "Distrito Federal", "Brasília|Taguatinga|Ceilândia|*Gama|Águas Claras|*Samambaia|Planaltina"},
	{"ES", "Espírito Santo",
	 "*Vitória|Vila Velha|*Serra|Cariacica|Cachoeiro de Itapemirim|Linhares|*São Mateus|Guarapari|Colatina|"
	 "Aracruz"},
	{"GO", "Goiás",
	 "Goiânia|Aparecida de Goiânia|Anápolis|*Rio Verde|Luziânia|Águas Lindas de Goiás|"
	 "Valparaíso de Goiás|*Trindade|*Formosa|Novo Gama|Itumbiara|Senador Canedo|*Catalão|Jataí|"
	 "Caldas Novas"},
	{"MA", "Maranhão",
	 "São Luís|*Imperatriz|São José de Ribamar|*Timon|*Caxias|Codó|Paço do Lumiar|Açailândia|Bacabal|"
	 "*Balsas"},
	{"MT", "Mato Grosso",
	 "Cuiabá|Várzea Grande|Rondonópolis|Sinop|Tangará da Serra|*Cáceres|*Sorriso|Lucas do Rio Verde|"
	 "Primavera do Leste|Barra do Garças"},
	{"MS", "Mato Grosso do Sul", "Campo Grande|*Dourados|Três Lagoas|Corumbá|Ponta Porã|Naviraí"},
	{"MG", "Minas Gerais",
	 "Belo Horizonte|Uberlândia|*Contagem|Juiz de Fora|Betim|Montes Claros|Ribeirão das Neves|Uberaba|"
	 "Governador Valadares|Ipatinga|Sete Lagoas|Divinópolis|*Santa Luzia|Ibirité|Poços de Caldas|"
	 "Patos de Minas|Pouso Alegre|Teófilo Otoni|Barbacena|Sabará|*Varginha|Conselheiro Lafaiete|Vespasiano|"
	 "Itabira|Araguari|*Passos|Ubá|Coronel Fabriciano|Muriaé|Ituiutaba|Araxá|*Lavras|Nova Lima|Itajubá|"
	 "Itaúna|Pará de Minas|Paracatu|Caratinga|Nova Serrana|São João del Rei|*Patrocínio|Timóteo|"
	 "Manhuaçu|*Viçosa|Ouro Preto|*Alfenas|Três Corações|*Mariana"},
	{"PA", "*Pará",
	 "Belém|Ananindeua|Santarém|Marabá|Parauapebas|Castanhal|Abaetetuba|Cametá|Marituba|"
	 "São Félix do Xingu|Barcarena|*Altamira|Tucuruí|Paragominas|*Tailândia|Itaituba|*Bragança|"
	 "*Redenção"},
	{"PB", "Paraíba", "João Pessoa|Campina Grande|*Santa Rita|*Patos|Bayeux|*Sousa|Cabedelo|Cajazeiras"},
	{"PR", "Paraná",
	 "Curitiba|Londrina|Maringá|Ponta Grossa|*Cascavel|São José dos Pinhais|Foz do Iguaçu|*Colombo|"
	 "Guarapuava|Paranaguá|*Araucária|*Toledo|Apucarana|*Pinhais|*Campo Largo|Arapongas|"
	 "Almirante Tamandaré|Umuarama|Piraquara|Cambé|Fazenda Rio Grande|Sarandi|Campo Mourão|"
	 "Francisco Beltrão|Paranavaí|Pato Branco|Cianorte|Telêmaco Borba"},
	{"PE", "Pernambuco",
	 "Recife|Jaboatão dos Guararapes|*Olinda|Caruaru|Petrolina|*Paulista|Cabo de Santo Agostinho|Camaragibe|"
	 "Garanhuns|Vitória de Santo Antão|Igarassu|São Lourenço da Mata|Abreu e Lima|"
	 "Santa Cruz do Capibaribe|Serra Talhada|Araripina|*Gravatá"},
	{"PI", "Piauí", "Teresina|Parnaíba|*Picos|Piripiri|*Floriano"},
	{"RJ", "Rio de Janeiro",
	 "Rio de Janeiro|São Gonçalo|Duque de Caxias|Nova Iguaçu|Niterói|Belford Roxo|Campos dos Goytacazes|"
	 "São João de Meriti|Petrópolis|Volta Redonda|Magé|Macaé|Itaboraí|Cabo Frio|*Nova Friburgo|"
	 "Barra Mansa|Angra dos Reis|*Mesquita|Teresópolis|Rio das Ostras|*Nilópolis|*Queimados|Araruama|"
	 "*Resende|Maricá|Itaguaí|São Pedro da Aldeia|Itaperuna|Japeri|Barra do Piraí|Saquarema|Seropédica|"
	 "Três Rios|Búzios"},
	{"RN", "Rio Grande do Norte", "*Natal|Mossoró|Parnamirim|São Gonçalo do Amarante|Macaíba|Ceará-Mirim|Caicó"},
	{"RS", "Rio Grande do Sul",
	 "Porto Alegre|Caxias do Sul|*Canoas|*Pelotas|*Santa Maria|Gravataí|Viamão|Novo Hamburgo|São Leopoldo|"
	 "*Rio Grande|*Alvorada|Passo Fundo|Sapucaia do Sul|Santa Cruz do Sul|Cachoeirinha|Uruguaiana|Bagé|"
	 "Bento Gonçalves|Erechim|*Guaíba|Cachoeira do Sul|Ijuí|*Lajeado|*Esteio|Sapiranga|"
	 "Santana do Livramento|Santo Ângelo|Alegrete|*Gramado|*Canela|*Santa Rosa|Farroupilha|*Torres"},
	{"RO", "Rondônia", "Porto Velho|Ji-Paraná|Ariquemes|Vilhena|*Cacoal"},
	{"RR", "Roraima", "*Boa Vista"},
	{"SC", "Santa Catarina",
	 "Florianópolis|Joinville|Blumenau|*São José|*Chapecó|Itajaí|Criciúma|Jaraguá do Sul|*Palhoça|"
	 "*Lages|Balneário Camboriú|Brusque|*Tubarão|São Bento do Sul|Camboriú|*Navegantes|*Concórdia|"
	 "Rio do Sul|*Caçador|Itapema|Araranguá|*Gaspar|*Biguaçu|Indaial|Içara|*Mafra|*Videira"},
	{"SP", "São Paulo",
	 "São Paulo|Guarulhos|Campinas|São Bernardo do Campo|Santo André|São José dos Campos|Osasco|"
	 "Ribeirão Preto|Sorocaba|*Mauá|São José do Rio Preto|Mogi das Cruzes|*Santos|*Diadema|Jundiaí|"
	 "Piracicaba|Carapicuíba|Bauru|Itaquaquecetuba|*São Vicente|*Franca|Praia Grande|Guarujá|Taubaté|"
	 "Limeira|Suzano|Taboão da Serra|Sumaré|Barueri|Embu das Artes|São Carlos|Indaiatuba|Cotia|*Americana|"
	 "Marília|Itapevi|Araraquara|*Jacareí|Hortolândia|Presidente Prudente|Rio Claro|Araçatuba|"
	 "Ferraz de Vasconcelos|Francisco Morato|Itapecerica da Serra|*Itu|Bragança Paulista|Pindamonhangaba|"
	 "Itapetininga|São Caetano do Sul|Franco da Rocha|Mogi Guaçu|*Jaú|Botucatu|Atibaia|"
	 "Santana de Parnaíba|*Araras|Cubatão|Santa Bárbara d'Oeste|Valinhos|Ribeirão Pires|*Salto|"
	 "Sertãozinho|Catanduva|Barretos|Guaratinguetá|Birigui|Votorantim|*Várzea Paulista|Caraguatatuba|"
	 "Itatiba|Ourinhos|*Assis|*Leme|*Poá|Itanhaém|Paulínia|Votuporanga|Caieiras|Mairiporã|Tatuí|Arujá|"
	 "São Roque|Vinhedo|*Avaré|São João da Boa Vista|Ubatuba|*Lorena|Mogi Mirim|*São Sebastião|"
	 "Campo Limpo Paulista|Matão|*Lins|*Peruíbe|*Bebedouro|Fernandópolis|*Jandira|Ibiúna|"
	 "Campos do Jordão|*Itapeva|*Amparo|Holambra|*Ilhabela|*Cruzeiro|*Registro|*Mococa"},
	{"SE", "Sergipe", "Aracaju|Nossa Senhora do Socorro|*Lagarto|*Itabaiana|*Estância"},
	{"TO", "Tocantins", "*Palmas|Araguaína|Gurupi|Porto Nacional"},
};
