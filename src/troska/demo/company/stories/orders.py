"""Orders: has it been taken, change it, call it off, pay for it."""

STORIES = """
=== order_status
subjects: Zamówienie {nr} ## Kiedy wysyłka? ## Status zamówienia {nr} ## pytanie o zamówienie ## Zamówienie {p.name} – kiedy wyjdzie?
age: 1-2
weight: 5
labels: zamówienie
--- customer
{^order.day} zamówił[em|am] u Państwa {p.acc} (nr {nr}). Pieniądze zeszły z konta, ale od tamtej pory cisza. {Kiedy mogę liczyć na wysyłkę? || Czy paczka już wyszła?}
~~
Chciał[bym|abym] tylko zapytać, czy zamówienie {nr} jest już spakowane. Wyjeżdżam pod koniec przyszłego tygodnia i {wolał[bym|abym] mieć {p.acc} ze sobą || {p.acc} muszę mieć ze sobą}.
~~
Czy moje zamówienie w ogóle do Państwa doszło? Na stronie mam status „przyjęte” i nic więcej. Numer {nr}.
~~
{p.nom}, {p:zamówiony/zamówiona/zamówione} {order.short}, numer {nr}. Kiedy wyślecie?
~~
Dostał[em|am] maila, że zamówienie {nr} zostało opłacone, a potem już nic. Nie popędzam, pytam tylko, na kiedy się nastawić, bo w dzień nikogo nie ma w domu i muszę uprzedzić sąsiadkę.
~~
Mam pytanie o zamówienie {nr}. Zapłacił[em|am] BLIK-iem, {total}. Czy wszystko się zgadza i kiedy paczka ruszy w drogę?
--- agent
{Zamówienie jest u nas i jest opłacone. || Wszystko się zgadza, pieniądze doszły.} {p.nom} {p:leży już spakowany/leży już spakowana/leżą już spakowane} i dziś po południu zabierze {p:go/ją/je} kurier. Numer przesyłki to {track}, link do śledzenia przyjdzie osobno, {kiedy tylko kurier ją zeskanuje || wieczorem}.
~~
Sprawdził<em|am> w magazynie: paczka czeka na kuriera, który przyjeżdża o 15. Powinna być u [Pana|Pani] {wday:+2}, a najpóźniej {wday:+3}. Gdyby coś się przesunęło, {napiszę od razu || dam znać}.
~~
Dziękuję za wiadomość. Zamówienie wyszło od nas dziś rano, tylko status na stronie nie zdążył się odświeżyć. Doręczenie planowane jest {wday:+1}.

Numer przesyłki: {track}.
~~
Już wyjaśniam. Zamówienie jest kompletne i wychodzi dziś. Trwało to dzień dłużej niż zwykle, bo po weekendzie mamy najwięcej paczek. Przepraszam za tę ciszę, powin<ienem|nam> był<|a> odezwać się <pierwszy|pierwsza>.
--- customer ?45
Super, dziękuję za szybką odpowiedź.
~~
Dziękuję, to mi wystarczy.
~~
Świetnie, {spokojnie poczekam || to czekam na kuriera}.
~~
Dzięki wielkie 🙂
~~
A dziękuję, już widzę numer przesyłki w aplikacji.

=== order_address
subjects: Zmiana adresu – {nr} ## Pilne: zły adres w zamówieniu ## zmiana adresu dostawy ## Pomyłka w adresie
age: 0-1
weight: 3
labels: zamówienie, dostawa
mood: worried
--- customer
W zamówieniu {nr} wpisał[em|am] stary adres, bo podpowiedziała mi go przeglądarka. Proszę o wysłanie paczki na: ul. Wierzbowa Nowa 7 m. 12, {c.city}. Reszta danych jest dobra.
~~
Czy da się jeszcze zmienić adres w zamówieniu {nr}? Zapomniał[em|am] o numerze mieszkania: powinno być 4/19, a nie samo 4. Bez tego kurier będzie krążył po klatkach.
~~
Zamówił[em|am] przed chwilą {p.acc} i dopiero w potwierdzeniu widzę, że zaznaczył[em|am] kuriera zamiast odbioru w automacie paczkowym. Da się to przestawić? Nr {nr}
~~
Pomylił[em|am] kod pocztowy w zamówieniu {nr}. Miasto i ulica są dobre, {c.city}. Czy to coś zmienia, czy system sobie poradzi?
~~
Pilne! Zamówienie {nr} idzie na adres rodziców, a oni wyjechali do sanatorium. Proszę wysłać do mnie, {c.city}, adres mają Państwo z poprzednich zakupów.
--- agent 15m
Zdążył[|a] [Pan|Pani] w ostatniej chwili, paczka jeszcze nie była oklejona. Poprawił<em|am> dane w zamówieniu {nr}, nowe potwierdzenie powinno już być w skrzynce. {Proszę na nie zerknąć. || Proszę rzucić na nie okiem, czy wszystko się zgadza.}
~~
Poprawione. Paczka wyjdzie {wday:+1} już z nową etykietą. Jeśli w potwierdzeniu coś się nie zgadza, proszę odpisać do jutra do 12, wtedy jeszcze da się to zmienić.
~~
Zmienił<em|am> to w zamówieniu i dopisał<em|am> kartkę dla magazynu, żeby nikt nie wysłał paczki po staremu. Nic więcej nie trzeba robić.
--- customer ?55
Uff, dziękuję!
~~
Jest, wszystko się zgadza. {Dziękuję za pomoc. || Bardzo dziękuję.}
~~
Ale szybko. Dziękuję.
~~
Potwierdzam, adres jest teraz dobry. Dziękuję <Panu|Pani>.

=== order_cancel
subjects: Anulowanie zamówienia {nr} ## Rezygnacja ## proszę anulować zamówienie ## {nr} – rezygnuję
age: 0-1
weight: 3
labels: zamówienie, zwrot
--- customer
Proszę o anulowanie zamówienia {nr}. [Żona|Siostra] kupiła mi {p.acc} w prezencie i teraz miał[bym|abym] dwa razy to samo.
~~
Rezygnuję z zamówienia {nr}. Znalazł[em|am] {p.acc} stacjonarnie i odebrał[em|am] od ręki. Proszę o zwrot pieniędzy na konto.
~~
Czy mogę jeszcze odwołać zamówienie {nr}? Klikn[ąłem|ęłam] za szybko, a wolał[bym|abym] poczekać do wypłaty.
~~
Anulujcie proszę {nr}, zmiana planów, wyjazd odwołany
~~
Chcę zrezygnować z zamówienia nr {nr}, {p.nom}, kwota {total}. Powód: zamówił[em|am] nie ten kolor, a tego, o który mi chodziło, już nie widzę.
--- agent 25m
Zamówienie {nr} jest anulowane, paczka nie wyjdzie. {total} wróci tą samą drogą, którą [Pan zapłacił|Pani zapłaciła], zwykle trwa to 1–2 dni robocze.
~~
Załatwione. Zwrot {total} zlecił<em|am> przed chwilą, na koncie powinien być najpóźniej {wday:+3}. Gdyby nie doszedł, proszę o znak.
~~
Zdążyliśmy, zanim paczka trafiła do kuriera. Zamówienie jest anulowane, a pieniądze już w drodze na [Pana|Pani] konto. Do zobaczenia przy innej okazji.
--- customer 1d ?35
Pieniądze już są. Dziękuję za sprawne załatwienie.
~~
Dziękuję bardzo i przepraszam za zamieszanie.
~~
Dzięki, na pewno jeszcze u Was coś kupię.

=== order_payment
subjects: Płatność za {nr} ## nieudana płatność ## Zamówienie nieopłacone? ## Nie mogę zapłacić
age: 0-2
weight: 3
labels: płatność
mood: worried
--- customer
@paid
Płatność za zamówienie {nr} przeszła, mam potwierdzenie z banku na {total}, a u Państwa dalej widnieje „oczekuje na płatność”. Czy pieniądze gdzieś utknęły?
~~
@stuck
Przy płatności kartą strona się zawiesiła. Nie wiem, czy zamówienie {nr} jest opłacone, i boję się kliknąć drugi raz. Proszę o sprawdzenie.
~~
@paid
Wysłał[em|am] przelew tradycyjny za {nr}, ale w tytule zrobił[em|am] literówkę. Dojdzie?
~~
@raty
Chciał[em|am] zapłacić na raty, ale ta opcja nie wyświetla mi się w telefonie. Zamówienie {nr}, {total}. Jak to zrobić?
--- agent
@paid
Widzę [Pana|Pani] wpłatę, {total}, doszła do nas dzisiaj. System płatności nie przesłał nam potwierdzenia, więc podpi<ąłem|ęłam> ją ręcznie. Zamówienie {nr} jest opłacone i idzie do pakowania.
~~
@paid stuck
Proszę się nie martwić, nic nie przepadło. Zamówienie {nr} ma teraz status „opłacone”. Gdyby bank pobrał kwotę dwa razy, druga wróci sama w ciągu 3 dni.
~~
@stuck
Sprawdził<em|am> to u operatora płatności. Na razie nie ma u nas żadnej wpłaty za {nr}, więc spokojnie można spróbować jeszcze raz. Wysyłam osobnym mailem nowy link, jest ważny do jutra do północy. Zamówienie trzymamy, rozmiar [Panu|Pani] nie ucieknie.
~~
@raty
Ta opcja nie mieści się na małych ekranach i już zgłosił<em|am> to do poprawki. Wysyłam osobnym mailem link, który prowadzi prosto do rat. Przy {total} można wybrać od 3 do 10 rat, pierwsze trzy są bez odsetek.
--- customer ?50
@paid stuck
Już widzę, że opłacone. Dziękuję!
~~
Zadziałało, dziękuję <Panu|Pani> bardzo.
~~
Dziękuję, kamień z serca.

=== order_size_change
subjects: Zmiana rozmiaru w zamówieniu ## {nr} – inny rozmiar ## Proszę o zmianę rozmiaru na {size+}
product: sized
age: 0-1
weight: 3
labels: zamówienie, rozmiar
--- customer
Zamówił[em|am] {p.acc} w rozmiarze {size}, a po przeczytaniu opinii wiem już, że powin[ienem|nam] wziąć {size+}. Czy można to zmienić, zanim paczka wyjdzie? Numer {nr}.
~~
Proszę o zmianę rozmiaru z {size} na {size+} w zamówieniu {nr}. Dziękuję!
~~
Właśnie zmierzył[em|am] się jeszcze raz i jednak potrzebuję {size+}, nie {size}. {p.nom}, zamówienie {nr}. Zdążymy?
~~
Kupił[em|am] dziś {p.acc}. [Żona stwierdziła|Mąż stwierdził], że jak zwykle przesadził[em|am] z optymizmem. Poproszę {size+} zamiast {size} :)
--- agent 20m
Zmienione: {p.nom}, rozmiar {size+}, w kolorze {color}. Mamy je na półce, więc paczka wyjdzie bez opóźnienia.
~~
Zdążymy. Poprosił<em|am> magazyn o podmianę na {size+} i widzę, że już to zrobili. Cena się nie zmienia.
~~
Rozmiar {size+} też mamy, podmienił<em|am> go w zamówieniu {nr}. Gdyby po przymierzeniu okazało się, że {size} było jednak lepsze, wymienimy bez kosztów.
--- customer ?40
Dziękuję, ratuje mnie <Pan|Pani>.
~~
Super, dzięki.
~~
Bardzo dziękuję za błyskawiczną reakcję.

=== thread_order_blik_twice
subjects: Pobrane dwa razy!
age: 0-1
labels: płatność
mood: angry
--- customer att=screenshot
Za zamówienie {nr} bank zabrał mi pieniądze DWA razy po {total}. Raz zapłacił[em|am] BLIK-iem, wyskoczył błąd, więc zapłacił[em|am] drugi raz. I nagle obie płatności zaksięgowane. Proszę o natychmiastowy zwrot, to nie są dla mnie małe pieniądze. W załączniku zrzut z banku.
--- agent 20m
Rozumiem złość, sprawdził<em|am> to jako pierwsze. Widzę obie wpłaty. Pierwszą operator oznaczył jako nieudaną, a mimo to ją pobrał. To nie [Pana|Pani] błąd.

Drugą kwotę, {total}, zwrócił<em|am> przed chwilą. BLIK oddaje zwykle tego samego dnia, najpóźniej {wday:+1}.
--- customer 1d
Minął dzień i nic nie ma.
--- note
Operator: zwrot wyszedł wczoraj 16:40, czeka na sesję banku. Mam potwierdzenie w panelu. Jeśli do południa nie wejdzie, dzwonię do nich.
--- agent 40m
Zadzwonił<em|am> do operatora. Zwrot wyszedł wczoraj o 16:40 i czekał na sesję w [Pana|Pani] banku, powinien pojawić się dziś po południu. Zajrzę do tego jeszcze raz przed końcem pracy i napiszę, cokolwiek się okaże.
--- customer 4h
Weszło. Dziękuję, że <Pan|Pani> tego dopilnował<|a>, przepraszam za ton.
--- agent 1h
Nie ma za co przepraszać, przy podwójnej kwocie każdy by się zdenerwował. Zamówienie {nr} idzie normalnie, doręczenie {wday:+1}.

=== thread_order_gift
most: 1
subjects: Prezent na sobotę – czy zdążycie?
product: trek+run+city
weekdays: 012
age: 0-1
labels: zamówienie, dostawa
mood: worried
--- customer
Zamówił[em|am] {p.acc} na urodziny taty. Urodziny w tę sobotę, a ja dopiero teraz doczytał[em|am], że dostawa trwa 1–3 dni. Czy jest szansa, że paczka dojdzie do piątku? I drugie pytanie: czy możecie nie wkładać rachunku z ceną? Zamówienie {nr}.
--- agent 20m
Jest szansa, i to duża. Przesun<ąłem|ęłam> [Pana|Pani] paczkę na początek kolejki, wyjdzie dziś. Paragonu nie wkładamy, wyślę go mailem.

Możemy też zapakować {p.acc} w szary papier i dołożyć kartkę. Co mamy na niej napisać?
--- customer 30m
O rany, naprawdę? To proszę: „Tato, żebyś miał w czym uciekać przed wnukami. Twoja banda”. I bez ceny :)
--- note
Kartka napisana, leży w paczce. Poprosił<em|am> o szary papier i sznurek.
--- agent 40m
Kartka jest w paczce, papier też. Numer przesyłki {track}, doręczenie {wday:+1}.
--- customer 3d
Tata wzruszony bardziej kartką niż prezentem. Dziękuję, jesteście niesamowici!
--- agent 3h
Bardzo się cieszymy. Proszę przekazać tacie, że wnuki i tak są szybsze.

=== thread_order_out_of_stock
subjects: Re: Twoje zamówienie {nr} ## Zamówienie {nr} – brak towaru?
product: trek+winter+city+run
age: 1-2
labels: zamówienie, brak towaru
mood: worried
--- customer
Na stronie było napisane, że {p.nom} w rozmiarze {size} są „dostępne, ostatnie sztuki”. Zapłacił[em|am] {total}, a teraz status zmienił się na „oczekuje na towar”. To są te {p.knom} czy ich nie ma?
--- note other
{p.nom} {size}: system pokazywał 1 szt., a to egzemplarz z wystawy w salonie, z rysą. Nie wysyłać. Następna dostawa od producenta {wday:+5}.
--- agent 1h snooze=5d
Należy się [Panu|Pani] szczera odpowiedź. Ostatnia para, którą pokazywał system, to egzemplarz z wystawy i ma rysę, nie chcę [Panu|Pani] takiej wysyłać. Nowa dostawa przyjedzie {wday:+5}.

Do wyboru:
– czekamy na dostawę, a za kłopot oddaję {pct:10},
– dziś wysyłam ten sam model w kolorze {color2},
– od razu zwracam całe {total}.

Co będzie dla [Pana|Pani] najwygodniejsze?
--- customer 3h
Poczekam, drugi kolor mi nie leży. Ale proszę naprawdę o wiadomość, jak przyjdą.
--- agent 5d
Są. Rozmiar {size}, kolor zgodny z zamówieniem, bez śladu wystawy. Paczka wychodzi dziś, a {pct:10} już [Panu|Pani] zwrócił<em|am>.
--- customer 2d
Doszły, leżą idealnie. Dziękuję za uczciwe postawienie sprawy.

=== thread_order_wrong_email
subjects: Nie dostał[em|am] potwierdzenia ## brak maila z potwierdzeniem
age: 1-3
labels: zamówienie
--- customer
{Dwa dni || Trzy dni} temu zamawiał[em|am] u Państwa {p.acc} i nie przyszło do mnie żadne potwierdzenie. W spamie też pusto. Z karty pobrano {total}. Czy to zamówienie istnieje?
--- agent
Istnieje, numer {nr}. Potwierdzenie poszło na adres z literówką w nazwie domeny, dlatego nie mogło dojść. Dla bezpieczeństwa, zanim go poprawię: proszę podać kod pocztowy z zamówienia i nazwę tego, co [Pan kupił|Pani kupiła].
--- customer 40m
A to gapa ze mnie. Kupił[em|am] {p.acc} w kolorze {color}. Kod pocztowy: {zip}.
--- agent 30m
Wszystko się zgadza. Poprawił<em|am> adres e-mail i wysłał<em|am> potwierdzenie jeszcze raz. Paczka jest już w drodze, powinna być {wday:+1}.
--- customer 1h
Teraz doszło. Dziękuję i za czujność też!

=== thread_order_merge
subjects: Dwa zamówienia w jednej paczce
age: 0-1
labels: zamówienie
--- customer
Wczoraj kupił[em|am] {p.acc} ({nr}), a dziś rano {q.acc} ({nr2}). Czy mogą Państwo wysłać to razem? Po co dwa kartony i dwóch kurierów.
--- agent 25m
Możemy, i jest nam to na rękę. Połączył<em|am> oba zamówienia w jedną paczkę pod numerem {nr}. Za drugą dostawę nic [Pan|Pani] nie płaci, a jeśli już została pobrana, jeszcze dziś zwrócę 14,90 zł.
--- customer 2h
Miło. A czy przy okazji zamiast kartonu może być sama folia z odzysku? Kartony zalegają mi w piwnicy.
--- agent 30m
Folii nie używamy, ale mamy kartony, które już raz do nas przyjechały. Zapakujemy w taki. Będzie mniej ładny, za to z drugim życiem.
--- customer 2d
Przyszło w kartonie po bananach. Kocham Was :)

=== thread_order_grandpa
most: 1
subjects: Pierwsze zakupy w internecie
product: city+trek
age: 0-1
labels: zamówienie
--- customer
Mam 81 lat i wnuczek założył mi konto, ale wyjechał. Chcę kupić {p.acc}, rozmiar {size}, i nie wiem, czy już kupił[em|am]. Na ekranie jest koszyk i kręci się kółko. Nie chcę kupić pięć razy.
--- agent 15m
Spokojnie, nic się nie kupiło, ani raz, ani pięć. Widzę koszyk z jedną parą, {p.name}, rozmiar {size}. Możemy to zrobić na dwa sposoby: poprowadzę [Pana|Panią] krok po kroku przez telefon albo złożę zamówienie za [Pana|Panią] i zapłaci się kurierowi przy odbiorze.
--- customer 40m
To drugie, proszę. Telefon {c.phone}, ale głośno trzeba mówić. Czy kurierowi mogę dać gotówkę?
--- agent 20m
Może być gotówka, {total}. Zamówienie ma numer {nr}, kurier przyjedzie {wday:+1} i zadzwoni dwa razy. Gdyby buty uwierały, proszę do nas zadzwonić, kurier zabierze je z powrotem i niczego nie trzeba drukować.
--- customer 2d
Przyszły, leżą jak trzeba. Wnuczek pyta, jak to zrobił[em|am]. Powiedział[em|am], że mam swoje sposoby.
--- agent 1h
I tego się trzymajmy. Dobrego chodzenia.

=== thread_order_thief
most: 1
subjects: Nie zamawiał[em|am] tego!
age: 0-1
labels: zamówienie, bezpieczeństwo, pilne
mood: worried
--- customer
Przyszło do mnie potwierdzenie zamówienia {nr} na {total}, ale ja niczego nie zamawiał[em|am]. Dostawa do miasta, w którym nigdy nie był[em|am]. Czy ktoś używa mojego konta?
--- note
Zamówienie bez logowania, ktoś podał cudzy e-mail, prawdopodobnie literówka. Nie zdradzać adresu ani nazwiska zamawiającego. @Michał, potwierdź proszę.
--- note lead
Tak, tylko literówka, telefon zamawiającego odbiera i potwierdza. Adres poprawiony.
--- agent 30m
Rozumiem niepokój i już uspokajam. Nikt nie wszedł na [Pana|Pani] konto. Inna osoba wpisała przy zakupie adres e-mail z literówką i tak wiadomość trafiła do [Pana|Pani]. Adres jest poprawiony, a [Pana|Pani] dane nie są z tym zamówieniem w żaden sposób związane.
--- customer 2h
A kto to był? Chciał[bym|abym] wiedzieć.
--- agent 40m
Tego nie mogę powiedzieć, tak samo jak nikomu nie powiem niczego o [Panu|Pani]. Jeśli to pomoże: żadna płatność nie przeszła przez [Pana|Pani] kartę ani konto. Tamto potwierdzenie proszę po prostu skasować.
--- customer 1h
Rozumiem i nawet się z tego cieszę. Dziękuję.
"""
