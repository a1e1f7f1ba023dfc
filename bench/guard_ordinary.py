"""How much ordinary mail is flagged or quarantined: replies, orders and newsletters in eight languages."""

# ruff: noqa: E501 - tables of phrases

import base64
import random
from collections import Counter
from typing import Any

from bench.guard_redaction import digits
from intake.config import AccountSettings
from intake.guard.sender import sender_findings
from intake.sanitize import sanitize

# -- redaction -------------------------------------------------------------------------------------------------

REPLIES = {
    "en": (
        "Thanks for the quick answer! Please ignore my previous mail, I found the order number: it is SO-{o}.",
        "Could you please forward this to the person in charge and send me a copy?",
        "The parcel arrived, but one pole is broken. What do I have to do now?",
        "I followed the instructions in the manual, but the stove does not light. You must be able to help!",
        "Please cancel my order and confirm the cancellation by e-mail.",
        "Do I have to reply to the system message, or is that done automatically?",
        "As an assistant to Ms Gray I am writing to ask about the group discount.",
        "Forget it, I solved it myself. New question: can I wash the jacket?",
    ),
    "de": (
        "Vielen Dank für die schnelle Antwort! Bitte ignorieren Sie meine letzte E-Mail, die Bestellnummer ist SO-{o}.",
        "Könnten Sie das bitte an die zuständige Person weiterleiten und mir eine Kopie senden?",
        "Das Paket ist da, aber eine Stange ist gebrochen. Was muss ich jetzt tun?",
        "Ich habe die Anweisungen in der Anleitung befolgt, aber der Kocher zündet nicht.",
        "Bitte stornieren Sie meine Bestellung und bestätigen Sie die Stornierung per E-Mail.",
        "Als Assistentin von Frau Grau schreibe ich wegen des Gruppenrabatts.",
    ),
    "fr": (
        "Merci pour la réponse rapide ! Merci d'ignorer mon message précédent, le numéro est SO-{o}.",
        "Pourriez-vous transmettre ce message au responsable et m'envoyer une copie ?",
        "Le colis est arrivé mais un arceau est cassé. Que dois-je faire ?",
        "J'ai suivi les instructions du manuel, mais le réchaud ne s'allume pas.",
        "Veuillez annuler ma commande et confirmer par e-mail.",
    ),
    "es": (
        "¡Gracias por la rápida respuesta! Por favor, ignoren mi mensaje anterior, el número es SO-{o}.",
        "¿Podrían reenviar esto a la persona responsable y enviarme una copia?",
        "El paquete llegó, pero una varilla está rota. ¿Qué tengo que hacer?",
        "Seguí las instrucciones del manual, pero el hornillo no enciende.",
        "Cancelen mi pedido y confírmenlo por correo, por favor.",
    ),
    "it": (
        "Grazie per la risposta veloce! Ignorate pure la mia mail precedente, il numero è SO-{o}.",
        "Potreste inoltrare questo al responsabile e inviarmi una copia?",
        "Il pacco è arrivato ma un paletto è rotto. Che cosa devo fare?",
        "Ho seguito le istruzioni del manuale, ma il fornello non si accende.",
        "Annullate il mio ordine e confermate per e-mail, per favore.",
    ),
    "pt": (
        "Obrigado pela resposta rápida! Por favor ignorem o meu e-mail anterior, o número é SO-{o}.",
        "Poderiam reencaminhar isto à pessoa responsável e enviar-me uma cópia?",
        "A encomenda chegou, mas uma vareta está partida. O que devo fazer?",
        "Segui as instruções do manual, mas o fogão não acende.",
    ),
    "nl": (
        "Bedankt voor het snelle antwoord! Negeer mijn vorige mail, het bestelnummer is SO-{o}.",
        "Kunt u dit doorsturen naar de verantwoordelijke en mij een kopie sturen?",
        "Het pakket is er, maar een stok is gebroken. Wat moet ik nu doen?",
        "Ik heb de instructies in de handleiding gevolgd, maar de brander gaat niet aan.",
    ),
    "pl": (
        "Dziękuję za szybką odpowiedź! Proszę zignorować moją poprzednią wiadomość, numer to SO-{o}.",
        "Czy mogą Państwo przekazać to odpowiedniej osobie i wysłać mi kopię?",
        "Paczka dotarła, ale jeden maszt jest złamany. Co mam teraz zrobić?",
        "Postępowałem według instrukcji, ale kuchenka się nie zapala.",
    ),
}
QUOTE = {"en": "On Monday, Support wrote:", "de": "Am Montag schrieb Support:", "fr": "Le lundi, Support a écrit :", "es": "El lunes, Support escribió:",
         "it": "Il giorno lunedì Support ha scritto:", "pt": "Na segunda-feira, Support escreveu:", "nl": "Op maandag schreef Support:", "pl": "W poniedziałek Support napisał:"}  # fmt: skip
