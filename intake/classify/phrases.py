# ruff: noqa: E501 - tables of phrases, a language a line or two
"""The words by which people ask, greet, thank and complain, in the languages of most European mail.

Each pattern is bounded and free of nesting, and is tried on one sentence, at its start or anywhere.
"""

import re


def _starting(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?:" + "|".join(phrases) + r")(?![^\W_])", re.IGNORECASE)


def _anywhere(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])(?:" + "|".join(phrases) + r")(?![^\W_])", re.IGNORECASE)


INTERROGATIVE = _starting(
    # en
    r"wh(?:at|en|ere|ich|o|om|ose|y)(?:'?s|'?re|'?ll|'?d)?", r"how",
    r"(?:is|are|was|were|do|does|did|can|could|will|would|shall|should|may|might|has|have|had|am)(?:n'?t)? "
    r"(?:i|you|we|they|he|she|it|this|that|these|those|there|the|my|our|your|a|an|any|one|anyone|someone)",
    # de
    r"w(?:as|er|en|em|ie|o|ann|arum|ieso|eshalb|oher|ohin|omit|ofür|oran|orauf|elche[rnms]?|ieviele?)",
    r"(?:ist|sind|kann|können|könnte|könnten|könnt|gibt|habe|haben|hat|wird|werden|würde|würden|darf|dürfen|muss|"
    r"müssen|soll|sollte|geht|bietet|bieten|liefern|gilt|kostet|wäre|war) "
    r"(?:ich|sie|ihr|wir|man|es|er|der|die|das|mein\w{0,2}|unser\w{0,2}|dies\w{1,2}|eine?[rnms]?|mir|auch|denn|bei)",
    # fr
    r"où", r"qu(?:and|i|e|oi|els?|elles?)", r"comment", r"pourquoi", r"combien", r"est-ce", r"qu'est-ce",
    r"(?:peut|puis|pouvez|pourriez|pourrais|avez|êtes|est|sont|a|ont|faut|dois|peux)-(?:t-)?"
    r"(?:je|tu|il|elle|on|nous|vous|ils|elles|ce)",
    # es
    r"¿", r"(?:a |de |en |por |para )?(?:dónde|cuándo|cómo|qué|quién|cuál|cuáles|cuánto|cuánta|cuántos)",
    r"(?:puedo|pueden|puede|podría|podrían|hay|tienen) ",
    # it
    r"(?:dove|quando|come|perch[eé]|chi|quanto|quanti|quale|quali|cosa)", r"(?:posso|potete|potrei|potreste|avete|è possibile)",
    # nl
    r"(?:waar|wanneer|hoe|waarom|wie|wat|welke?|hoeveel)", r"(?:kan|kunt|kunnen|mag|is|zijn|heeft|hebben) (?:ik|u|je|jullie|het|de|mijn|er)",
    # pt
    r"(?:onde|quando|como|por ?qu[eê]|quem|qual|quais|quanto)", r"(?:posso|podem|poderiam|pode)",
    # pl, sv
    r"(?:gdzie|kiedy|jak|dlaczego|czy|ile|kto|co)", r"(?:var|när|hur|varför|vad|vem|kan (?:jag|ni|du))",
)  # fmt: skip

REQUEST = _anywhere(
    # en
    r"please", r"pls", r"plz", r"kindly", r"(?:could|can|would|will) (?:you|someone|anyone|i|we)",
    r"(?:i|we)(?:'d| would) (?:also )?(?:like|love|prefer|appreciate|be grateful)", r"(?:i|we) (?:also |urgently |really )?(?:want|need|request|require|demand)",
    r"(?:i|we)(?:'d| would)? (?:wish|hope) to", r"(?:let|give|send|tell|show|inform) (?:me|us)", r"(?:i|we)(?:'m| am| are|'re) (?:wondering|looking for|interested in|trying to|unable to)",
    r"(?:i|we) (?:wonder|wanted to (?:ask|know))", r"help (?:me|us)", r"(?:my|our|another|one more|a|the) question", r"do you know", r"any (?:news|update|idea)",
    r"is it possible", r"asking (?:for|about|whether|if)",
    # de
    r"bitte(?: ?(?:ich|wir))?", r"(?:ich|wir) (?:möchte|möchten|wünsche|hätte|hätten|brauche|brauchen|benötige|benötigen|will|wollen|suche|suchen|würde|würden|bräuchte)",
    r"(?:möchte|möchten|hätte|würde|brauche|benötige) (?:ich|wir)", r"(?:könnten|können|könntet|würden|könnt) (?:sie|ihr)", r"teilen sie", r"(?:senden|schicken|sagen|geben|erstatten|stornieren|ändern) sie",
    r"(?:ich|wir) (?:frage|fragen) (?:mich|uns)?", r"(?:meine|unsere|eine|noch eine) frage", r"ist es möglich",
    # fr
    r"(?:je|nous) (?:voudrais|voudrions|souhaite|souhaiterais|souhaitons|désire|veux|voulons|demande)", r"j'aimerais", r"j'ai besoin", r"(?:pourriez|pouvez|auriez|avez)-vous",
    r"veuillez", r"merci de", r"s'il (?:vous|te) pla[iî]t", r"svp", r"est-il possible", r"je (?:me demande|cherche)", r"(?:ma|une|autre) question", r"savoir (?:si|quand|comment|où)",
    # es
    r"por favor", r"(?:quiero|quisiera|querría|necesito|necesitamos|me gustaría|solicito|deseo)", r"(?:podrían|podría|pueden|puede) (?:usted(?:es)? )?\w{3,}",
    # it
    r"per (?:favore|cortesia)", r"(?:vorrei|vorremmo|desidero|ho bisogno|chiedo|potreste|potete|gradirei)",
    # nl
    r"(?:graag|alstublieft|aub|kunt u|kunnen jullie|ik wil|ik zou)",
    # pt
    r"(?:gostaria|gostaríamos|preciso|poderiam|poderia|quero|solicito)",
    # pl, sv
    r"(?:proszę|chciał(?:bym|abym)|potrzebuję)", r"(?:jag (?:vill|skulle|behöver)|snälla|vänligen)",
)  # fmt: skip

