# ruff: noqa: E501 - tables of words read best unbroken
"""Links of a mail, classed by what a reader sees of them, where they lead, and the words around them."""

import html as entities
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.extract.purpose import purpose
from sandbox.extract.records import MAX_SOURCE, Link, LinkKind
from sandbox.extract.visible import Visible, visible
from sandbox.message import Content

MAX_LINKS = 2000
"""Links of one mail that are told."""
NEAR = 160
"""Characters before a link that speak for it where its own words say nothing."""

_ANCHOR = re.compile(r"<(?:a|area)\b", re.I)
_CLOSE = re.compile(r"</a\s{0,9}>|<a\b", re.I)
_ATTRIBUTE = re.compile(
    r"\b(href|alt|title)\s{0,9}=\s{0,9}(?:\"([^\"]{0,8000})\"|'([^']{0,8000})'|([^\s>\"']{1,8000}))", re.I
)
_IMG = re.compile(r"<img\b([^<>]{0,8000})>", re.I)
_SRC = re.compile(r"\bsrc\s{0,9}=\s{0,9}[\"']?(https?://[^\"'\s>]{1,2000})", re.I)
_PIXEL = re.compile(r"(?:width|height)\s{0,3}[=:]\s{0,3}[\"']?[01](?:px)?\b|display\s{0,3}:\s{0,3}none", re.I)
# Japanese and Chinese put no blank behind an address: their letters end it.
_URL = re.compile(r"https?://[^\s<>\"'\\^`{}|\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]{1,4000}", re.I)

_SENTENCE = re.compile(r"[.!?]\s|[。!?\n]")

