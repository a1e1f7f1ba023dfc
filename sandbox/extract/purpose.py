# ruff: noqa: E501 - tables of words read best unbroken
"""What the one thing to do in a mail is for, where neither its own words nor its address say so.

Mails of sign-up differ in what they call their button, and hardly in what they are about: an account, an address, a
password. Nor in what they add: how long the link works, and what to do if somebody else asked for it. So both are
looked for, the subject near the link and the addition anywhere; one without the other says nothing.
"""

import re
from typing import Final

from sandbox.extract.records import LinkKind

_WITHOUT = re.compile(
    r"(?:\b(?:without|no|ohne|sans|sin|senza|zonder|sem)\b(?: (?:a|any|your|need for a|besoin de|ein|dein|ihr|un|una|le|la|o|een|je))?|need no|never need a) (?:password|passwort|kennwort|mot de passe|contraseña|clave|wachtwoord|palavra-passe|senha)|password-?(?:less|free)|passwortlos|wachtwoordloos|パスワード(?:なし|不要|を使わ)",
    re.I,
)
_PASSWORD = re.compile(
    r"pass(?:word|phrase|code)|credential|(?:sign|log)[- ]?in details|passwort|kennwort|zugangsdaten|mot de passe|identifiants|contraseña|\bclave\b|credencia|credenzial|\bsenha|palavra-(?:passe|chave)|wachtwoord|inloggegevens|パスワード|暗証"
    r"|(?:recover|regain|restore|get back)\w{0,3} (?:\w{1,8} ){0,2}(?:access|account)|locked out|(?:zugang|zugriff|konto) (?:\w{1,12} ){0,2}wiederherstell|récupér\w{1,3} (?:\w{1,8} |l.){0,2}(?:accès|compte)|recuper\w{1,3} (?:\w{1,8} ){0,2}(?:acceso|cuenta|acesso|conta)|recuper\w{1,3} (?:\w{1,8} |l.){0,2}(?:accesso|account)|(?:toegang|account) (?:\w{1,10} ){0,2}herstel|復旧|復元",
    re.I,
)
_ENTER = re.compile(
    r"\b(?:sign|log)(?:ging|ning)?[- ]?(?:in|on)\b|anmelde|einlogg|einzulogg|connexion|connecter|iniciar? sesión|inicio de sesión|\bentrar\b|\bentra\b|\baccede|acceder|\baccesso\b|\baccedi|iniciar sessão|\binlog|aanmeld|ログイン|サインイン",
    re.I,
)
_ACCOUNT = re.compile(
    r"account|e-?mail|\baddress|inbox|mailbox|registr|sign(?:ed|ing)?[- ]?up|subscri|newsletter|membership|invit|join(?:ed|ing)|identity"
    r"|konto|adresse|postfach|anmeld|abonn|mitglied|einlad|zugang|kundenbereich|kundenportal"
    r"|\bcompte|boîte|inscri|lettre d|\bmembre|espace (?:client|membre|personnel)|\baccès\b"
    r"|cuenta|dirección|correo|suscri|boletín|miembro|socio|área (?:de |del )?client|darte de alta"
    r"|indirizzo|casella|iscri|membro|area (?:clienti|riservata|personale)"
    r"|\badres|inschrijv|nieuwsbrief|\blid\b|lidmaatschap|uitnod|klantomgeving|omgeving"
    r"|\bconta\b|endereço|cadastr|registo|convi[td]|área (?:de |do )?client"
    r"|アカウント|アドレス|登録|会員|購読|メルマガ|メールマガジン|招待|マイページ|ご利用",
    re.I,
)
_FINISH = re.compile(
    r"\bcomplete (?:the|your|this|my|it)|to (?:complete|finish|finali[sz]e)|finish (?:the|your|setting|signing|creating)|finali[sz]e|(?:almost|nearly) (?:there|done|in|finished)|(?:one|a|1)(?: more| last| final| quick| small| single)* (?:step|thing|click)|(?:last|final) step|just need|make sure|(?:to be|want to be|can be) sure|(?:take|come)s? (?:into )?effect|get(?:ting)? started|start using|before (?:you|we) can|right (?:person|inbox)|belongs"
    r"|abschlie(?:ß|ss)|abzuschlie(?:ß|ss)|fast geschafft|fast fertig|(?:noch|nur) (?:noch )?ein(?:e[nr]?)? (?:kleine[rn]? |letzte[rn]? )?(?:klick|schritt)|letzte[rn]? schritt|vervollständig|sicher (?:sind|gehen|sein)|sicherstell|sicherzustell|wirksam|loslegen|gehört"
    r"|finalis|terminer|compléte|presque|qu.une étape|(?:dernière|encore une|une) étape|prendre effet|prend(?:ra)? effet|effectif|assurer que|être sûrs?|est bien"
    r"|\bcasi\b|(?:último|un) paso|(?:solo|sólo|sólo nos|nos) (?:te |le )?falta|surta efecto|efectiv|asegurar|finalizar|terminar|es (?:tuy|suy)"
    r"|\bquasi\b|ci sei|(?:ultimo|un) (?:passo|passaggio)|(?:manca|basta) (?:solo|un|poco)|effettiv|avrà effetto|assicurar|certi che|terminare|completare|completa (?:il|la|l.)"
    r"|voltooi|afrond|\bbijna\b|(?:laatste|één|een|1) stap|zeker (?:weten|zijn)|van kracht|gaat (?:\w+ )?in\b"
    r"|concluir|conclua|quase|(?:último|um) passo|só falta|falta (?:só|apenas)|terá efeito|ter a certeza|certificar|é mesmo"
    r"|完了(?:する|し|さ)|あと(?:一歩|少し|わずか)|最後の|手続き|確かめ|開始",
    re.I,
)
"""Something is to be finished, or made sure of."""
_ASKED = re.compile(
    r"\bis (?:this|it|that) (?:really )?you\b|if (?:that|this|it)(?:.s| is) (?:right|correct|true|you)\b|(?:sind sie|bist du) das\b|wenn das (?:stimmt|richtig ist)|est-ce (?:bien )?vous|si c.est (?:exact|correct|bien)|¿(?:eres tú|es usted)|si es (?:así|correcto)|\bsei tu\?|è lei\?|se è (?:giusto|corretto|così)|\bben (?:jij|u) d[ia]t\b|klopt (?:dat|dit)|é você\?|és tu\?|se (?:está|é) (?:certo|correto)|本人ですか|(?:間違い|お間違え)(?:が)?なければ",
    re.I,
)
"""Whether somebody is who another says."""
_LOST = re.compile(
    r"(?:no longer|do(?:es)?n.t|wo?n.t|stopped) (?:\w{1,8} )?work|geht nicht mehr|funktioniert nicht|ne (?:marche|fonctionne) plus|ya no (?:sirve|funciona|vale)|non (?:va|funziona) più|(?:werkt|doet het) niet|doet \w{1,6} (?:\w{1,12} ){0,2}het niet|já não (?:serve|funciona)|não funciona mais|使えなく|forgot|vergessen|oubli|olvid|dimentic|vergeten|esque[cç]|忘れ",
    re.I,
)
"""A password that no longer serves."""
_UNTOLD = re.compile(
    # how long the link works
    r"(?:link|button)\b[^.!?\n]{0,30}(?:expire|valid|good for|stops? working|works?|lasts?|dies|can be used|only once)|(?:link|button|knopf)\b[^.!?\n]{0,30}(?:gilt|gültig|verfällt|läuft|ablauf)"
    r"|(?:lien|bouton)\b[^.!?\n]{0,30}(?:valable|expire|valide|dure|usage unique)|(?:enlace|botón)\b[^.!?\n]{0,30}(?:caduca|válid|vence|expira|dura|vale|un solo uso)|(?:link|collegamento|pulsante)\b[^.!?\n]{0,30}(?:scad|valid|vale|dura|una (?:sola )?volta)"
    r"|(?:link|knop)\b[^.!?\n]{0,30}(?:verloopt|geldig|werkt|eenmaal|één keer)|(?:link|ligação|botão|hiperligação)\b[^.!?\n]{0,30}(?:expira|válid|caduca|dura|vale|uma (?:só|única) vez)|リンク[^。\n]{0,20}(?:有効|期限|一度|1回)"
    # and what to do where somebody else asked for it
    r"|(?:did ?n.t|did not|have ?n.t|was ?n.t|was not) (?:\w{1,6} )?(?:ask|request|you\b|sign up|regist|creat|expect)[^\n]{0,80}(?:ignore|disregard|delete|nothing|no action|safely)|ignore th\w{2,3} (?:e-?mail|message)"
    r"|nicht (?:\w{1,8} )?(?:angefordert|angemeldet|registriert|veranlasst|beantragt)[^\n]{0,80}(?:ignor|lösch|nichts)|du warst das nicht|ignorier\w{0,3} (?:sie )?(?:bitte )?diese"
    r"|(?:pas (?:à l.origine|fait cette|demandé)|n.êtes pas)[^\n]{0,80}(?:ignor|rien|supprim)|ignore[rz]? (?:ce|cet) (?:e-?mail|message|courriel)"
    r"|no (?:has sido|ha sido|fuiste|lo solicit|solicit|pediste)[^\n]{0,80}(?:ignor|nada|elimin)|ignor\w{1,3} este"
    r"|non (?:sei stat|hai richiesto|ha richiesto)[^\n]{0,80}(?:ignor|nulla|elimin|niente)|ignor\w{1,3} questa"
    r"|niet (?:\w{1,6} )?(?:aangevraagd|gevraagd|aangemeld)[^\n]{0,80}(?:negeer|niets|verwijder)|negeer (?:dan )?(?:dit|deze)"
    r"|não (?:foi você|foste|fez|pediu|solicit)[^\n]{0,80}(?:ignor|nada|elimin)|ignore (?:este|esta)"
    r"|心当たり[^\n]{0,40}(?:破棄|無視|削除)|身に覚え",
    re.I,
)
"""The link works for so long; whoever did not ask for it may ignore the mail."""
_BUSINESS: Final = re.compile(
    r"invoice|\bbill\b|billing|receipt|statement|parcel|package|tracking|shipp|deliver|ticket|refund|\bcart\b|basket|checkout|wish ?list|survey|feedback|\breview|rating|rate (?:us|your)|webinar|\bevent\b|comment|mention|\bmessage from|replied|shared|download|brochure|report is|trial|\bplan\b|renew|upgrade|offer|\bsale\b|discount|card (?:on file|has|was)|activity|\bmessage\b(?! was| has|,)|contract|\bterms\b|\bjobs?\b|backup|viewed|visits|(?:was|has been|have been) (?:changed|updated|reset)"
    r"|rechnung|abrechnung|beleg|paket|sendung|liefer|ticket|warenkorb|umfrage|bewert|veranstalt|kommentar|herunterlad|testphase|tarif|nachricht|vertrag|kontoauszug|bedingungen|stellenangebot|wurde(?:n)? (?:\w{1,12} ){0,3}geändert|angebot|rabatt|gutschein|kündig"
    r"|facture|relevé|reçu\b|colis|livraison|suivi|billet|panier|enquête|\bavis\b|sondage|évén|commentaire|télécharg|essai|offre|contrat|conditions|a été modifié|promo|remise"
    r"|factura|recibo|extracto|paquete|envío|entrega|billete|carrito|encuesta|opini|valora|evento|comentario|descarg|prueba|oferta|descuento|mensaje|contrato|condiciones|se ha cambiado|ha sido modificad"
    r"|fattura|bolletta|ricevuta|estratto|pacco|spedizion|consegna|biglietto|carrello|sondaggio|recension|evento|commento|scarica|prova gratuita|messaggi|contratto|condizioni|è stat[ao] (?:modificat|cambiat)|offerta|sconto"
    r"|factuur|rekening|bonnetje|pakket|zending|bezorg|kaartje|winkel(?:wagen|mand)|enquête|beoordel|evenement|reactie|download|proef|contract|voorwaarden|is gewijzigd|aanbieding|korting"
    r"|fatura|recibo|extrato|encomenda|entrega|bilhete|carrinho|inquérito|avalia|evento|comentário|descarreg|experimenta|mensage|contrato|condições|foi alterad|oferta|desconto|promoç"
    r"|請求|領収|明細|配送|発送|お届け|荷物|チケット|カート|アンケート|レビュー|イベント|コメント|ダウンロード|メッセージ|契約|規約|変更されました|お試し|セール|割引|クーポン|特典",
    re.I,
)
"""What mails with one link are mostly about instead."""


def purpose(near: str, whole: str) -> LinkKind | None:
    """Kind of the one link of a mail, by its subject with the words beside the link, and by all of its words."""
    if _BUSINESS.search(near):
        return None
    if _PASSWORD.search(near) and _LOST.search(near):
        return "reset"
    if not (_FINISH.search(near) or _ASKED.search(near) or _UNTOLD.search(whole)):
        return None
    if _WITHOUT.search(near):
        return "magic-login"
    if _PASSWORD.search(near):
        return "reset"
    if _ENTER.search(near):
        return "magic-login"
    return "verify" if _ACCOUNT.search(near) else None
