"""Replies as clients write them: what is new, what is quoted, what is signature."""

import pytest

from intake.parse import split_reply

HISTORY = "We are sorry.\n\nShop\n"


@pytest.mark.parametrize(
    "seam",
    [
        "On Mon, 23 Nov 2026 at 10:11, Shop <s@x.example> wrote:",
        "On Mon, Nov 23, 2026 at 10:11 AM Shop Service\n<s@x.example> wrote:",
        "Am Mo., 23. Nov. 2026 um 10:11 Uhr schrieb Shop <s@x.example>:",
        "Am 23.11.26 um 10:11 schrieb Shop:",
        "Am Montag, 23. November 2026, 10:11:12 MEZ hat Shop <s@x.example> Folgendes geschrieben:",
        "Le lun. 23 nov. 2026 à 10:11, Shop <s@x.example> a écrit :",
        "El lun, 23 nov 2026 a las 10:11, Shop (<s@x.example>) escribió:",
        "Il giorno lun 23 nov 2026 alle ore 10:11 Shop <s@x.example> ha scritto:",
        "Em seg., 23 de nov. de 2026 às 10:11, Shop <s@x.example> escreveu:",
        "Op ma 23 nov 2026 om 10:11 schreef Shop <s@x.example>:",
        "2026年11月23日(月) 10:11 Shop <s@x.example>:",
        "From: Shop <s@x.example>\nSent: Monday, November 23, 2026 10:11 AM\nTo: Ana\nSubject: RE: Order",
        "*From:* Shop\n*Date:* Monday\n*To:* Ana\n*Subject:* Order",
        "________________________________\nVon: Shop\nGesendet: Montag\nAn: Ana\nBetreff: AW: x",
        "-----Ursprüngliche Nachricht-----\nVon: Shop\nGesendet: Montag\nAn: Ana\nBetreff: x",
        "De : Shop\nEnvoyé : lundi\nÀ : Ana\nObjet : x",
        "De: Shop\nEnviado: lunes\nPara: Ana\nAsunto: x",
        "Da: Shop\nInviato: lunedì\nA: Ana\nOggetto: x",
        "De: Shop\nEnviada em: segunda\nPara: Ana\nAssunto: x",
        "Van: Shop\nVerzonden: maandag\nAan: Ana\nOnderwerp: x",
        "差出人: Shop\n送信日時: 2026年11月23日\n宛先: Ana\n件名: x",
        "Gesendet: Montag, 23. November\nVon: Shop\nAn: Ana\nBetreff: x",
        "-----Original Message-----",
        "-----Messaggio originale-----",
    ],
)
def test_history_below_any_seam_is_quoted(seam: str) -> None:
    """Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, GMX in eight languages."""
    reply = split_reply(f"It is still broken, see photo.\n\n{seam}\n\n{HISTORY}")
    assert reply.written.strip() == "It is still broken, see photo."
    assert reply.quoted.strip() == f"{seam}\n\n{HISTORY}".strip()
    assert not reply.forwarded


def test_answers_between_arrows_are_written() -> None:
    """Interleaved answers count in order."""
    reply = split_reply("On Mon, 1 Jan 2026 at 10:11, S wrote:\n> Size?\nLarge.\n> Colour?\n> Old?\nRed.\n")
    assert reply.written == "Large.\nRed.\n"
    assert reply.quoted.count(">") == 3


@pytest.mark.parametrize(
    "text",
    [
        "On 3 March I wrote:\n\nwhere is my order?",
        "From: Berlin\nTo: Paris\nI need a quote for 3 boxes.",
        "Name: Ana\nSubject: Order\nMessage: where is it?",
        "Thanks!\n",
        "Vielen Dank",
        "I paid >100 euros",
        "Kind regards\nAna\nPS: my order is SO-104233, where is it?",
    ],
)
def test_what_only_looks_like_a_seam_is_written(text: str) -> None:
    """Where nothing shows a seam, all of it is the sender's."""
    assert split_reply(text).written == text


@pytest.mark.parametrize(
    ("signature"),
    [
        "-- \nAna Díaz\n+34 600 000 000",
        "Kind regards,\nAna",
        "Mit freundlichen Grüßen\n\nAna Díaz\nMusterweg 1",
        "Cordialement,\nAna",
        "Un saludo,\nAna",
        "Distinti saluti\nAna",
        "Atenciosamente,\nAna",
        "Met vriendelijke groet,\nAna",
        "よろしくお願いいたします。\n田中",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "iPhoneから送信",
        "Get Outlook for iOS <https://aka.ms/o0ukef>",
        "This e-mail is confidential and intended only for the person named.",
        "Diese E-Mail enthält vertrauliche Informationen.",
        "Ce message est confidentiel.",
        "Best regards\nAna\n\nCONFIDENTIALITY NOTICE: if you are not the recipient, delete it.",
    ],
)
def test_signatures_are_parted(signature: str) -> None:
    """Separator, sign-off, device line and legal notice, with and without history below."""
    for history in ("", "\n\nOn Mon, 23 Nov 2026 at 10:11, S <s@x.example> wrote:\n> hi\n"):
        reply = split_reply(f"Where is my parcel?\n\n{signature}{history}")
        assert reply.written.strip() == "Where is my parcel?"
        assert reply.signature.strip() == signature


def test_what_is_forwarded_is_quoted_and_said_so() -> None:
    """With or without words above; Outlook's forward has only its block."""
    forward = "---------- Forwarded message ---------\nFrom: B <b@x.example>\nSubject: x\n\nplease pay\n"
    assert split_reply(forward).forwarded
    assert split_reply(forward).quoted == forward
    above = split_reply("FYI\n\n" + forward)
    assert (above.forwarded, above.written.strip()) == (True, "FYI")
    assert split_reply("Begin forwarded message:\n\nFrom: B\n").forwarded
    assert split_reply("Von: B\nGesendet: Montag\nAn: A\nBetreff: x\n\nBitte").forwarded