PROBLEM = _anywhere(
    r"(?:not|never|nothing|no longer|cannot|can'?t|couldn'?t|didn'?t|doesn'?t|don'?t|hasn'?t|haven'?t|isn'?t|wasn'?t|won'?t|still waiting)",
    r"(?:broken|damaged|defective|faulty|missing|lost|wrong|late|delayed|incorrect|failed|fails|stuck|error|problem|issue|complain\w{0,4}|charged twice|refund|cancel\w{0,5}|return)",
    r"(?:nicht|nie|kein\w{0,2}|kaputt|defekt|beschädigt|fehlt|fehlen|verloren|falsch\w{0,2}|verspätet|fehler|problem\w{0,2}|zu spät|doppelt|storn\w{1,8}|widerruf\w{0,4}|reklam\w{1,8}|rücksend\w{1,5})",
    r"(?:pas|jamais|aucune?|cassée?s?|abîmée?s?|endommagée?s?|défectueu(?:x|se)|manqu\w{1,4}|perdue?s?|retard|erreur|problème|mauvaise?|rembours\w{1,6}|annul\w{1,6})",
    r"(?:nunca|roto|rota|dañado|falta|perdido|error|problema|non|mai|rotto|danneggiato|manca|niet|nooit|kapot|beschadigd|ontbreekt|não|quebrado)",
)  # fmt: skip

GREETING = _starting(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|to whom)",
    r"(?:hallo|guten (?:tag|morgen|abend)|sehr geehrte\w{0,2}|liebe[rs]?|moin|servus|grüß gott|grüezi)",
    r"(?:bonjour|bonsoir|salut|ch(?:er|ère)s?|madame|monsieur)",
    r"(?:hola|buenos días|buenas (?:tardes|noches)|estimad[oa]s?|ciao|buongiorno|buonasera|gentil[ei]|egregio|spett)",
    r"(?:beste|geachte|goede(?:morgen|middag|dag)|olá|bom dia|boa (?:tarde|noite)|prezad[oa]s?|dzień dobry|witam|hej|god (?:dag|morgen))",
)

COURTESY = _anywhere(
    r"(?:thank you|thanks|thx|cheers|many thanks|much appreciated|best regards|kind regards|regards|sincerely|yours|best wishes|have a (?:nice|great|good))",
    r"look(?:ing)? forward", r"hear(?:ing)? (?:back )?from you", r"hope (?:you(?:'re| are)|this (?:e-?mail|message|finds)|all is)", r"how are you", r"let me know if you (?:need|have|require)",
    r"(?:do not|don't) hesitate", r"sent from my",
    r"(?:danke|vielen dank|besten dank|herzlichen dank|im voraus|freundlichen? grüßen?|beste grüße|viele grüße|liebe grüße|mfg|hochachtungsvoll)", r"freue (?:mich|uns) auf", r"wie geht es (?:ihnen|dir|euch)",
    r"(?:bitte )?um (?:baldige |kurze |schnelle |rasche )?(?:rückmeldung|antwort)", r"schönen? (?:tag|abend|woche)", r"gesendet von",
    r"(?:merci (?:d'avance|par avance|beaucoup|bien)|merci|cordialement|bien à vous|salutations|bonne (?:journée|soirée)|dans l'attente|comment allez-vous)",
    r"(?:gracias|un saludo|saludos|atentamente|grazie|cordiali saluti|distinti saluti|obrigad[oa]|atenciosamente|cumprimentos|bedankt|dank u|met vriendelijke groet|dziękuję|pozdrawiam|tack|vänliga hälsningar)",
)  # fmt: skip

POINTING = _anywhere(
    r"(?:it|its|this|that|these|those|they|them|there|ones?|instead)(?! possible\b)",
    r"(?:dies\w{0,2}|dazu|dafür|damit|davon|daran|dort|dorthin|sie (?:noch|auch|wieder|zurück)|ihn)",
    r"(?:cela|ça|celui-ci|celle-ci|ceux-ci|eso|esto|ella|ciò|questo|dat|daarvoor|isso|isto)",
)
"""Words that point back to something said before."""
