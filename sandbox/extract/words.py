# ruff: noqa: E501 - tables of words read best unbroken
"""The words that name a code, or name some other number, in the languages of sign-up mails."""

import re
from typing import Final

_CJK: Final = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef"
WORD: Final = rf"[^\W{_CJK}]"
"""A letter or digit of a script that puts blanks between words."""

CODE: Final = re.compile(
    r"\bone[- ]?time[- ](?:pass(?:word|code|key)?|pin|key|code)s?\b|\bsingle[- ]use (?:code|password)\b|\btemporary (?:password|pin|code)\b"
    r"|\b(?:verification|security|authentication|authori[sz]ation|sign[- ]?in|log[- ]?in) (?:number|pin|key|token)\b"
    r"|\bpass[- ]?codes?\b|\bpin(?:[- ]?codes?)?\b|\botps?\b|\bm?tan\b|\btokens?\b|\bjetons?\b|\bgettone\b|\b\w{0,30}codes?\b|\bcode-\w{2,12}\b|\beinmal-?(?:passwort|kennwort|pin|schlüssel)\b"
    r"|\bmot de passe (?:à usage unique|temporaire|provisoire|unique)|\bc[óo]digos?\b|\bclave\b|\bcontraseña (?:temporal|de un solo uso|de uso único|provisional)"
    r"|\bcodic[ei]\b|\bpassword (?:temporanea|monouso|provvisoria|usa e getta)|\bsenha (?:temporária|de uso único|provisória|descartável)|\bpalavra-passe (?:temporária|de utilização única|única)"
    r"|\beenmalig\w{0,2} (?:wachtwoord|code|pincode)|\b\w{0,30}kode[nr]?\b|\b\w{0,20}kod(?:en|u|unuz|unu|em|u:)?\b|\bkód\w{0,3}\b|\bkoodi\w{0,4}\b|\bcod(?:ul)?\b"
    r"|\b(?:activation|confirmation|access) (?:number|key|pin)\b|\b(?:aktivierungs|anmelde)(?:nummer|zahl|ziffern)\b|\bnuméro d.activation\b|\bnúmero de (?:activación|activação|ativação)\b|\bnumero di attivazione\b|\bactiverings(?:nummer|getal)\b|(?:アクティベーション|有効化)(?:用)?(?:番号|キー)"
    r"|\b(?:verification|access|security) digits\b|\b(?:sicherheits|prüf|bestätigungs|freischalt)(?:nummer|zahl|ziffern)\b|\b(?:zahlenkombination|ziffernfolge|zeichenfolge)\b|\bnuméro de (?:vérification|sécurité|validation)\b|\bnúmero de (?:verificación|seguridad|verificação|segurança|validação)\b|\bnumero di (?:verifica|sicurezza|conferma)\b|\b(?:verificatie|beveiligings|controle)(?:nummer|getal)\b|\b(?:these|the following|this) (?:\w{1,6}[- ])?(?:characters|digits|numbers|letters)\b|\b(?:diese|folgende|die folgenden) (?:\w{1,8} )?(?:zeichen|ziffern|zahlen)(?:folge)?\b|\b(?:ces|les) (?:\w{1,8} )?(?:caractères|chiffres) ?(?:suivants)?|\b(?:estos|los siguientes|estes|os seguintes) (?:\w{1,8} )?(?:caracteres|dígitos|números)\b|\b(?:questi|queste|i seguenti|le seguenti) (?:\w{1,8} )?(?:caratteri|cifre|numeri)\b|\b(?:deze|de volgende) (?:\w{1,8} )?(?:tekens|cijfers|getallen)\b|(?:次の|以下の)(?:\w{0,4}桁の?)?(?:文字|数字|番号)|コード|パスコード|(?:認証|確認|暗証|検証|照合)(?:用)?(?:の)?(?:番号|キー|ナンバー|数字)|ワンタイム(?:パスワード|キー|パス)|\b(?:код|пароль)\w{0,3}\b|[验驗]证[码碼]|驗證碼|校验码|动态码|인증\s?(?:번호|코드)|\bmã (?:xác|otp)",
    re.I,
)
"""Nouns of a code. Whether it is one to log in with, its neighbours say."""