_UNSUBSCRIBE = re.compile(
    r"unsub|opt[-_ ]?out|(?:e-?mail|notification|subscription)[-_ ](?:preferences|settings)|manage[-_ ](?:your[-_ ])?(?:preferences|subscription)|stop receiving|abmeld|abbestell|austragen|newsletter kündigen|désabonn|desabonn|désinscri|desinscri|ne plus recevoir"
    r"|darse de baja|dar(?:me)? de baja|date de baja|anular (?:la )?suscri|cancelar (?:la |a )?(?:suscripci|subscri|assinatura|inscri)|disiscri|annulla(?:re)? l.iscrizione|cancella(?:re|ti)? (?:l.)?iscrizione|cancellati|remover (?:a )?inscri"
    r"|afmelden|uitschrijven|afmeld|descadastr|deixar de receber|anular (?:a )?subscri|配信停止|配信解除|購読解除|購読を解除|メール停止|登録解除",
    re.I,
)
_RESET = re.compile(
    r"reset|forgot|(?:remember|recall)\w{0,3} (?:\w{1,8} ){0,2}pass(?:word|phrase|code)|pass(?:word|phrase)\b[^.?!]{0,60}[.?!]? [^.?!]{0,40}\b(?:new|fresh|another|different) one\b|(?:another|fresh|different|new) pass(?:word|phrase|code)|(?:ricord|dimentic)\w{0,4} (?:\w{1,6} ){0,2}password|(?:altra|diversa) password|lost[-_ ]?password|new[-_ ]?password|(?:change|create|choose|pick|set)[-_ ]?(?:up[-_ ])?(?:(?:your|an?|my)[-_ ])?(?:(?:new|account|login)[-_ ])?(?:password|passphrase)|recover|password/(?:edit|new|change)|pwd?[-_]?(?:reset|change)"
    r"|(?:new|forgotten|recover\w{0,3}|reset) (?:\w{1,8} ){0,2}credentials|neue zugangsdaten|nouveaux identifiants|(?:nuev|recuper)\w{1,3} (?:\w{1,6} ){0,2}credenciales|(?:nuov|recuper|impost)\w{1,3} (?:\w{1,6} ){0,2}credenziali|nov\w{1,2} credenciais|nieuwe inloggegevens"
    r"|passwort|kennwort|zurücksetzen|zurückzusetzen|zurückgesetzt|réinitialis|reinitialis|mot de passe|mot-de-passe|restablec|reestablec|contrase(?:ñ|n)a|recuperar|(?:cambia|modifica|imposta|aggiorna|nuova|scegli)\w{0,2} (?:(?:la|una|mia|tua|sua|nuova) ){0,3}password|reimposta|reinizializ|ripristin|recupera"
    r"|palavra-chave|redefin|repor (?:a|sua)|reposi[cç]|palavra-passe|\bsenha\b|wachtwoord|herstel|パスワード|再設定|再発行|リセット|сброс|重置|重設|비밀번호",
    re.I,
)
_MAGIC = re.compile(
    r"magic|passwordless|one[-_ ]?click|\blog[-_ ]?(?:me[-_ ])?(?:in|on)(?:to)?\b|\bsign[-_ ]?(?:in|on)\b|/login|/signin|mode=signin|an(?:zu)?melden\b|ein(?:zu)?loggen|\bmeld\w{0,3} (?:sie sich|dich|u|je)\b(?:\W\w{1,20}){0,6}\W(?:an|aan)\b|login-?link|(?:anmelde|zugangs|aanmeld|inlog)-?link|se connecter|connexion|connectez|me connecter"
    r"|iniciar? sesi|inicio de sesi|acceder|accede\b|acceda\b|ingres[ae]r?\b|identifiez-vous|aceder\b|acess[ae]r?\b|(?:fazer|faça) login|entrar|accedi\b|accesso|entra\b|iniciar sess|inicie sess|in(?: te )?loggen|log in|aan(?: te )?melden|ログイン|サインイン|войти|登录|로그인",
    re.I,
)
_VERIFY = re.compile(
    r"verif|confirm|approv|activat|valid(?:at|ación|ação|azione|are\b|ar\b|er\b|ez\b|ier|eer|eren)|convalid|habilit|abilita\b|abilitar|autentic|authentif|légitim|legitimier|double[-_ ]?opt|opt[-_ ]?in|accept[-_ ](?:the[-_ ]|your[-_ ]|this[-_ ])?invit|authori[sz]e (?:this|your|the|a)(?: new)? (?:device|browser|computer|address|e-?mail)|prove (?:that )?|bestätig|bestaetig|aktivier|freischalt|freizuschalt|schalt\w{0,3} (?:\w{1,15} ){1,4}frei\b|genehmig|approuv|aprob(?:ar|ación|e\b)|autorizar (?:el|la|este) cambio|aprov[ae]|goed(?:\s?te\s?)?keur|keur (?:\w{1,15} ){1,5}goed|verifizier|vérif|activer|activez|certifi[eé]r?\b"
    r"|confirma|activa[rtc]|activa\b|active (?:su|tu|el|la|esta)\b|act[ií]v[ae]l[ao]\b|att[ií]v(?:i (?:il|la|su)|al[ao])\b|ativá-l|ative-[oa]\b|conferm|attiva\b|attiva[rz]|verifica|ativar|ative\b|ativa[çc]|aktivering|activering|bevestig|activeer|verifieer|verifiëren|activeren|registr(?:ation|ierung) (?:abschl|complete)|(?:complete|finish|finali[sz]e)[-_ ](?:your[-_ ]|my[-_ ]|the[-_ ])?(?:registration|sign|account|setup|set-up)|inscription"
    r"|completar (?:el |tu |o |seu )?regist|completa (?:la |il )?(?:tua )?regist|voltooi|afronden|(?:registrierung|anmeldung) (?:jetzt )?(?:abschließen|fortsetzen|vollenden)|(?:proceed|continue|go on) with (?:your|the) (?:registration|sign-?up)|to (?:sign up|register)\b|(?:registrierung|anmeldung) fort(?:zu)?|vous inscrire|(?:poursuivre|continuer) (?:votre |l.)inscription|(?:regístra|registrar?)(?:te|se)\b|date de alta|iscrivi(?:ti|tevi)\b|registrati\b|inscreva-se|inscrev[ae]r|cadastre-se|registar-(?:se|te)\b|(?:continuar|proceder|proseguir|prosseguir)\w{0,2} (?:\w{1,4} ){0,3}(?:registro|registo|inscri)|(?:proceder|prosegui|continua)\w{0,2} (?:con )?(?:la |l.)?(?:registrazione|iscrizione)|(?:door|verder) ?(?:te )?gaan met (?:je|uw|de) registratie|登録(?:手続き)?(?:を|に)(?:続|進)|finaliser|確認|認証|有効化|アクティベ|アクティブ化|ベリファイ|登録を完了|本登録|承認|検証|有効に|подтверд|验证|驗證|激活|인증",
    re.I,
)
_MINE = re.compile(
    r"(?:address|e-?mail|mailbox|account|it)\b(?:\W\w{1,12}){0,3}\W(?:is|belongs)\b(?:\W\w{1,12}){0,3}\W(?:yours?|mine|my|you)\b|\b(?:is|this.s|it.s) my (?:e-?mail|address|account)\b|\byou own (?:this|the)\b"
    r"|adresse (?:wirklich |auch |tatsächlich )?(?:dir|ihnen|mir) (?:gehört|gehoert)|meine (?:e-?mail-?)?adresse|(?:deine|ihre) (?:e-?mail-?)?adresse ist"
    r"|(?:adresse|e-?mail) (?:\w{1,12} ){0,3}(?:la vôtre|vôtre|vous appartient)|c.est (?:bien )?mon (?:adresse|e-?mail)|mon adresse"
    r"|(?:dirección|correo|e-?mail) (?:\w{1,14} ){0,3}(?:tuy[oa]|suy[oa]|te pertenece|le pertenece)|es mi (?:correo|dirección|e-?mail)"
    r"|(?:indirizzo|e-?mail) (?:[\wè]{1,14} ){0,3}(?:tu[oa]|su[oa]|ti appartiene|le appartiene)\b|è (?:il mio indirizzo|la mia e-?mail)"
    r"|(?:endereço|e-?mail) (?:[\wé]{1,14} ){0,3}(?:seu|sua|teu|lhe pertence|te pertence)\b|é o meu (?:e-?mail|endereço)"
    r"|(?:adres|e-?mail\w{0,5}) (?:\w{1,12} ){0,3}van (?:jou|u)\b|mijn (?:e-?mail\w{0,5}|adres)"
    r"|アドレス[^。\n]{0,12}(?:ご本人|あなた|お客様)[^。\n]{0,6}(?:もの|所有)|私の(?:メール)?アドレス"
    r"|\b(?:that.s|this is|it.s|yes,? it.s) me\b|\bich bin es\b|\bdas bin ich\b|c.est moi\b|\bsoy yo\b|\bsono io\b|\bdat ben ik\b|\bsou eu\b|本人です(?!か)"
    r"|(?:added|invited) you to (?:\w{1,8} ){0,2}(?:team|group|workspace|project|organi[sz]ation)|owner added you|zum team\b[^.!?\n]{0,30}hinzugefügt|(?:ajouté|invité)e? à l.équipe|(?:añadido|invitado) (?:\w{1,3} )?(?:equipo|al equipo)|(?:aggiunto|invitato) (?:alla squadra|al team|al gruppo)|aan (?:het )?team\b[^.!?\n]{0,30}toegevoegd|(?:juntou|adicionou|convidou)(?:-o|-a|-te)? (?:à|a|ao) (?:equipa|equipe|time)|チームに(?:追加|招待)"
    r"|(?:accept|join)\w{0,3} (?:\w{1,8} ){0,2}invit|einladung (?:\w{1,12} )?annehm|nimm (?:\w{1,8} )?einladung|nehmen sie (?:\w{1,8} )?einladung|accepte[rz]? (?:l.|votre |cette )?invit|acept\w{1,3} (?:\w{1,4} )?invit|accett\w{1,3} (?:\w{1,4} |l.)?invit|aceit\w{1,3} (?:\w{1,4} )?convite|uitnodiging (?:\w{1,10} )?(?:accepter|aanvaard|aannem)|(?:accepteer|aanvaard) (?:\w{1,8} )?uitnodiging|招待を(?:承諾|受け)",
    re.I,
)
"""Somebody says whether an address is theirs, or takes up an invitation: the one thing to do, or nothing."""
_START = re.compile(
    r"^(?:(?:(?:use|click|follow|open|klicken sie auf|klick auf|cliquez sur|utilisez|usa|haz clic en|clicca su|clique em|klik op) )?(?:this|the following|the|below|diese[nrm]?|den|folgenden|ce|le|este|el siguiente|el|questo|il|seguente|esta|o|deze|de)? ?(?:link|lien|enlace|liga|collegamento|ligação|hyperlink|url|button|knop|リンク|ボタン)(?: below| unten| ci-dessous)?|get started|start(?: now| using.*)?|continue|let.?s go|continue to .{1,40}|proceed to .{1,40}|go to .{1,40}|go|click here|here|this link|link|button|tap here|proceed|yes,? .*|open .*|weiter(?: zu[mr]? .{1,40})?|los geht.?s|jetzt starten|hier(?: klicken)?|klicken sie hier|klick hier|fortfahren|continuer(?: (?:vers|sur) .{1,40})?|accéder (?:à|au|aux) .{1,40}|commencer|cliquez ici|ici|c.est parti|continuar(?: (?:a|en|para) .{1,40})?|acceder a .{1,40}|empezar|comenzar|haz clic aquí|haga clic aquí|aquí|continua(?: (?:su|con) .{1,40})?|prosegui|vai a .{1,40}|inizia|clicca qui|qui|começar|clique aqui|aqui|doorgaan(?: naar .{1,40})?|ga naar .{1,40}|verder(?: naar .{1,40})?|beginnen|klik hier|hier klikken|はじめる|開始|こちら|ここをクリック|続ける|次へ|次に進む)?[.! →»>]{0,3}$",
    re.I,
)
"""Words of a button that leave to its neighbours what it does."""
_ELSEWHERE = re.compile(
    r"privacy|terms|imprint|impressum|datenschutz|\bagb\b|confidentialit|mentions légales|privacidad|términos|privacidade|termos|voorwaarden|プライバシー|利用規約"
    r"|help cent|\bfaq|contact us|support cent|view (?:this )?(?:e-?mail )?in (?:your )?browser|im browser|app store|google play|facebook|twitter|instagram|linkedin|youtube"
    r"|\bactivity\b|aktivität|activité|actividad|attività|atividade|activiteit|アクティビティ|not you\b|(?:wasn.t|was not|isn.t|is not|n.t) (?:you|me)\b|didn.t|did not|report (?:this|it|abuse)|secure (?:your|my) account|learn more|read more|mehr erfahren|en savoir plus|más información|scopri di più|saiba mais|lees meer|詳しく",
    re.I,
)
_BUSINESS = re.compile(
    r"(?:(?<![^\W\d_])(?:order|booking|appointment|reservation|payment|shipment|delivery|purchase)|bestell|buchung|\btermin(?:e|en|s)?\b|\btermin(?:bestätig|anfrag|vereinbar|erinner)|commande|rendez-vous|réservation|(?<!um )(?<!este )(?<!seu )\bpedido\b(?! (?:para|de) )|\bseu pedido (?:foi|está|n|#|saiu|chegou)|reserva|cita\b|ordine|prenotazione|encomenda|bestelling|afspraak|注文|予約)",
    re.I,
)
_HELP = re.compile(
    r"/(?:help|hc|faqs?|docs?|support|blog|articles?|legal|privacy|terms|policies|policy|news|kb|knowledge|about|contact)(?:[/.?#-]|$)",
    re.I,
)
_TRACK = re.compile(
    r"/(?:open|pixel|beacon|track|wf/open|o|e/o|imp)(?:[/.?]|$)|[?&](?:open|pixel)=|\.gif(?:\?|$)", re.I
)
_TOKEN = re.compile(
    r"[?&#](?:\w{0,20}(?:token|code|key|hash|ticket|sig|otp|upn|uid|jwt)\w{0,10}|t|k|c|d|e|s|u|q|p|data)=[^&]{6,}|/[A-Za-z0-9_.~=-]{16,}|/(?=[A-Za-z_-]{0,20}\d)[A-Za-z0-9_-]{8,}(?:[/?]|$)",
    re.I,
)
_CAMPAIGN = re.compile(
    r"[?&](?:utm_\w{1,20}|campaign|mc_[ce]id|source|medium|ref|referrer|trk\w{0,10})=[^&#]{0,300}", re.I
)
_KINDS: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    ("reset", _RESET),
    ("verify", _VERIFY),
    ("magic-login", _MAGIC),
)
_TOLD = frozenset(kind for kind, _ in _KINDS)
LONE = 0.62
"""Score of a link that is classed by the sentence before it alone."""
MEANT = 0.56
"""Score of a link that is classed by what the mail is about."""
OWN, ADDRESS, AROUND, SUBJECT = 0.6, 0.45, 0.3, 0.12
"""How much the link's words, its address, the words before it and the mail's subject say."""