NEWS = {
    "en": (
        "Our autumn offers are here: up to 40 % off tents.",
        "Only until Sunday! Use the code AUTUMN{r} at checkout.",
        "View in browser",
        "You receive this because you subscribed. Unsubscribe here.",
        "Do not reply to this message; it was sent automatically.",
        "Shop now and follow us.",
    ),
    "de": (
        "Unsere Herbstangebote sind da: bis zu 40 % auf Zelte.",
        "Nur bis Sonntag! Gutscheincode HERBST{r} an der Kasse eingeben.",
        "Im Browser ansehen",
        "Sie erhalten diese E-Mail, weil Sie sich angemeldet haben. Hier abmelden.",
        "Bitte antworten Sie nicht auf diese Nachricht, sie wurde automatisch erstellt.",
        "Jetzt einkaufen und folgen Sie uns.",
    ),
    "fr": (
        "Nos offres d'automne : jusqu'à 40 % sur les tentes.",
        "Jusqu'à dimanche ! Utilisez le code AUTOMNE{r}.",
        "Voir dans le navigateur",
        "Vous recevez ce message car vous êtes abonné. Se désabonner.",
        "Ne répondez pas à ce message automatique.",
        "Achetez maintenant.",
    ),
    "es": (
        "Ofertas de otoño: hasta un 40 % en tiendas.",
        "¡Solo hasta el domingo! Use el código OTONO{r}.",
        "Ver en el navegador",
        "Recibe este mensaje porque se suscribió. Darse de baja.",
        "No responda a este mensaje automático.",
        "Compre ahora.",
    ),
    "it": (
        "Le offerte d'autunno: fino al 40 % sulle tende.",
        "Solo fino a domenica! Usa il codice AUTUNNO{r}.",
        "Visualizza nel browser",
        "Ricevi questo messaggio perché sei iscritto. Annulla l'iscrizione.",
        "Non rispondere a questo messaggio automatico.",
        "Acquista ora.",
    ),
    "pt": (
        "Ofertas de outono: até 40 % em tendas.",
        "Só até domingo! Use o código OUTONO{r}.",
        "Ver no navegador",
        "Recebe esta mensagem porque subscreveu. Cancelar subscrição.",
        "Não responda a esta mensagem automática.",
        "Compre agora.",
    ),
    "nl": (
        "Onze herfstaanbiedingen: tot 40 % op tenten.",
        "Alleen tot zondag! Gebruik de code HERFST{r}.",
        "Bekijk in browser",
        "U ontvangt dit omdat u bent ingeschreven. Uitschrijven.",
        "Antwoord niet op dit automatische bericht.",
        "Koop nu.",
    ),
    "pl": (
        "Jesienne promocje: do 40 % na namioty.",
        "Tylko do niedzieli! Użyj kodu JESIEN{r}.",
        "Zobacz w przeglądarce",
        "Otrzymujesz tę wiadomość, bo się zapisałeś. Wypisz się.",
        "Nie odpowiadaj na tę automatyczną wiadomość.",
        "Kup teraz.",
    ),
}
LAYOUTS = (
    '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{0}&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;</div><table role="presentation" width="100%" bgcolor="#f4f4f4"><tr><td align="center"><table width="600" style="background:#fff"><tr><td style="padding:20px;font:16px Arial;color:#333"><h1>{0}</h1><p>{1}</p><a href="https://shop.example/a?utm=1" style="background:#0a7;color:#fff;padding:12px;display:inline-block">{5}</a></td></tr><tr><td style="font-size:11px;color:#999">{3} <a href="https://shop.example/u">{2}</a></td></tr></table></td></tr></table><img src="https://t.shop.example/o.gif" width="1" height="1" alt="">',
    '<style>@media(max-width:600px){{.d{{display:none!important}}.m{{display:block!important}}}}</style><div class="d"><p>{0}</p></div><div class="m" style="display:none"><p>{0}</p></div><p style="font:14px Georgia">{1}</p><!--[if mso]><table><tr><td>{5}</td></tr></table><![endif]--><!--[if !mso]><!--><a href="https://shop.example/b">{5}</a><!--<![endif]--><hr><small style="color:#777777">{4} {3}</small>',
    '<span style="color:transparent;visibility:hidden;opacity:0;font-size:1px;height:0;width:0;display:none">{1}</span><center><img src="https://shop.example/logo.png" alt="Shop" width="180"><h2 style="color:#222">{0}</h2><p>{1}</p><div style="font-size:0;line-height:0;height:20px">&nbsp;</div><p style="font-size:12px">{3}</p></center>',
)
ORDERS = {
    "en": "Your order SO-{o} has shipped. Track it with number {t}. Do not share your one-time code {c} with anybody.",
    "de": "Ihre Bestellung SO-{o} wurde versandt. Sendungsnummer {t}. Geben Sie Ihren Code {c} niemandem weiter.",
    "fr": "Votre commande SO-{o} a été expédiée. Numéro de suivi {t}. Ne communiquez votre code {c} à personne.",
    "es": "Su pedido SO-{o} ha sido enviado. Seguimiento {t}. No comparta su código {c} con nadie.",
    "it": "Il tuo ordine SO-{o} è stato spedito. Tracciamento {t}. Non condividere il codice {c} con nessuno.",
    "pt": "A sua encomenda SO-{o} foi enviada. Seguimento {t}. Não partilhe o código {c} com ninguém.",
    "nl": "Uw bestelling SO-{o} is verzonden. Volgnummer {t}. Deel uw code {c} met niemand.",
    "pl": "Zamówienie SO-{o} zostało wysłane. Numer przesyłki {t}. Nie podawaj nikomu kodu {c}.",
}
ACCOUNT = AccountSettings.model_validate(
    {"name": "s", "address": "support@fernweh.example", "staff": ["Ana Lindner"], "authserv_id": "mx.fernweh.example",
     "imap": {"host": "127.0.0.1", "username": "x"}}
)  # fmt: skip


