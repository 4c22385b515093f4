"""Questions before buying: what fits, what it can take, when it is back."""

STORIES = """
=== advice_size
subjects: Pytanie o rozmiar ## Jaki rozmiar? ## {p.name} – rozmiarówka ## Pomoc w doborze rozmiaru
product: shoes
age: 0-1
weight: 5
labels: pytanie, rozmiar
--- customer
Noszę zwykle {size}, stopa {foot} cm, dość szeroka. Jaki rozmiar wziąć w {p.loc}? Tabela pokazuje jedno, opinie drugie.
~~
Czy {p.nom} wypadają normalnie, czy raczej brać o numer większe? Chodzę w grubych skarpetach.
~~
Waham się między {size} a {size+}, chodzi o {p.acc}. Mam wysokie podbicie i haluksa, lekko nie jest.
~~
Chciał[bym|abym] zamówić {p.acc} na prezent i znam tylko długość wkładki z innych butów: {insole} cm. Jaki to będzie rozmiar u Państwa?
~~
Między jedną a drugą parą schudł[em|am] i stopa też jakby mniejsza, {foot} cm. Czy w {p.loc} dalej {size}, czy już {size-}?
~~
Kupuję bez mierzenia, bo do Gdańska daleko. Stopa {foot} cm, szczupła, zwykle {size}. Czy {p.nom} się na niej utrzymają, czy brać {size-}?
~~
Proszę o pomoc: u jednych noszę {size}, u innych {size+}. Jak to wypada u Państwa, w modelu {p.name}? Stopa {foot} cm.
~~
jaki rozmiar butow {p.name} na stope {foot} cm?
--- agent
Te {p.knom} są szyte na średnio szeroką stopę. Radzę wziąć rozmiar, w którym przed dużym palcem zostaje szerokość kciuka, u [Pana|Pani] powinno to być {size+}. Gdyby się nie udało, wymiana jest bezpłatna.
~~
Dobre pytanie, bo ten model wypada trochę mniejszy. Na grubą skarpetę radzę {size+}. Jeśli zostanie za dużo miejsca, dołożę cienką wkładkę, nic nie kosztuje.
~~
Najpewniej jest zmierzyć stopę wieczorem, przy ścianie, i dodać 8 mm. Wynik to długość wkładki, a nasze wkładki mierzymy ręcznie: {size} ma w tym modelu {insole} cm, {size+} {insole+} cm.
--- customer 6h ?55
Dziękuję, biorę {size+}.
~~
Wyszło mi {size+}. Zamówione, zobaczymy :)
~~
Dziękuję za konkretną odpowiedź, dawno takiej nie widział[em|am].

=== advice_clothes_size
subjects: Rozmiar {p.gen} ## pytanie o krój ## {p.name}: M czy L?
product: clothes
age: 0-1
weight: 3
labels: pytanie, rozmiar
--- customer
Mam {168 || 172 || 181} cm wzrostu i nie wiem, czy brać {size}, czy {size+}. Chodzi o {p.acc}. Chcę, żeby coś się pod spodem zmieściło.
~~
@cut
Czy krój {p.gen} jest bardziej dopasowany, czy luźny? Na zdjęciach modelka ma chyba dwa metry.
~~
@flat
Proszę o wymiary {p.gen} w rozmiarze {size}, mierzone na płasko. Z samego „{size}” nic mi nie wynika.
--- agent
Krój jest prosty, z zapasem na jedną warstwę pod spodem. Przy [Pana|Pani] wzroście radzę {size+}, jeśli pod spód ma wejść coś grubszego, i {size}, jeśli ma leżeć blisko ciała.
~~
@cut
Krój jest raczej luźny, z miejscem na jedną warstwę pod spodem. Modelka ma 178 cm i nosi na zdjęciach M, dopiszemy to pod zdjęciem, bo pytań jest sporo.
~~
@flat
Zmierzył<em|am> na płasko egzemplarz z półki: {size} ma od szwu do szwu 54 cm, a każdy następny rozmiar o 3 cm więcej. Najlepiej porównać to z czymś, co już [Pan|Pani] lubi nosić.
--- customer 5h ?50
Super, to bardzo pomocne. Dziękuję.
~~
@flat cut
Dziękuję, to mi wystarczy do decyzji.
~~
Dziękuję, w takim razie {size+}.

=== advice_product
product: trek+winter+city+run+shell+fleece+trousers+packs
subjects: Pytanie o {p.acc} ## {p.name} – pytanie ## przed zakupem ## Czy {p.nom} {p:nada/nada/nadadzą} się na zimę?
age: 0-1
weight: 5
labels: pytanie, produkt
--- customer
@cons
Zastanawiam się nad {p.ins}. Do czego {p:się nie nadaje/się nie nadaje/się nie nadają}? W opisie są same zalety, a wolał[bym|abym] znać wady przed zakupem.
~~
@vegan
Czy {p.nom} {p:ma/ma/mają} w składzie coś odzwierzęcego? Nie kupuję skóry ani puchu.
~~
@trip
Planuję jesienią tydzień w Bieszczadach i tydzień pod namiotem. Czy {p.nom} {p:da/da/dadzą} radę, czy to sprzęt raczej na niedzielny spacer?
~~
@where
Gdzie {p:jest szyty/jest szyta/są szyte} {p.nom}? Nie jest mi obojętne, w jakich warunkach powstają rzeczy, które noszę.
~~
@color
W jakim kolorze {p:jest/jest/są} naprawdę {p.nom}? Na jednym zdjęciu prawie taki jak na etykiecie, na drugim zupełnie inny.
~~
@weight
Ile {p:waży/waży/ważą} {p.nom}? W specyfikacji brak, a przy dłuższej trasie liczę każde sto gramów.
--- agent
@cons trip
Lubimy takie pytania. Szczerze: {p.nom} {p:jest/jest/są} do codziennego używania i na kilkudniowy wyjazd, natomiast na zimowe Tatry wybrał<bym|abym> coś cięższego. Gdyby [Pan napisał|Pani napisała], jaka to ma być trasa, doradzę dokładniej.
~~
@where
Dziękuję za pytanie, sprawdził<em|am> u producenta, żeby nie zgadywać. Powstaje to w małej szwalni pod Nowym Targiem, byliśmy tam dwa razy. Gdyby interesowało [Pana|Panią] coś jeszcze, na przykład skąd jest materiał, dopytam.
~~
@vegan
Sprawdził<em|am> kartę od producenta: bez skóry, bez puchu, bez wełny, same tworzywa, w większej części z odzysku. O klej jeszcze dopytuję i dopiszę tu odpowiedź, kiedy przyjdzie.
~~
@weight
Położył<em|am> na wadze w magazynie i wynik jest już na stronie, pod zdjęciami. Przepraszam, że go tam brakowało, przy dłuższej trasie <sam|sama> sprawdzam to na początku.
~~
@color
Obejrzał<em|am> przed chwilą egzemplarz z półki, przy oknie, bez lampy. Kolor na żywo jest trochę cieplejszy niż na stronie.
--- customer 8h ?55
Bardzo dziękuję za szczerość, biorę.
~~
Dziękuję. Muszę się jeszcze zastanowić, ale odpowiedź wzorowa.
~~
O to mi chodziło. Zamówione!

=== out_of_stock
subjects: Kiedy będzie {p.nom}? ## dostępność {p.name} {size} ## Brak rozmiaru {size} ## Powiadomienie o dostępności
product: sized
age: 0-1
weight: 4
labels: pytanie, brak towaru
--- customer
@back
Kiedy {p:wróci/wróci/wrócą} {p.nom} w rozmiarze {size}? Zapisał[em|am] się na powiadomienie dwa tygodnie temu i nic.
~~
@season
Nie ma {size} w kolorze {color}. Będzie jeszcze w tym sezonie, czy mam szukać gdzie indziej?
~~
@store
Czy w salonie w Gdańsku {p:został/została/zostały} gdzieś {p.nom} w rozmiarze {size}? W internecie niedostępne.
~~
@back
Poluję na {p.acc}, rozmiar {size}. Czy mogę zapłacić z góry i poczekać?
--- agent
@back
Dostawa z tym rozmiarem ma przyjechać {date:+9}. Zapisał<em|am> [Pana|Panią] na liście i odłożę jedną sztukę na tydzień, bez zobowiązań.
~~
@store
Sprawdził<em|am>: w internecie już nie ma, ale {p:został jeden egzemplarz/została jedna sztuka/została jedna sztuka} w salonie przy Żaglowników 8. Mogę odłożyć do soboty albo wysłać pocztą stamtąd.
~~
@season
Nie będę [Pana|Panią] zwodzić: w tym sezonie {size} już nie wróci. Został kolor {ciemniejszy || podobny} w tym samym rozmiarze albo nowa wersja, która przyjdzie wiosną. Jeśli spieszno, pomogę znaleźć coś podobnego.
--- customer 7h ?60
@store back
Poproszę o odłożenie, dziękuję!
~~
@season
Rozumiem, dziękuję za jasną odpowiedź.
~~
@back
Dziękuję, to poczekam.

=== advice_care
subjects: Jak prać? ## Impregnacja ## czym to czyścić ## Pielęgnacja – {p.nom}
product: shoes+shell
age: 20-300
weight: 3
labels: pytanie, pielęgnacja
--- customer
Jak najlepiej czyścić {p.acc}? Mam trzy różne środki i boję się, że każdym coś zepsuję.
~~
@mud
Wpadł[em|am] w błoto po kolana. {^p.nom} {p:przeżył/przeżyła/przeżyły}, ale {p:wygląda/wygląda/wyglądają} strasznie. Pralka czy wanna?
~~
@heat
Czy {p.acc} można suszyć na kaloryferze? [Żona mówi|Mąż mówi], że tak, ja mam złe przeczucia.
~~
@wax
Co ile impregnować {p.acc} i czym? W paczce nie było żadnej ulotki.
--- agent
Najprościej: letnia woda, miękka szczotka i szare mydło. Żadnego płynu do płukania. Suszyć z dala od kaloryfera, w butach pomaga zmięta gazeta, w odzieży wieszak i cierpliwość.
~~
@heat
Kaloryfer to najkrótsza droga do reklamacji, więc złe przeczucia są słuszne. Pokojowa temperatura i przewiew wystarczą, najwyżej doba cierpliwości więcej.
~~
@wax
Raz na miesiąc w sezonie, na czyste i jeszcze lekko wilgotne. Wystarczy zwykły impregnat bez silikonu, nie musi być od nas. Ulotkę dołączymy do następnych paczek, dziękuję za podpowiedź.
~~
@mud
Ani pralka, ani wanna. Błoto zostawiamy do wyschnięcia, potem sucha szczotka, potem letnia woda z mydłem. {^p.nom} {p:zniesie/zniesie/zniosą} więcej, niż się wydaje.
--- customer 4h ?50
@heat
Wygrał[em|am] zakład o kaloryfer. Dziękuję!
~~
Dziękuję, zrobię dokładnie tak.

=== thread_advice_first_trip
most: 1
subjects: Pierwszy raz w Tatry – pomożecie?
product: trek
age: 0-1
months: 3-11
labels: pytanie, doradztwo
mood: happy
--- customer
Mam 58 lat, kolana po przejściach i za miesiąc pierwszy raz w życiu jadę w Tatry, bo wnuczka się uparła. Buty mam tylko „na działkę”. Co mi jest naprawdę potrzebne, a co mogę sobie darować? Budżet 800 zł.
--- agent 1h
Zazdroszczę wnuczki. Za 800 zł spokojnie da się pojechać. Potrzebne są: buty za kostkę ({p.nom}, {p.price}), dwie pary wełnianych skarpet i coś od deszczu. Darować można sobie kijki za trzysta złotych, na początek wystarczą pożyczone, a dla kolan robią więcej niż niejedna maść.

Jaki rozmiar [Pan|Pani] nosi i czy stopa jest raczej szeroka?
--- customer 3h
Rozmiar {size}, stopa jak bochen chleba. A te buty to nie za ciężkie? Wnuczka mówi, że teraz chodzi się w adidasach.
--- agent 2h
Wnuczka ma dwadzieścia lat i kolana z gumy. Przy kolanach po przejściach wolał<bym|abym> coś, co trzyma kostkę. Ten model ma szerokie czubki, akurat na bochen. Proszę pochodzić w nich dwa tygodnie po domu i na spacerach, przed górami trzeba je rozchodzić.
--- customer 2d
Zamówił[em|am] {size+}. Powiedział[em|am] wnuczce o kolanach z gumy, obraziła się na pięć minut.
--- customer 32d att=photo ?90
Melduję: Dolina Kościeliska i Rusinowa Polana zdobyte, bez jednego pęcherza. Zdjęcie w załączniku. Dziękuję, że <Pan|Pani> mnie nie <zbył|zbyła>.
--- agent 3h
Zdjęcie obejrzała już cała firma. Gratuluję, zwłaszcza Rusinowej. Na następny raz polecam Halę Gąsienicową, wnuczce też się spodoba.

=== thread_advice_vs
subjects: Plecak czy torba?
product: pack
age: 0-1
labels: pytanie, doradztwo
--- customer
Na tygodniowy wyjazd pociągiem i trochę chodzenia: plecak czy torba? Czytam opinie od trzech dni i wiem coraz mniej.
--- agent
Trzy dni to dużo, pomogę skrócić. Jedno pytanie: ile z tego tygodnia to schody i perony, a ile ścieżka? I czy laptop jedzie z [Panem|Panią]?
--- customer 2h
Schodów sporo, ścieżka dwa dni. Laptop niestety tak, pracuję z pociągu.
--- agent 1h
W takim razie {p.nom}. Ma osobną kieszeń na laptopa przy plecach i da się go nieść cały dzień. Torba byłaby lepsza, gdyby nie te dwa dni ścieżki. Cena {p.price}, dostawa {wday:+2}, jeśli zamówi [Pan|Pani] dziś do 13.
--- customer 40m
I to jest odpowiedź. Zamówione, dziękuję.

=== thread_advice_vegan
subjects: Czy klej jest wegański?
product: shoes
age: 0-1
labels: pytanie, produkt
--- customer
Pytanie z gatunku trudnych. {^p.nom} nie mają w opisie skóry, ale co z klejem i wkładką? Potrzebuję pewności, nie „raczej tak”.
--- note
Nie wiem. Piszę do producenta, niech odpowiedzą na piśmie.
--- agent 1h snooze=2d
Dziękuję za pytanie, bo sami chcemy to wiedzieć. „Raczej tak” nie napiszę. Wysłał<em|am> pytanie do producenta i wrócę z jego odpowiedzią {wday:+2}, nawet gdyby miała brzmieć „nie wiemy”.
--- agent 2d
Mam odpowiedź na piśmie: klej jest na bazie wody, bez kazeiny, wkładka z korka i poliestru. Jedyny wyjątek to starsza partia z wkładką z filcu wełnianego, ale jej już nie sprzedajemy. Dopisujemy to do opisu.
--- customer 6h
Rzadko się zdarza, żeby ktoś naprawdę sprawdził. Dziękuję i biorę {size}.

=== thread_out_of_stock_waiting
most: 1
subjects: Czekam na {p.acc} od wiosny
product: trek+winter
age: 0-1
labels: pytanie, brak towaru
mood: angry
--- customer
Od pół roku przycisk „powiadom mnie” i od pół roku nic. {^p.nom}, rozmiar {size}. Pisał[em|am] dwa razy, dwa razy odpowiedź „wkrótce”. Proszę mi powiedzieć wprost: będą czy nie?
--- note
Producent przesunął partię trzeci raz. Data z dzisiaj: {date:+12}, potwierdzona mailem.
--- agent 1h snooze=4d
Wprost: będą, producent potwierdził dziś na piśmie {date:+12}. „Wkrótce” było nieuczciwe, bo sami nie wiedzieliśmy. Odkładam parę {size} na [Pana|Pani] nazwisko, bez wpłaty i bez zobowiązań, a jeśli data znów się przesunie, napiszę tego samego dnia.
--- customer 4h
Dobrze, trzymam za słowo. Dziękuję za konkret.
--- agent 7d
Przyszły kilka dni wcześniej. {^p.nom}, {size}, leżą przede mną. Wysłać, czy odbierze [Pan|Pani] w salonie?
--- customer 2h
Wysłać! I niech nikt ich po drodze nie zgubi :)
--- agent 1h
Pilnuję osobiście. Numer przesyłki {track}.
"""
