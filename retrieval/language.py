# ruff: noqa: E501 - tables of words, a language a block
"""Which language a text is in: function words where it is short, byte statistics where it is long."""

import functools
import re
from typing import Any

UNKNOWN = "und"
"""ISO 639-2 code for a text whose language cannot be told."""

_LOOKED_AT = 4000
"""Characters judged; the rest of a text tells nothing new."""

_FUNCTION_WORDS: dict[str, str] = {
    "en": "the of and to is are was were you your my i we they it this that have has can could would please "
    "do does did how what when where why which not from with for on at be been will an if there thanks hello "
    "dear me our any or but as by",
    "de": "der die das und ist sind war ich sie wir ihr mein meine meinen meiner ihre ihren eine einen einem "
    "einer nicht mit von zu auf für wie wo wann warum was bitte kann können könnte haben hat habe noch auch "
    "danke hallo guten tag sehr geehrte dem den des im zum zur bei aus nach wenn dass oder aber es mir uns "
    "gibt wird wurde liebe grüße moin",
    "fr": "le la les des du de et est sont je vous nous mon ma mes votre vos une un pour dans sur avec pas ne "
    "que qui où quand comment pourquoi quel quelle merci bonjour il elle ce cette ces au aux être avoir ai "
    "avez puis plus par si ou mais sans cordialement est-ce leur",
    "es": "el la los las de del y es son yo usted nosotros mi mis su sus una un para en con no que quien "
    "dónde donde cuándo cuando cómo como por qué gracias hola se lo al ha he han puede puedo pero si más este "
    "esta está muy buenos días quiero",
    "it": "il lo la gli le di del della e è sono io voi noi mio mia miei vostro una un per in con non che chi "
    "dove quando come perché grazie buongiorno si al ha ho hanno può posso ma se più questo questa vorrei",
    "nl": "de het een en is zijn ik u wij mijn uw jullie niet met van te op voor hoe waar wanneer waarom wat "
    "kan kunnen heb heeft nog ook dank bedankt hallo aan bij uit naar als dat of maar er deze dit graag",
    "pt": "o a os as de do da dos das e é são eu você nós meu minha seu sua uma um para em com não que quem "
    "onde quando como por obrigado obrigada olá se ao foi pode posso mas mais este esta gostaria",
    "pl": "i w na z do nie się jest są to że jak gdzie kiedy dlaczego co proszę dziękuję dzień dobry mój moja "
    "czy od po za ale lub przez mam można",
    "sv": "och att det som en ett är jag du vi min mitt inte med av på för hur var när varför vad kan har tack "
    "hej om till från eller men den",
    "da": "og at det som en et er jeg du vi min mit ikke med af på for hvordan hvor hvornår hvorfor hvad kan "
    "har tak hej om til fra eller men den",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_CANDIDATES = "ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk sl sv th tr uk vi zh"


@functools.lru_cache(maxsize=2048)
def detect(text: str) -> str:
    """ISO 639-1 code of the text's main language, `und` where too little of it is words."""
    text = text[:_LOOKED_AT]
    words = [w.lower() for w in _WORD.findall(text)]
    letters = sum(map(len, words))
    if letters < 2:
        return UNKNOWN
    for language, script in _SCRIPTS:
        if len(script.findall(text)) * 3 > letters:
            return language
    votes = {language: sum(w in known for w in words) for language, known in _WORDS.items()}
    first, second = sorted(votes.values(), reverse=True)[:2]
    best = max(votes, key=votes.__getitem__)
    # Two function words more than any other language has are rarely chance; in a long text all count.
    if first >= 2 and first - second >= max(1, len(words) // 20):
        return best
    if len(words) < 3:
        return best if first > second else UNKNOWN
    guess, sure = _statistics(text)
    if sure >= 0.9 or (first == 0 and sure >= 0.7):
        return guess
    return best if first > second else UNKNOWN


def _statistics(text: str) -> tuple[str, float]:
    label, score = _identifier().classify(text)
    return ("nb", float(score)) if label == "no" else (str(label), float(score))


@functools.cache
def _identifier() -> Any:
    """py3langid's model over languages that mails are written in; its rare ones steal short texts."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    wanted = set(_CANDIDATES.split())
    identifier.set_languages([name for name in identifier.labels if name in wanted])
    # It keeps the other hundred languages for another choice that never comes: a quarter of its memory.
    identifier.nb_ptc = identifier.nb_ptc.copy()
    identifier._full_model = (identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes)
    return identifier
