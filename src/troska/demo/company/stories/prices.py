"""Prices, discount codes and the birthday sale."""

STORIES = """
=== code_fails
subjects: Kod {code} nie działa ## kod rabatowy ## Rabat nie wchodzi ## problem z kodem
age: 0-1
weight: 4
labels: rabat
--- customer
Kod {code} z newslettera nie działa. Wpisuję, klikam i pojawia się „kod nieaktywny”. W koszyku mam {p.acc}. Co robię źle?
~~
@first
Dostał[em|am] kod na 10 % za pierwsze zakupy, a koszyk twierdzi, że to nie są moje pierwsze zakupy. Są. Przysięgam.
~~
@after
Zapomniał[em|am] wpisać kod {code} przy zamówieniu {nr}. Czy można doliczyć rabat po fakcie?
~~
@join
Czy kody się łączą? Mam {code} i drugi za opinię. Chodzi o {p.acc}.
~~
{code} – wasz kod – NIE DZIAŁA. Trzy przeglądarki, dwa telefony.
--- agent
Dziękuję za cierpliwość. Kod miał zły termin w systemie, to nasz błąd. Przed chwilą przedłużył<em|am> go do {date:+3}, proszę spróbować jeszcze raz.
~~
Sprawdził<em|am> to od środka: kod gubił się, gdy w koszyku był produkt w promocji. Przygotował<em|am> drugi, tylko dla [Pana|Pani]: DLA-{c.first}-10. Zadziała od ręki.
~~
@after
Nie ma kłopotu, {pct:10} oddaję na konto, z którego przyszła płatność. Powinno być {wday:+2}.
~~
@first
Wierzę na słowo. System pomylił [Pana|Panią] z kimś o podobnym adresie. Rabat doliczył<em|am> do konta, będzie widoczny po ponownym zalogowaniu.
~~
@join
Kody się nie łączą, ale liczy się zawsze ten lepszy. Przy tym koszyku lepszy jest {code}, daje {pct:10}. Drugi zostaje na kolejne zakupy, nie przepada.
--- customer 2h ?50
Teraz działa, dziękuję.
~~
Zadziałało za pierwszym razem. Dzięki!
~~
@after first join
Dziękuję, miłe podejście.

=== sale_rush
subjects: Urodziny Kładki – pytanie ## promocja -20% ## Dzień Kładki ## strona nie działa!! ## Urodzinowy rabat
age: 1-1
weight: 200
only: sale
labels: rabat, urodziny sklepu
mood: worried
--- customer
Strona mi się zawiesza od pół godziny. W koszyku {p.nom}, a ja patrzę na kręcące się kółko. Czy rabat będzie jeszcze ważny, jak się wreszcie uda?
~~
Do której godziny trwa urodzinowa promocja? Pracuję do 22 i nie wiem, czy zdążę.
~~
@why
Czy 20 % mniej dotyczy też {p.gen}? Na banerze „wszystko”, w koszyku dalej {p.price}.
~~
@yesterday
Kupił[em|am] {p.acc} WCZORAJ, w pełnej cenie. Dziś jest o 20 % taniej. Trochę boli. Da się coś z tym zrobić? Zamówienie {nr}.
~~
@paid
Zapłacił[em|am], pieniądze zeszły, a zamówienia nie ma na liście. Pewnie przez ten ruch. {p.sale} to nie drobne, proszę o sprawdzenie.
~~
@shop
Sto lat dla Kładki! I pytanie: czy rabat działa też w salonie?
~~
Próbuję kupić {p.acc} i w ostatnim kroku wyskakuje „sesja wygasła”. Trzeci raz. Proszę mi {p:go/ją/je} odłożyć, zapłacę, jak tylko się da.
~~
@why
czemu rabatu nie nalicza?? urodziny a w koszyku stara cena
~~
@shop
Mieszkam dwie ulice od Was i widzę kolejkę pod same czerwone drzwi. Czy jutro rano, o 10, rabat jeszcze będzie?
~~
Dwa razy dodał[em|am] do koszyka {p.acc} i dwa razy koszyk się opróżnił. Chyba ktoś wykupuje mi to sprzed nosa. Można jakoś zarezerwować?
~~
@yesterday
Czuję się trochę jak frajer: trzy dni temu kupił[em|am] {p.acc} za {p.price}, dziś cena to {p.sale}. Zamówienie {nr}, jeszcze nawet nie doszło.
~~
@why
Baner: wszystko taniej o 20 %. Koszyk: {p.nom}, {p.price}, rabat 0 zł. Komu mam wierzyć?
~~
@paid
Płatność poszła, strona się wyłożyła, potwierdzenia brak. Nie wiem, czy kupować jeszcze raz, czy czekać. Kwota {p.sale}.
~~
@ship
Zamówił[em|am] przed chwilą {p.acc} ({nr2}). Wiem, że dziś u Was szaleństwo, ale czy paczka ma szansę dojść przed końcem przyszłego tygodnia?
~~
Rabat urodzinowy łączy się z kodem za zapis do newslettera? Wpisuję {code} i nic się nie dzieje.
~~
Nie mogę się zalogować, bo „zbyt wielu użytkowników”. Koszyk pełny, karta w ręku, a czas leci. Czy mogą Państwo przedłużyć promocję?
~~
@ship
Ile będę czekać na wysyłkę, jeśli zamówię dzisiaj? Pewnie macie urwanie głowy, więc bez pośpiechu, chcę tylko wiedzieć.
--- agent
Dziękuję za cierpliwość, mamy pięć razy więcej gości niż zwykle. Rabat trwa do północy, a kto utknął w koszyku, dostanie go także później. Wystarczy odpisać na tę wiadomość.
~~
Przepraszam, strona ledwo dziś dyszy. Nikt przez to nie straci rabatu: zapisał<em|am> go na [Pana|Pani] koncie, ważny jest do {date:+4}. Można spokojnie wrócić wieczorem albo po weekendzie.
~~
Rozumiem nerwy, u nas w biurze też dziś głośno. Rabat z kodami się nie łączy, ale obowiązuje do północy na wszystko, a w razie kłopotów z koszykiem złożę zamówienie za [Pana|Panią], wystarczy podać model i rozmiar.
~~
@why
Rabat nalicza się w ostatnim kroku, tuż przed płatnością, i dlatego w koszyku widać starą cenę. {p.name} kosztuje po rabacie {p.sale}. Przepraszam, powinno to być napisane wprost, właśnie dopisujemy.
~~
@yesterday
Bolałoby każdego. Oddaję różnicę, {pct:20}, na konto, z którego przyszła płatność. Paczka jedzie bez zmian.
~~
@paid
Zamówienie jest, numer {nr2}, tylko lista odświeża się dziś z opóźnieniem. Potwierdzenie przyjdzie w ciągu godziny. Wszystko jest policzone raz i z rabatem.
~~
@shop
Dziękujemy i zapraszamy, w salonie rabat działa tak samo, do 19. Kto stał w kolejce i nie zdążył, dostanie rabat także w sobotę. Jest też ciasto, ale za tempo jego znikania nie odpowiadamy.
~~
@ship
Szczerze: urodzinowe zamówienia wyjdą w ciągu trzech dni roboczych, najpóźniej {wday:+3}. Dziękuję za wyrozumiałość, przyda się nam bardzo.
--- customer 3h ?35
Udało się! Dziękuję.
~~
Dziękuję, to spokojnie poczekam.
~~
@why
A, rzeczywiście, w ostatnim kroku się nalicza. Dziękuję.
~~
@yesterday
Naprawdę? Tego się nie spodziewał[em|am]. Dziękuję!

=== price_error
subjects: Cena {p.gen} – pomyłka? ## Anulowaliście moje zamówienie ## cena na stronie
age: 0-1
weight: 2
labels: cena
mood: worried
--- customer
Na stronie głównej {p.nom} {p:kosztuje/kosztuje/kosztują} {left:15}, a po kliknięciu {p.price}. Która cena jest prawdziwa?
~~
Na liście produktów {left:10}, na karcie produktu {p.price}, w koszyku znowu {left:10}. {^p.nom}. Kupił[bym|abym], tylko nie wiem za ile.
~~
Aplikacja mówi {left:15}, strona mówi {p.price}. Chodzi o {p.acc}. Która z nich ma rację?
~~
W koszyku widzę {p.price}, a w reklamie było {left:20}. To trochę nie fair. Zrzut ekranu mogę dosłać.
~~
Zamówił[em|am] w salonie z ulotką, gdzie {p.nom} {p:jest/jest/są} za {left:10}, a przy kasie policzono {p.price}. Drobiazg, ale zasady są zasadami.
--- agent
Ważna jest ta niższa, skoro ją pokazaliśmy. Poprawiamy stronę, a [Panu|Pani] oddaję różnicę albo, jeśli [Pan|Pani] dopiero kupuje, przygotuję koszyk z właściwą ceną.
~~
Dziękuję za zwrócenie uwagi. To nasza pomyłka i nie powinna kosztować [Pana|Pani] ani złotówki. Różnicę zwracam jeszcze dziś.
--- customer 4h ?50
Dziękuję, uczciwie.
~~
Fajnie, że tak to załatwiacie. Dzięki.

=== price_drop
subjects: Obniżka zaraz po zakupie ## {p.name} teraz taniej
age: 2-8
weight: 2
labels: cena, rabat
--- customer
{^p.acc} kupił[em|am] {order.date} za {p.price}. Dziś widzę na stronie {left:15}. Czy oddają Państwo różnicę, czy mam zwrócić i kupić jeszcze raz?
~~
Nie lubię się targować, ale {pct:15} różnicy po kilku dniach to sporo. Zamówienie {nr}. Czy można coś z tym zrobić?
--- agent
Zwracanie i kupowanie od nowa nikomu by nie służyło. Oddaję różnicę, {pct:15}, będzie na koncie {wday:+1}.
~~
Można. Przy obniżce do 14 dni po zakupie wyrównujemy cenę każdemu, kto o to poprosi, a powinniśmy sami. {pct:15} jest już w drodze.
--- customer 1d ?50
Doszło, dziękuję. Takie rzeczy się pamięta.
~~
Dziękuję <Panu|Pani> bardzo.

=== thread_price_ten_times
most: 1
subjects: Anulowane zamówienie – cena {p.wrong}
product: pack+sleeping+shell
age: 0-1
labels: cena, spór
mood: angry
--- customer att=screenshot
Kupił[em|am] {p.acc} za {p.wrong}. Zapłacił[em|am]. Dostał[em|am] potwierdzenie. A po trzech godzinach mail, że zamówienie {nr} zostało anulowane „z powodu błędu cenowego”. Umowa została zawarta i oczekuję wysyłki.
--- note
Cena bez zera na końcu przez import, od 11:40 do 12:25. Kupiło 7 osób. @Hanna, wysyłamy czy odmawiamy?
--- note owner
Przepraszamy wszystkich siedmioro, oddajemy od razu pieniądze i dajemy 30 % na ten model. Nie tłumaczmy się paragrafami. Kto nalega, do mnie.
--- agent 1h
Rozumiem rozczarowanie, <sam|sama> też bym się <zastanawiał|zastanawiała>, czy to okazja, czy pomyłka. To była pomyłka: przy wczytywaniu cen zgubiło się jedno zero i przez 45 minut {p.nom} {p:kosztował/kosztowała/kosztowały} dziesięć razy mniej. Za {p.wrong} nie jesteśmy w stanie wysłać, a mail o anulowaniu był napisany bez serca i za to przepraszam.

Pieniądze wróciły dziś. Jeśli {p.nom} nadal się podoba, daję 30 %, czyli {left:30}, bez terminu.
--- customer 3h
No nie ukrywam, liczył[em|am] na cud. Ale dzięki za ludzką odpowiedź, bo tamten mail brzmiał jak z sądu. Biorę za {left:30}.
--- agent 1h
Cuda rozdajemy tylko na urodziny. Link z ceną {left:30} jest w osobnym mailu. Dziękuję, że dał[|a] nam [Pan|Pani] drugą szansę.

=== thread_gift_card
most: 1
subjects: Karta podarunkowa straciła ważność
age: 0-1
labels: rabat, karta podarunkowa
mood: worried
--- customer
W szufladzie znalazł[em|am] Waszą kartę podarunkową na 200 zł od nieżyjącej już babci. Data ważności: trzy miesiące temu. Nie chodzi mi o pieniądze, tylko o to, żeby coś od niej jeszcze mieć.
--- note
@Michał, przedłużam kartę. Bez terminu, mam nadzieję, że nikt nie ma nic przeciwko.
--- note lead
Oczywiście. I wpiszmy do regulaminu, że karty nie wygasają.
--- agent 30m
Dziękuję, że [Pan|Pani] o tym napisał[|a]. Karta działa znowu i nie ma już terminu. Proszę wybrać coś spokojnie, babcia na pewno nie kazałaby się spieszyć.
--- customer 4d
Wybrał[em|am] {q.acc}. Będę nosić i myśleć o niej. Dziękuję, po prostu dziękuję.
--- agent 2h
Paczka wyjdzie dziś. Dopisał<em|am> na niej tylko „od babci”.
"""