def links(content: Content) -> tuple[Link, ...]:
    """Every web link of a mail, in order, each address once (from HTML where both parts have it)."""
    out: dict[str, Link] = {}
    listed = content.header("List-Unsubscribe") or ""
    subject = (content.header("Subject") or "")[:300]
    unnamed: list[_Raw] = []
    for raw in chain(_in_html(content.html[:MAX_SOURCE]), _in_text(content.text[:MAX_SOURCE])):
        if len(out) >= MAX_LINKS:
            break
        known = out.get(raw.url)
        if known is not None and (known.kind != "other" or raw.part == "text"):
            continue
        kind, score = _classify(raw, subject, listed)
        if kind == "other" and known is None and _acts(raw, subject):
            unnamed.append(raw)
        if known is None or kind != "other":
            out[raw.url] = Link(
                value=raw.url, score=score, span=raw.span, part=raw.part, kind=kind, text=raw.shown
            )
    if len(unnamed) > 1:  # a logo on top leads home
        unnamed = [x for x in unnamed if x.around.strip()] or unnamed
    if len(unnamed) == 1 and not any(x.kind in _TOLD for x in out.values()):
        # The one thing to do in a mail is what the sentence before it says, whatever its button is called.
        found = out[unnamed[0].url]
        told = [k for k, p in _KINDS if p.search(f"{unnamed[0].shown} {unnamed[0].around}")]
        if not told and _MINE.search(f"{unnamed[0].shown} {unnamed[0].around}"):
            told = ["verify"]
        if told:
            out[found.value] = replace(found, kind=told[0], score=LONE)
        elif unnamed[0].around.strip():
            near = f"{subject} {unnamed[0].around} {unnamed[0].shown}"
            if meant := purpose(near, _whole(content)):
                out[found.value] = replace(found, kind=meant, score=MEANT)
    return tuple(out.values())


