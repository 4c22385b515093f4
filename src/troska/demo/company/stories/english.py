"""Customers who write in English."""

STORIES = """
=== en_where
subjects: Where is my order {nr}? ## Order {nr} ## Delivery question
who: en
product: waterproof
age: 4-7
weight: 3
labels: dostawa, English
mood: worried
--- customer
I ordered a pair of {p.name} boots {age} days ago and the tracking has not moved since. The order number is {nr}. Could you check what is going on? I'm leaving for a trip at the end of next week.
~~
Sorry for writing in English, my Polish is still at the "dzień dobry" stage. The courier app says my parcel is "w sortowni". Is that good or bad? Order {nr}.
~~
My order {nr} says delivered, but nothing has been delivered. I asked my neighbours as well. What should I do next?
--- agent
Thank you for writing, English is perfectly fine. I have checked with the courier: the parcel was stuck at the depot because of a damaged label. It has a new one now and should reach you on {eday:+2}. I will look again that day to be sure.
~~
I'm sorry about the wait. The courier has until tomorrow noon to find the parcel. If they don't, I will send you a second pair straight away, at no cost to you.
--- customer 2d ?60
It has just arrived. Thank you so much for your help.
~~
All good now, the boots are here and they fit. Thanks.

=== en_size
subjects: Size question ## {p.name}: which size?
who: en
product: trek+run+city
age: 0-1
weight: 3
labels: pytanie, English
--- customer
I usually wear EU {size} in other brands. My foot is {foot} cm long and rather wide. Would you go for {size} or {size+} in the {p.name}?
~~
Do the {p.name} shoes run small? The reviews are in Polish and my translator says "they sit like poured", which I hope is a compliment.
~~
Is the {p.name} available in your Gdańsk store? I would like to try it on before buying.
--- agent
In this model I would take {size+}, it leaves a thumb's width in front of the toes. If it turns out too big, the exchange is free. You are also welcome to try both in our store at Żaglowników 8, we are open until 7 pm on weekdays and until 3 pm on Saturdays.
~~
It runs slightly small, so {size+} is the safer choice. We have both sizes in the Gdańsk store, I can put them aside for you until {eday:+2}.
--- customer 5h ?55
Great, thank you. I'll come by this week.
~~
Perfect, I have just ordered {size+}.

=== en_return
subjects: Return request ## How do I return an item? ## Return of order {nr}
who: en
age: 4-14
inbox: complaints
weight: 3
labels: zwrot, English
--- customer
I would like to return one item from order {nr}. It is unused, with tags. How does it work if I don't have a printer?
~~
Is it possible to return my order in the store instead of sending it by post? Order {nr}. And do I get the money back in cash?
~~
@refund
I sent my return more than a week ago and have not received the refund yet. Order {nr}. Could you have a look?
--- agent att=label
Of course. You don't need a printer, just show the code {rz} at any parcel point. Our store in Gdańsk takes returns as well. The money always goes back the way it came, usually within three working days after we have checked the parcel.
~~
@refund
Thank you for your patience. Your parcel is here and everything is fine with it, the refund simply got stuck in our queue. I have sent it just now, a card refund takes up to three working days.
--- customer 1d ?50
Thank you, that was easy.
~~
Got it, many thanks for the quick answer.

=== en_thread_complaint
subjects: Zip broken after two weeks
who: en
product: shell
age: 14-30
inbox: complaints
labels: reklamacja, English
mood: worried
--- customer att=photo
The main zip of my {p.name} jacket came off its track after two weeks. I have attached a photo. I really like the jacket, so I would prefer a repair to a refund. Order {nr}.
--- agent att=label
Thank you for the photo, and I'm sorry about the zip. Your complaint has the number {rk} and you will have our answer within 14 days at the latest, usually in three. Please send the jacket with the attached label, the shipping is on us. The repair takes about five days in our own workshop.
--- customer 2d
Sent today. Is there any chance to borrow something in the meantime? It rains here. A lot.
--- agent 1h
It does, we live here too. There is a jacket in your size at the store, Żaglowników 8, waiting under your name. Bring it back when yours is ready.
--- agent 4d att=letter
Your jacket is repaired. We put in a sturdier zip, the same we use for our mountain guides. It leaves today.
--- customer 3d
It arrived and works like a charm. I have brought the borrowed one back. Thank you for making this so painless.

=== en_thread_invoice
subjects: Invoice for my employer
who: en
age: 2-20
inbox: invoices
labels: faktura, English
--- customer
Could you please issue an invoice for order {nr}? My employer reimburses part of it, but only with an invoice that has my full name and address on it.
--- agent att=invoice
Here is the invoice {fv} for {total}. It is in Polish by law, but I can add an English translation if your employer needs one.
--- customer 4h
That would be brilliant, our accountant is in Dublin.
--- agent 1h
No problem. The translation will be in a separate mail by tomorrow noon.
--- customer 1d
Received both. Thank you.
"""
