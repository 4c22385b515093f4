"""Returns, withdrawals, exchanges, refunds, wrong sizes."""

STORIES = """
=== return_how
subjects: Zwrot {nr} ## Jak zwrócić {p.acc}? ## zwrot towaru ## Chcę oddać {p.acc} ## Pytanie o zwrot
age: 4-14
weight: 7
inbox: complaints
labels: zwrot
--- customer
Chciał[bym|abym] zwrócić {p.acc} z zamówienia {nr}. {p:Jest ładny/Jest ładna/Są ładne}, ale jednak nie dla mnie. Jak to zrobić krok po kroku? Nie mam drukarki.
~~
Jak u Państwa wygląda zwrot? Kupił[em|am] {p.acc}, {p:przymierzony/przymierzoną/przymierzone} raz w domu, metki na miejscu. Wolał[bym|abym] nie jechać z tym na pocztę.
~~
@time
Ile mam czasu na zwrot {p.gen}? Paczkę odebrał[em|am] {got.date}, a jestem w podróży i wracam dopiero za tydzień.
~~
@box
Czy mogę oddać {p.acc} bez oryginalnego pudełka? Kot uznał je za swoje i nie bardzo jest już co odsyłać. Zamówienie {nr}.
~~
Proszę o etykietę zwrotną do zamówienia {nr}. Oddaję {p.acc}, powód: {inny kolor niż na zdjęciu || za małe wrażenie za takie pieniądze || zmiana planów}.
~~
@part
Kupił[em|am] {p.acc} i {q.acc}. {q.acc} zostawiam, {p.acc} chcę odesłać. Czy mogę zwrócić tylko część zamówienia {nr}?
~~
zwrot zamowienia {nr}, prosze o instrukcje
~~
@law
W regulaminie piszą Państwo o 30 dniach na zwrot, a w potwierdzeniu o 14. Które jest prawdziwe? Chodzi o {p.acc}, zamówienie {nr}.
--- agent att=label
Oczywiście, można spokojnie zwrócić. Na zwrot jest u nas 30 dni od odbioru, a drukarka nie jest potrzebna: wystarczy podać w punkcie kod {rz}. W załączniku na wszelki wypadek etykieta.

Pieniądze oddajemy w ciągu 3 dni roboczych od sprawdzenia paczki.
~~
@box time
Już wyjaśniam. Paczkę można nadać za darmo w dowolnym punkcie albo automacie, a numer zwrotu to {rz}. Pudełko może być dowolne, byle {p.nom} {p:dojechał/dojechała/dojechały} bez szkody.

Czas mija dopiero 30 dni po odbiorze, więc nie trzeba się spieszyć.
~~
Zwrot przygotowany, numer {rz}. Etykietę dołączam, ale wystarczy pokazać w punkcie kod z telefonu. Jeśli bliżej [Panu|Pani] do naszego salonu, przy Żaglowników 8 przyjmiemy zwrot od ręki.
~~
@part
Można zwrócić całość albo tylko jedną rzecz, jak wygodniej. Zgłoszenie {rz} założył<em|am> za [Pana|Panią], więc zostaje tylko nadać paczkę. Za przesyłkę płacimy my.

Kiedy paczka do nas dotrze, napiszę.
~~
@law
Oba są prawdziwe: 14 dni daje ustawa, a 30 dajemy my, więc liczy się to drugie. W potwierdzeniu tego brakowało i dziękuję za zwrócenie uwagi, poprawimy. Zwrot {rz} jest założony, etykieta w załączniku, a w punkcie wystarczy kod.
~~
Bez drukarki da się to zrobić w trzech krokach: zapakować, podać w punkcie kod {rz}, zachować telefon przy sobie do chwili nadania. Resztą zajmujemy się my, pieniądze oddajemy w ciągu 3 dni roboczych od sprawdzenia paczki.
--- customer 1d ?45
Dziękuję, nadane dzisiaj.
~~
Super, prościej się nie da. Dziękuję.
~~
Bardzo dziękuję <Panu|Pani> za pomoc. Paczka poszła.
~~
A czy potwierdzenie nadania mam zachować?
--- agent ?60
Zachować można, ale nie trzeba, widzimy paczkę od chwili nadania. Odezwę się, gdy zwrot będzie rozliczony.
~~
Dziękuję, widzę ją już w systemie. {total} powinno wrócić na [Pana|Pani] konto w przyszłym tygodniu.

=== withdrawal
subjects: Odstąpienie od umowy – {nr} ## Oświadczenie o odstąpieniu od umowy ## ODSTĄPIENIE OD UMOWY ## odstąpienie, zamówienie {nr}
age: 4-13
weight: 4
inbox: complaints
labels: odstąpienie, zwrot
--- customer att=form
W załączeniu przesyłam oświadczenie o odstąpieniu od umowy sprzedaży z dnia {order.date} (zamówienie {nr}). Proszę o potwierdzenie otrzymania oraz o zwrot {total}.
~~
Na podstawie art. 27 ustawy o prawach konsumenta odstępuję od umowy dotyczącej {p.gen}, zamówienie {nr}. Towar odeślę w ustawowym terminie. Proszę o zwrot ceny wraz z kosztem najtańszej dostawy.
~~
Odstępuję od umowy. Zamówienie {nr}. Formularz wypełnił[em|am], jest w załączniku. Towar nieużywany, w komplecie.
~~
Informuję, że rezygnuję z zakupu {p.gen} i korzystam z prawa do odstąpienia w ciągu 14 dni. Paczkę odebrał[em|am] {got.date}. Zamówienie nr {nr}, kwota {total}.
--- agent att=label
Potwierdzam, że dostaliśmy dziś [Pana|Pani] oświadczenie o odstąpieniu od umowy, zamówienie {nr}. Na odesłanie rzeczy jest 14 dni, do {date:+14}. Etykieta w załączniku jest bezpłatna.

{total} oddamy od razu, kiedy paczka do nas dotrze albo kiedy przyśle [Pan|Pani] potwierdzenie nadania, najpóźniej do {date:+14}.
~~
Oświadczenie doszło i jest przyjęte, numer sprawy {rz}. Powodu nie trzeba podawać. Proszę nadać paczkę do {date:+14}, etykieta jest w załączniku. Oddamy całą kwotę, razem z najtańszą dostawą.
~~
Przyjęliśmy odstąpienie od umowy z dnia {order.date}, numer {rz}. Proszę zachować tę wiadomość jako potwierdzenie. Termin na odesłanie rzeczy mija {date:+14}, wystarczy tego dnia nadać paczkę.
--- customer 3d ?55
Paczka nadana, numer nadania {track}.
~~
Dziękuję za potwierdzenie. Towar odesłany wczoraj.
~~
Nadał[em|am] paczkę, potwierdzenie mam. Czekam na zwrot.
--- agent 2d
Paczka dotarła, {p.nom} {p:jest/jest/są} w idealnym stanie. {total} zlecone do zwrotu, będzie na koncie najpóźniej {wday:+3}.
~~
Rozliczone: {total} wyszło dziś od nas na konto, z którego przyszła płatność. Dziękuję za staranne zapakowanie.

=== refund_when
subjects: Kiedy zwrot pieniędzy? ## Zwrot {rz} – brak przelewu ## gdzie moje pieniądze ## Zwrot środków za {nr}
age: 14-24
weight: 5
inbox: complaints
labels: zwrot, płatność
mood: worried
--- customer
{W zeszłym tygodniu || Ponad tydzień temu} odesłał[em|am] {p.acc} (zamówienie {nr}). Śledzenie pokazuje, że paczka u Państwa jest, a pieniędzy jak nie było, tak nie ma. Kiedy dostanę {total}?
~~
Proszę o informację, na jakim etapie jest zwrot {nr}. Nadał[em|am] go ponad tydzień temu w automacie.
~~
@card
Dostał[em|am] maila, że zwrot rozliczony, ale na koncie pusto. Płacił[em|am] kartą. Czy to normalne, że tyle trwa?
~~
@less
Pieniądze przyszły, tylko mniej, niż powinno być. Zapłacił[em|am] {total}, wróciło o {pct:10} mniej. Przecież odesłał[em|am] całe zamówienie {nr}, nietknięte, z metkami.
~~
czekam na zwrot za {p.acc} i czekam. {nr}. kiedy przelew?
~~
@bank
Zmienił[em|am] bank i konto, z którego płacił[em|am] za {nr}, jest już zamknięte. Co stanie się ze zwrotem? Boję się, że pieniądze pójdą w próżnię.
--- agent
Paczka jest u nas i jest sprawdzona. Zwrot {total} zlecił<em|am> przed chwilą, bo utknął w kolejce, za co przepraszam. Przelewem dojdzie {wday:+1}, na kartę najpóźniej {wday:+3}.
~~
@card
Zajrzał<em|am> w rozliczenia: od naszej strony zwrot wyszedł, teraz czekamy na bank. Przy karcie to zwykle 3–5 dni roboczych. Jeśli do {date:+5} nic się nie pojawi, proszę napisać, przyślę numer operacji, po którym bank znajdzie pieniądze.
~~
@less
Ma [Pan|Pani] rację i dziękuję za czujność. Przejrzał<em|am> rozliczenie jeszcze raz, wszystko wyrównamy dziś przelewem. Gdyby coś się nadal nie zgadzało, proszę śmiało pisać.
~~
@bank
Przepraszam, to trwało dłużej, niż obiecujemy. Zwrot jest zlecony, a jeśli stary bank go odrzuci, pieniądze wrócą do nas i od razu poproszę [Pana|Panią] o nowy numer konta. Nic nie przepadnie.
~~
Sprawdził<em|am>: paczka dotarła, ale leżała w zatoce zwrotów dłużej, niż powinna. {total} jest już zlecone i powinno być na koncie {wday:+1}. Dziękuję, że [Pan|Pani] się przypomniał[|a].
--- customer 2d ?55
Pieniądze są, dziękuję.
~~
Potwierdzam, dziś zaksięgowane. Dziękuję za pomoc.
~~
Doszło, wszystko się zgadza co do grosza.
~~
OK, dziękuję. Następnym razem proszę pisać od razu, że się opóźni, wtedy człowiek się nie denerwuje.

=== wrong_size
subjects: Za małe / wymiana ## Wymiana rozmiaru {size} na {size+} ## Wymiana – zamówienie {nr} ## rozmiar nie pasuje
product: sized
age: 3-9
weight: 6
inbox: complaints
labels: wymiana, rozmiar
--- customer
{^p.nom} {p:przyszedł za mały/przyszła za mała/przyszły za małe}, chociaż zawsze noszę {size}. Czy mogę wymienić na {size+}? Zamówienie {nr}.
~~
Potrzebuję większego rozmiaru. {^p.nom}, mam {size}, poproszę {size+}. Czy {size+} jest jeszcze w kolorze {color}?
~~
Mierzył[em|am] wczoraj {p.acc}. {p:Wygląda/Wygląda/Wyglądają} świetnie, ale {size} to dla mnie za ciasno. Jak się u Państwa robi wymianę, żeby nie zostać bez niczego na dwa tygodnie?
~~
Wymiana {size} -> {size+}, zamówienie {nr}. Da się bez zwrotu i kupowania od nowa?
~~
Zamówił[em|am] {p.acc} w {size}, jak zawsze, i tym razem się nie udało: {p:ciasny/ciasna/ciasne}. Czy wymiana na {size+} jest płatna?
~~
Chyba przez ostatnią zimę [urosłem|urosłam], bo {size} już nie wystarcza. Poproszę {size+}, model {p.name}. Jeśli nie ma, to wolę zwrot.
~~
Przymierzył[em|am] wieczorem {p.acc}, rozmiar {size}, i wiem już, że potrzebny jest {size+}. Rano tego nie było czuć. Zamówienie {nr}.
~~
Proszę o pomoc w wymianie. {^p.nom} {p:jest/jest/są} w rozmiarze {size}, a powin[ienem|nam] był[|a] posłuchać [żony|męża] i wziąć {size+}.
~~
Tabela rozmiarów oszukuje :) Według niej {size}, według mnie {size+}. {^p.acc} chcę wymienić, nie zwracać, bo poza tym {p:jest idealny/jest idealna/są idealne}.
--- agent
Wymienimy bez kosztów. Odłożył<em|am> już {p.acc} w rozmiarze {size+}, w kolorze {color}. Wyślę {p:go/ją/je}, kiedy tylko kurier zeskanuje [Pana|Pani] paczkę, nie trzeba czekać, aż do nas dojedzie. Numer wymiany: {rz}.
~~
Dziękuję za wiadomość. Rozmiar {size+} mamy, trzymam go dla [Pana|Pani] do {date:+7}. Jak będzie wygodniej: kurier przywiezie nowy rozmiar i od razu zabierze stary, czy woli [Pan|Pani] nadać paczkę w punkcie?
~~
Ten model rzeczywiście wypada o pół numeru mniejszy, niż mówi tabela. Poprawiamy opis, a [Panu|Pani] wymieniamy na {size+} na nasz koszt. Kod do nadania: {rz}, wystarczy pokazać go w punkcie.
--- customer 5h ?60
Super, nadam jutro w drodze do pracy.
~~
Dziękuję! Jestem w domu po 16, gdyby kurier pytał.
~~
Dziękuję, o coś takiego mi chodziło.
~~
Nadane. Numer {track}.
--- agent 1h
Dziękuję, {size+} czeka spakowane. Proszę dać znać po przymiarce, jestem <ciekaw|ciekawa>, jak leży.
~~
Zapisane. Nowy rozmiar będzie u [Pana|Pani] najpóźniej {wday:+3}.
--- customer 4d ?30
Teraz jest tak, jak powinno. Dziękuję za sprawną wymianę.
~~
{size+} w punkt! Dziękuję <Panu|Pani> za cierpliwość.

=== too_big
subjects: Za duże ## {p.name} – mniejszy rozmiar? ## wymiana na mniejsze
product: sized
age: 3-9
weight: 3
inbox: complaints
labels: wymiana, rozmiar
--- customer
Przesadził[em|am] z rozmiarem. {^p.nom} w {size} {p:jest na mnie za duży/jest na mnie za duża/są na mnie za duże}, potrzebuję {size-}. Zamówienie {nr}, metki nieodcięte.
~~
Kupił[em|am] {p.acc} na wyrost, bo tak radzili w opiniach, i teraz {p:pływam w nim/pływam w niej/pływam w nich}. Czy {size-} jest na stanie?
~~
Poproszę o wymianę na {size-}. Wiem, że przed zakupem pisali Państwo, żeby brać mniejsze. Mea culpa.
--- agent
Nic się nie stało, po to jest wymiana. {size-} w kolorze {color} mamy i już odłożył<em|am>. Paczkę można nadać za darmo z kodem {rz}.
~~
Wymieniamy bez pytań. Kurier może przywieźć {size-} i zabrać {size} za jednym razem, {wday:+2} albo dzień później. Który dzień pasuje?
--- customer 3h ?55
Dobrze, może być każdego dnia po 15. Dziękuję!
~~
Świetnie. Mam nadzieję, że za drugim razem trafię :)
~~
Dziękuję bardzo, to naprawdę wygodne.

=== wrong_item
subjects: Inny towar niż zamówiony ## pomyłka w zamówieniu {nr} ## Przyszło coś innego
age: 3-5
weight: 3
inbox: complaints
labels: pomyłka, wymiana
mood: worried
--- customer att=photo
Otworzył[em|am] paczkę {nr}, a tam zamiast {p.gen} {q:jest/jest/są} {q.nom}. Ktoś pewnie teraz ogląda {p.acc} i też się dziwi. Zdjęcie w załączniku.
~~
Zamawiał[em|am] {p.acc} w kolorze {color}, dostał[em|am] w kolorze {color2}. Pomyłka czy u Państwa tak wygląda ten kolor?
~~
Na pudełku napisane wszystko jak trzeba, a w środku {q.nom}. Zamówienie {nr}. Proszę o podpowiedź, co z tym zrobić, bo wyjazd mam za kilka dni.
--- agent 30m
To nasza pomyłka przy pakowaniu, przepraszam. Właściwa rzecz wychodzi dziś kurierem, doręczenie {wday:+1}. Tę niezamówioną kurier zabierze za jednym razem, proszę tylko mieć ją pod ręką.
~~
Dziękuję za zdjęcie i za poczucie humoru. Zamieniliśmy dwie paczki. {^p.acc} wysyłam dziś z nowego zapasu, nie trzeba czekać na wymianę z drugą osobą. Po pomyłkę przyjedzie kurier, pudełko może być dowolne.
--- customer 2d ?55
Dziś dotarła właściwa paczka. Dziękuję, wszystko gra.
~~
Mam, dziękuję. Kurier zabrał tamto bez problemu.

=== thread_return_worn
most: 1
subjects: Zwrot odrzucony???
product: shoes
age: 14-20
inbox: complaints
labels: zwrot, spór
mood: angry
--- customer
Odesłał[em|am] {p.acc} w terminie, a dostaję informację, że potrącają mi Państwo {pct:20} za „ślady używania”. Założył[em|am] je RAZ, na spacer z psem. Ustawa daje mi 14 dni i prawo sprawdzenia towaru!
--- agent 1h att=photos
Rozumiem zaskoczenie i dziękuję, że [Pan|Pani] pyta. Dołączam dwa zdjęcia z przyjęcia: piasek w bieżniku i starta krawędź obcasa. Sprawdzić buty można tak jak w sklepie, czyli na podłodze. Po spacerze po dworze ustawa pozwala nam odliczyć zmniejszenie wartości i stąd ta kwota.

Proponuję coś innego: oddam całe {total} minus 40 zł za czyszczenie i nowe wkładki. Buty sprzedamy jako używane, uczciwie opisane. Czy tak może być?
--- customer 1d
No dobrze, na zdjęciach rzeczywiście widać. Pies ciągnął po żwirze. Zgadzam się na 40 zł, choć bez entuzjazmu.
--- note
Zgoda Michała na 40 zł zamiast {pct:20}. Klient[|ka] z nami od dwóch lat, trzy zakupy bez zwrotu.
--- agent 40m
Dziękuję za rozsądek. Zwrot wyszedł, będzie na koncie {wday:+1}. Na przyszłość: przy pierwszej przymiarce polecam dywan zamiast żwiru, psu też będzie wygodniej.
--- customer 2d
Przelew jest. Pies pozdrawia.

=== thread_return_late
subjects: Zwrot po terminie
age: 33-37
inbox: complaints
labels: zwrot
mood: worried
--- customer
Wiem, że minęło 30 dni, i wiem, że mogą mi Państwo odmówić. {^p.acc} kupił[em|am] {order.date}, potem trafił[em|am] do szpitala i dopiero wczoraj otworzył[em|am] paczkę. Rzecz jest nietknięta. Czy jest cień szansy?
--- note
31+ dni. @Michał, czy możemy zrobić wyjątek? Rzecz w sprzedaży, więc wraca na półkę.
--- note lead
Tak. Zdrowie to nie jest powód do trzymania się regulaminu.
--- agent 20m att=label
Cień szansy jest, i to całkiem duży. Przyjmiemy zwrot na zwykłych zasadach, a za przesyłkę zapłacimy my. Etykieta w załączniku, ważna dwa tygodnie, proszę się nie spieszyć. I dużo zdrowia.
--- customer 3d
Wzruszył[em|am] się, serio. Paczka nadana. Dziękuję z całego serca.
--- agent 3d
Paczka dotarła, {total} jest już w drodze na konto. Proszę o siebie dbać.

=== thread_exchange_three_sizes
most: 1
subjects: Trzecia wymiana, wstyd mi
product: shoes
age: 10-14
inbox: complaints
labels: wymiana, rozmiar
--- customer
To znowu ja, zamówienie {nr}. {size} za małe, {size+} za duże. Czy w przyrodzie występuje coś pomiędzy? Mam jedną stopę większą i chyba nigdy nie trafię.
--- agent 30m
Różne stopy ma większość ludzi, tylko mało kto o tym mówi. W tym modelu połówek nie ma, ale są dwa wyjścia: {size+} z cieńszą wkładką w jednym bucie albo inny model, który jest szerszy w palcach. Proszę zmierzyć obie stopy przy ścianie, wieczorem, i podać mi centymetry. Dobierzemy bez zgadywania.
--- customer 1d
Zmierzone: lewa 25,6, prawa 26,1. W palcach szeroko, podbicie wysokie. Czuję się jak koń u kowala :)
--- agent 2h
Świetnie, to dużo mówi. Radzę zostać przy {size+} i dołożyć wkładkę 3 mm do lewego buta. Wkładkę dokładam za darmo, wyjdzie dziś. Gdyby po trzech dniach chodzenia po domu było źle, odbieramy wszystko i oddajemy całe {total}.
--- customer 5d
Po wkładce chodzę jak w swoich. Zostają na zawsze. Kowalowi dziękuję!
--- agent 2h
Kowal kłania się nisko. Proszę je zaimpregnować przed pierwszym deszczem, to odwdzięczą się kilkoma latami.

=== thread_refund_bank
most: 1
subjects: Zwrot poszedł na złe konto
age: 15-22
inbox: complaints
labels: zwrot, płatność, pilne
mood: worried
--- customer
Zwrot za {nr} wysłali Państwo na konto, z którego [płaciła moja była dziewczyna|płacił mój były chłopak]... Zamówienie było moje, ale płaciliśmy [jej|jego] kartą. Nie mamy kontaktu. Czy da się to odkręcić?
--- agent 40m
Dziękuję za szczerość, to niezręczna sprawa. Prawo każe nam oddać pieniądze tą samą drogą, którą przyszły, więc na kartę, którą zapłacono. Samego przelewu nie możemy cofnąć, ale sprawdzę, czy już został zaksięgowany.
--- note
Operator: zwrot {total} jeszcze nierozliczony, można zatrzymać do dziś 18:00. Do zmiany drogi zwrotu potrzebujemy zgody właściciela karty.
--- agent 1h
Zwrot jeszcze nie wyszedł od operatora i zdążył<em|am> go zatrzymać. Żeby wysłać pieniądze na inne konto, potrzebuję zgody właściciela karty, wystarczy jedno zdanie mailem. Drugie wyjście: bon na całe {total}, ważny bez terminu, od razu do [Pana|Pani] rąk. Nie naciskam, proszę wybrać w swoim czasie.
--- customer 2d
Wolę bon niż tę rozmowę :) Poproszę.
--- agent 1h
Rozumiem doskonale. Bon na {total} jest w osobnym mailu, bez daty ważności i bez pytań.

=== thread_return_store_online
subjects: Zwrot zakupu internetowego w salonie
age: 5-9
inbox: store
labels: zwrot, salon
--- customer
Kupił[em|am] przez internet {p.acc}, zamówienie {nr}. Czy mogę oddać w salonie w Gdańsku i dostać gotówkę do ręki?
--- agent
Oddać można jak najbardziej, przy Żaglowników 8, w tygodniu od 10 do 19, w soboty do 15. Z gotówką jest inaczej: płacił[|a] [Pan|Pani] przelewem, więc tą samą drogą oddajemy. Na koncie będzie następnego dnia roboczego.
--- customer 1d
[Byłem|Byłam] dziś, przyjęła mnie bardzo miła dziewczyna z warkoczem. Przy okazji [wyszedłem|wyszłam] z {q.ins}. Sprytnie to sobie wymyśliliście.
--- agent 2h
Przekażę pozdrowienia koleżance. A że przy okazji wyjdzie się od nas z {q.ins}, tego regulamin nie zabrania. Zwrot za {p.acc} wyszedł, będzie jutro na koncie.

=== thread_return_forgot_inside
most: 1
subjects: Zostawił[em|am] coś w zwróconej paczce
product: packs
age: 9-15
inbox: complaints
labels: zwrot
mood: worried
--- customer
Odesłał[em|am] wczoraj {p.acc} i dziś uświadomił[em|am] sobie, że w bocznej kieszeni została obrączka. Zdejmuję ją do pakowania. Proszę, sprawdźcie, zanim ktokolwiek coś z tym zrobi.
--- note
Paczka dojedzie {wday:+1}. Kartka na stole przyjęć: otworzyć przy dwóch osobach, boczna kieszeń.
--- agent 15m snooze=1d
Proszę się nie martwić na zapas. Paczka jeszcze jedzie, będzie u nas {wday:+1} rano. Otworzymy ją jako pierwszą, we dwoje, i od razu dam znać.
--- agent 1d att=photo
Jest. Boczna kieszeń, w chusteczce. Zdjęcie w załączniku, a obrączka leży w sejfie. Jak ma wrócić: przesyłką wartościową na nasz koszt czy odbierze ją [Pan|Pani] w salonie?
--- customer 20m
Popłakał[em|am] się. Odbiorę w salonie, jutro z rana. Współmałżonek nic nie wie i niech tak zostanie.
--- agent 20m
Dyskrecja zapewniona, salon od 10. Zwrot za {p.acc} też jest już rozliczony.
--- customer 1d
Mam ją na palcu. Dziękuję, nie mam innych słów.

=== thread_wrong_size_shoes_pair
most: 1
subjects: Lewy {size}, prawy {size+}
product: trek+city+run
age: 3-5
inbox: complaints
labels: pomyłka, wymiana
--- customer att=photo
W jednym pudełku dostał[em|am] lewy but w rozmiarze {size} i prawy w {size+}. Przez chwilę myślał[em|am], że to ja jestem krzyw[y|a]. Zdjęcie podeszew w załączniku. Zamówienie {nr}.
--- agent 30m
Dziękuję za zdjęcie, to buty są krzywe. Ktoś gdzieś ma parę odwrotną i pewnie też kuleje. Wysyłam dziś całą nową parę w {size}, a tę niedobraną zabierze kurier przy doręczeniu.
--- note
Sprawdzić zamówienia na model {p.name} {size+} z tego samego dnia, zadzwonić, zanim ta druga osoba pójdzie w nich w góry.
--- customer 2d
Nowa para równa co do milimetra. A znalazł się ten drugi?
--- agent 2h
Znalazł się, w Bydgoszczy. Myślał, że tak ma być, bo to model na kamienie. Też już ma parę.
"""