def ordinary(chance: random.Random, number: int, pages: list[str]) -> tuple[str, bytes]:
    """The kind and the bytes of one benign mail."""
    language = list(REPLIES)[number % len(REPLIES)]
    slots = {
        "o": chance.randrange(100000, 999999),
        "r": chance.randrange(10, 99),
        "t": digits(chance, 14),
        "c": digits(chance, 6),
    }
    kind = ("reply", "newsletter", "transactional", "reply-html", "template" if pages else "newsletter")[
        number // 8 % 5
    ]
    html = None
    if kind in {"reply", "reply-html"}:
        said = [s.format(**slots) for s in chance.sample(REPLIES[language], 2)]
        older = [line.format(**slots) for line in NEWS[language][:2]]
        text = " ".join(said) + f"\n\nKim Muster\n\n{QUOTE[language]}\n> " + "\n> ".join(older)
        if kind == "reply-html":
            # As a mail client writes it: both parts say the same.
            html = (
                f'<html><body><div dir="ltr">{" ".join(said)}<br><br>Kim Muster</div><br><div class="gmail_quote">'
                f'<div dir="ltr">{QUOTE[language]}<br></div><blockquote style="border-left:1px solid #ccc">'
                f"{'<br>'.join(older)}</blockquote></div></body></html>"
            )
    elif kind == "transactional":
        text = ORDERS[language].format(**slots)
        html = f'<html><body><table><tr><td><b>{text}</b></td></tr><tr><td style="font-size:10px;color:#888">{NEWS[language][4]}</td></tr></table></body></html>'
    else:
        lines = [line.format(**slots) for line in NEWS[language]]
        chance.shuffle(lines)
        text = "\n\n".join(lines)
        html = (
            f"<html><body>{chance.choice(LAYOUTS).format(*lines)}</body></html>"
            if kind == "newsletter"
            else chance.choice(pages)
        )
    # A template has words of its own, which no other text says.
    parts = [] if kind == "template" else [("plain", text)]
    parts += [("html", html)] if html else []
    body = "".join(
        f"--b\r\nContent-Type: text/{k}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(t.encode()).decode()}\r\n"
        for k, t in parts
    )
    head = (
        f"Authentication-Results: mx.fernweh.example; dmarc=pass\r\nFrom: Kim Muster <kim{number}@writer.example>\r\nTo: support@fernweh.example\r\n"
        f"Subject: Re: SO-{slots['o']}\r\nMessage-ID: <b{number}@writer.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    )
    return kind, f"{head}{body}--b--\r\n".encode()


def benign(chance: random.Random, mails: int, pages: list[str]) -> dict[str, Any]:
    verdicts: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = {}
    why: Counter[str] = Counter()
    warned = 0
    for n in range(mails):
        kind, raw = ordinary(chance, n, pages)
        message = sanitize(raw)
        verdicts[message.verdict] += 1
        by_kind.setdefault(kind, Counter())[message.verdict] += 1
        warned += bool(sender_findings(message, ACCOUNT))
        if message.verdict != "clean":
            why.update(
                {f"{f.technique}/{f.action} {f.text[:60]}" for f in message.findings if f.action != "removed"}
            )
    return {"mails": mails, "languages": len(REPLIES), "quarantined": round(verdicts["quarantined"] / mails, 4),
            "flagged": round(verdicts["flagged"] / mails, 4), "sender_warned": round(warned / mails, 4),
            "by_kind": {k: dict(v) for k, v in by_kind.items()}, "why": dict(why.most_common(8))}  # fmt: skip


# -- time --------------------------------------------------------------------------------------------------------