MEANT: Final = re.compile(
    r"verif|valid(?:at|ate|ér|ar|er)|confirm|secur|\blog(?:ging|ged)?[- ]?(?:in|on)\b|\bsign(?:ing|ed)?[- ]?(?:in|up|on)\b|access|auth|activ|one[- ]?time|single[- ]use|temporary|unlock|two[- ]?(?:factor|step)|\b[2m]fa\b|\botp\b|identi|expire|\benter|\bpaste|\btyp(?:e|ing)?\b|\bregist|recover|\breset|\brequested\b|do(?:n.t| not) share|never share"
    r"|\bm?tan\b|\bpass[- ]?code|bestätig|sicherheit|verifizier|einmal|zugang|zugriff|anmeld|einlogg|aktivier|prüf|freigabe|eingeb|eingib|\bgeben sie\b|\btippe|freigeb|freizugeb|gib\b|gültig|\bgilt\b|läuft|registrier|lautet|zurücksetz"
    r"|vérif|sécur|connex|connect|acc[èe]d|acc[èe]s|usage unique|temporaire|saisi|entrez|expir|valable|identi|inscri|réinitialis"
    r"|seguridad|acceso|acced|inici|solo uso|único uso|introdu|ingres|escrib|caduc|vence|registr|restablec"
    r"|conferm|sicurezza|access[oi]|monouso|temporane|inseri|scriv|digit|scad|registr|reimpost"
    r"|segurança|entrar|ativa|uso único|insir|introduz|utiliz|redefin|inscri"
    r"|beveilig|bevestig|verifi[cë]|toegang|inlog|aanmeld|eenmalig|\bvoer\b|invoer|invul|geldig|verloopt|herstel|controle"
    r"|認証|確認|検証|ログイン|サインイン|ワンタイム|本人|入力|有効|セキュリティ|登録|パスワード|アクセス|вход|подтверд|проверк|doğrulama|giriş|weryfik|potwierdz|ověř|logga|bekräft|engangs|bekræft|innlogg|kirjaud|vahvist|bejelentk|megerősít|verifier|登录|登入|验证|驗證|校验|动态|인증",
    re.I,
)
"""Words beside a code that make it one to log in or confirm with."""

AUTH: Final = re.compile(
    r"verif(?:y|ied|ication)|\blog(?:ging)?[- ]?in\b|\bsign(?:ing)?[- ]?(?:in|up|on)\b|authenticat|one[- ]?time|two[- ]?(?:factor|step)|\b[2m]fa\b|\botp\b|pass[- ]?code|confirm (?:your|the|that|it|this)|activate (?:your|the)|do(?:n.t| not) share|(?:didn.t|did not) (?:request|try|ask|make|sign)|reset (?:your|the) pass|finish (?:signing|creating|setting)|creat\w{1,3} (?:your|an|a) (?:\w{1,12} )?account|complete (?:your|the) (?:sign|regis)"
    r"|(?:zwei|deux|doble|dos|doppio|due|dois|duplo|twee)[- ]?(?:fa[ck]t|staps|étapes|pasos|passaggi)|double authentif|aktivierung|activation|activación|attivazione|ativação|activering"
    r"|verifizier|bestätig|anmeld(?:ung|en|e)|einlogg|einmal|registrierung|konto (?:erstell|aktivier)|passwort zurück|zugang"
    r"|vérif|se connecter|connexion|connectez|authentif|usage unique|double facteur|(?:valid|confirm)\w{1,3} votre|inscription|réinitialis"
    r"|verific|\bacceso|entrar en|iniciar? sesi|inicio de sesi|autentic|un solo uso|confirm\w{1,3} (?:tu|su)|restablec|crear? (?:tu|su|una) cuenta|registr"
    r"|access[oi]|accedi|autentic|monouso|conferma(?:re)? (?:il|la|l.)|entrare nel|registrazione|reimposta"
    r"|iniciar sess|entrar na|\bacesso|cadastr|uso único|confirm\w{1,3} (?:o|a|seu|sua)|segurança|redefin"
    r"|verifi[cë]|inlog|aanmeld|bevestig|tweestaps|eenmalig|registratie"
    r"|認証|本人確認|ログイン|サインイン|ワンタイム|登録|二段階|2段階|確認コード",
    re.I,
)
"""Words of a mail about signing up or in."""

