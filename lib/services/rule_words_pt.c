#include <stddef.h>

#include "services/rule_words.h"

/*
 * What people say for the same thing in a shop: the word that stands for all, then the others. Words are compared by
 * stem, phrases without their light words ("parar o meu carro" is "parar carro").
 */
const char *const rule_words_same[] = {
	"estacionamento=estacionar|parar carro|parar moto|deixar carro|vaga carro|vagas carro|manobrista|valet",
	"gratis=graca|gratuito|gratuita|sem custo|sem pagar|sem cobrar|nao paga|cortesia|0800",
	"frete=taxa entrega|valor entrega|custo entrega|preco entrega|custo envio|valor envio|preco envio",
	"frete gratis=nao paga frete|nao pagar frete|sem pagar frete|isento frete|frete free|frete graca|"
	"ganhar frete|ganho frete|frete pago|entrega gratis|entrega graca|envio gratis",
	"prazo entrega=quando chega|quantos dias chega|demora chegar|tempo chegar|chega quantos dias|"
	"chega quanto tempo|dias chegar|quando recebo|quando entregam|tempo entrega|demora entrega|"
	"demora entregar|quantos dias entregam|prazo chegar",
	"entrega=enviar|envio|enviam|remessa|despachar|mandar para|mandam para|manda para|levam ate",
	"correios=sedex|pac|correio",
	"motoboy=motoqueiro|entregador|entrega rapida|entrega expressa",
	"prazo=quanto tempo|quantos dias|quantas semanas|demora|demoram|demorar|leva quanto|ate quando|"
	"ate que dia|limite dias|prazo limite|dias limite",
	"parcela=parcelar|parcelamento|parcelado|prestacao|quantas vezes|dividir vezes|divide vezes|vezes juros|"
	"crediario",
	"cartao=maquininha|american express|amex|hipercard|bandeira|visa|mastercard|elo",
	"vale alimentacao=vale refeicao|ticket|sodexo|alelo|ticket alimentacao|ticket refeicao",
	"dinheiro=especie|cedula|dinheiro vivo",
	"reembolso=estorno|estornar|reembolsar|dinheiro volta|valor volta|grana volta|devolver dinheiro|"
	"devolvem dinheiro|restituicao|ressarcir|ressarcimento|dinheiro devolvido|receber dinheiro",
	"nota=nf|nfe|nota fiscal|notinha|cupom fiscal|danfe|recibo|comprovante compra|segunda via nota",
	"devolver=devolucao|devolvo|mandar volta|mando volta",
	"arrependimento=arrepender|arrependi|desistir|desistencia|desisto|mudei ideia|nao quero mais|"
	"cancelar compra|cancelar pedido",
	"defeito=quebrado|quebrou|quebrada|danificado|estragado|estragou|nao funciona|nao liga|queimou|avariado|"
	"rachado|'vazando|'vazou|'vazamento|estourou|rasgou|rasgado|furado|pifou|parou funcionar|amassado|"
	"trincado|veio problema|descosturou|soltou|descolou|despregou|desbotou|encolheu|entupido|entupiu|nao sai|"
	"nao abre|nao espirra|bugado|travando",
	"validade=vale quanto tempo|vale ate quando|valem ate quando|serve quanto tempo|duracao|vencimento|"
	"vencer|vencido|vencida|expirar|expira",
	"desconto=abatimento|descontinho|mais barato|sai mais conta",
	"promocao=oferta|promo|liquidacao|saldao|campanha|promocional",
	"cupom=cupons|codigo promocional|codigo desconto",
	"embrulho=embrulhar|embalar|embalam|embrulhinho|papel presente|embalagem presente|pacote presente|"
	"saquinho presente|laco|embrulho presente",
	"vale presente=cartao presente|gift card|giftcard|gift|voucher|vale compra|vale compras",
	"pontos=fidelidade|pontuacao|pontuar|cashback|programa pontos|programa fidelidade|clube vantagens|clube",
	"amostra=amostrinha|amostra gratis|sache|tester brinde",
	"experimentar=provar|provador|provadores|'tester|testar loja|testar antes|testar pessoalmente",
	"testado animais=testar animais|testam animais|teste animais|testes animais|testado bicho|testam bicho|"
	"cruelty free|cruelty|crueldade|crueldade animal|testado animal|testa animal|testar bicho|"
	"testar bichinho|testado bichinho|testar coelho|teste bicho|bicho teste",
	"gestante='gravida|'gravidas|gravidez|gestacao|amamentar|amamentando|amamentacao|lactante|amamenta|"
	"dando mamar|buchuda",
	"crianca='bebe|'bebes|filho|filha|infantil|menino|menina|nenem|filhinho|filhinha|neto|neta|kids|"
	"recem nascido",
	"alergia=alergico|alergica|intolerancia|intolerante|pele sensivel",
	"reacao=queimou rosto|queimou pele|queimando|espinhas|coceira|cocando|coca|irritou|irritada|irritacao|"
	"vermelhidao|ardendo|ardeu|ardencia|empolou|empolado|inchou|inchado|fez mal|passei mal|deu alergia|"
	"rosto vermelho|pele vermelha",
	"reciclar=reciclagem|recicla|coleta|descarte|descartar|jogar fora|jogo fora|embalagem vazia|frasco vazio|"
	"pote vazio|logistica reversa",
	"animal=cachorro|cachorrinho|cao|gato|gatinho|pet|bicho|bichinho|dog|doguinho|cadela|cadelinha|cachorra|"
	"cachorrinha|filhote|gatinha",
	"acessibilidade='cadeirante|'cadeirantes|cadeira rodas|rampa|deficiente|deficiencia|pcd|"
	"mobilidade reduzida|elevador|muleta|andador|dificuldade andar|dificuldade locomocao",
	"endereco=onde fica|onde ficam|onde voces ficam|onde voces estao|onde e loja|localizacao|localizados|"
	"como chegar|como chego|que bairro|qual bairro|que rua|qual rua|fica onde|ficam onde|'maps|google maps",
	"telefone=qual whatsapp|qual whats|qual zap|numero whatsapp|numero zap|numero whats|passa zap|"
	"passa whats|fone|ligar|telefonar|contato|numero ligar|numero contato|numero loja",
	"outra loja=outras lojas|outra unidade|outras unidades|filial|filiais|outro bairro|outra cidade|quiosque|"
	"mais lojas|unica loja|outro endereco|loja shopping",
	"retirar=retirada|buscar|busco|pegar|pego|retiro",
	"outra pessoa=terceiro|terceiros|marido|esposa|por mim|meu lugar",
	"minimo=valor minimo|compra minima",
	"atacado=revender|revenda|revendedora|revendedor|revendo|distribuidor|lojista|quantidade|"
	"grande quantidade|lote|varias unidades|muitas unidades",
	"dados=lgpd|privacidade|informacoes pessoais|dados pessoais",
	"apagar=excluir|exclusao|deletar|remover",
	"agendar='marcar|'marco|'marca horario|agendamento|agenda|reservar|marcar horario|hora marcada|'marcacao|"
	"agendar horario|reservar horario",
	"cancelar=desmarcar|remarcar|reagendar|cancelamento|adiar|nao vou conseguir ir|nao posso ir|"
	"nao vou poder ir|trocar horario|mudar horario",
	"atraso=atrasar|atrasado|atrasada|atrasei|chegar tarde|chegar depois|tolerancia",
	"sinal=adiantado|adiantamento|antecipado|caucao|pagar antes|pagamento antecipado",
	"original=replica|falso|falsificado|pirata|verdadeiro|autentico|de verdade|legitimo|paralelo|imitacao|"
	"originais",
	"origem=procedencia|importado|importada|gringo|gringa|estrangeiro|nacional|nacionais|fabricado|"
	"fabricacao|feito onde|onde feito|onde vem|onde sao feitos|onde sao feitas|feitas onde|quem fabrica",
	"refil=recarga|reposicao",
	"tamanho='medida|'medidas|numeracao|tabela|que numero|qual numero|tabela medidas",
	"garantia=assistencia tecnica|garante",
	"convenio=plano saude|unimed|amil|sulamerica|hapvida",
	"receita=prescricao|controlado|tarja",
	"emergencia=passando mal|dor peito|desmaiou|urgente|urgencia|falta ar|infarto|convulsao|samu",
	"robo=chatbot|automatico|inteligencia artificial|atendente|humano|pessoa verdade|pessoa real",
	"rotina=skincare|skin care|cuidado pele|cuidados pele|cuidar pele|rotina pele",
	"remedio='medicamento|'medicamentos|remedinho|dipirona|paracetamol|ibuprofeno|antibiotico|dorflex|"
	"antialergico|xarope|comprimido",
	"indicar=recomendar|orientar|orientacao|sugerir|sugestao|recomendacao|indicacao|indica|recomenda|"
	"ajuda escolher|ajudar escolher|qual escolher",
	"lavar=lavagem|lavo|lava",
	"ajuste=ajustar|arrumar|bainha|apertar|costureira|'costurar|arrumam|consertar roupa",
	"voltagem=110|127|220|bivolt|'volts|'tomada",
	"adolescente=menor idade|'menores|menor 18|menor anos|13 anos|14 anos|15 anos|16 anos|17 anos",
	"boleto=boleto bancario",
	"whatsapp='whats|zap|wpp",
	"site=internet|online|loja virtual|'aplicativo|distancia",
	"aniversario=aniversariante|niver",
	"2=dois|duas",
	"3=tres",
	"poder=posso|pode|consigo|consegue|podemos|conseguem|permitido|possivel|permitem|tem como|da para",
	"brasil=acre|alagoas|amapa|amazonas|bahia|ceara|distrito federal|espirito santo|goias|maranhao|"
	"mato grosso|'minas|para estado|paraiba|parana|pernambuco|piaui|rio janeiro|rio grande sul|"
	"rio grande norte|rondonia|roraima|santa catarina|sergipe|tocantins|maceio|macapa|manaus|salvador|"
	"fortaleza|brasilia|vitoria|goiania|sao luis|cuiaba|campo grande|belo horizonte|'bh|'belem|joao pessoa|"
	"curitiba|recife|teresina|natal rn|porto alegre|porto velho|boa vista|florianopolis|aracaju|palmas|"
	"nordeste|sudeste|centro oeste|campinas|'santos|guarulhos|osasco|abc|abc paulista|santo andre|"
	"sao bernardo|ribeirao preto|sorocaba|jundiai|niteroi|londrina|joinville|uberlandia|blumenau|caxias|"
	"outro estado|outros estados|outras cidades|outra regiao|'rj|'mg|'ba|'rs|'sc|'pr|'df|'go|'es|'ce|'pe",
	"exterior=outro pais|outros paises|fora pais|internacional|portugal|estados unidos|'eua|europa|argentina|"
	"japao|canada|mercosul",
	"tem=fazem|faz|vendem|vende|existe|existem|possui|possuem|ha|trabalham com|oferecem|rola|dao",
	"comprar=compra|comprei|comprando",
	"trocar=troca|trocam|troco",
	"pagar=pagamento|pago|pagando",
	"doar=doacao|'doo|'doei|'doou",
	"resultado=laudo",
	"jejum=sem comer",
	NULL,
};

