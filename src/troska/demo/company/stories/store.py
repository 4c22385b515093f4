"""The store in Gdańsk: opening hours, picking up, trying on, the workshop."""

STORIES = """
=== store_pickup
subjects: Odbiór w salonie ## Odbiór osobisty {nr} ## czy mogę już odebrać? ## odbiór zamówienia
inbox: store
age: 1-3
weight: 5
labels: salon, odbiór
--- customer
@ready
Czy zamówienie {nr} jest już gotowe do odbioru? Będę przejazdem w Gdańsku {wday:+1}.
~~
@ready
Dostał[em|am] wiadomość, że {p.nom} {p:czeka/czeka/czekają} w salonie. Do kiedy trzeba odebrać? W tym tygodniu nie dam rady.
~~
Odbieram {nr} w sobotę. Czy wystarczy numer z maila, czy potrzebny jest dowód i kod? Wolę zapytać, niż stać przy kasie z głupią miną.
~~
Miał[em|am] dostać SMS, że {p.nom} {p:jest gotowy/jest gotowa/są gotowe} do odbioru. SMS-a brak, a mam wolne popołudnie {wday:+1}. Zamówienie {nr}.
~~
@who
Czy moje zamówienie {nr} może odebrać ktoś inny? Brat jest w Gdańsku, ja dopiero w przyszłym miesiącu.
~~
@way
Jak do Państwa trafić? Mapa prowadzi mnie na parking za torami, a salonu nie widać. Mam do odebrania {p.acc}.
~~
@try
Chcę odebrać {nr} i od razu przymierzyć na miejscu. Jeśli nie będzie pasować, zwrócę od ręki. Tak można?
--- agent
@ready
Tak, paczka {nr} leży u nas na półce odbiorów. Jesteśmy od poniedziałku do piątku 10–19, w sobotę 10–15. Trzymamy ją 10 dni, a jeśli trzeba, dłużej, wystarczy słowo.
~~
@who
Oczywiście. Potrzebny jest tylko numer {nr}, może z nim przyjść każdy, brat nawet bez dowodu. Wejście jest od podwórza, przy czerwonych drzwiach.
~~
@way
Mapa ma swoje zdanie, a my mamy czerwone drzwi: trzeba wjechać w bramę przy Żaglowników 8 i przejść przez podwórze. Od ulicy trwa remont chodnika. W razie czego proszę dzwonić, wyjdziemy naprzeciw.
~~
@try
Zapraszamy. Można przymierzyć, pochodzić po schodach i zostawić, jeśli coś nie leży. Pieniądze oddajemy wtedy tą samą drogą, następnego dnia roboczego.
--- customer 1d ?45
@ready try
Odebrane, bardzo miła obsługa. Dziękuję.
~~
Dziękuję, do zobaczenia.
~~
Super, dzięki za informację.

=== store_hours
subjects: Godziny otwarcia ## Czy jutro czynne? ## salon Gdańsk – godziny ## Niedziela handlowa?
inbox: store
weight: 3
labels: salon, pytanie
--- customer
@sat
W jakich godzinach jest otwarty salon w sobotę? Internet podaje trzy różne wersje.
~~
@sun
Czy w niedzielę handlową też Państwo pracują?
~~
@park
Czy przy sklepie jest gdzie zaparkować? Jadę z Elbląga i wolę wiedzieć wcześniej.
~~
@dog
Czy można do Was wejść z psem? Duży, ale filozof.
~~
@chair
Czy do salonu wjadę wózkiem inwalidzkim? Na zdjęciach widzę dwa stopnie.
--- agent
@sat
Dobra jest ta wersja: w tygodniu od 10 do 19, w sobotę od 10 do 15. Pozostałe dwie postaramy się dziś poprawić.
~~
@sun
W niedziele mamy zamknięte, także w handlowe, bo wtedy sami chodzimy po lesie. Od poniedziałku do piątku jesteśmy od 10 do 19, w sobotę do 15.
~~
@park
Jest parking na podwórzu, trzy miejsca, za darmo. W sobotę przed południem bywa pełny, wtedy najłatwiej stanąć przy parku, pięć minut pieszo.
~~
@dog
Filozofowie są mile widziani, miska z wodą stoi przy kasie. Proszę tylko uważać na kota z warsztatu, ma odmienne poglądy.
~~
@chair
Tak. Od podwórza nie ma stopni, drzwi mają 95 cm, a dzwonek jest nisko. Przymierzalnia też jest szeroka. Te dwa stopnie ze zdjęć to stare wejście, zdjęcie wymienimy.
--- customer 3h ?50
Dziękuję, do zobaczenia.
~~
Dziękuję za szybką odpowiedź.
~~
@sat park dog
Świetnie, będziemy w sobotę.

=== store_stock
subjects: Czy macie w salonie {p.acc}? ## dostępność w Gdańsku ## {p.name} do przymierzenia
inbox: store
product: sized
weight: 3
age: 0-1
labels: salon, pytanie
--- customer
Czy w salonie {p:jest/jest/są} do przymierzenia {p.nom}, rozmiar {size} i {size+}? Jadę z {Tczewa || Kartuz || Pucka} i nie chcę jechać na darmo.
~~
@look
Chciał[bym|abym] obejrzeć {p.acc} na żywo. {p:Jest/Jest/Są} w Gdańsku czy tylko w internecie?
~~
Proszę o odłożenie {p.gen} w rozmiarze {size}, przyjadę po pracy.
~~
Jest sens przyjechać dziś po {p.acc}? Rozmiar {size} albo {size+}, kolor obojętny, byle nie różowy.
~~
Synowa marzy o {p.loc} z wystawy, rozmiar {size}. Zostało coś jeszcze?
--- agent 30m
Tak, {size} w kolorze {color} jest na półce, a {size+} na zapleczu. Odłożył<em|am> na [Pana|Pani] nazwisko do {wdate:+2}.
~~
@look
Jest w kolorze {color} i {color2}. W salonie jedno i drugie wisi przy dużym oknie, więc kolor można obejrzeć w dziennym świetle.
--- customer 1d ?40
Kupione! Dziękuję za odłożenie.
~~
Dziękuję, będę po 17.

=== store_repair
subjects: Naprawa butów ## Czy podklejacie buty? ## warsztat ## Wymiana podeszwy – ile kosztuje?
inbox: store
product: trek+winter+city
age: 400-900
weight: 3
labels: salon, naprawa
--- customer att=photo
@sole
Mam Wasze {p.acc} od kilku lat, podeszwa starta na gładko, cholewka jak nowa. Czy robicie wymianę podeszew i ile to kosztuje?
~~
@other
Czy w warsztacie naprawiają Państwo też buty innych firm? Chodzi o przeszycie języka.
~~
@lace
Pękła mi sznurówka i urwał się haczyk. Da się wymienić od ręki, jak podjadę w sobotę?
--- agent
@sole
Robimy. Nowa podeszwa to 180 zł i około 10 dni. Buty można przynieść albo przysłać, proszę tylko dopisać na kartce telefon.
~~
@lace
Da się, i to za dobre słowo. W sobotę szewc jest od 10 do 13, haczyk to pięć minut, a sznurówki mamy w czterech długościach.
~~
@other
Tak, naprawiamy też buty innych firm, o ile szewc uzna, że to ma sens. Powie to uczciwie przed naprawą. W sobotę jest w warsztacie od 10 do 13.
--- customer 5h ?55
Świetnie, przyniosę w sobotę.
~~
Dziękuję, szkoda by było je wyrzucać.
~~
@sole
Cena w porządku. Nadaję dzisiaj.

=== thread_store_left_bag
most: 1
subjects: Zostawił[em|am] u Państwa torbę ## zguba w salonie
inbox: store
age: 2-8
labels: salon
mood: worried
--- customer
Był[em|am] wczoraj w salonie i chyba zostawił[em|am] przy przymierzalni płócienną torbę. W środku książka i, co gorsza, klucze. Czy ktoś ją znalazł?
--- agent 15m
Znalazł<em|am>. Torba, książka z biletem zamiast zakładki i klucze leżą w szufladzie przy kasie. Czekają, do 19 ktoś tu jest. Gdyby klucze były potrzebne od razu, możemy je wysłać taksówką.
--- customer 25m
Bogu dzięki! Przyjadę po pracy. Bilet proszę zostawić, to jest strona 214.
--- agent 20m
Strona 214 nietknięta. Do zobaczenia.
--- customer 1d ?70
Odebrane wczoraj, dziękuję raz jeszcze.

=== thread_store_workshop_delay
most: 1
subjects: Buty w warsztacie – miały być gotowe
inbox: store
product: trek
age: 300-700
labels: salon, naprawa
mood: angry
--- customer
Oddał[em|am] buty do warsztatu dwa tygodnie temu, miało być 10 dni. Nikt nie dzwoni. Rozumiem, że szewc jest jeden, ale telefon chyba też jest przynajmniej jeden?
--- note
Szewc chory od poniedziałku, zostało klejenie drugiego buta. Nikt nie dał znać klientom, lista wisi tylko w warsztacie.
--- agent 40m snooze=2d
Telefon jest i powinien był zadzwonić, przepraszam. Nasz szewc zachorował, a my nie zawiadomiliśmy ludzi z jego listy. Jeden but jest gotowy, drugi czeka na klejenie. Wraca {wday:+2} i [Pana|Pani] para jest pierwsza. Naprawa będzie za połowę ceny.
--- customer 3h
Zdrowia dla szewca. Jednego buta nie odbiorę, bo nie jestem bocianem, więc poczekam.
--- agent 3d
Oba gotowe i oba na półce. Szewc dziękuje za życzenia i prosi przekazać, że dla bocianów robimy rabat 50 %.
--- customer 1d
Odebrane. Robota znakomita, warto było czekać na jednej nodze.

=== thread_store_event
most: 1
subjects: Warsztaty z impregnacji – są jeszcze miejsca?
inbox: store
age: 1-5
labels: salon, wydarzenie
mood: happy
--- customer
Na drzwiach wisi kartka o wieczorze z impregnacją butów. Czy można przyjść z własnymi (starymi) butami i z dzieckiem lat 9, które uwielbia wszystko, co się rozmazuje?
--- agent 1h
Można, a dziewięciolatek jest wręcz wskazany. Spotykamy się {wday:+2} o 17:30, wosk i szmatki dajemy, fartuchy też. Zapisał<em|am> dwa miejsca.
--- customer 1h
Wspaniale. Czy przynieść coś do jedzenia?
--- agent 30m
Jeśli ktoś upiecze ciasto, nikt się nie obrazi. Herbata jest zawsze.
--- customer 6d
Dziecko nawoskowało też krzesło. Przepraszam i dziękuję, było cudownie!
--- agent 2h
Krzesło nigdy nie było tak wodoodporne. Następny wieczór za miesiąc, dam znać.

=== thread_store_wheelchair
most: 1
subjects: Wizyta z mamą na wózku
inbox: store
age: 1-5
product: winter+city
labels: salon, dostępność
--- customer
Chcę przyjechać z mamą, która jest na wózku i ma bardzo opuchnięte stopy. W zwykłych sklepach wychodzimy po pięciu minutach. Czy jest pora, w której jest u Państwa spokojniej?
--- agent 1h
Najspokojniej jest we wtorki i czwartki między 10 a 12. Wjazd od podwórza, bez stopni, przymierzalnia szeroka. Proszę napisać, który dzień pasuje, przygotuję kilka par z głębokim otwarciem i krzesło obok, żeby nie trzeba było się schylać.
--- customer 3h
Czwartek o 11. Mama nosi 39, ale po południu raczej 41.
--- note
Czwartek 11:00: przygotować 39–42, szerokie, z otwarciem do palców. Czajnik na herbatę.
--- agent 1h
Zapisane, czwartek o 11. Odkładam cztery pary od 39 do 42. Jeśli żadna nie będzie dobra, szewc może rozszerzyć wybraną na miejscu.
--- customer 6d
Mama pierwszy raz od dwóch lat ma buty, które sama wybrała. Herbata też była dobra. Dziękujemy.
--- agent 2h
To dla nas najlepsza wiadomość tygodnia. Ukłony dla mamy.
"""
