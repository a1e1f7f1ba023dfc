# ruff: noqa: E501 - lists of words read best unbroken
"""What mail clients and people write around a reply: attributions, header blocks, sign-offs, disclaimers.

In English, German, French, Spanish, Italian, Portuguese, Dutch and Japanese. Every pattern is tried on one
line of bounded length, so none can take long.
"""

import re

ATTRIBUTION = re.compile(
    r"(?:on\b.{4,300}\bwrote|(?:am|schrieb am)\b.{4,300}\b(?:schrieb\b.{0,200}|geschrieben)|"
    r".{1,200}\bschrieb (?:am|um)\b.{4,200}|.{1,200}<[^<>]{3,200}> (?:schrieb|wrote|a écrit|"
    r"escribió|ha scritto|"
    r"escreveu|schreef)\b.{0,200}|le\b.{4,300}\ba écrit|el\b.{4,300}\bescribió|il\b.{4,300}\bha scritto|"
    r"(?:em|no dia|a)\b.{4,300}\bescreveu|op\b.{4,300}\b(?:schreef\b.{0,200}|geschreven)|"
    r"(?:in einer nachricht|in a message dated)\b.{4,200}|"
    r"\d{4}[-/年.]\s?\d{1,2}[-/月.]\s?\d{1,2}.{0,200}(?:<[^<>]{3,200}>|のメール|さん(?:は|が)?(?:書きました)?|"
    r"wrote|schrieb)|.{1,100}(?:さんは書きました|さんが書きました|は書きました|のメール))\s{0,3}[:：]\s{0,5}\Z",
    re.IGNORECASE | re.DOTALL,
)
OWN_WORDS = re.compile(
    r"\b(?:I wrote|schrieb ich|ich geschrieben|habe ich|j.ai écrit|escribí|ho scritto io|escrevi|schreef ik|"
    r"we wrote|schrieben wir)\b",
    re.IGNORECASE,
)
TIME = re.compile(r"\d{1,2}\s?[:.h時]\s?\d{2}|[0-2]?\d\s?Uhr|@|\d{1,2}\s?[ap]m\b", re.IGNORECASE)

ORIGINAL = re.compile(
    r"\s{0,5}(?:[-_*=]{2,60}|>{3,10})\s{0,5}(?:original message|original appointment|reply message|"
    r"ursprüngliche nachricht|originalnachricht|original-nachricht|ursprünglicher termin|message d.origine|"
    r"message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|"
    r"origineel bericht|元のメッセージ|original message follows|urspr\. nachricht)\s{0,5}[-_*=<]{0,60}\s{0,5}\Z",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"\s{0,5}(?:[-_*=]{2,60}\s{0,5}(?:forwarded message|forwarded by .{1,100}|weitergeleitete nachricht|"
    r"message transféré|message transmis|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|"
    r"mensagem reencaminhada|doorgestuurd bericht|doorgestuurd e-?mailbericht|転送メッセージ|"
    r"転送されたメッセージ|forwarded mail|fwd)\s{0,5}[-_*=]{0,60}|"
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    r"début du message (?:transféré|réexpédié)|"
    r"inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem (?:encaminhada|"
    r"reencaminhada)|"
    r"begin doorgestuurd bericht|転送されたメッセージ)\s{0,3}[:：]?)\s{0,5}\Z",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,5}(?:_{8,200}|-{8,200}|={8,200}|\*{8,200})\s{0,5}\Z")

_LABELS = {
    "from": "from|von|de|da|van|差出人|送信者|från|fra|od|от|发件人|寄件者",
    "date": "sent|date|sent at|gesendet|gesendet am|datum|envoyé|envoyé le|enviado|enviado el|"
    "enviado em|enviada em|"
    "enviada|fecha|data|inviato|data di invio|verzonden|送信日時|日付|日時|送信済み|发送时间",
    "to": "to|an|à|para|a|aan|宛先|收件人",
    "cc": "cc|kopie|bcc|kopi|ccn",
    "subject": "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|件名|主题",
    "other": "reply-to|antwort an|importance|wichtigkeit|attachments|anlagen|pièces jointes|"
    "priority|répondre à",
}
LABEL = re.compile(
    r"\s{0,5}[*_]{0,3}(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items())
    + r")[*_]{0,3}\s{0,3}[:：](?!//)[*_]{0,3}(?=\s|\Z|[^\s/])",
    re.IGNORECASE,
)

DEVICE = re.compile(
    r"\s{0,5}[\[(]?(?:sent (?:from|via|with) (?:my |the )?(?:iphone|ipad|ipod|mobile|phone|"
    r"smartphone|android|samsung|galaxy|huawei|"
    r"xiaomi|pixel|blackberry|windows|outlook|yahoo|mail|proton|gmail|tablet|nokia|motorola|"
    r"oneplus|sony|htc|aol|"
    r"spark|superhuman|airmail|bluemail|k-9|fairphone|cell).{0,80}|get outlook for .{1,60}|"
    r"(?:von meinem|von meiner) .{2,60}(?:gesendet|geschickt)|gesendet (?:mit|von|über|aus|via) .{2,80}|"
    r"diese nachricht wurde von meinem .{2,80}|outlook für (?:ios|android|mac).{0,60}|"
    r"envoyé (?:de|depuis|à partir de|avec|via) .{2,80}|télécharger outlook .{2,60}|"
    r"enviado (?:desde|de|do|a partir do|con|con el|pelo|com) .{2,80}|obtener outlook .{2,60}|"
    r"obter o outlook .{2,60}|"
    r"inviato (?:da|dal|con) .{2,80}|scarica outlook .{2,60}|"
    r"verzonden (?:vanaf|vanuit|met|via) .{2,80}|verstuurd (?:vanaf|vanuit|met|via) .{2,80}|"
    r"outlook voor .{2,60}|"
    r"(?:my )?iphoneから送信|ipadから送信|androidから送信|.{1,30}から送信(?:しました)?|outlook for .{2,20}を入手.{0,20}|"
    r"outlook for (?:ios|android|mac).{0,40})[\])]?\s{0,5}\Z",
    re.IGNORECASE,
)

