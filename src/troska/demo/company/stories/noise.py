"""What else falls into an inbox: spam, newsletters, and people who are away."""

STORIES = """
=== spam_seo
subjects: Re: pozycja Państwa strony w Google ## Widzę błędy na Państwa stronie ## 1. miejsce w wyszukiwarce – gwarancja
who: stranger
senders: Adrian z AgencjaTop <oferty@pozycja-nr1.example> ## Marketing Premium <biuro@seo-raketa.example> ## Sandra Ekspert SEO <sandra@linki-hurt.example>
weight: 3
labels: spam
--- customer bare
Dzień dobry,

analizowałem Państwa stronę i znalazłem 47 krytycznych błędów. Za jedyne 299 zł miesięcznie gwarantujemy PIERWSZE miejsce w wyszukiwarce w 14 dni!

Proszę odpisać „TAK”, a oddzwonimy.
~~
Witam serdecznie!

Czy zależy Państwu na WIĘKSZEJ sprzedaży? Posiadamy bazę 1 200 000 adresów e-mail firm i osób prywatnych. Tylko do piątku -70 %.
~~
Cześć, tu Sandra 🙂 Przejrzałam Wasz sklep i mam 3 pomysły, które podwoją ruch. Wolisz dziś o 14 czy jutro o 10? To tylko 15 minut!
~~
Oferujemy publikację artykułów sponsorowanych na 340 portalach. Pakiet START 499 zł netto, do każdego pakietu drugi gratis. Cennik wysyłam na życzenie.
~~
Hello, I was on your website and noticed it is not ranking for important keywords. We can send you 500 backlinks today. Reply YES for the price list.

=== spam_phishing_parcel
subjects: Twoja paczka została wstrzymana – dopłać 1,49 zł ## Niedopłata do przesyłki ## Nie udalo sie doreczyc paczki
who: stranger
senders: Kurier Express <powiadomienia@doplata-paczka.example> ## Twoja Przesyłka <noreply@paczka-stop.example>
weight: 2
labels: spam
--- customer bare
Szanowny Kliencie!
Twoja przesyłka nr {track} zostala wstrzymana z powodu niedoplaty 1,49 PLN. Oplac w ciagu 24h, aby uniknac zwrotu: https://doplata-paczka.example/p/{age}
~~
Paczka {track} nie moze zostac doreczona, bledny adres. Potwierdz dane tutaj: https://paczka-stop.example/adres

Oplata za ponowne doreczenie: 2,17 PLN

=== spam_phishing_mailbox
subjects: Ostatnie ostrzeżenie: skrzynka przepełniona ## Hasło wygasa dzisiaj ## Administrator: wymagana weryfikacja
who: stranger
senders: Administrator poczty <admin@limit-skrzynki.example> ## IT Support <pomoc@weryfikacja-konta.example>
weight: 2
labels: spam
--- customer bare
Uwaga! Twoja skrzynka pocztowa osiagnela 99% pojemnosci. Zaloguj sie natychmiast, aby nie utracic wiadomosci: https://limit-skrzynki.example/login

Dzial administracji
~~
Haslo do konta sklep@kladka.example wygasa dzisiaj. Aby zachowac obecne haslo, kliknij: https://weryfikacja-konta.example/zachowaj
~~
Wykryto nietypowe logowanie z innego kraju. Jesli to nie Ty, potwierdz tozsamosc w ciagu 12 godzin.

https://weryfikacja-konta.example

=== spam_crypto
subjects: Inwestycja dla wybranych ## Zarabiaj 5000 zł tygodniowo ## Twój wniosek został ROZPATRZONY
who: stranger
senders: Doradca Finansowy <doradca@zysk-pewny.example> ## Kredyt Od Ręki <wnioski@kredyt-teraz.example>
weight: 2
labels: spam
--- customer bare
Gratulacje! Został Pan wybrany do zamkniętego programu. Wpłata 1000 zł, zysk gwarantowany 5000 zł w 7 dni. Miejsca się kończą!!!
~~
Twój wniosek o pożyczkę 50 000 zł został wstępnie rozpatrzony POZYTYWNIE. Bez BIK, bez zaświadczeń. Kliknij i odbierz: https://kredyt-teraz.example

=== spam_invoice
subjects: Faktura VAT 88/2291 – wezwanie do zapłaty ## FWD: zaległa płatność ## Pilne: nieopłacona faktura
who: stranger
senders: Dział Windykacji <windykacja@kancelaria-pilne.example> ## Biuro Rozliczeń <ksiegowosc@rozliczenia-24.example>
inbox: invoices
weight: 2
labels: spam
--- customer bare
W zalaczniku przesylam zalegla fakture. Brak wplaty w dniu dzisiejszym spowoduje skierowanie sprawy do sadu. Plik otwierac na komputerze z Windows.
~~
Dzien dobry, przypominamy o niezaplaconej fakturze. Prosimy o pobranie dokumentu: https://rozliczenia-24.example/fv.zip

=== newsletter_in
subjects: Trendy opakowań na nowy sezon ## Nowości w logistyce – numer 41 ## Zaproszenie na targi obuwnicze ## Kartony klapowe -15 %
who: stranger
senders: Kartony i Spółka <newsletter@kartony.example> ## Portal Logistyka Dziś <biuletyn@logistyka-dzis.example> ## Targi Krok <zaproszenia@targi-krok.example>
weight: 3.5
labels: newsletter
--- customer bare
Witaj w cotygodniowym przeglądzie!

W tym numerze:
• Pięć sposobów na tańszą paczkę
• Papier czy folia? Rozmowa z ekspertem
• Kalendarz szkoleń

Otrzymujesz tę wiadomość, ponieważ zapisano Cię na listę. Wypisz się: https://kartony.example/wypisz
~~
Szanowni Państwo,

zapraszamy na jesienno-zimową edycję targów. Wejściówki dla branży są bezpłatne do końca miesiąca. W programie 120 wystawców i pokaz ręcznego szycia butów.

Zespół Targów Krok
~~
Tylko teraz kartony klapowe 300×200×150 o 15 % taniej przy zamówieniu palety. Oferta ważna do wyczerpania zapasów.

Wiadomość wysłana automatycznie, prosimy na nią nie odpowiadać.

=== ooo_order
subjects: Zamówienie {nr} – pytanie o adres
who: firm
age: 2-4
weight: 2
most: 12
labels: zamówienie, autoodpowiedź
--- customer
Do zamówienia {nr} chciał[bym|abym] dopisać numer klatki: C. Czy to jeszcze możliwe?
~~
Czy paczka {nr} może przyjść na biuro zamiast do mnie do domu? Adres: {c.street}.
~~
Proszę dopisać do zamówienia {nr} numer telefonu na recepcję: {c.phone}. Ja bywam nieuchwytn[y|a].
--- agent
Dopisane, kurier zobaczy to na etykiecie. Doręczenie planowane jest {wday:+1}.
~~
Zrobione, etykieta jest już nowa. Paczka powinna być u Państwa {wday:+2}.
--- auto bare
Dziękuję za wiadomość. Jestem na urlopie do {date:+7} i nie mam stałego dostępu do poczty. W sprawach pilnych proszę o kontakt z biurem: {c.firm}.

{c.full}
~~
Autoodpowiedź: jestem w delegacji, odpiszę po {date:+4}. Wiadomość nie jest przekazywana dalej.

{c.full}
~~
Dzień dobry, przebywam poza biurem. Na Państwa wiadomość odpowiem po powrocie, {date:+5}.

Pozdrawiam
{c.full}, {c.firm}

=== ooo_return
subjects: Zwrot {nr} – kiedy kurier?
age: 5-9
inbox: complaints
weight: 2
most: 12
labels: zwrot, autoodpowiedź
--- customer
Umówiony kurier po zwrot {p.gen} nie przyjechał. Czy może być jutro, między 10 a 14? Numer zwrotu mam w domu, zamówienie to {nr}.
~~
@later
Czy mogę przełożyć kuriera po zwrot o tydzień? Wyskoczył mi wyjazd. Zamówienie {nr}.
--- agent
Przepraszam za kłopot. Nowy kurier jest zamówiony, przyjedzie {wday:+2}. Gdyby nikogo nie było, paczkę można zostawić w dowolnym punkcie, kod {rz}.
~~
@later
Oczywiście, przełożył<em|am> odbiór na {wdate:+5}. Na zwrot jest dość czasu, a zgłoszenie już się liczy.
--- auto bare
Dziękuję za e-mail. Do {date:+6} jestem poza zasięgiem, w górach. Odpiszę po powrocie.

{c.full}
~~
Tu automatyczna odpowiedź. Odpoczywam i czytam pocztę raz na kilka dni. {c.first}

=== ooo_only
subjects: Automatyczna odpowiedź: Twoja paczka jest w drodze ## Autoodpowiedź: Oceń swoje zakupy
who: any
weight: 2
most: 12
labels: autoodpowiedź
--- auto bare
Dziękuję za wiadomość. Jestem na urlopie, wracam {date:+6}. Pilne sprawy: {c.phone}.

{c.full}
~~
Jestem poza biurem. Odpowiem po {date:+3}.

{c.full}
~~
To jest automatyczna odpowiedź. Od {date:-20} przebywam na urlopie rodzicielskim, nie czytam poczty.

{c.full}
"""