ENTER: Final = re.compile(
    r"\b(?:enter|use|type|paste|input|copy|provide|submit|with|using|quote|key in|punch in|fill in)\b|\b(?:gib|geben(?: sie)?|eingeben|nutze|nutzen|verwende|verwenden|tippen?(?: sie)?|trag(?:e|en)?(?: sie)?|mit)\b|\b(?:saisir|saisissez|saisis|entrez|entre|utilisez|tapez|tape|avec|renseignez|indiquez|recopiez|composez)\b|\b(?:introduce|introduzca|ingresa|ingrese|escrib[ea]|tecle[ae]|marque|indi(?:ca|que)|usa|use|con)\b|\b(?:inserisc[ia]|inserire|digit[ai]|scriv[ia]|indic[ahi]{1,2}|usa|usi|utilizz[ai])\b|\b(?:insira|insere|introduza|digite|escreva|indique|utilize|com)\b|\b(?:voer|vul|geef|gebruik|met|typ|tik|toets)(?: (?:je|u))?\b|入力",
    re.I,
)

DIRECT: Final = re.compile(rf"(?:{ENTER.pattern})[ :]{{0,2}}$|:\\s{{0,3}}$", re.I)
"""At the end of what stands before a number: it is what is to be typed."""

GOES_ON: Final = re.compile(
    r"[ ]?[^\w ]|\s*$|\s*\n|[ ]?[をとでには]|\s+(?:to|in|into|on|and|or|within|before|as|when|at|for|if|by|um|zu|ein|auf|und|innerhalb|bevor|an|pour|dans|sur|et|avant|para|en|y|antes|per|nel|nella|e|su|entro|prima|om|op|binnen|voor|no|na|ao|até)\b",
    re.I,
)
"""Behind a number: the sentence goes on or ends, and no noun makes the number one of its own."""

USED: Final = re.compile(
    r"[.!。]?\s{1,3}(?:(?:use|enter|type|copy) (?:it|this)|(?:geben|nutzen|verwenden|tippen) sie (?:ihn|sie|diese)|(?:gib|nutze|tippe) (?:ihn|sie|das)|(?:saisissez|entrez|utilisez)-le|(?:introdúcelo|introdúzcalo|escríbelo|úsalo)|(?:inseriscilo|usalo|digitalo)|(?:introduza|insira|use|digite)-o|(?:vul|voer|typ|gebruik) (?:hem|deze))\b",
    re.I,
)
"""Behind a number: the sentence that says what it is for."""

TYPED: Final = re.compile(r"[ \n]?[をとで](?:ご)?(?:入力|使用|利用)")
"""Behind a number: to be typed, in a language that says so behind it."""