/* Words that only lead in or address somebody. */
const char *const rule_words_silent[] = {
	"oi",    "ola",       "opa",          "oie",      "voce",     "voces",      "ai",        "ae",     "por favor",
	"favor", "gentileza", "obrigado",     "obrigada", "quero",    "queria",     "'gostaria", "saber",  "me",
	"eu",    "entao",     "ne",           "uai",      "viu",      "gente",      "moca",      "moco",   "amigo",
	"amiga", "querida",   "querido",      "tudo bem", "bom dia",  "boa tarde",  "boa noite", "beleza", "certo",
	"ok",    "duvida",    "tirar duvida", "pergunta", "informar", "informacao", "dizer",     "sera",   "preciso",
	"aqui",  "ja",        "ta",           "to",       "la",       "so",         "'coisa",    "algo",   "ajuda",
	"help",  "please",    "kkk",          "kkkk",     "rs",       "haha",       "alo",       "aff",    "ue",
	"nossa", NULL,
};

/*
 * Common words that carry little: left out of a question when no rule has them, since a rule that does not speak of
 * "receber" or "ontem" is not the less an answer.
 */
const char *const rule_words_everyday[] = {
	"receber",   "veio",     "vem",       "vir",       "chegar",       "cheguei",     "entrar",    "sair",
	"montar",    "colocar",  "botar",     "olhar",     "ver",          "vi",          "ouvir",     "achar",
	"acho",      "pensar",   "falar",     "disse",     "contar",       "perguntar",   "responder", "mandar",
	"passar",    "deixar",   "levar",     "trazer",    "dar",          "dei",         "deu",       "dou",
	"ficar",     "fiquei",   "parecer",   "acontecer", "tentar",       "comecar",     "terminar",  "acabar",
	"continuar", "voltar",   "esperar",   "aguardar",  "pedir",        "peco",        "pedi",      "escrever",
	"ler",       "usar",     "usei",      "fazer",     "faco",         "fiz",         "fez",       "fizer",
	"querer",    "quiser",   "gostar",    "gostei",    "amar",         "adorar",      "precisar",  "precisa",
	"dever",     "devo",     "conhecer",  "conheco",   "entender",     "explicar",    "mostrar",   "ajudar",
	"resolver",  "morar",    "moro",      "viver",     "custar",       "custa",       "valer",     "vale",
	"ganhar",    "ganhei",   "perder",    "perdi",     "guardar",      "tirar",       "servir",    "combinar",
	"decidir",   "procurar", "encontrar", "andar",     "curtir",       "curti",       "sei",       "soube",
	"acontece",  "esta",     "estava",    "tava",      "ter",          "tive",        "hoje",      "amanha",
	"ontem",     "agora",    "sempre",    "nunca",     "depois",       "antes",       "logo",      "rapido",
	"rapidinho", "devagar",  "bem",       "mal",       "pouco",        "bastante",    "demais",    "tanto",
	"longe",     "perto",    "grande",    "pequeno",   "bom",          "boa",         "ruim",      "novo",
	"velho",     "bonito",   "lindo",     "caro",      "barato",       "certo",       "errado",    "facil",
	"dificil",   "melhor",   "pior",      "igual",     "diferente",    "proprio",     "outro",     "varios",
	"cada",      "apenas",   "inteiro",   "meio",      "pessoalmente", "normalmente", "realmente", "mesmo",
	"tranquilo", "direito",  "normal",    "especial",  "total",        "junto",       "longo",     "curto",
	"cedo",      "quase",    "uns",       "umas",      "nada",         "dia",         "semana",    "mes",
	"ano",       "anos",     "vez",       "hora",      "minuto",       "min",         "manha",     "tarde",
	"noite",     "passado",  "passada",   "pessoa",    "mulher",       "homem",       "mae",       "pai",
	"irma",      "irmao",    "avo",       "amiga",     "amigo",        "namorado",    "namorada",  "vizinha",
	"familia",   "cliente",  "moca",      "alguem",    "ninguem",      "negocio",     "parte",     "lado",
	"jeito",     "tipo",     "caso",      "problema",  "lugar",        "casa",        "trem",      "treco",
	"qualquer",  "real",     "reais",     "kg",        "ml",           "ate",         "super",     "inclusive",
	"geral",     "urgente",  NULL,
};
