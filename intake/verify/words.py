"""Words that carry logic, by language, and those that carry none."""

# ruff: noqa: E501 - lists of words

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")


def _w(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATION: dict[str, frozenset[str]] = {
    "en": _w("not no never none nor neither cannot without nobody nothing hardly don't doesn't didn't isn't aren't"
             " wasn't weren't won't can't couldn't shouldn't mustn't wouldn't haven't hasn't"),
    "de": _w("nicht kein keine keinen keinem keiner keines nie niemals ohne niemand nichts weder"),
    "fr": _w("pas jamais aucun aucune sans ni rien personne non"),
    "es": _w("no nunca sin ningún ninguna ninguno jamás nadie nada tampoco ni"),
    "it": _w("non mai senza nessun nessuno nessuna né niente nulla"),
    "pt": _w("não nunca sem nenhum nenhuma jamais ninguém nada nem"),
    "nl": _w("niet geen nooit zonder niemand niets noch"),
}  # fmt: skip

MODAL: dict[str, dict[str, str]] = {
    "en": {"can": "can", "could": "can", "may": "can", "might": "can", "must": "must", "shall": "must",
           "should": "should", "required": "must", "mandatory": "must", "optional": "can", "able": "can"},
    "de": {"kann": "can", "können": "can", "könnt": "can", "darf": "can", "dürfen": "can", "muss": "must",
           "müssen": "must", "soll": "should", "sollte": "should", "sollten": "should", "könnte": "can"},
    "fr": {"peut": "can", "peuvent": "can", "pouvez": "can", "pouvons": "can", "doit": "must", "doivent": "must",
           "devez": "must", "devrait": "should", "faut": "must", "obligatoire": "must"},
    "es": {"puede": "can", "pueden": "can", "podemos": "can", "debe": "must", "deben": "must", "debería": "should",
           "obligatorio": "must", "puedes": "can"},
    "it": {"può": "can", "possono": "can", "potete": "can", "possiamo": "can", "deve": "must", "devono": "must",
           "dovrebbe": "should", "obbligatorio": "must"},
    "pt": {"pode": "can", "podem": "can", "podemos": "can", "deve": "must", "devem": "must", "deveria": "should",
           "obrigatório": "must"},
    "nl": {"kan": "can", "kunnen": "can", "kunt": "can", "mag": "can", "mogen": "can", "moet": "must",
           "moeten": "must", "zou": "should"},
}  # fmt: skip

QUANTIFIER: dict[str, dict[str, str]] = {
    "en": {"all": "all", "every": "all", "each": "all", "always": "all", "some": "some", "most": "most",
           "usually": "most", "normally": "most", "generally": "most", "typically": "most", "sometimes": "some",
           "often": "most", "any": "any", "both": "both", "few": "some", "many": "many", "half": "half"},
    "de": {"alle": "all", "allen": "all", "aller": "all", "jede": "all", "jeder": "all", "jedes": "all",
           "jeden": "all", "immer": "all", "manche": "some", "einige": "some", "meist": "most", "meistens": "most",
           "normalerweise": "most", "manchmal": "some", "oft": "most", "halb": "half"},
    "fr": {"tous": "all", "toutes": "all", "tout": "all", "chaque": "all", "toujours": "all", "certains": "some",
           "quelques": "some", "généralement": "most", "parfois": "some", "souvent": "most"},
    "es": {"todos": "all", "todas": "all", "todo": "all", "cada": "all", "siempre": "all", "algunos": "some",
           "normalmente": "most", "veces": "some"},
    "it": {"tutti": "all", "tutte": "all", "ogni": "all", "sempre": "all", "alcuni": "some", "solitamente": "most"},
    "pt": {"todos": "all", "todas": "all", "cada": "all", "sempre": "all", "alguns": "some", "normalmente": "most"},
    "nl": {"alle": "all", "elke": "all", "ieder": "all", "altijd": "all", "sommige": "some", "meestal": "most"},
}  # fmt: skip

CONDITION: dict[str, frozenset[str]] = {
    "en": _w(
        "if only unless except excluding provided excepting solely exclusively otherwise when where while once"
        " whenever depending subject"
    ),
    "de": _w(
        "wenn nur falls sofern außer ausgenommen ausschließlich lediglich solange sonst vorausgesetzt"
        " sobald soweit abhängig nachdem"
    ),
    "fr": _w("si seulement sauf uniquement excepté hors lorsque exclusivement hormis dès pourvu selon"),
    "es": _w("si solo sólo salvo excepto únicamente solamente cuando mientras según"),
    "it": _w("se solo salvo eccetto tranne unicamente soltanto quando esclusi qualora purché finché secondo"),
    "pt": _w("se só somente salvo exceto apenas quando caso enquanto conforme"),
    "nl": _w("als alleen tenzij behalve mits uitgezonderd uitsluitend wanneer indien zodra zolang"),
}

COMPARISON: dict[str, str] = {
    # Longest first where one begins another; the class is what is compared.
    "no more than": "le", "not more than": "le", "at most": "le", "at the most": "le", "up to": "le",
    "a maximum of": "le", "maximum of": "le", "no later than": "until", "no less than": "ge", "not less than": "ge",
    "at least": "ge", "a minimum of": "ge", "minimum of": "ge", "more than": "gt", "less than": "lt",
    "fewer than": "lt", "longer than": "gt", "older than": "gt", "younger than": "lt", "higher than": "gt",
    "lower than": "lt", "larger than": "gt", "smaller than": "lt", "greater than": "gt", "shorter than": "lt",
    "or more": "ge", "or less": "le", "or older": "ge", "or fewer": "le", "with the exception of": "except",
    "apart from": "except",
    "mehr als": "gt", "weniger als": "lt", "mindestens": "ge", "höchstens": "le", "maximal": "le", "bis zu": "le",
    "länger als": "gt", "kürzer als": "lt", "spätestens": "until", "innerhalb": "within", "binnen": "within",
    "plus de": "gt", "moins de": "lt", "au moins": "ge", "au plus": "le", "jusqu'à": "le", "au maximum": "le",
    "más de": "gt", "menos de": "lt", "al menos": "ge", "como máximo": "le", "hasta": "le", "como mínimo": "ge",
    "più di": "gt", "meno di": "lt", "almeno": "ge", "al massimo": "le", "fino a": "le", "entro": "within",
    "mais de": "gt", "pelo menos": "ge", "no máximo": "le", "até": "le", "no mínimo": "ge",
    "meer dan": "gt", "minder dan": "lt", "minstens": "ge", "ten minste": "ge", "maximaal": "le", "tot en met": "le",
    "within": "within", "before": "before", "after": "after", "until": "until", "till": "until", "since": "after",
    "over": "gt", "above": "gt", "under": "lt", "below": "lt", "exceeding": "gt", "minimum": "ge", "maximum": "le",
    "vor": "before", "nach": "after", "bis": "until", "über": "gt", "unter": "lt", "ab": "from",
    "avant": "before", "après": "after", "antes": "before", "después": "after", "prima": "before", "dopo": "after",
    "depois": "after", "voor": "before", "na": "after", "binnenkort": "soon",
}  # fmt: skip

STOP: dict[str, frozenset[str]] = {
    "en": _w("a an the of in on at to for from with by and or but as is are was were be been being am it its this that"
             " these those there here we you i he she they us them our your their my his her ours yours will would do"
             " does did has have had also then than so such which who whom whose what how please just per very into"
             " about between during via it's we're you're that's i'm they're let's kindly"),
    "de": _w("der die das den dem des ein eine einen einem einer eines und oder aber als ist sind war waren wird werden"
             " wurde worden sein seine es er sie wir ihr ihnen ihre ihren ihrem ihrer unser unsere unseren unserem"
             " unserer du dich dir ich mich mir uns euch in im an am auf zu zum zur von vom mit bei beim für aus durch"
             " um per auch dann so dass hat haben hatte sich dies diese dieser dieses diesen bitte gerne hier da wie"),
    "fr": _w("le la les l un une des du de d et ou mais est sont était sera seront être a ont avez avons nous vous il"
             " elle ils elles on notre nos votre vos leur leurs ce cet cette ces en dans sur à au aux pour par avec que"
             " qui dont y se s ne n qu j m t aussi très"),
    "es": _w("el la los las un una unos unas de del y o pero es son era será ser ha han hemos nos le les lo se su sus"
             " nuestro nuestra nuestros nuestras usted ustedes este esta estos estas en a al para por con que como"
             " también muy"),
    "it": _w("il lo la i gli le un uno una di del della dei delle degli e o ma è sono era sarà essere ha hanno abbiamo"
             " ci vi si suo sua nostro nostra nostri nostre vostro questo questa in nel nella a al alla per da dal con"
             " che come anche l d un"),
    "pt": _w("o a os as um uma de do da dos das e ou mas é são era será ser há tem têm nos lhe se seu sua nosso nossa"
             " este esta em no na ao à para por com que como também"),
    "nl": _w("de het een van en of maar is zijn was waren wordt worden we wij u je jij uw ons onze hun hij ze zij dit"
             " dat deze die in op aan te naar bij met om uit ook dan er heeft hebben had wat hoe"),
}  # fmt: skip

PREPOSITION: dict[str, frozenset[str]] = {
    "en": _w("of in on at to for from with by into about between during via per"),
    "de": _w("in im an am auf zu zum zur von vom mit bei beim für aus durch um per"),
    "fr": _w("en dans sur à au aux pour par avec de du des"),
    "es": _w("en a al para por con de del"),
    "it": _w("in nel nella a al alla per da dal con di del della dei delle degli"),
    "pt": _w("em no na ao à para por com de do da dos das"),
    "nl": _w("in op aan naar bij met om uit van te"),
}

ROLE: dict[str, str] = {
    "from": "source", "vom": "source", "aus": "source", "dal": "source", "uit": "source",
    "to": "goal", "into": "goal", "for": "goal", "zu": "goal", "zum": "goal", "zur": "goal", "für": "goal",
    "pour": "goal", "para": "goal", "naar": "goal", "by": "agent", "durch": "agent",
}  # fmt: skip
"""What a preposition makes of the word behind it, where that is never the same for two of them."""

COURTESY = _w(
    "thank thanks you for your message email e-mail mail contacting us writing to we are is sorry the inconvenience"
    " apologize apologise hello dear hi good morning afternoon evening kind best regards sincerely greetings hope this"
    " helps help happy glad please do not hesitate contact if have any further questions let know a nice day wish team"
    " our yours and in touch reaching out patience understanding very much i it be of to"
    " vielen dank für ihre nachricht anfrage ihr interesse guten tag hallo sehr geehrte geehrter damen und herren mit"
    " freundlichen grüßen viele grüße herzliche bei fragen melden sie sich gerne gern wir helfen ihnen einen schönen"
    " merci pour votre message demande bonjour cordialement madame monsieur bien à vous n'hésitez pas nous contacter"
    " gracias por su mensaje hola saludos cordiales estimado estimada un saludo atentamente"
    " grazie per il suo messaggio buongiorno gentile cordiali saluti distinti obrigado obrigada pela sua mensagem"
    " prezado prezada atenciosamente cumprimentos bedankt dank voor uw bericht beste met vriendelijke groet groeten"
)
"""A sentence made of these words alone states nothing."""

MONTHS: dict[str, int] = {
    name: i + 1
    for row in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
    )
    for i, name in enumerate(row.split())
}