OTHER: Final = re.compile(
    # order, invoice, parcel, customer, ticket
    r"(?P<thing>(?:error[- ]?|status[- ]?|exit[- ]?|product[- ]?|item[- ]?|qr[- ]?|bar ?|source |dress |country |area |dial(?:ling)? |tracking |pick-?up |collection |booking |reservation |order |customer |style |colou?r |tax |swift |bank |branch |response |hs |iso |airport |currency |short)(?:code)\b"
    r"|\border(?:ed|s)?\b(?! to\b)|\border ?(?:no|nr|number|id|#)|\binvoice|\breceipt\b|\btracking|\bshipment\b|\bparcel\b|\bref(?:erence|\.|:| no| #)|\bticket|\bcase\b|\b(?:customer|client|member(?:ship)?|account|user|subscriber|policy|contract|serial|licen[cs]e|part|item|product|style|model|batch|lot|transaction|payment|booking|reservation|confirmation|request|case|job|employee|student|registration|company|vat|tax|meeting|conference|webinar|build|merchant|device|patient|claim) ?(?:no\b|nr\b|number|num\b|id\b|#)|\bsku\b|\bisbn\b|\bvat\b|\biban\b|\bbic\b|\bsort code|\bversion\b|\bbuild\b|\brelease\b|\bflight\b|\bgate\b|\bseat\b|\broom\b|\bbooking\b|\breservation\b|\bmeeting id"
    r"|bestell\w{0,12}|auftrags?\w{0,8}|rechnung\w{0,8}|sendung\w{0,12}|paket\w{0,8}|kunden-?(?:nummer|nr|konto)|mitglieds?\w{0,8}|vertrags?-?(?:nummer|nr)|buchung\w{0,12}|vorgang\w{0,10}|artikel\w{0,8}|referenz\w{0,8}|\bhrb\b|\bhra\b|ust-?id|steuer-?(?:nr|nummer)|aktenzeichen|(?:fehler|buchungs|produkt|artikel|abhol|qr-?|strich|quell|länder|bank|kunden)-?code"
    r"|commande|facture|\bsuivi\b|réservation|\bcolis\b|dossier|n° (?:client|de)|numéro (?:de client|de dossier|d.abonné|de contrat)|\bsiret\b|\bsiren\b|\brcs\b|code (?:client|produit|article|barre|erreur|source|banque|guichet|agence|postal|naf|ape|abonné|dossier)"
    r"|\bpedido|factura|seguimiento|\benvío\b|\breserva\b|número de (?:cliente|socio|contrato|referencia)|\bnif\b|\bcif\b|código (?:de(?:l)? )?(?:cliente|producto|banco|entidad|sucursal|oficina|barras|error|reserva|seguimiento|qr)|localizador"
    r"|\bordine\b|fattura|spedizione|prenotazione|numero (?:cliente|di pratica|contratto)|p\.? ?iva|partita iva|codice (?:fiscale|sdi|destinatario|univoco|abi|cab|cig|cup|cliente|prodotto|articolo|errore|a barre|prenotazione|di prenotazione|ordine|di tracciamento)"
    r"|encomenda|fatura|nota fiscal|rastreio|rastreamento|número (?:do|de) (?:cliente|contrato|pedido)|\bcnpj\b|\bcpf\b|\bnipc\b|código (?:d[eo] )?(?:cliente|produto|banco|agência|barras|erro|reserva|rastreio|rastreamento)"
    r"|bestel\w{0,12}|factuur\w{0,8}|zending\w{0,8}|pakket\w{0,6}|boeking\w{0,8}|klant-?nummer|volgnummer|\bkvk\b|\bbtw\b|(?:product|fout|streepjes|boekings|reserverings|klant)-?code"
    r"|注文|ご?請求|追跡|予約|お客様番号|会員番号|伝票|管理番号|受付番号|問い?合わ?せ番号|法人番号|製品番号|型番|商品コード|エラーコード|(?:バー|QR|銀行|支店|店舗|金融機関|会社|部門|国|地域|郵便)コード|заказ|订单|訂單|주문)"
    # words that name a number only where it follows at once
    r"|(?P<bare>\b(?:account|user|member|customer|client|id|nr\.?|no\.?|konto|compte|cuenta|conto|conta|rekening|article|floor|unit|apt|bus|line|route|port)\b|#|№|口座)"
    # money
    r"|(?P<money>\btotal\b|\bsub-?total|\bamount\b|\bprice|\bsum\b|\bbalance\b|\bpaid\b|\bcost|betrag|summe|gesamt|preis|montant|\bprix\b|solde|importe|precio|saldo|importo|prezzo|totale|valor\b|preço|bedrag|prijs|totaal|合計|金額|料金|価格|残高)"
    # telephone
    r"|(?P<phone>\b(?:tele)?phone|\btel\b|\btel[.:]|\bcall\b|\bfax\b|\bmobile\b|\bhotline\b|\bwhatsapp\b|\bsms\b|\btext us|telefon\w{0,8}|\banruf|rufnummer|handy|\btél|téléphone|\bappel|teléfono|llám|móvil|telefono|chiama|cellulare|telefone|\bligue|telemóvel|celular|telefoon\w{0,8}|\bbel\b|電話|フリーダイヤル|携帯)"
    # place
    r"|(?P<place>\bzip\b|postal|postcode|post code|\bsuite\b|street|\bst\.|avenue|\bave\b|\broad\b|\bblvd|\bfloor\b|\bp\.? ?o\.? ?box|\bbox\b|postleit|\bplz\b|straße|strasse|\bstr\.|platz\b|\bweg\b|code postal|\brue\b|código postal|\bcalle\b|\bvia\b|\bcap\b|\bcep\b|\brua\b|postcode|straat|郵便番号|〒|\bca\b|\bny\b|\btx\b|\bwa\b)"
    # card
    r"|(?P<card>\bending (?:in|with)?|\bcard\b|\bvisa\b|mastercard|\bamex\b|endet auf|endend auf|endziffern?|endung|\bcarte\b|se terminant|terminada en|tarjeta|che termina|\bcarta\b|terminado em|cartão|eindigend op|\bkaart\b|末尾|下4桁|カード|•|\*{2,}|[xX]{3,})"
    # discount
    r"|(?P<sale>(?:promo(?:tion(?:al)?)?|discount|coupon|voucher|gift(?: card)?|referral|reward|redemption|affiliate|invite|invitation|offer)s?(?: ?codes?)?\b|(?:gutschein|rabatt|aktions|vorteils|promo|bonus|einladungs|empfehlungs|geschenk)-?\w{0,10}"
    r"|code (?:promo|réduction|de réduction|avantage|cadeau|parrainage)|bon d|(?:código|cupón|cupom|vale) (?:promocional|de (?:descuento|desconto|regalo)|desconto|descuento|de oferta)|cupón|cupom|descuento|desconto|codice (?:sconto|promozionale|promo|regalo|coupon|invito)|buono|sconto|(?:kortings|actie|promo|cadeau|waardebon|uitnodigings)-?\w{0,8}|クーポン|割引|プロモ|招待コード|ギフト|紹介コード)"
    # the year of a copyright, a postcode behind a city
    r"|(?P<right>copyright|©|\(c\)|all rights|since|established|gegründet|seit|depuis|desde|\bdal\b|sinds)",
    re.I,
)
"""Words that name another number, by kind: what counts against a candidate depends on its shape."""

