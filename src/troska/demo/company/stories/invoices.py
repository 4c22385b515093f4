"""Invoices, tax numbers, companies that buy for their people."""

STORIES = """
=== invoice_request
subjects: Faktura do zamówienia {nr} ## prośba o fakturę ## FV ## Faktura na firmę – {nr} ## Brak faktury
who: any
age: 1-20
weight: 4
inbox: invoices
labels: faktura
--- customer
Poproszę o fakturę do zamówienia {nr}. Przy zakupie nie zauważył[em|am], gdzie się to zaznacza. Dane: {c.firm}, {c.street}, NIP {c.nip}.
~~
Czy do zamówienia {nr} mogą Państwo wystawić fakturę na osobę prywatną? {c.full}, {c.city}. Potrzebuję jej do rozliczenia z pracodawcą.
~~
@lost
Nie dostał[em|am] faktury za {nr}, kwota {total}. W spamie nie ma. Księgowa suszy mi głowę, bo zamyka miesiąc.
~~
@where
Gdzie na stronie pobiorę fakturę za {p.acc}? Zalogował[em|am] się, ale widzę tylko historię zamówień bez dokumentów. {nr}
~~
Bardzo proszę o duplikat faktury do zamówienia {nr} z {order.date}. Oryginał przepadł razem ze starym laptopem.
--- agent att=invoice
Dołączam dokument {fv} do zamówienia {nr}. Przy następnych zakupach wystarczy zaznaczyć pod adresem „chcę fakturę”, wtedy przyjdzie sama.
~~
Faktura {fv} jest w załączniku. Gdyby w danych coś się nie zgadzało, proszę odpisać, poprawimy.
~~
@where
Przesyłam fakturę {fv} do zamówienia {nr}. Na przyszłość: po zalogowaniu jest w zakładce „Zamówienia”, pod ikoną kartki, przyznaję, że słabo ją widać.
~~
@lost
Już jest, {fv}, w załączniku. Przepraszam za kłopot, wiadomość z fakturą odbiła się od pełnej skrzynki.
--- customer 4h ?45
Dziękuję, wszystko się zgadza.
~~
Mam, dziękuję. Księgowa uratowana.
~~
Dziękuję za ekspresową odpowiedź.

=== invoice_correction
subjects: Korekta faktury {fv} ## błędny NIP na fakturze ## Faktura {fv} – błąd ## Prośba o korektę
who: firm
age: 3-25
weight: 3.5
inbox: invoices
labels: faktura, korekta
--- customer cc=accounts
Na fakturze {fv} jest błędny NIP, dwie ostatnie cyfry są zamienione. Powinno być {c.nip}. Proszę o korektę, w kopii nasza księgowość.
~~
Faktura {fv} jest wystawiona na mnie prywatnie, a powinna być na firmę: {c.firm}, NIP {c.nip}. Czy można to jeszcze poprawić?
~~
Brakuje drugiej części nazwy firmy na fakturze {fv}. Pełna nazwa: {c.firm}. Niby drobiazg, ale system księgowy ją odrzucił.
~~
Otrzymaliśmy fakturę {fv} z adresem, pod którym nie mieścimy się od roku. Aktualny: {c.street}. Proszę o korektę.
--- agent 2h att=invoice
Dziękuję za wychwycenie. Fakturę korygującą wystawił<em|am>, jest w załączniku i w systemie krajowym, więc niczego więcej nie trzeba robić po Państwa stronie.
~~
Korekta do {fv} jest gotowa, przesyłam ją w załączniku, także do księgowości. Poprawił<em|am> też dane na koncie, żeby następna faktura była dobra od razu.
~~
Już poprawione. Noty po Państwa stronie nie trzeba wystawiać, korektę robi teraz zawsze sprzedawca. Dokument w załączniku.
--- customer 5h ?50
Dziękuję, księgowość potwierdza.
~~
Dziękuję za szybką korektę.
~~
Mamy ją, zgadza się co do przecinka. Dziękujemy.

=== b2b_offer
subjects: Zapytanie o zamówienie dla firmy ## {qty} szt. – wycena ## Oferta dla pracowników ## Zamówienie hurtowe
who: firm
product: shell+fleece
age: 0-1
weight: 3.5
inbox: invoices
labels: B2B, oferta
--- customer att=request
Chcielibyśmy zamówić dla naszego zespołu model {p.name}, {qty} {qty:sztukę/sztuki/sztuk}. Czy przy takiej liczbie jest rabat i jaki byłby termin? Zapotrzebowanie w załączniku. {c.firm}, NIP {c.nip}.
~~
Czy prowadzą Państwo sprzedaż dla firm? Potrzebujemy {qty} {qty:sztukę/sztuki/sztuk} modelu {p.name} dla osób pracujących w terenie, na fakturę z terminem. Szczegóły w pliku.
~~
Proszę o wycenę: {p.nom}, {qty} {qty:sztuka/sztuki/sztuk}, dostawa do siedziby ({c.street}). Zależy nam na jednym kolorze, najlepiej ciemnym.
~~
@logo
Szukamy prezentów dla pracowników, myślimy o {p.loc}. Budżet to około {p.price} na osobę, osób {qty}. Czy możliwe jest logo? Odroczony termin płatności byłby mile widziany.
~~
W zeszłym roku kupowaliśmy u Państwa i ludzie byli zadowoleni, więc wracamy. Tym razem {p.nom}, {qty} {qty:sztuka/sztuki/sztuk}, różne rozmiary. Proszę o ofertę na piśmie.
--- agent 3h
Dziękuję za zapytanie. Razem {qty} {qty:sztuka/sztuki/sztuk} to w cenach z naszej strony {worth}. Od 6 sztuk dajemy 8 %, od 20 sztuk 12 %, a termin płatności dla firm to 14 dni. Rozmiary można podać później, wymiana jest bezpłatna.

Towar mamy na miejscu, wysyłka w 3 dni robocze od potwierdzenia.
~~
@logo
Miło, że o nas Państwo pomyśleli. Przygotował<em|am> ofertę: {p.nom}, {qty} {qty:sztuka/sztuki/sztuk}, rabat 10 %, faktura z terminem 14 dni, dostawa za darmo. Logo wyszywamy w naszym warsztacie, 12 zł za sztukę, trwa to tydzień dłużej.

Oferta jest ważna do {date:+14}.
--- customer 1d ?75
Dziękuję, oferta jest dla nas w porządku. Rozmiary prześlę do końca tygodnia, proszę o rezerwację.
~~
Warunki przyjmujemy. Zbieramy jeszcze rozmiary, to u nas zawsze trwa najdłużej.
--- agent 2h snooze=3d
Rezerwuję towar do {date:+10}. Listę rozmiarów proszę wysłać zwykłym mailem, nie musi mieć żadnej formy. Odezwę się {wday:+3}, gdyby nie dotarła.
~~
Zarezerwowane do {date:+10}. Przypomnę się {wday:+3}, a gdyby ktoś z zespołu wahał się między dwoma rozmiarami, wyślemy oba.
--- customer 2d ?60 cc=office
W załączeniu... a właściwie poniżej rozmiary, bo załącznik mi się zbuntował: M – 3, L – reszta. Dziękujemy.
~~
Rozmiary mamy zebrane, prześlę tabelkę osobno. Faktura na {c.firm}, NIP jak wyżej.
--- agent 3h
Mam komplet, dziękuję. Wysyłka {wday:+2}, faktura przyjdzie tego samego dnia.

=== thread_b2b_boots
subjects: Buty dla {qty} osób, pilne
who: firm
product: trek+winter
age: 0-1
inbox: invoices
labels: B2B, oferta, pilne
--- customer
Potrzebujemy {qty} {qty:pary/par/par} butów dla ekipy, która za dwa tygodnie jedzie na inwentaryzację w teren. Podoba nam się model {p.name}. Co jest możliwe i za ile? {c.firm}.
--- agent 1h
Dziękuję. {p.name} w zwykłej cenie to {p.price} za parę. Przy takim zamówieniu daję 12 % i dostawę za darmo. Najtrudniejsze są zawsze rozmiary, więc proponuję tak: przyślemy po jednej parze w każdym rozmiarze do przymierzenia w biurze, a dopiero potem całość.
--- customer 3h cc=office
Przymiarka to świetny pomysł. Ile par trzeba oddać po przymiarce i kto płaci za przesyłkę? W kopii kolega z logistyki.
--- note
Zestaw przymiarkowy 38–46 stoi w salonie. Zarezerwowany, bez opłat, uzgodnione z Hanną.
--- agent 2h
Wszystkie pary przymiarkowe wracają do nas, za obie drogi płacimy my. Karton może wyjechać {wday:+1}. Wkładam do niego prostą tabelkę, w którą wystarczy wpisać imię i rozmiar.
--- customer 3d
Przymierzone, śmiechu było na cały korytarz. Tabelka w zdjęciu... czyli przepisuję: 41 – dwie pary, 43 – trzy, 44 – reszta.
--- agent 2h att=invoice
Pięknie, dziękuję. Zamówienie spakujemy {wday:+1}, w każdym pudełku będzie kartka z imieniem. Faktura z terminem 14 dni w załączniku.
--- customer 4d
Doszły. Ekipa prosi przekazać, że pierwszy raz ktoś kupił im buty, które pasują. Dziękujemy.

=== thread_invoice_after_return
subjects: Korekta po zwrocie
who: firm
age: 20-40
inbox: invoices
labels: faktura, korekta, zwrot
--- customer
Oddaliśmy {q.acc} z zamówienia {nr}, pieniądze wróciły, ale korekty faktury {fv} nie ma. Bez niej księgowość nie domknie miesiąca.
--- note other
Zwrot rozliczony u nas, korekta nie wyszła automatycznie, bo zwrot był w salonie. @{m.first}, wystawisz ręcznie?
--- agent 2h att=invoice
Korekta powinna była wyjść sama, a nie wyszła, bo zwrot przyjęliśmy w salonie. Wystawił<em|am> ją teraz, jest w załączniku. Zgłosił<em|am> też błąd, żeby inni nie musieli o nią prosić.
--- customer 3h
Dziękuję. Czy data korekty może być z zeszłego miesiąca?
--- agent 1h
Tu muszę odmówić: data musi być dzisiejsza, inaczej dokument byłby nieprawdziwy. Dla księgowości to zwykle nie kłopot, bo liczy się dzień zwrotu, a ten jest wpisany w treści.
--- customer 1d
Rozumiem, księgowa też pokiwała głową. Dziękuję.

=== thread_b2b_late_payment
subjects: Przypomnienie o zapłacie {fv} – niesłuszne
who: firm
age: 18-24
inbox: invoices
labels: B2B, płatność
mood: worried
--- customer cc=accounts
Dostaliśmy przypomnienie o zapłacie faktury {fv}, a przelew wyszedł od nas tydzień temu. Potwierdzenie mogę dosłać. Prosimy o sprawdzenie, bo takie wezwania psują krew.
--- agent 1h
Dziękuję za sygnał. Wpłaty na razie nie widzę, więc potwierdzenie bardzo pomoże. Dalsze przypomnienia wstrzymał<em|am>.
--- customer 2h att=proof
W załączeniu potwierdzenie. Tytuł przelewu zgodny z fakturą.
--- note
Przelew wpadł na rachunek zwrotów, dlatego system go nie połączył. Księgowanie poprawione.
--- agent 1h
Zagadka rozwiązana: pieniądze są u nas od dnia przelewu, tylko wpadły na rachunek do zwrotów i system ich nie połączył. Po Państwa stronie wszystko było w porządku. Przepraszam za wezwanie, poprawiamy regułę, żeby nie przyszło do nikogo innego.
--- customer 3h
Dziękuję za wyjaśnienie i przeprosiny, przekażę księgowości.
"""