NUMBERS: dict[str, int] = {
    name: i
    for row in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
        "null - zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn",
        "zéro - deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze",
        "cero - dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce",
        "- - due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici",
        "- - dois três quatro cinco seis sete oito nove dez onze doze treze catorze",
        "nul - twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien",
    )
    for i, name in enumerate(row.split())
    if name != "-"
} | {"twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "hundred": 100, "zwanzig": 20, "dreißig": 30}
# Words that are more often something else than a number.
for _name in ("once", "sei", "nove", "null"):
    NUMBERS.pop(_name, None)

CURRENCY = {"€": "eur", "$": "usd", "£": "gbp", "¥": "jpy", "euro": "eur", "euros": "eur", "dollar": "usd",
            "dollars": "usd", "pound": "gbp", "pounds": "gbp", "chf": "chf", "fr.": "chf", "%": "percent",
            "prozent": "percent", "per cent": "percent", "pourcent": "percent"}  # fmt: skip

ALIKE: dict[str, str] = {
    "delivery": "shipping", "deliveries": "shipping", "shipment": "shipping", "parcel": "package", "parcels": "package",
    "packages": "package", "mobile": "phone", "cell": "phone", "purchase": "buy", "purchased": "buy", "bought": "buy",
    "hrs": "hour", "hr": "hour", "hours": "hour", "mon": "monday", "tue": "tuesday", "wed": "wednesday",
    "thu": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday", "costs": "cost", "email": "e-mail",
}  # fmt: skip
"""Words that mean the same in the mail of a small company."""