def _whole(content: Content) -> str:
    """What a reader sees of the mail, its subject before it."""
    page = visible(content.html[:MAX_SOURCE]).text if content.html else content.text
    return f"{content.header('Subject') or ''}\n{page[:20_000]}"


def _acts(raw: "_Raw", subject: str) -> bool:
    """Whether a link carries a token and leads neither to help, a shop's business nor somewhere named."""
    where, bare = _where(raw.url)
    if bare or not _TOKEN.search(where) or _HELP.search(where) or _ELSEWHERE.search(raw.shown):
        return False
    if _MINE.search(f"{raw.shown} {raw.around}"):
        return True  # "before you book, tell us that this address is yours"
    return not _BUSINESS.search(f"{where} {raw.shown} {raw.around} {subject}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    url: str
    shown: str
    around: str
    span: tuple[int, int]
    part: str
    pixel: bool = False


def _in_html(source: str) -> Iterator[_Raw]:
    if not source:
        return
    page = visible(source)
    for found in _ANCHOR.finditer(source):
        end = source.find(">", found.end(), found.end() + 20_000)
        if end < 0:
            continue
        values: dict[str, tuple[str, tuple[int, int]]] = {}
        for attribute in _ATTRIBUTE.finditer(source, found.end(), end + 1):
            group = attribute.lastindex or 2
            name = attribute.group(1).lower()
            values.setdefault(name, (attribute.group(group), attribute.span(group)))
        if "href" not in values:
            continue
        address, span = values["href"]
        url = entities.unescape(address).strip()
        if not url.lower().startswith(("http://", "https://")):
            continue
        close = _CLOSE.search(source, end, end + 8000)
        shown = _words(page, end + 1, close.start() if close else end + 1)
        shown = shown or entities.unescape(values.get("alt", values.get("title", ("", (0, 0))))[0])
        before = bisect_left(page.starts, found.start())
        around = _near(page.text, 0, before)
        # "Use this link to confirm your address": the sentence goes on behind it.
        at = bisect_left(page.starts, close.start() if close else end + 1)
        behind = "" if page.text[at - 1 : at] == "\n" else re.split(r"[.!?。\n]", page.text[at : at + 90])[0]
        yield _Raw(url=url, shown=shown[:300], around=f"{around} {behind}", span=span, part="html")
    for picture in _IMG.finditer(source):
        address_ = _SRC.search(picture.group(1))
        if address_ is None:
            continue
        url = entities.unescape(address_.group(1))
        if _PIXEL.search(picture.group()) or _TRACK.search(url):
            at = picture.start(1)
            span = (at + address_.start(1), at + address_.end(1))
            yield _Raw(url=url, shown="", around="", span=span, part="html", pixel=True)


def _near(text: str, first: int, end: int) -> str:
    """The last words before a link; of a sentence that is cut short nothing, where another one follows."""
    start = max(first, end - NEAR)
    said = text[start:end]
    if start > first and (whole := _SENTENCE.search(said)) and said[whole.end() :].strip():
        said = said[whole.end() :]
    return " ".join(said.split())


def _words(page: Visible, start: int, end: int) -> str:
    first, last = bisect_left(page.starts, start), bisect_left(page.starts, end)
    return " ".join(page.text[first:last].split())


def _in_text(text: str) -> Iterator[_Raw]:
    done = 0
    for found in _URL.finditer(text):
        url = _trimmed(found.group())
        paragraph = text.rfind("\n\n", 0, max(0, found.start() - 2)) + 1
        around = _near(text, max(paragraph, done, 0), found.start())
        done = found.start() + len(url)
        yield _Raw(url=url, shown="", around=around, span=(found.start(), done), part="text")


def _trimmed(url: str) -> str:
    """Without the point or bracket that belongs to the sentence."""
    while url and url[-1] in ".,;:!?)]>'\"*_。、）」":
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url


def _classify(raw: _Raw, subject: str, listed: str) -> tuple[LinkKind, float]:
    if raw.pixel:
        return "tracking", 0.9
    where, bare = _where(raw.url)
    shown = "" if _URL.match(raw.shown) else raw.shown
    neighbours = shown if shown and not _START.match(shown) else raw.around
    if raw.url in listed or _UNSUBSCRIBE.search(shown or raw.around[-60:]) or _UNSUBSCRIBE.search(where):
        return "unsubscribe", 0.9
    if bare or _ELSEWHERE.search(shown) or (_BUSINESS.search(shown) and not _RESET.search(shown)):
        return "other", 0.3
    token = _TOKEN.search(where) is not None
    helping = _HELP.search(where) is not None
    business = _BUSINESS.search(f"{where} {raw.around} {subject}") is not None
    weights: dict[LinkKind, float] = {}
    for kind, pattern in _KINDS:
        weight = OWN if shown and pattern.search(shown) else 0.0
        if not helping and pattern.search(where) and not (_BUSINESS.search(where) and kind == "verify"):
            weight += ADDRESS
        if neighbours is raw.around and (token or weight) and pattern.search(raw.around):
            weight += AROUND
        if weight == 0.0 and not (token and _START.match(shown) and not helping and not business):
            continue
        if pattern.search(subject):
            weight += SUBJECT
        if kind == "magic-login" and not token and "magic" not in f"{shown} {where}".lower():
            continue
        if weight:
            weights[kind] = weight
    if helping and max(weights.values(), default=0) < OWN:
        weights.clear()
    if weights:
        best = max(weights, key=lambda k: weights[k])
        return best, round(min(0.99, 0.5 + 0.4 * weights[best] + 0.1 * token), 2)
    if _TRACK.search(where) and not shown:
        return "tracking", 0.6
    return "other", 0.3


def _where(url: str) -> tuple[str, bool]:
    """Path and query without campaign marks, wrapped addresses unwrapped; whether there is nothing in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url[:2000], False
    if parts.path in ("", "/") and not parts.query and not parts.fragment:
        return "", True
    where = f"{parts.path}?{parts.query}#{parts.fragment}"[:4000]
    where = _CAMPAIGN.sub("", where)
    inner = (
        [v for _, v in parse_qsl(parts.query[:4000], max_num_fields=50) if v.lower().startswith("http")]
        if parts.query.count("&") < 50
        else []
    )
    for address in inner[:3]:
        try:
            target = urlsplit(address)
        except ValueError:
            continue
        where += " " + _CAMPAIGN.sub("", f"{target.path}?{target.query}#{target.fragment}")[:2000]
    plain = where in ("?#", "/?#")
    return unquote(where), plain
