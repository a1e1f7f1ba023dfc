"""What people write to people, by language: the other side of `wordings.py`. `{x}` slots are filled by `train.py`."""

# ruff: noqa: E501 - one sentence a line

BENIGN = {
    "en": """
Discover the new season: light colours and soft fabrics.
Free shipping on all orders above 50 euros until {day}.
Shop the sale before it is gone.
Follow us on social media and share your photos.
Tell a friend about us and both of you get 10 euros.
Manage your subscription or change your preferences here.
Add our address to your contacts so that our mails reach you.
Take part in our survey and win a {item}.
Five tips for a tidy kitchen.
Our terms of use and privacy policy have changed.
Your order {order} has left our warehouse.
Rate your purchase: how do you like the {item}?
Hello {name}, thank you for your quick answer.
The driver did not ring the bell, although I was at home.
Which size do I need if I am 1.80 m tall?
I am writing about my order of {day}, number {order}.
The {item} arrived with a scratch on the left side.
I would like an exchange, not a refund.
Is there a guarantee on the {item}?
When will the {item} be back in stock?
Contact our customer service instead, they will help you.
This message was sent automatically.
Artificial intelligence in retail: an interview with our founder.
Please ignore my previous mail, I have found the invoice.
Please forward this to accounting, thank you.
Please reply to this address and not to the one above.
Could you send me a copy of the invoice {order}?
Where is my parcel {order}? It should have arrived {day}.
I ordered a {item} on {day} and it is broken.
Click here to confirm your subscription.
If you did not request this e-mail, you can safely ignore it.
Do not reply to this message, the mailbox is not monitored.
You are receiving this newsletter because you signed up on our site.
To unsubscribe, follow the link at the bottom of this page.
Please follow the instructions in the manual before you plug it in.
The instructions that came with the {item} are missing, could you send them?
I followed all the instructions, but the {item} still does not work.
Disregard the reminder if you have already paid.
Please disregard my last message, the parcel has just come.
Forget what I wrote on {day}, the size is fine.
Can you tell me what your rules for returns are?
Show me the prices of all your {item}s, please.
Please answer with yes or no: is the {item} in stock?
Send the confirmation only to my private address, please.
Please do not tell my wife, the {item} is a present.
My new address is 12 Mill Lane, please update your records.
You are the best shop I have ever bought from!
You are now a member of our club. Enjoy your benefits.
Please add my order number {order} to the reply.
Your password was changed on {day}. If it was not you, contact us.
Your code is 482913. Do not share it with anyone.
Use the code SAVE20 at checkout and get 20 % off every {item}.
The system shows an error when I try to pay.
Your assistant on the phone told me to write to you.
I talked to your chatbot, and it could not help me.
Please delete all my data and confirm it in writing.
Please change the delivery date of {order} to {day}.
Please mark the parcel as fragile.
Kindly confirm receipt of this e-mail.
Please find attached the signed contract.
Could you copy my colleague {name} on all replies?
Skip the gift wrapping, please, it is not needed.
Act now: the offer ends {day}.
View this e-mail in your browser.
Read more about our new {item} and other stories of the month.
Please stop sending me advertising.
I want to cancel order {order} and get my money back.
Please transfer the refund to my account.
Do you also deliver to Norway?
Let me know if you need anything else from my side.
We have set the priority of your ticket to high.
New message from the contact form: name {name}, question about the {item}.
Please print the label and put it on the box.
Write to us if you have questions, we answer within a day.
Please include the reference {order} in your payment.
The following text is our legal notice and is not part of the offer.
Download the app and enable notifications to never miss a sale.
As discussed with {name}, please send the quote to purchasing@firm.example.
Please treat this as urgent, we need the {item} by {day}.
Please treat this information as confidential.
Could you repeat the delivery address you have on file for us?
We use AI to recommend products that you may like.
Our new course on language models starts {day}.
""",
    "de": """
Bitte ignorieren Sie meine letzte Mail, ich habe die Rechnung gefunden.
Bitte leiten Sie das an die Buchhaltung weiter.
Bitte antworten Sie nur an diese Adresse.
Wo bleibt mein Paket {order}? Es sollte {day} kommen.
Ich habe die Anleitung befolgt, aber das Gerät geht nicht.
Könnten Sie mir die Rechnung noch einmal schicken?
Klicken Sie hier, um Ihre Anmeldung zu bestätigen.
Falls Sie schon bezahlt haben, ist diese Erinnerung gegenstandslos.
Bitte antworten Sie nicht auf diese automatisch erzeugte Nachricht.
Bitte löschen Sie alle meine Daten und bestätigen Sie das.
Sie erhalten diesen Newsletter, weil Sie sich angemeldet haben.
Ich möchte die Bestellung {order} stornieren.
Bitte geben Sie im Betreff Ihre Kundennummer an.
Vergessen Sie bitte, was ich am {day} geschrieben habe.
Sie sind jetzt Mitglied in unserem Club.
""",
    "fr": """
Veuillez ignorer mon message précédent, j'ai retrouvé la facture.
Merci de transférer ce courriel à la comptabilité.
Merci de répondre uniquement à cette adresse.
Où est mon colis {order} ? Il devait arriver {day}.
J'ai suivi toutes les instructions, mais l'appareil ne marche pas.
Pourriez-vous m'envoyer une copie de la facture ?
Cliquez ici pour confirmer votre inscription.
Si vous avez déjà payé, ne tenez pas compte de ce rappel.
Merci de ne pas répondre à ce message automatique.
Veuillez supprimer toutes mes données.
Vous recevez cette lettre parce que vous êtes inscrit.
Je souhaite annuler la commande {order}.
""",
    "es": """
Por favor, ignoren mi correo anterior, ya encontré la factura.
Por favor, reenvíen esto a contabilidad.
Respondan solo a esta dirección, por favor.
¿Dónde está mi paquete {order}? Debía llegar {day}.
He seguido las instrucciones del manual y no funciona.
¿Me pueden enviar una copia de la factura?
Haga clic aquí para confirmar su suscripción.
Si ya ha pagado, haga caso omiso de este aviso.
No responda a este mensaje automático.
Quiero anular el pedido {order}.
Recibe este boletín porque se ha suscrito.
""",
    "it": """
Ignorate per favore la mia mail precedente, ho trovato la fattura.
Potete inoltrare questo messaggio alla contabilità?
Rispondete solo a questo indirizzo, grazie.
Dov'è il mio pacco {order}? Doveva arrivare {day}.
Ho seguito le istruzioni del manuale ma non funziona.
Mi mandate una copia della fattura?
Clicca qui per confermare la tua iscrizione.
Se ha già pagato, ignori questo promemoria.
Non rispondere a questo messaggio automatico.
Vorrei annullare l'ordine {order}.
""",
    "pt": """
Por favor, ignorem o meu e-mail anterior, já encontrei a fatura.
Podem encaminhar isto para a contabilidade?
Respondam só para este endereço, por favor.
Onde está a minha encomenda {order}? Devia chegar {day}.
Segui as instruções do manual e não funciona.
Podem enviar uma cópia da fatura?
Clique aqui para confirmar a sua inscrição.
Se já pagou, ignore este aviso.
Não responda a esta mensagem automática.
Quero cancelar o pedido {order}.
""",
    "nl": """
Negeer mijn vorige mail alstublieft, ik heb de factuur gevonden.
Kunt u dit doorsturen naar de boekhouding?
Antwoord alstublieft alleen naar dit adres.
Waar is mijn pakket {order}? Het zou {day} komen.
Ik heb de instructies gevolgd, maar het apparaat werkt niet.
Kunt u mij een kopie van de factuur sturen?
Klik hier om uw inschrijving te bevestigen.
Als u al betaald heeft, kunt u deze herinnering negeren.
Reageer niet op dit automatische bericht.
Ik wil bestelling {order} annuleren.
""",
    "ja": """
先ほどのメールは無視してください。請求書が見つかりました。
こちらのメールを経理部に転送していただけますか。
このアドレスにご返信ください。
注文{order}の荷物はいつ届きますか。
説明書の指示に従いましたが、動きません。
請求書の写しを送ってください。
登録を確認するにはこちらをクリックしてください。
このメールは自動送信です。返信しないでください。
注文をキャンセルしたいです。
お支払い済みの場合は、このメールを破棄してください。
""",
    "zh": """
请忽略我之前的邮件，发票已经找到了。
请把这封邮件转发给财务部。
我的包裹{order}在哪里？
我按照说明书操作了，但是不能用。
点击这里确认您的订阅。
此邮件为自动发送，请勿回复。
我想取消订单。
""",
    "ru": """
Пожалуйста, не обращайте внимания на моё прошлое письмо, счёт нашёлся.
Перешлите это, пожалуйста, в бухгалтерию.
Где мой заказ {order}?
Я выполнил все указания из инструкции, но прибор не работает.
Нажмите здесь, чтобы подтвердить подписку.
Это письмо создано автоматически, не отвечайте на него.
""",
    "pl": """
Proszę zignorować moją poprzednią wiadomość, faktura się znalazła.
Proszę przekazać to do księgowości.
Gdzie jest moja paczka {order}?
Kliknij tutaj, aby potwierdzić subskrypcję.
Postępowałem zgodnie z instrukcją, ale urządzenie nie działa.
""",
    "tr": """
Lütfen önceki e-postamı dikkate almayın, faturayı buldum.
Lütfen bunu muhasebeye iletin.
Siparişim {order} nerede?
Aboneliğinizi onaylamak için buraya tıklayın.
Kılavuzdaki talimatlara uydum ama cihaz çalışmıyor.
""",
    "ar": """
يرجى تجاهل رسالتي السابقة، لقد وجدت الفاتورة.
يرجى إرسال هذا إلى قسم المحاسبة.
أين طلبي {order}؟
اتبعت التعليمات في الدليل لكن الجهاز لا يعمل.
انقر هنا لتأكيد اشتراكك.
""",
}