SALE: Final = re.compile(
    r"\bcheck-?out\b|\d\s?[%％]|\d\s?% ?(?:off|rabatt|de |di |korting|オフ|割引)|\boff\b|discount|\bsale\b|\bsave \b|\bredeem|\bcoupon|voucher|shop now|rabatt|gutschein|réduction|remise|descuento|sconto|desconto|korting|割引|クーポン|free shipping",
    re.I,
)
"""Words beside a code that make it one to buy with."""

UNIT: Final = re.compile(
    r"[ \u00a0]{0,2}(?:%|‰|°|€|\$|£|¥|円|分|時|日|年|月|秒|名|人|件|ポイント|eur\b|usd\b|gbp\b|chf\b|kr\b|zł|min\b|mins\b|minut|hour|hrs?\b|stund|heure|hora|ore\b|uur|uren|day|tag[e ]|tage\b|jour|d[ií]as?\b|giorn|dag|sec|sek|week|woche|semain|semana|settiman|month|monat|mois|mes(?:es)?\b|mesi\b|maand|year|jahr|\bans?\b|años|anni\b|anos\b|jaar|people|users|guests|customers|members|employees|points|punkte|items|artikel|words|pages|steps|times|km\b|kg\b|mb\b|gb\b|kb\b|kwh\b|mm\b|cm\b|px\b)",
    re.I,
)
"""What behind a number makes it an amount of something."""
MONEY_BEFORE: Final = re.compile(
    r"(?:€|\$|£|¥|₹|\beur|\busd|\bgbp|\bchf|\br\$|\brs\.?|\bpln)[ \u00a0]{0,2}$", re.I
)

