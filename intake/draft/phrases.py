"""The words around the answer, by language. They state nothing about the company."""

# ruff: noqa: E501 - tables and patterns

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    hello: str
    hello_name: str
    thanks: str
    ask: str
    """Introduces what is missing."""
    close: str
    field: str
    """Names a field that has no words of its own: `{name}`."""


PHRASES: dict[str, Phrases] = {
    "en": Phrases(hello="Hello,", hello_name="Hello {name},", thanks="Thank you for your message.",
                  ask="To help you further, please send us:", close="Kind regards", field="{name}"),
    "de": Phrases(hello="Guten Tag,", hello_name="Guten Tag {name},", thanks="vielen Dank für Ihre Nachricht.",
                  ask="Damit wir Ihnen weiterhelfen können, senden Sie uns bitte noch:",
                  close="Mit freundlichen Grüßen", field="{name}"),
    "fr": Phrases(hello="Bonjour,", hello_name="Bonjour {name},", thanks="Merci pour votre message.",
                  ask="Pour pouvoir vous aider, merci de nous envoyer :", close="Cordialement", field="{name}"),
    "es": Phrases(hello="Hola:", hello_name="Hola, {name}:", thanks="Gracias por su mensaje.",
                  ask="Para poder ayudarle, envíenos por favor:", close="Saludos cordiales", field="{name}"),
    "it": Phrases(hello="Buongiorno,", hello_name="Buongiorno {name},", thanks="grazie per il Suo messaggio.",
                  ask="Per poterLa aiutare, La preghiamo di inviarci:", close="Cordiali saluti", field="{name}"),
    "pt": Phrases(hello="Olá,", hello_name="Olá, {name},", thanks="Obrigado pela sua mensagem.",
                  ask="Para podermos ajudar, envie-nos por favor:", close="Com os melhores cumprimentos",
                  field="{name}"),
    "nl": Phrases(hello="Goedendag,", hello_name="Goedendag {name},", thanks="Bedankt voor uw bericht.",
                  ask="Om u verder te helpen, stuur ons alstublieft nog:", close="Met vriendelijke groet",
                  field="{name}"),
}  # fmt: skip

FIELDS: dict[str, dict[str, str]] = {
    "order_number": {"en": "your order number", "de": "Ihre Bestellnummer", "fr": "votre numéro de commande",
                     "es": "su número de pedido", "it": "il numero d'ordine", "pt": "o número da encomenda",
                     "nl": "uw bestelnummer"},
    "invoice_number": {"en": "the invoice number", "de": "die Rechnungsnummer", "fr": "le numéro de facture",
                       "es": "el número de factura", "it": "il numero della fattura", "pt": "o número da fatura",
                       "nl": "het factuurnummer"},
    "customer_number": {"en": "your customer number", "de": "Ihre Kundennummer", "fr": "votre numéro de client",
                        "es": "su número de cliente", "it": "il numero cliente", "pt": "o número de cliente",
                        "nl": "uw klantnummer"},
    "email": {"en": "your e-mail address", "de": "Ihre E-Mail-Adresse", "fr": "votre adresse e-mail",
              "es": "su dirección de correo electrónico", "it": "il Suo indirizzo e-mail",
              "pt": "o seu endereço de e-mail", "nl": "uw e-mailadres"},
    "phone": {"en": "your phone number", "de": "Ihre Telefonnummer", "fr": "votre numéro de téléphone",
              "es": "su número de teléfono", "it": "il numero di telefono", "pt": "o seu número de telefone",
              "nl": "uw telefoonnummer"},
    "date": {"en": "the date", "de": "das Datum", "fr": "la date", "es": "la fecha", "it": "la data", "pt": "a data",
             "nl": "de datum"},
    "amount": {"en": "the amount", "de": "den Betrag", "fr": "le montant", "es": "el importe", "it": "l'importo",
               "pt": "o montante", "nl": "het bedrag"},
    "iban": {"en": "the IBAN", "de": "die IBAN", "fr": "l'IBAN", "es": "el IBAN", "it": "l'IBAN", "pt": "o IBAN",
             "nl": "het IBAN"},
}  # fmt: skip


def phrases(language: str) -> Phrases:
    """Those of a language, English where there are none."""
    return PHRASES.get(language, PHRASES["en"])


def field_words(name: str, kind: str, ask: dict[str, str], language: str) -> str:
    """How to ask for a field: the owner's words, else ours for its name or type, else its name."""
    own = ask.get(language)
    if own:
        return own
    for key in (name, kind):
        if key in FIELDS:
            return FIELDS[key].get(language, FIELDS[key]["en"])
    return ask.get("en") or name.replace("_", " ")
