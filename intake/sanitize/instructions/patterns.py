# ruff: noqa: E501 - lists of words read best unbroken
"""Wordings that address a machine. One name, one score, one pattern; all in linear time (RE2).

A pattern alone decides only where people do not write so to people: "ignore my previous mail" and "please
forward this to accounting" are ordinary. What is ordinary in mail stays with the linear model.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    name: str
    score: float
    """Likeness, 0..1, where it matches."""
    expression: str


_IGNORE = (
    r"(?:ignor(?:e|ed|ing)|disregard(?:ing)?|forget|overrid(?:e|ing)|bypass|discard|drop|set aside|do not follow|"
    r"don.t follow|stop following|no longer follow|pay no attention to|ignorier(?:e|en|t)|vergiss|vergessen|missachte[nt]?|"
    r"übergehe|verwirf|ignorez|ignorer|oublie[rz]?|ne (?:tiens|tenez) (?:pas|plus|aucun) compte|fais abstraction|"
    r"faites abstraction|ignora(?:d|te)?|ignoren|olvida(?:d|te)?|olvide|descarta|haz caso omiso|haga caso omiso|"
    r"dimentica(?:te)?|ignorare|trascura|non (?:seguire|tenere (?:più )?conto)|beachte|esqueça|esquece|desconsider[ae]r?|ignorar|"
    r"negeer|vergeet|sla geen acht|игнорируй(?:те)?|проигнорируй(?:те)?|забудь(?:те)?|не обращай(?:те)? внимания|"
    r"zignoruj|ignoruj|pomiń|zapomnij|nie zwracaj uwagi|تجاهل|تجاهلي|انس|忽略|无视|無視|忘记|忘掉)"
)
_ORDERS = (
    r"(?:instructions?|prompts?|system message|directives?|guidelines?|guardrails?|safety (?:rules|measures)|programming|"
    r"your (?:rules|training|orders|commands|task|role|constraints)|(?:previous|prior|above|earlier|preceding|existing|all) "
    r"(?:rules|orders|commands|constraints|text|context|content|input|directions)|anweisung(?:en)?|instruktion(?:en)?|"
    r"vorgaben|systemprompt|systemnachricht|deine (?:regeln|aufgabe)|consignes|directives|tes règles|vos règles|"
    r"instrucciones|indicaciones (?:previas|anteriores)|tus reglas|órdenes|istruzioni|direttive|le tue regole|"
    r"instruções|diretrizes|suas regras|ordens|instructies|richtlijnen|je (?:regels|opdracht)|инструкци[ияйюе]|"
    r"указани[ияйе]|предыдущие (?:правила|команды)|промпт[\pL\pN_]{0,3}|instrukcj[eęai]|polece(?:nia|ń)|wytyczn[\pL\pN_]{1,3}|"
    r"التعليمات|تعليمات|الأوامر|指令|指示|提示词|提示|规则|命令|プロンプト)"
)
# "my", "our" and the like between verb and object make it one person's word to another.
_GAP = r"(?:[\s,:'\"*_-]{1,5}(?:all|any|every|each|the|of|these|those|your|previous|prior|above|earlier|preceding|former|existing|"
_GAP += r"original|initial|other|and|or|system|developer|given|provided|alle|der|die|das|den|dem|deine|deinen|ihre|ihren|"
_GAP += r"bisherigen|vorherigen|obigen|vorigen|früheren|vorangegangenen|sämtliche|alles|von|toutes?|tous|les|tes|vos|des|"
_GAP += r"de|précédentes?|antérieures|ci-dessus|todas?|todos|las|los|tus|sus|previas|anteriores|tutte|le|gli|tue|vostre|"
_GAP += r"precedenti|as|os|suas|eerdere|vorige|bovenstaande|je|jouw|uw|все|всех|свои|твои|ваши|предыдущие|прежние|"
_GAP += r"wszystkie|poprzednie|wcześniejsze|swoje|twoje|جميع|كل|you|were|have|been|to|before|that|this|everything|sus|delle|degli|dei|del|della|op|na|на|выше|mehr|nicht|aux|au|à|do|da|dos|das|hier|here|so|far|current|ongoing)){0,8}"

_MACHINE = (
    r"(?:a\.?i\.? (?:assistant|agent|model|system|bot|reader|tool|email)s?|(?:large )?language models?|llms?|"
    r"(?:automated|email|mail|virtual|digital) (?:assistant|agent)s?|chat ?bots?|chatgpt|gpt-?\d[\pL\pN_]?|"
    r"ki-(?:assistent|agent|system|modell)[\pL\pN_]{0,3}|künstliche intelligenz|sprachmodell[\pL\pN_]{0,2}|assistant (?:ia|virtuel)|"
    r"agent ia|modèle de langage|intelligence artificielle|asistente (?:de )?ia|modelo de lenguaje|inteligencia artificial|"
    r"assistente (?:ia|ai|virtuale|de ia)|modello linguistico|intelligenza artificiale|modelo de linguagem|"
    r"inteligência artificial|ai-(?:assistent|agent|model|systeem)[\pL\pN_]{0,2}|taalmodel[\pL\pN_]{0,4}|ии-(?:ассистент|агент)[\pL\pN_]{0,3}|"
    r"языков[\pL\pN_]{2,3} модел[\pL\pN_]{1,3}|asystent[\pL\pN_]{0,2} ai|model[\pL\pN_]{0,2} językow[\pL\pN_]{1,3}|yapay zeka|dil modeli|"
    r"الذكاء الاصطناعي|نموذج لغوي|人工智能|语言模型|AIアシスタント|言語モデル|AIエージェント|人工知能|生成AI)"
)

_KIND = (
    r"(?:ai|llm|language model|bot|dan|modell?\b[^.\n]{0,20}\b(?:ohne|senza|sans|sin|sem|zonder|without))\b"
)

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="ignore-instructions", score=0.97, expression=_IGNORE + _GAP + r"[\s,:'\"*_-]{0,5}" + _ORDERS
    ),
    Pattern(
        name="ignore-instructions",
        score=0.97,
        expression=r"(?:(?:以前|これまで|上記|前|すべて|全て|今まで|先)の?.{0,12}(?:指示|命令|プロンプト|ルール|指令).{0,8}"
        r"(?:無視|忘れ|破棄)|(?:忽略|无视|無視|忘记|忘掉|不要理会)[^。，.\n]{0,12}(?:指令|指示|提示|规则|命令)|"
        r"(?:önceki|yukarıdaki|tüm|bütün)\s.{0,30}(?:talimat|komut|kural|yönerge)[\pL\pN_]{0,12}\s.{0,12}"
        r"(?:yok say|görmezden gel|unut|dikkate alma|göz ardı)|(?:تجاهل|انس|تجاهلي).{0,20}(?:التعليمات|تعليمات|الأوامر|القواعد)|"
        r"(?:alle|sämtliche|die)\s(?:bisherigen|vorherigen|obigen|früheren|vorigen)?\s?(?:anweisungen|instruktionen|vorgaben)"
        r"\s.{0,20}(?:ignorieren|vergessen|missachten))",
    ),
    Pattern(
        name="role-markup",
        score=0.95,
        expression=r"(?:<\|?(?:im_start|im_end|system|assistant|endoftext|eot_id|start_header_id|begin_of_text)\|?>|"
        r"</?(?:system|assistant|instructions?|system_prompt|admin|developer|user_query|tool_response|function_results)>|"
        r"\[/?(?:INST|SYS|SYSTEM|ASSISTANT)\]|<</?SYS>>|(?:^|\n)\s{0,5}(?:#{1,4}\s{0,3})?[*_\[]{0,3}"
        r"(?:(?:system|assistant|developer)(?: (?:prompt|message|instruction|override))[*_\]]{0,3}\s{0,2}:\s|(?:system|assistant|developer|human)[*_\]]{0,3}\s{0,2}:\s{1,3}(?:you\b|ignore|the user|from now|always|never|reply|respond|do not|override|forget|approve|disregard))|"
        r"(?:^|\n)\s{0,5}#{1,4}\s{0,3}(?:(?:new |updated )(?:system|instructions?|task)|system (?:prompt|message|instructions?))\b|"
        r"\"role\"\s{0,3}:\s{0,3}\"(?:system|assistant|user|tool|developer)\")",
    ),
    Pattern(
        name="tool-call",
        score=0.95,
        expression=r"(?:\"(?:tool_calls?|function_call|tool_name|tool_input|function)\"\s{0,3}:|</?(?:tool_call|function_calls?|"
        r"invoke|tool_use|antml)\b|\b(?:send_e?mail|forward_e?mail|delete_e?mails?|read_file|http_get|run_shell|exec_command|"
        r"execute_sql|create_draft|get_secret|list_emails|search_inbox|transfer_money|issue_refund)\s{0,3}\(|"
        r"(?:^|\n)\s{0,5}(?:action|tool|action input)\s{0,3}:\s{0,3}[a-z]+_[a-z_]+)",
    ),
    Pattern(
        name="delimiter",
        score=0.9,
        expression=r"(?:(?:end|begin|start|beginning) of (?:the )?(?:system|user|untrusted|trusted|e-?mail|customer|quoted)?\s?"
        r"(?:prompt|instructions?|context|(?:user )?input|untrusted (?:content|data))|[-=*#<\[]{3,}\s{0,3}(?:end|begin|start|new|"
        r"stop|ende|fin)\b[^\n]{0,20}\b(?:prompt|instructions?|context|input|data|anweisung|system)\b|"
        r"</(?:email|document|context|data|untrusted|user_input|message|content)>\s)",
    ),
    Pattern(
        name="persona",
        score=0.93,
        expression=r"(?:you are (?:now |from now on |no longer |an? )[^.\n]{0,40}(?:unrestricted|dan\b|jailbr|admin mode|developer mode|"
        + _KIND
        + r"|without (?:any )?(?:rules|restrictions|filters))|(?:enter|enable|activate|switch (?:in)?to) (?:developer|debug|admin|god|"
        r"maintenance|unrestricted|dan) mode|act as (?:an? |the )?(?:unrestricted|"
        + _KIND
        + r"|root|administrator)|"
        r"pretend (?:that )?(?:you are|to be) (?:an? )?(?:"
        + _KIND
        + r"|unrestricted)|(?:du bist (?:jetzt|ab sofort|nun)|bist du|tu es (?:désormais|maintenant)|désormais tu es|ahora eres|eres ahora|desde ahora eres|ora sei|adesso sei|"
        r"agora você é|você agora é|je bent (?:nu|vanaf nu)|ты теперь|теперь ты|jesteś teraz) [^.\n]{0,30}(?:mod[eè]l|assist|asist|agent|bot|модел|ассист|asyst)|あなたは(?:今|これ)から|你现在是|从现在起你|artık sen|أنت الآن)",
    ),
    Pattern(
        name="reveal-prompt",
        score=0.95,
        expression=r"(?:(?:reveal|show|print|output|repeat|display|disclose|leak|expose|dump|tell me|give me|write out|include|quote|"
        r"paste|translate|summari[sz]e|zeige?|verrate|gib|nenne|wiederhole|offenbare|affiche[rz]?|révèle[rz]?|montre[rz]?|répète[rz]?|"
        r"muestra|revela|imprime|repite|mostra|rivela|stampa|ripeti|mostre|revele|imprima|repita|toon|onthul|herhaal|geef|"
        r"покажи(?:те)?|раскрой(?:те)?|выведи(?:те)?|повтори(?:те)?|pokaż|ujawnij|wyświetl|powtórz|göster|اكشف|أظهر|اعرض|"
        r"显示|透露|输出|重复|泄露)[^.\n。]{0,50}"
        r"(?:system ?prompts?|systemprompt|initial (?:prompt|instructions)|hidden (?:prompt|instructions)|your (?:system |hidden |initial |internal |original )(?:prompt|"
        r"instructions|configuration|guidelines)|your prompt\b|your (?:instructions|guidelines) (?:in full|verbatim|word for word)|developer message|(?:deinen?|ihren?) (?:system)?(?:prompt|anweisungen)|"
        r"(?:invite|prompt|message|instructions?) (?:du )?syst[èe]me|(?:prompt|mensaje|instrucciones) del? sistema|"
        r"(?:prompt|istruzioni) (?:di|del) sistema|prompt do sistema|instruções do sistema|systeem(?:prompt|instructies)|"
        r"системн[\pL\pN_]{2,3} (?:промпт|инструкци)[\pL\pN_]{0,3}|(?:prompt|instrukcj[\pL\pN_]) systemow[\pL\pN_]{1,2}|sistem (?:prompt|talimat|istem)[\pL\pN_]{0,6}|"
        r"موجه النظام|تعليمات النظام|系统提示|系统指令)|システムプロンプト.{0,12}(?:表示|出力|教え|開示|見せ|公開))",
    ),
    Pattern(
        name="machine-addressed",
        score=0.9,
        expression=r"(?:note|attention|message|instructions?|notice|memo|command|directive|hinweis|achtung|"
        r"anweisung|wichtig|nachricht|consigne|attention de|nota|atención|mensaje|instrucción|attenzione|messaggio|"
        r"istruzione|atenção|mensagem|instrução|opmerking|let op|bericht|instructie|внимание|сообщение|инструкция|uwaga|"
        r"wiadomość|dikkat|ملاحظة|تنبيه|注意|重要|致|给)\s{0,3}(?:to|for|an|für|à|pour|al?|para|per|aan|voor|для|dla|do|إلى)"
        r"\s{0,3}(?:the |any |all |every |den |die |das |l.|el |la |il |lo |o |a |de |het |der |alle |tout |todo )?"
        + _MACHINE,
    ),
    Pattern(
        name="machine-addressed",
        score=0.9,
        expression=r"(?:(?:if|since|when|as|wenn|falls|da|als|si|en tant que|como|se|come|als|если|gdy) (?:you(?:'re| are)|du|sie|tu es|"
        r"eres|sei|você é|je bent|ты|jesteś|ein|eine|une?|een) (?:an? |the |ein |eine |das |une? |un |um |een )?|(?:dear|hey|hello|hi|"
        r"liebe[rs]?|cher|chère|querid[oa]|estimad[oa]|car[oa]|beste|уважаемый|drogi|sayın) )" + _MACHINE,
    ),
    Pattern(
        name="machine-addressed",
        score=0.9,
        expression=_MACHINE
        + r"\s?(?:reading|processing|handling|that reads|who reads|(?:must|has to|shall) (?:add|include|reply|answer|respond|approve|confirm|forward|send|quote|ignore|write)|should (?:now|add|answer|reply|"
        r"include)|soll\b|muss\b|doit\b|debe\b|deve\b|moet\b|должн|powinien|das diese|der diese|qui lit|que lee|che legge|que lê|"
        r"die dit leest|, который|lendo|への(?:指示|命令|注意)|請|请|へ[:：])",
    ),
    Pattern(
        name="machine-addressed",
        score=0.9,
        expression=r"\b(?:any|all|every|the|an|a) (?:ai|llm|bot)s? (?:reading|processing|handling|that (?:reads|handles|processes)|which "
        r"(?:reads|handles))|\b(?:handled|read|processed|answered) by (?:an? |the )?(?:bot|ai|llm|machine|language model)\b[^.\n]{0,30}"
        r"\b(?:must|has to|shall|should|answer|reply|include)|(?:^|\n)\s{0,3}(?:(?:an|an das|an die|to|to the|al|alla|pour le|para el|para o|"
        r"aan het|à l.attention du) (?:sprachmodell|ki|language model|llm|ai|bot|assistant|modello linguistico|modèle de langage|"
        r"modelo de lenguaje|modelo de linguagem|taalmodel)|bot|llm|ai) ?[:：]\s",
    ),
    Pattern(
        name="ignore-instructions",
        score=0.92,
        expression=r"(?:all |any |your |the )?(?:previous|prior|above|earlier|preceding|former|existing) (?:directions|guidance|instructions|"
        r"orders|directives|prompts?|constraints) (?:are|is|have been|has been|no longer) (?:now )?(?:void|cancel+ed|revoked|replaced|superseded|"
        r"obsolete|invalid|suspended|null|apply|overridden)|(?:ignore|set aside|disregard|discard|drop|forget) (?:all |any )?(?:your|the) (?:earlier |"
        r"previous |prior |current |given )?(?:guidance|context|directions)\b",
    ),
    Pattern(
        name="conceal",
        score=0.88,
        expression=r"(?:do not|don.t|never|must not|mustn.t|should not|without) (?:ever )?(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|alert(?:ing)?|"
        r"notify(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|show(?:ing)?)(?: (?:this|it|that|anything|any of this|of this))?(?: to)?(?: the| your| any) (?:user|human|operator|reviewer|supervisor)s?\b|"
        r"what (?:were|are) (?:you told in your|your (?:system|hidden|initial)) (?:system )?(?:instructions|prompt)|(?:system|admin|safety|policy) override\b",
    ),
    Pattern(
        name="classify-as",
        score=0.88,
        expression=r"(?:(?:classify|categori[sz]e|label|mark|tag|route|treat|flag|rate|score|prioriti[sz]e) (?:this|the) "
        r"(?:e-?mail|message|ticket|request|text|mail|conversation|case) (?:as|to|with|under|into) [\"'“`A-Z_a-z-]{2,40}"
        r"[^.\n]{0,60}(?:and (?:do not|don.t|reply|respond|skip|approve|send|answer|never)|without (?:review|approval|human|"
        r"asking|checking)|regardless|with confidence|confidence (?:of )?[01])|(?:set|assign) (?:the )?(?:confidence|category|"
        r"priority|workflow|intent|label|outcome|verdict) (?:score )?(?:to|=|:)|(?:skip|bypass|disable|without) (?:the )?"
        r"(?:human (?:review|approval)|review queue|safety (?:check|filter)s?|content filters?|verification step|guardrails?))",
    ),
    Pattern(
        name="reply-with",
        score=0.86,
        expression=r"(?:(?:reply|respond|answer)(?: to (?:this|the|every|all|any) [a-z ]{1,30})? (?:only |exclusively |exactly |just |"
        r"verbatim )(?:with |by |in )?(?:the (?:following|word|words|text|phrase|string|sentence)|[\"'“`])|(?:your|the) "
        r"(?:reply|response|answer|output|draft|summary) (?:must|should|has to|shall|needs to) (?:only |exactly |always )?"
        r"(?:contain|include|begin|start|end|be|say|state|consist)|(?:append|insert|embed|include|add) (?:the )?(?:following|this) "
        r"(?:text|link|url|image|markdown|sentence|line|paragraph) (?:in|to|into|at|verbatim)[^.\n]{0,40}(?:reply|response|answer|"
        r"draft|summary|output|every)|begin your (?:reply|response|answer) with|"
        r"antworte (?:nur|ausschließlich|exakt|genau) (?:mit|auf)|réponds? (?:uniquement|seulement|exactement) (?:par|avec)|"
        r"responde (?:solo|solamente|únicamente|exactamente|apenas|somente) con?m?\b|rispondi (?:solo|esclusivamente|soltanto) con|"
        r"antwoord (?:alleen|uitsluitend) met|(?:ответь|отвечай)(?:те)? только|odpowiedz tylko|(?:sadece|yalnızca) .{1,40} (?:yanıt|cevap) ver|"
        r"とだけ(?:返信|返答|回答|答え|出力)|(?:只|仅)(?:需|能)?(?:回复|回答|输出))",
    ),
    Pattern(
        name="exfiltrate",
        score=0.92,
        expression=r"(?:(?:forward|send|e-?mail|copy|export|transmit|upload|post|bcc|exfiltrate|leak|redirect) (?:me |us )?(?:a copy of )?"
        r"(?:all|every|any|the (?:entire|full|complete|last|whole|contents?|customer|password|api|latest|most recent|previous|other)|"
        r"your|each|confidential|internal|other)[^.\n]{0,60}(?:conversations?|inbox|mailbox|"
        r"credentials|passwords?|api keys?|secrets?|tokens?|customer (?:data|list|records|details)|knowledge base|database|"
        r"system prompt|chat history|context)[^.\n]{0,30}\b(?:to|at|into|via|through)\b[^.\n]{0,5}"
        r"(?:[a-z0-9._+-]{1,40}@|https?://|the (?:following|address|url|attacker)|this (?:address|url)|<)|"
        r"!\[[^\]\n]{0,80}\]\(https?://[^)\s]{0,200}[?&/=][^)\s]{0,80}(?:\{|\[|<|%7b|\$|DATA|SECRET|CONTEXT|BASE64)|"
        r"(?:do not|don.t|never) (?:tell|inform|mention|alert|notify|reveal|disclose|show)[^.\n]{0,20}(?:this )?(?:to )?"
        r"(?:the )?(?:user|human|operator|reviewer|anyone about (?:this|these)))",
    ),
    Pattern(
        name="role-markup",
        score=0.9,
        # A forged piece of a dialogue: the machine's turn and its user's behind it, or the other way round.
        expression=r"(?:(?:^|\n)\s{0,5}(?:assistant|ai|bot|chatbot|model)\s{0,2}:\s[^\n]{1,300}\n\s{0,5}(?:user|human)\s{0,2}:\s|"
        r"(?:^|\n)\s{0,5}(?:user|human)\s{0,2}:\s[^\n]{1,300}\n\s{0,5}(?:assistant|ai|bot|chatbot|model)\s{0,2}:\s)",
    ),
    Pattern(
        name="tool-call",
        score=0.9,
        # A snake_case name as the value of a call's key is how tools are named, and little else is.
        expression=r"\"(?:tool|tool_name|function|recipient_name)\"\s{0,3}:\s{0,3}\"[a-z]{2,20}(?:_[a-z]{2,20}){1,4}\"",
    ),
    Pattern(
        name="persona",
        score=0.9,
        expression=r"(?:your (?:new |only |sole |real |actual |true |one )?(?:task|job|role|mission|goal|purpose|objective|assignment) "
        r"(?:is now|now is|has changed|from now on is)|you no longer (?:work for|serve|belong to|obey|answer to|represent|follow)|"
        r"(?:your|the) (?:character|persona|alter ego) (?:has|have|knows|follows|obeys) no (?:rules|limits|restrictions|filters|boundaries)|"
        r"role[- ]?play[^\n]{0,80}(?:no|without) (?:rules|limits|restrictions|filters|boundaries)|"
        r"(?:deine|ihre) (?:neue )?aufgabe ist (?:jetzt|nun|ab sofort)|ta (?:nouvelle )?(?:tâche|mission) est (?:maintenant|désormais)|"
        r"tu (?:nueva )?(?:tarea|misión) (?:es ahora|ahora es)|il tuo (?:nuovo )?compito (?:è ora|ora è)|твоя (?:новая )?задача теперь)",
    ),
    Pattern(
        name="ignore-instructions",
        score=0.9,
        expression=r"(?:your (?:all )?(?:previous|prior|earlier|former|initial|original|old) (?:instructions|prompts?|directives|orders|guidelines) "
        r"(?:have|has|are|were|is)[^.\n]{0,20}(?:expired|ended|lapsed|outdated|gone|over|withdrawn|lifted|deleted|changed)|"
        r"(?:even if|although|no matter (?:what|that)|whatever|even though) (?:your|the) (?:guidelines|rules|instructions|prompt|developers?|"
        r"safety rules|programming) (?:forbids?|say|says|prohibits?|tells?|state|disallows?|want))",
    ),
    Pattern(
        name="machine-addressed",
        score=0.88,
        # A greeting or a vocative; "bot" and "assistant" alone are people's words for people.
        expression=r"(?:(?:^|[^\pL])(?:dear|hey|hello|hi|hallo|lieber?|cher|chère|querido|caro|beste|drogi|уважаемый|дорогой|привет),? "
        r"(?:mail |e-?mail |chat |support )?(?:ai|bot|robot|roboter|llm|ki|ia|бот|робот|ии)(?:[^\pL]|$)|,? dear (?:ai|llm|bot)\b[.!,])",
    ),
)
