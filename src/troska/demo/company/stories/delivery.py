"""Delivery: where is it, late, lost, damaged, left with somebody else."""

STORIES = """
=== where_parcel
subjects: Gdzie jest moja paczka? ## paczka ## Zamówienie {nr} – brak przesyłki ## Przesyłka {track} ## - ## kiedy dojdzie ## Nadal czekam na {p.acc}
age: 4-7
weight: 9
labels: dostawa
mood: worried
--- customer
{p.acc} zamówił[em|am] {order.date}. Wysłali Państwo podobno następnego dnia, a od tamtej pory śledzenie pokazuje „w sortowni” i nic się nie zmienia. {Wyjeżdżam za kilka dni || Zaczynam się martwić} i chciał[bym|abym] wiedzieć, na czym stoję. Numer zamówienia {nr}.
~~
Gdzie jest moja paczka? Zamówienie {nr}, miało być „u Ciebie w 48 godzin”, a mamy już {age} {age:dzień/dni/dni}.
~~
@door
Mam prośbę o sprawdzenie przesyłki {track}. Kurier dwa dni z rzędu wpisał „nie zastano odbiorcy”, a ja pracuję z domu i nikt nie dzwonił ani do drzwi, ani na telefon.
~~
Czy mogą Państwo sprawdzić, co się dzieje z zamówieniem {nr}? W aplikacji widzę tylko tyle, że etykieta została utworzona. Nie wiem, czy to znaczy, że paczka w ogóle nie wyjechała.
~~
Paczka miała być wczoraj. Siedział[em|am] cały dzień w domu. Nie było ani paczki, ani wiadomości. {nr}
~~
@locker
Piszę w sprawie zamówienia {nr}. Paczka pojechała do automatu w zupełnie innej dzielnicy, bo mój był pełny. Czy może wrócić do tego, który wybrał[em|am]? Nie mam samochodu, a to godzina autobusem.
~~
Na początku powiem, że bardzo lubię Wasz sklep, więc piszę bez złości. Ale {age} {age:dzień/dni/dni} na {p.acc}? Numer {nr}. Proszę o jakiś znak życia.
~~
Zamówienie {nr} z {order.short} nadal do mnie nie dotarło. Czy jest jakiś problem po stronie magazynu, czy po stronie kuriera?
--- agent
Dziękuję za wiadomość i przepraszam za czekanie. Sprawdził<em|am> u kuriera: paczka utknęła w sortowni, bo przy skanowaniu odkleiła się etykieta. Dziś rano nakleili nową. Doręczenie planują {kiedy=wday:+1}, a ja {wday:+2} sprawdzę, czy na pewno jest u [Pana|Pani].
~~
Rozumiem niepokój, {age} {age:dzień/dni/dni} to za długo. Zgłosił<em|am> paczkę do wyjaśnienia, kurier ma czas do jutra do południa. Jeśli do tego czasu się nie znajdzie, wyślę drugą na nasz koszt i nie będziemy czekać na żadne dochodzenie.
~~
@door
Już wiem, co się stało. Kurier miał w systemie stary numer telefonu i nie mógł [Pana|Pani] złapać. Podał<em|am> właściwy, paczka wyjedzie jeszcze raz {wday:+1} między 9 a 15.

Gdyby ta pora nie pasowała, proszę napisać, przestawię ją.
~~
Sprawdził<em|am> drogę przesyłki {track}. Jest w oddziale {c.in} i wyjeżdża na doręczenie {wday:+1}. Opóźnienie wzięło się z przepełnionej sortowni, co oczywiście nie jest [Pana|Pani] zmartwieniem. {^sorry}.
~~
@locker
Godzina autobusem po paczkę to nie jest dostawa. Przekierował<em|am> ją pod drzwi, bez dopłaty, doręczenie {wday:+1}. Automat pod [Pana|Pani] blokiem ma już przypisaną większą skrytkę na następny raz.
~~
@door
Zadzwonił<em|am> do oddziału. Kurier przyznał, że nie wjechał na osiedle, bo szlaban był zamknięty. Jutro próbuje ktoś inny i zadzwoni pół godziny wcześniej.
~~
Najpierw przepraszam, powinniśmy byli zauważyć to przed [Panem|Panią]. Paczka wyszła od nas na czas, ale kurier skierował ją do złego oddziału. Wraca na właściwą trasę i powinna być u [Pana|Pani] {wday:+2}.
--- customer 2d ?60
Paczka właśnie przyszła. Dziękuję za interwencję.
~~
Jest! {Dziękuję. || Dziękuję za pomoc.}
~~
Kurier właśnie był, wszystko w porządku. Dziękuję za szybką reakcję.
~~
Dziękuję za wyjaśnienie. Paczkę odebrał[em|am], {p.nom} {p:pasuje/pasuje/pasują} jak ulał.
~~
Doszła dzisiaj. Miło, że ktoś po drugiej stronie czyta ze zrozumieniem.

=== late_again
subjects: Przesyłki dalej nie ma ## trzeci raz pytam ## SKARGA – {nr} ## To jest kpina
age: 7-11
weight: 3
labels: dostawa, pilne
mood: angry
--- customer
Piszę po raz kolejny, bo telefonu nikt nie odbiera. Zamówienie {nr}, zapłacone {order.short}, {total}. Paczki NIE MA. Albo {p.nom} {p:będzie/będzie/będą} u mnie do piątku, albo proszę o zwrot pieniędzy.
~~
{age} {age:dzień/dni/dni}!!! Tyle czekam na {p.acc}. Czy paczka idzie pieszo przez całą Polskę? Zamówienie {nr}.
~~
Jestem rozczarowan[y|a]. Trzecie zamówienie u Państwa i pierwszy raz coś takiego: termin minął, kurier nie wie nic, na infolinii muzyczka. Proszę o konkretną odpowiedź, gdzie jest paczka z zamówienia {nr} i kiedy ją dostanę.
~~
SZANOWNI PAŃSTWO, PACZKI DALEJ NIE MA. NUMER {nr}. PROSZĘ NIE PISAĆ MI, ŻE JEST W DRODZE, BO TO SAM[|A] WIDZĘ OD TYGODNIA.
--- agent 25m
Ma [Pan|Pani] pełne prawo się złościć i przepraszam, że trzeba było pisać jeszcze raz. Nie będę odsyłać do kuriera. Drugą paczkę z zamówieniem {nr} wysyłam dziś, inną firmą, doręczenie {wday:+1}. Jeśli pierwsza kiedyś dotrze, wystarczy jej nie przyjąć.

{^sorry}.
~~
Zadzwonił<em|am> do oddziału kuriera i rozmawiał<em|am> z kierownikiem zmiany. Paczka jest fizycznie u nich, leżała w koszu ze zwrotami. Mam słowo, że {wday:+1} rano jedzie jako pierwsza. O 14 sprawdzę i jeśli jej nie będzie, tego samego dnia oddaję całe {total}.
~~
Nie mam nic na usprawiedliwienie: od {order.short} powinniśmy byli sami zareagować. Nowa paczka jest już spakowana i wychodzi dziś. Gdyby wolał[|a] [Pan|Pani] pieniądze, wystarczy odpisać jednym słowem, oddam {total} od ręki.
--- customer 4h ?70
Niech będzie. Ale to ostatnia szansa.
~~
Dobrze. Dziękuję przynajmniej za konkret.
~~
Doceniam, że ktoś wreszcie zajął się sprawą. Czekam.
--- agent 1d
Sprawdził<em|am>: paczka jest doręczona dziś rano. Dziękuję za cierpliwość, na którą tym razem nie zasłużyliśmy.
~~
Obiecał<em|am>, że sprawdzę, więc sprawdzam. Kurier ma podpis odbioru z dzisiaj. Gdyby cokolwiek było nie tak z {p.ins}, proszę pisać wprost do mnie.

=== delivered_not_here
subjects: Status „doręczono”, a paczki nie ma ## Nie dostał[em|am] paczki {nr} ## doręczono?? ## ktoś odebrał moją paczkę
age: 3-5
weight: 3
labels: dostawa, zaginiona
mood: worried
--- customer
W śledzeniu widnieje „doręczono, odebrał: odbiorca”. Nic nie odbierał[em|am], nikt z domowników też nie. Zamówienie {nr}. Co teraz?
~~
Dostał[em|am] SMS, że paczka została doręczona, ale u mnie jej nie ma. Pytał[em|am] sąsiadów i w sklepie na dole, nikt nic nie wie. Chodzi o {p.acc}, zamówienie {nr}.
~~
@empty
Automat otworzył skrytkę, a ona była pusta. Zrobił[em|am] zdjęcie. Zamówienie {nr}. Infolinia kuriera kazała pisać do nadawcy, więc piszę.
~~
Kurier zostawił {p.acc} podobno „u sąsiada”. U którego? W bloku jest 60 mieszkań, a kartki nie zostawił. {nr}
--- agent 35m
To zmartwienie jest po naszej stronie, nie po [Pana|Pani]. Poprosił<em|am> kuriera o podpis i miejsce z nadajnika w samochodzie, odpowiedź mamy dostać jutro. Jeśli paczki nie da się odnaleźć, wysyłam drugą, bez czekania na koniec reklamacji u przewoźnika.
~~
Przepraszam za tę sytuację. Zgłosił<em|am> ją już w firmie kurierskiej. Często paczka znajduje się w ciągu jednego dnia, bo kurier odklika ją w pośpiechu. Wrócę do [Pana|Pani] {wday:+1} do 12, z paczką albo z nowym numerem przesyłki.
~~
Dziękuję za sygnał, tak szybki bardzo pomaga. Zablokował<em|am> {p.acc} w magazynie jako zapas. Jeżeli kurier nie wskaże do jutra, gdzie zostawił paczkę, wysyłam drugą.
~~
@empty
Pusta skrytka zdarza się, gdy kurier zamknie nie te drzwiczki. Firma otworzy sąsiednie skrytki {wday:+1} rano. Niezależnie od tego odłożył<em|am> dla [Pana|Pani] drugą sztukę i jeśli paczki tam nie będzie, wysyłam ją tego samego dnia.
--- customer 1d ?65
@empty
Była w skrytce obok. Dziękuję, że sprawdzili Państwo tak szybko.
~~
@empty
Firma kurierska przywiozła ją dziś pod drzwi, z przeprosinami. Dziękuję.
~~
Znalazła się. Kurier zostawił ją u pani z parteru, która wyjechała na weekend. Dziękuję za szybką reakcję.
~~
Wyobraźcie sobie: była w szopie na rowery. Dziękuję za pomoc.
~~
Paczki nadal nie ma, ale dziękuję, że nie każą mi Państwo udowadniać, że nie jestem wielbłądem.
--- agent 40m
Bardzo się cieszę, że napisał[|a] [Pan|Pani] od razu. Poprosił<em|am> kuriera, żeby następnym razem dzwonił, zanim cokolwiek zostawi. Gdyby było jeszcze coś do zrobienia, jestem pod tym adresem.

=== locker_problem
subjects: Automat paczkowy ## nie mogę odebrać paczki ## Przedłużenie odbioru ## Paczka w automacie – {nr}
age: 3-5
weight: 3
labels: dostawa
--- customer
@extend
Jestem w delegacji i nie zdążę odebrać paczki z automatu. Termin mija jutro. Czy mogą Państwo go przedłużyć albo nadać ją jeszcze raz? Zamówienie {nr}.
~~
@code
Nie dostał[em|am] kodu do odbioru, a aplikacja twierdzi, że paczka czeka. Mam zmieniony numer telefonu, nowy to {c.phone}. Zamówienie {nr}.
~~
@broken
Automat jest zepsuty, na ekranie komunikat o przerwie technicznej. W środku moje {p.nom}. Ile to może potrwać?
~~
@back
Paczka wróciła do Państwa, bo [byłem|byłam] w szpitalu i nikt jej nie odebrał. Czy można wysłać ją jeszcze raz? Oczywiście zapłacę za drugą dostawę. {nr}
--- agent
@extend
Załatwione, czas na odbiór jest przedłużony o dwa dni. Kod pozostaje ten sam.
~~
@code
Poprosił<em|am> o nowy kod, przyjdzie SMS-em w ciągu godziny. Gdyby nie przyszedł, proszę odpisać, wtedy przekieruję paczkę do punktu, w którym wystarczy dowód.
~~
@back
Nie ma kłopotu. Wyślemy paczkę jeszcze raz, jak tylko do nas wróci, czyli {wday:+2} albo dzień później. Druga dostawa jest na nasz koszt.
~~
@broken
Serwis ma tam być dziś do wieczora. Gdyby nie zdążył, paczka {wday:+1} pojedzie do najbliższego działającego automatu i dostanie [Pan|Pani] nowy kod SMS-em. Czas na odbiór liczy się wtedy od nowa.
--- customer ?45
Bardzo dziękuję, nie spodziewał[em|am] się, że tak gładko pójdzie.
~~
@extend code broken
Odebrane, dzięki!
~~
Dziękuję <Panu|Pani>, to dużo ułatwia.

=== damaged_parcel
subjects: Uszkodzona paczka {nr} ## Paczka zgnieciona ## przesyłka przyszła rozerwana ## Uszkodzenie w transporcie
age: 2-4
weight: 3
labels: dostawa, uszkodzenie
inbox: complaints
mood: worried
--- customer att=photos
Paczka z zamówienia {nr} dotarła z rozerwanym bokiem, oklejona taśmą kuriera. {p.nom} {p:wygląda/wygląda/wyglądają} dobrze, ale na {p.nim} jest jakaś tłusta plama. Zdjęcia w załączniku.
~~
Przesyłam zdjęcia tego, co dziś odebrał[em|am] z automatu. Karton jak po meczu piłkarskim, w środku {p.nom} i pół pudełka. Zamówienie {nr}. Protokołu nie mam z kim spisać, bo to automat.
~~
Kurier wręczył mi mokrą paczkę i uciekł, zanim zdążył[em|am] ją otworzyć. {p.nom} {p:jest cały wilgotny/jest cała wilgotna/są całe wilgotne}. Nie wiem, czy suszyć, czy odsyłać. Zamówienie {nr}, zdjęcia dołączam.
~~
Proszę zobaczyć, jak to przyszło (zdjęcia). Zapłacił[em|am] {total} i oczekuję nowego towaru, a nie takiego, po którym ktoś chodził.
--- agent
Dziękuję za zdjęcia, widać na nich wszystko, co potrzebne. Protokół nie będzie nam potrzebny. Wysyłam dziś {p.acc} jeszcze raz, numer przesyłki {track}, a [Pana|Pani] paczkę kurier zabierze przy tej samej okazji. Wystarczy oddać ją w tym, w czym przyszła.
~~
Bardzo mi przykro, nie tak miało to wyglądać. Proszę niczego nie suszyć ani nie czyścić. Kurier przyjedzie po paczkę {wday:+1}, a nową nadaję jeszcze dziś, żeby nie czekał[|a] [Pan|Pani] na zakończenie sprawy z przewoźnikiem.
~~
Przykro mi, że tak to wygląda. Ma [Pan|Pani] wybór: wymiana na {p:nowy/nową/nowe} z dostawą {wday:+2} albo zwrot {total}. Jeśli uszkodzenie jest tylko na opakowaniu i {p.nom} {p:zostaje/zostaje/zostają} u [Pana|Pani], za kłopot oddam {pct:15}.
--- customer 3h ?65
Wymiana mi pasuje. I dziękuję, że bez zbędnych formularzy.
~~
Wymiana mi odpowiada. Kurier może przyjechać po 16.
~~
Dziękuję za szybką propozycję. Wymiana będzie w porządku.
--- agent 1h
Zapisane. Nowa paczka jedzie, a kurier po starą przyjedzie {wday:+1} między 16 a 18. Etykietę będzie miał ze sobą.
~~
Dziękuję, tak zrobimy. Kiedy nowa paczka będzie u [Pana|Pani], proszę ją spokojnie obejrzeć przy kurierze. W razie czego jestem pod tym adresem.

=== delivery_abroad
subjects: Wysyłka za granicę ## Czy wysyłacie do Czech? ## dostawa do Niemiec
weight: 1.5
age: 0-1
labels: dostawa, pytanie
--- customer
@eu
Czy wysyłają Państwo do Niemiec? Siostra mieszka w Lubece i chciał[bym|abym] zamówić jej {p.acc}. Ile kosztuje taka paczka i ile idzie?
~~
@eu
Jestem do wiosny na stypendium w Brnie. Czy mogę zamówić {p.acc} na czeski adres, czy lepiej na rodziców {c.in} i niech mi doślą?
~~
@far
Pytanie o wysyłkę na Islandię. Wiem, brzmi dziwnie, ale pracuję tu od roku i nie ma gdzie kupić porządnych butów w normalnej cenie.
--- agent
@eu
Wysyłamy do wszystkich krajów Unii. Do Niemiec i Czech kosztuje to 34 zł i trwa zwykle 3–4 dni robocze. Przy zamówieniu wystarczy wybrać kraj, reszta przeliczy się sama. Zwrot z zagranicy niestety jest już na koszt kupującego, wolę uprzedzić.
~~
@far
Tak, za granicę też wysyłamy. Do krajów Unii płaci się 34 zł niezależnie od wagi. Poza Unię, na przykład na Islandię, nadajemy pocztą za 79 zł i może dojść tamtejsze cło, którego nie umiem z góry policzyć.
--- customer 5h ?40
Dziękuję, o to mi chodziło. W takim razie zamawiam.
~~
Dzięki za uczciwą odpowiedź z tym zwrotem.

=== thread_lost_parcel
most: 1
subjects: Zaginiona paczka, zamówienie {nr}
age: 8-10
labels: dostawa, zaginiona, pilne
mood: angry
--- customer
{order.date} zamówił[em|am] {p.acc} za {total}. {got.date} paczka została podobno przekazana kurierowi i od tego dnia nie ma po niej śladu. Pisał[em|am] do kuriera: „proszę kontaktować się z nadawcą”. No więc kontaktuję się z nadawcą. Co zamierzają Państwo zrobić?
--- agent 30m
Zrobimy to, co powinniśmy byli zrobić kilka dni temu. Zgłosił<em|am> paczkę {track} jako zaginioną, przewoźnik ma 5 dni na poszukiwania. Nie ma powodu, żeby [Pan na to czekał|Pani na to czekała], więc proszę wybrać: wysyłka drugiej paczki dziś albo zwrot {total} dziś.
--- customer 2h
Druga paczka. Ale proszę inną firmą kurierską, z tamtą skończył[em|am].
--- note
Wysłane drugą firmą, koszt na reklamację u przewoźnika. @{o.first}, gdyby pierwsza paczka wróciła, daj mi znać, nie rozliczaj jako zwrot klienta.
--- agent 1h
Wysłane inną firmą. Numer przesyłki przyjdzie SMS-em, doręczenie {wday:+1} przed 17.
--- customer 2d
Druga paczka doszła wczoraj. A dziś dzwoni dzwonek i kurier z tej pierwszej firmy przynosi... pierwszą. Mam teraz dwa komplety. Co mam zrobić z drugim?
--- agent 1h att=label
Uśmiechn<ąłem|ęłam> się, choć przewoźnik pewnie mniej. Dziękuję, że [Pan|Pani] o tym pisze, nie każdy by to zrobił. W załączniku jest bezpłatna etykieta, można nadać paczkę w dowolnym punkcie w ciągu dwóch tygodni. Za uczciwość dopisał<em|am> do [Pana|Pani] konta 50 zł na następne zakupy.
--- customer 1d
Nadane. Nie trzeba było, ale dziękuję :) Zostaję klient[em|ką].

=== thread_damaged_gift
subjects: Rozbity termos na prezent
product: flask
age: 2-3
inbox: complaints
labels: dostawa, uszkodzenie
mood: worried
--- customer att=photo
Termos Wrzątek 0,75 przyszedł z wgniecionym bokiem. Opakowanie całe, więc to chyba już tak wyszło od Państwa. Miał być dla teściowej na jutro... Zdjęcie w załączniku. Zamówienie {nr}.
--- agent 20m
Bardzo mi przykro, zwłaszcza że to prezent. Kurier do jutra nie zdąży. Ale jeśli ma [Pan|Pani] możliwość zajrzeć do salonu przy Żaglowników 8, odłożył<em|am> tam nowy termos na [Pana|Pani] nazwisko. Jeśli nie, wyślę go dziś i do paczki włożę kartkę z przeprosinami, którą można wręczyć teściowej jako dowód niewinności.
--- customer 40m
Haha, kartka kusi. Ale podjadę do salonu po pracy. Do której Państwo są?
--- agent 15m
W tygodniu do 19, w soboty do 15. Wgnieciony termos proszę zabrać ze sobą. Jest sprawny, więc trafi do naszej kuchni, nic się nie zmarnuje.
--- customer 1d
[Byłem|Byłam], wymienili w minutę, pani dała jeszcze wstążkę. Teściowa zadowolona. Dziękuję!

=== thread_courier_rude
most: 1
subjects: Skarga na kuriera
age: 2-4
labels: dostawa
mood: angry
--- customer
Nie mam pretensji do sklepu, ale musicie wiedzieć, kogo wysyłacie do ludzi. Kurier z moją paczką ({nr}) zadzwonił, że nie będzie „latał po piętrach”, i kazał zejść na dół. Mam nogę w gipsie. Rzucił paczkę w kałużę przed klatką i odjechał.
--- agent 30m
Dziękuję, że [Pan|Pani] o tym pisze. Bardzo mi przykro, zwłaszcza z gipsem. Skargę z godziną i numerem przesyłki wysłał<em|am> do przewoźnika na piśmie i poprosił<em|am> o odpowiedź z nazwiskiem kierownika, nie z automatu.

Dwa pytania: czy {p.nom} {p:dotarł cały i suchy/dotarła cała i sucha/dotarły całe i suche}? I czy ktoś pomógł wnieść paczkę?
--- customer 2h
{p.nom} w porządku, karton przemókł, ale w środku sucho. Wniosła sąsiadka z drugiego, lat 78. Tak że sami Państwo widzą.
--- note lead
Trzecia skarga na ten sam rejon w tym miesiącu. Biorę to na piątkową rozmowę z przewoźnikiem. @{m.first}, dopisz tej osobie w kartotece: kurier zawsze pod drzwi, nie dzwonić z dołu.
--- agent 2h
Dopisał<em|am> przy [Pana|Pani] adresie „doręczenie do drzwi, nie dzwonić z dołu”, będzie to na każdej etykiecie. {^sorry}, a do następnej paczki dołożymy coś dobrego dla sąsiadki. Jak ma na imię?
--- customer 5h
Pani Halina. Ucieszy się. I dziękuję, poprawili mi Państwo humor.
--- agent 2d
Przewoźnik odpisał: przepraszają, kurier zmienił rejon. Dla pani Haliny odłożył<em|am> wełniane skarpety, pójdą z następną paczką.

=== thread_half_parcel
subjects: Niekompletna przesyłka
age: 3-4
labels: dostawa, brak w paczce
--- customer att=photo
W zamówieniu {nr} były dwie rzeczy: {p.nom} i {q.nom}. W kartonie {p:był tylko/była tylko/były tylko} {p.nom}. Na liście w środku obie pozycje są odhaczone. Zdjęcie kartonu przesyłam.
--- note
Sprawdził<em|am> wagę przy nadaniu: zgadza się z samą jedną rzeczą. Nasz błąd, nie kuriera.
--- agent 1h
Sprawdził<em|am> wagę paczki przy nadaniu i ma [Pan|Pani] rację: {q.gen} w niej nie było. Ktoś u nas odhaczył pozycję z rozpędu. {^q.nom} {q:jedzie/jedzie/jadą} do [Pana|Pani] od dziś w osobnej paczce, oczywiście bez dopłaty, doręczenie {wday:+1}.
--- customer 2d
Doszło. Nie ukrywam, że bał[em|am] się przepychanki, kto komu co udowodni. Miłe zaskoczenie.

=== thread_pickup_point_closed
most: 1
months: 11-3
subjects: Punkt odbioru nie istnieje
age: 3-5
labels: dostawa
mood: angry
--- customer
Paczka {nr} czeka podobno w punkcie „Kiosk przy dworcu”. Kiosku nie ma, od lata stoi tam lodziarnia, zamknięta na zimę. Pani z sąsiedniej kwiaciarni mówi, że codziennie ktoś przychodzi z tym samym pytaniem.
--- agent 40m
Dziękuję za rozeznanie w terenie, kurier takiego nie zrobił. Paczka w rzeczywistości leży w oddziale. Mogę skierować ją do automatu, który [Pan|Pani] wskaże, albo pod drzwi. Co wygodniej?
--- customer 50m
Pod drzwi proszę, najlepiej po 17. {c.city}, adres jak w zamówieniu, telefon {c.phone}.
--- agent 30m
Zamówione, {wday:+1} między 17 a 20. Zgłosił<em|am> też, że punkt nie działa, żeby do jutra zniknął z mapy w naszym sklepie.
--- customer 2d
Przyszło wieczorem. Dziękuję w imieniu swoim i pani z kwiaciarni.
"""