SIGN_OFF = re.compile(
    r"\s{0,5}(?:(?:with )?(?:kind|best|warm|warmest|many|kindest)(?: kind| best)? (?:regards|"
    r"wishes|thanks)|regards|best|cheers|"
    r"(?:many )?thanks(?: a lot| again| and (?:best |kind )?regards| so much| in advance)?|"
    r"thank you(?: very much| so much| in advance| and (?:best |kind )?regards)?|"
    r"sincerely(?: yours)?|yours(?: sincerely| faithfully| truly)?|respectfully|all the best|take care|"
    r"(?:mit )?(?:freundlichen?|besten?|herzlichen?|lieben?|schönen?|vielen?|sonnigen?) "
    r"(?:grüßen?|grüssen?|gruß|gruss|dank(?: und .{2,30})?|dank im voraus)|mfg|lg|vg|bg|"
    r"viele(?:n)? (?:liebe )?grüße|hochachtungsvoll|"
    r"danke(?: und .{2,30}| im voraus)?|gruß|grüße|(?:bien )?cordialement|bien à vous|sincères salutations|"
    r"salutations(?: distinguées)?|meilleures salutations|(?:avec )?mes (?:meilleures|sincères|"
    r"cordiales) salutations|merci(?: d.avance| beaucoup)?|"
    r"(?:un )?(?:cordial|atento) saludo|(?:muchos |muchas )?(?:saludos|gracias)(?: cordiales|"
    r" de antemano)?|atentamente|un saludo|"
    r"(?:cordiali|distinti) saluti|saluti|un saluto|grazie(?: mille| in anticipo| e .{2,30})?|cordialmente|"
    r"(?:com os melhores|melhores|atenciosos) cumprimentos|cumprimentos|atenciosamente|"
    r"obrigad[oa]|abraços?|att|"
    r"met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|(?:hartelijke )?groet(?:en|jes)?|"
    r"mvg|(?:alvast )?bedankt|"
    r"hoogachtend|(?:どうぞ)?よろしくお願い(?:いた|致)?し?ます|以上、?よろしくお願い(?:いた|致)?し?ます|敬具)"
    r"[\s,.!;:…。、-]{0,6}\Z",
    re.IGNORECASE,
)

DISCLAIMER = re.compile(
    r"(?:this (?:e-?mail|message|communication|transmission|electronic (?:mail|message))\b.{0,120}"
    r"\b(?:confidential|privileged|intended (?:only|solely)|legally)|"
    r"the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message|communication)\b|"
    r"\bconfidentiality (?:notice|note|statement)\b|if you (?:are not|"
    r"have received) (?:the intended|this)\b.{0,80}"
    r"\b(?:recipient|error)|please consider (?:the environment|our environment)|think before you print|"
    r"diese (?:e-?mail|nachricht)\b.{0,120}\b(?:vertraulich|ausschließlich|rechtlich geschützt)|"
    r"(?:der inhalt|die informationen?) dieser (?:e-?mail|nachricht)\b|bitte (?:denken sie an|"
    r"prüfen sie).{0,60}(?:umwelt|ausdruck)|"
    r"ce (?:message|courriel|mail|courrier électronique)\b.{0,140}\b(?:confidentiel|destinataire|exclusi)|"
    r"este (?:mensaje|correo|e-?mail|mensagem)\b.{0,140}\bconfidencia|esta (?:mensagem|"
    r"mensaje)\b.{0,140}\bconfidencia|"
    r"la información contenida en este|(?:questo messaggio|questa e-?mail|la presente e-?mail|"
    r"il presente messaggio|"
    r"le informazioni contenute)\b.{0,160}\b(?:riservat|confidenzial|destinatari)|"
    r"(?:dit (?:bericht|e-?mailbericht)|deze e-?mail|de informatie in (?:dit|"
    r"deze))\b.{0,140}\b(?:vertrouwelijk|uitsluitend|bestemd)|"
    r"(?:この|本)(?:電子)?メール(?:に|は|および|の).{0,120}(?:機密|秘密|受信者|名宛人)|"
    r"\b(?:registered office|handelsregister|amtsgericht .{2,40}HRB|geschäftsführer(?:in)?\s?:|"
    r"sitz der gesellschaft)\b)",
    re.IGNORECASE | re.DOTALL,
)
REFERENCE = re.compile(
    r"[?？]|\b[A-Z]{1,6}-?\d{4,}\b|#\s?\d{3,}|\bp\.?\s?s\b|\b(?:order|bestell|auftrag|kunden|"
    r"commande|pedido|ordine|"
    r"encomenda|invoice|rechnung|facture|fattura|ticket|tracking|注文)",
    re.IGNORECASE,
)