NO_CODE: Final = frozenset(
    [
        "hello",
        "dear",
        "thanks",
        "thank",
        "please",
        "enter",
        "your",
        "email",
        "login",
        "verify",
        "below",
        "within",
        "minutes",
        "account",
        "password",
        "secure",
        "security",
        "never",
        "share",
        "team",
        "support",
        "about",
        "click",
        "button",
        "expires",
        "https",
        "http",
        "utf8",
        "html",
        "gmt",
        "utc",
        "codes",
        "valid",
        "2fa",
        "mfa",
        "step1",
        "step2",
        "ihnen",
        "bitte",
        "danke",
        "merci",
        "hola",
        "grazie",
        "obrigado",
        "hallo",
        "confirm",
        "confirmation",
        "verification",
        "welcome",
        "important",
        "notice",
        "activate",
        "activation",
        "complete",
        "continue",
        "signin",
        "signup",
        "sign",
        "update",
        "account",
        "alert",
        "warning",
        "message",
        "reset",
        "access",
        "unsubscribe",
        "privacy",
        "policy",
        "terms",
        "contact",
        "help",
        "center",
        "note",
        "attention",
        "hinweis",
        "wichtig",
        "bestätigen",
        "bonjour",
        "bienvenue",
        "gracias",
        "ciao",
        "cordiali",
        "saluti",
        "atenção",
        "seguridad",
        "sicurezza",
        "segurança",
        "facebook",
        "twitter",
        "youtube",
        "linkedin",
        "instagram",
        "google",
        "apple",
        "android",
        "iphone",
        "github",
        "download",
        "install",
        "start",
        "getting",
        "started",
        "order",
        "number",
        "phone",
        "street",
        "avenue",
        "berlin",
        "london",
        "paris",
        "madrid",
        "tokyo",
        "mp3",
        "mp4",
        "h264",
        "x264",
        "css3",
        "html5",
        "web3",
        "covid19",
        "b2b",
        "b2c",
        "i18n",
        "k8s",
        "ipv4",
        "ipv6",
        "sha256",
        "aes256",
        "utf16",
        "win10",
        "win11",
        "4k60",
        "iso9001",
        "iso27001",
        "iso27002",
        "soc2",
        "gdpr2",
        "ps5",
        "xbox360",
        "office365",
        "m365",
        "microsoft365",
        "log4j",
        "oauth2",
        "saml2",
        "fido2",
        "webauthn",
        "totp",
        "hotp",
        "utc0",
        "gmt1",
        "gmt2",
        "company",
        "limited",
        "gmbh",
        "inc",
        "corp",
        "group",
        "hours",
        "days",
        "today",
        "tomorrow",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "dernier",
        "expire",
    ]
)
"""Words in capitals or with a digit that are no code."""


def could_be(other: str, compact: str, kind: str, gap: int, between: str) -> bool:
    """Whether a number can be the one that a word of this kind of `OTHER` names, `gap` characters before it."""
    digits = compact.isdigit()
    match other:
        case "phone":
            return digits and len(compact) >= 7
        case "place":
            return digits and len(compact) in (4, 5, 7, 8) and gap <= 25
        case "card":
            return digits and len(compact) == 4 and gap <= 20
        case "money":
            return digits and gap <= 15
        case "right":
            return digits and len(compact) == 4 and gap <= 20
        case "sale":
            return True
        case "bare":
            return gap <= 2 and "\n" not in between
        case _:
            # "in your order, enter 482913": the words between tell of another thing.
            return gap <= 30 or "\n" in between
