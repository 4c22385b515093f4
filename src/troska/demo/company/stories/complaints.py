"""Complaints: what broke, what it says about us, and how it was mended."""

STORIES = """
=== shoes_broken
subjects: Reklamacja – {p.nom} ## reklamacja butów {p.name} ## REKLAMACJA zamówienie {nr} ## @sole Odklejona podeszwa ## @color Farbujące buty ## @new Reklamacja, żądanie wymiany ## @loop Urwana pętelka ## Reklamacja
product: trek+city+run
age: 60-420
weight: 6
inbox: complaints
labels: reklamacja
mood: worried
--- customer att=photos
@sole
Zgłaszam reklamację. {^p.nom} kupione {order.date} (zamówienie {nr}) zaczęły się rozklejać przy czubku lewego buta. Chodził[em|am] w nich normalnie, po mieście i do lasu. Zdjęcia dołączam. Proszę o naprawę.
~~
W moich {p.loc} pękł szew przy języku. Mają {kilka miesięcy || niecały rok}, dbam o nie, wosk co miesiąc. Lubię je i najchętniej oddał[bym|abym] do naprawy, a nie do kosza. Zamówienie {nr}.
~~
@sole
{^p.nom} miały być na lata. Minęło trochę czasu i podeszwa odchodzi jak skórka od pomarańczy, proszę zobaczyć zdjęcia. Kupione {order.date}, {p.price}. Czego mogę się spodziewać?
~~
@new
Reklamuję {p.acc}, zamówienie {nr}. Wada: pęknięta podeszwa w miejscu zgięcia, oba buty prawie symetrycznie. Żądam wymiany na nowe albo zwrotu pieniędzy.
~~
@loop
Chcę zareklamować buty, odpruła się pętelka na sznurówki i wypada przelotka. Co mam zrobić, wysłać czy wystarczą fotki? Zam. {nr}
~~
@color
Po {kilku || paru} wyjściach w deszcz buty zaczęły farbować skarpetki na {brązowo || czarno}. Prał[em|am], suszył[em|am], nic. {^p.nom}, zakup {order.date}. Proszę o rozpatrzenie.
--- agent att=label
Dziękuję za dokładny opis i zdjęcia. Przykro mi, te buty powinny wytrzymać znacznie dłużej. Przyj<ąłem|ęłam> to jako reklamację {rk}, odpowiedź dostanie [Pan|Pani] najpóźniej {date:+14}, a zwykle zajmuje nam to 3 dni.

Proszę nadać buty z etykietą z załącznika, nic [Pana|Panią] to nie kosztuje. Nie trzeba ich czyścić do połysku, wystarczy strzepnąć błoto.
~~
Reklamacja ma numer {rk}. Ze zdjęć widzę, że to raczej wada niż zużycie. Zanim zdecydujemy o czymkolwiek, nasz szewc chce je wziąć do ręki. Kurier przyjedzie po paczkę {wday:+1}, etykietę będzie miał ze sobą.

Odpowiemy najpóźniej {date:+14}.
~~
Bardzo mi przykro. Sprawę zapisał<em|am> pod numerem {rk}. Jeśli da się naprawić, naprawimy u siebie w warsztacie i oddamy w tydzień. Jeśli nie, wymienimy na nowe. Który z tych sposobów byłby [Panu|Pani] bliższy?

Etykieta do nadania jest w załączniku, a termin naszej odpowiedzi to {date:+14}.
--- customer 2d ?70
@new
Wysłane, nr {track}. Podtrzymuję: nowa para albo pieniądze.
~~
Paczka nadana dzisiaj, nr {track}. Wolał[bym|abym] naprawę.
~~
Wysłane. Proszę nie wyrzucać sznurówek, są specjalne :)
~~
Kurier zabrał buty. Dziękuję za sprawne przyjęcie, czekam na decyzję.
--- note other
@new
Warsztat: guma podeszwy skruszała, wada materiału. Nie kleić, wymienić na nowe.
~~
@color
Warsztat: barwnik wyściółki nieutrwalony, wada. Wyściółki nie da się wymienić.
~~
@loop
Warsztat: przelotka do wbicia, pętelka do doszycia, kwadrans roboty. Wada, uznajemy.
~~
Warsztat: wada fabryczna klejenia, szew do poprawy ręcznie. Naprawa 40 minut, materiał mamy.
~~
Szewc potwierdza wadę. To już druga taka para z tej partii, zgłaszam producentowi.
~~
Obejrzane. Uznajemy. Da się naprawić porządnie, skóra wokół jest zdrowa.
--- agent 3d att=letter
Mam dobrą wiadomość: reklamacja {rk} jest uznana w całości. Szewc podkleił i przeszył oba buty, od siebie dołożył nowe wkładki. Paczka wychodzi dziś, pismo w załączniku.
~~
@new color
Reklamacja {rk} jest uznana. Naprawa starczyłaby na rok, a to za mało, więc wysyłamy nową parę w tym samym rozmiarze, {size}. Pismo dołączam.
~~
@loop
Uznaliśmy reklamację {rk}, a szewc już ją załatwił: nowa przelotka, doszyta pętelka i dwie pary sznurówek na zapas. Paczka wychodzi dziś.
~~
Obejrzeliśmy buty: wada była po naszej stronie i reklamację {rk} uznajemy. Buty są już naprawione i spakowane, doręczenie {wday:+2}. Nasz szewc zaleca im dobę odpoczynku od wody.
--- customer 3d ?60
@new color
Nowa para doszła. Dziękuję za uczciwe podejście, nie spodziewał[em|am] się.
~~
Odebrał[em|am]. Robota pierwsza klasa, proszę podziękować szewcowi.
~~
Dziękuję za uczciwe podejście. Nie spodziewał[em|am] się, że pójdzie tak gładko.
~~
Doszły. Wyglądają lepiej niż przed wadą. Dziękuję!

=== clothes_broken
subjects: Reklamacja {p.gen} ## @zip Zepsuty zamek ## reklamacja {p.name} ## Wada {p.gen}, zamówienie {nr}
product: shell+down+fleece+trousers
age: 30-380
weight: 4
inbox: complaints
labels: reklamacja
mood: worried
--- customer att=photo
@zip
W {p.loc} rozjeżdża się zamek. Zapina się, a po chwili rozchodzi od dołu. Zakup u Państwa {order.date}, zamówienie {nr}. Czy to podlega reklamacji?
~~
Po drugim praniu, zgodnie z metką, na {p.loc} zaczął się pruć szew. Za {p.price} spodziewał[em|am] się czegoś więcej. Zdjęcie w załączniku.
~~
Kłopot z {p.ins}, zamówienie {nr}: zatrzask przy kieszeni trzyma się już na słowo honoru. Poza tym rzecz świetna. Da się to naprawić u Was?
~~
Materiał zmechacił się w kilka tygodni, wygląda jak kot po praniu. Reklamuję {p.acc}, data zakupu: {order.date}.
~~
Przy kieszeni puścił szew i palce wychodzą mi na drugą stronę. {^p.nom}, zamówienie {nr}. Sam[|a] bym zaszył[|a], ale nie chcę zepsuć gwarancji.
~~
Gumka w pasie straciła ochotę do życia. Reszta {p.gen} jak nowa. Zdjęcie w załączniku, data zakupu {order.date}, {p.price}.
--- agent att=label
Dziękuję za zdjęcie, wszystko widać. To podlega reklamacji, zapisał<em|am> ją pod numerem {rk}. Proszę wysłać rzecz do nas z etykietą z załącznika, a odpowiedź przyjdzie najpóźniej {date:+14}. Jeśli trzeba, wymienimy zamek albo materiał u siebie w warsztacie.
~~
Przykro mi, tak nie powinno być. Reklamacja jest przyjęta, numer {rk}. Nie chcę zostawiać [Pana|Pani] bez niczego na czas naprawy: jeśli to potrzebne, pożyczymy podobną rzecz z salonu. Etykieta do wysyłki w załączniku, odpowiemy najpóźniej {date:+14}.
--- customer 2d ?65
Wysłane dzisiaj. Na ten czas wystarczy mi stara.
~~
Nadane w automacie. Czekam cierpliwie.
--- agent 4d att=letter
@zip
Zamek jest wymieniony na mocniejszy, reklamację {rk} uznaliśmy w całości. Paczka wychodzi do [Pana|Pani] dziś.
~~
Gotowe. Reklamację {rk} uznaliśmy, usterka jest usunięta i sprawdzona, a paczka wychodzi do [Pana|Pani] dziś. Gdyby to samo wróciło, oddamy pieniądze bez drugiej naprawy.
~~
Po obejrzeniu {p.gen} uznajemy reklamację {rk}. To wada z fabryki, więc wysyłamy {p:nowy/nową/nowe}, w tym samym rozmiarze. {p:Stary zostaje/Stara zostaje/Stare zostają} u nas, producent chce to zobaczyć.
--- customer 3d ?50
Dotarło, jak nowe. Dziękuję.
~~
Dziękuję <Panu|Pani>, szybko i po ludzku.

=== leaking_shoes
subjects: Przemakają! ## {p.name} – przemakanie ## membrana? ## Reklamacja: przeciekające buty
product: waterproof
age: 20-300
weight: 3
inbox: complaints
labels: reklamacja
mood: angry
--- customer
{^p.nom} według opisu są wodoodporne. Po godzinie w mokrej trawie mam wodę między palcami. Kupione {order.date}, zamówienie {nr}. Czego Państwo oczekują, że będę chodzić tylko po suchym?
~~
Dzieci wróciły z kałuży z suchymi stopami, ja nie. {^p.nom}, podobno membrana, {p.price}. Proszę o wymianę albo zwrot, zamówienie {nr}.
~~
Trzeci spacer w deszczu, trzecia para mokrych skarpet. Buty {p.name}, zakup {order.date}. Zgłaszam reklamację.
~~
Membrana miała trzymać. Nie trzyma. Lewy but suchy, prawy mokry po 20 minutach. Reklamuję, {nr}.
~~
Proszę o radę albo reklamację, sam[|a] nie wiem. {^p.nom} zaczęły przemakać, impregnował[em|am] dwa razy. Może coś robię źle?
--- agent 1h
Mokre skarpetki w butach z membraną to słuszny powód do złości. Zanim poproszę o przesłanie, jedno pytanie, bo od niego zależy, czy wystarczy rada: czy woda wchodzi od razu, czy po kilkunastu minutach, i czy po wyschnięciu na cholewce widać ciemną plamę w jednym miejscu?
~~
Przykro mi. Zapisuję to jako reklamację {rk}, odpowiemy najpóźniej {date:+14}. Żeby szewc wiedział, gdzie szukać: czy przecieka jeden but, czy oba, i w którym miejscu robi się mokro najpierw?
--- customer 3h
Prawy, od strony małego palca. Plama jest, tam gdzie zgięcie.
~~
Jeden but, przy języku z boku. Po kwadransie.
~~
Od razu, wystarczy kałuża. Mokro robi się przy palcach.
--- agent 1h att=label
Dziękuję, to wygląda na pękniętą membranę albo nieszczelny szew i tego impregnat nie załatwi. Proszę przysłać oba buty z etykietą z załącznika. Wlewamy wodę do środka i patrzymy, którędy wychodzi, to prosta i uczciwa próba.
~~
W takim razie to wada, a nie pielęgnacja. Etykieta do nadania w załączniku. Po próbie wodnej, która trwa dobę, wymienimy buty na nowe albo oddamy pieniądze, jak [Pan|Pani] woli.
--- customer 5d ?60
Buty są u Państwa od wczoraj. Jeśli wyjdzie wada, wolę nową parę.
~~
Przesyłka dostarczona. Proszę o wiadomość, gdy będzie po próbie.
--- agent 1d att=letter
Jesteśmy po próbie: woda wyszła przy szwie, jest wada. Nowa para w rozmiarze {size} wychodzi dziś. Przepraszam za mokre skarpetki i za nerwy.
~~
Próba potwierdziła to, co [Pan opisał|Pani opisała]. Reklamacja {rk} uznana, nowe buty będą u [Pana|Pani] {wday:+2}.

=== gear_broken
subjects: Reklamacja – {p.nom} ## {p.name}: usterka ## zepsuło się
product: gear+packs
age: 20-400
weight: 4
inbox: complaints
labels: reklamacja
--- customer att=photo
{^p.nom}, zamówienie {nr}, zakup {order.date}. Po zaledwie kilku wyjazdach coś się zepsuło, widać na zdjęciu. Nic ciężkiego na to nie spadło, przysięgam. Co dalej?
~~
Reklamuję {p.acc}. Zdjęcie usterki dołączam, paragon mam tylko w mailu: {nr}. Zależy mi na czasie, bo za dwa tygodnie jadę w Bieszczady.
~~
Trzeci wyjazd i koniec: {p.nom}, zamówienie {nr}. Zdjęcie mówi wszystko. Żal mi, bo bardzo się polubiliśmy.
~~
Może to drobiazg, ale {p.nom} od nowości {p:trzeszczy/trzeszczy/trzeszczą} i w końcu {p:pękł/pękła/pękły} w jednym miejscu. Zakup {order.date}. Czy to się naprawia?
~~
Zepsuło mi się to, co u Państwa kupił[em|am], czyli {p.nom}. Nie wiem, czy to jeszcze gwarancja. Data zakupu: {order.date}.
--- agent
Dziękuję za zdjęcie. Odpowiadamy za to przez dwa lata od zakupu, więc nie ma się czym martwić. Sprawa ma numer {rk}, odpowiemy najpóźniej {date:+14}. Proszę napisać, czy wygodniej będzie wysłać rzecz do nas, czy zajrzeć do salonu.
~~
Przykro mi, że zawiodło. Mamy części zamienne do wszystkiego, co sprzedajemy, więc najpewniej wystarczy naprawa. Zapisał<em|am> to jako {rk}. Kurier może przyjechać po paczkę {wday:+1} albo {wday:+2}.
--- customer 4h ?70
Wolę kuriera, od 9 do 15 ktoś jest w domu.
~~
Wyślę, do Gdańska mam za daleko. Dziękuję za szybką odpowiedź.
--- agent 30m att=label
Kurier jest zamówiony, przyjedzie {wday:+1}. Etykieta na wszelki wypadek w załączniku.
--- agent 4d
Naprawione i sprawdzone. Wymieniliśmy uszkodzoną część i drugą, która niedługo miałaby to samo. Paczka wychodzi dziś.
~~
Tego egzemplarza nie da się naprawić tak, żebyśmy mogli spać spokojnie. Wysyłamy {p:nowy/nową/nowe}, numer przesyłki {track}.
--- customer 3d ?50
Dziękuję, {p.nom} {p:wrócił i działa/wróciła i działa/wróciły i działają}.
~~
Paczka doszła. Dziękuję, polecam Was każdemu.

=== warranty_question
subjects: Gwarancja na {p.acc} ## gwarancja czy reklamacja ## Pytanie o gwarancję
age: 200-720
weight: 2
inbox: complaints
labels: reklamacja, pytanie
--- customer
Kupił[em|am] u Państwa {p.acc} {order.date}. Ile trwa gwarancja i czy potrzebuję papierowego paragonu? Na razie nic się nie stało, ale wolę wiedzieć.
~~
@diff
Czym różni się u Państwa gwarancja od reklamacji? W regulaminie jest i jedno, i drugie, a ja chcę po prostu zgłosić luźną nitkę w {p.loc}.
~~
Czy po roku od zakupu mogę jeszcze coś zgłosić? {^p.nom}, zamówienie {nr}. Słyszał[em|am], że dwa lata to mit.
--- agent
Dwa lata to nie mit. Tyle odpowiadamy za to, że rzecz jest taka, jak ją opisaliśmy, czyli w tym przypadku liczymy od {got.date}. Papierowy paragon nie jest potrzebny, wystarczy numer zamówienia {nr}.
~~
@diff
W skrócie: reklamacja to [Pana|Pani] prawo z ustawy i trwa dwa lata, a gwarancję daje producent i bywa różna. Dla [Pana|Pani] wygodniejsza jest prawie zawsze reklamacja, bo odpowiadamy my, w 14 dni, i to my wysyłamy rzecz do naprawy. Luźne nitki i guziki robimy w salonie od ręki, za darmo, także po terminie.
--- customer 6h ?45
Dziękuję za jasną odpowiedź, zapisuję sobie.
~~
O, i to jest po polsku napisane. Dziękuję.

=== thread_complaint_refused
most: 1
subjects: Nie zgadzam się z odpowiedzią na reklamację
product: trek+winter+city
age: 240-330
inbox: complaints
labels: reklamacja, spór
mood: angry
--- customer
Dostał[em|am] od Państwa odmowę naprawy butów ({nr}) z uzasadnieniem „zużycie eksploatacyjne”. Podeszwa starła się po jednej stronie. Przepraszam bardzo, ale za {p.price} podeszwa ma się ścierać równo! Proszę o ponowne rozpatrzenie.
--- agent 1h
Dziękuję, że [Pan|Pani] nie odpuszcza. Przeczytał<em|am> odpowiedź jeszcze raz i była napisana tak, że <sam|sama> niewiele bym z niej <zrozumiał|zrozumiała>. Obejrzymy buty ponownie, tym razem z szewcem, i opiszę wynik zwykłymi słowami, najpóźniej {wday:+3}.
--- note
@{o.first}, słowa „zużycie eksploatacyjne” wyrzućmy z szablonu. Buty wracają na stół.
--- note lead
Zgoda. Proszę zaproponować nową podeszwę po kosztach, a przy naszej winie za darmo.
--- agent 3d att=photos
Obejrzeliśmy. Na zdjęciach widać, że ścierają się zewnętrzne krawędzie obu pięt, równo w lewym i prawym. Tak się dzieje, gdy stopa ucieka na zewnątrz, i buty nie są temu winne. Reklamacji nie mogę więc uznać i wolę to napisać wprost. Jeśli [Pan|Pani] się z tym nie zgadza, może pomóc bezpłatnie rzecznik konsumentów w [Pana|Pani] mieście.

Mogę za to zaproponować nową podeszwę po kosztach materiału, 60 zł. Buty będą służyć następne dwa lata.
--- customer 1d
Hm. Ortopeda mówił mi dokładnie to samo o tej pięcie, dobrze, że się nie założył[em|am] z [żoną|mężem]. Poproszę podeszwę za 60 zł.
--- agent 1h
Robimy. Szewc doda od środka klinik, który trochę tę piętę uspokoi. Gotowe będą {wday:+4}.
--- customer 7d
Odebrane. Podeszwa jak z fabryki. Dziękuję, że ktoś mi to wytłumaczył, zamiast zbyć.

=== thread_complaint_jacket_trip
most: 1
subjects: Kurtka przecieka, a za tydzień wyprawa
product: shell
age: 30-200
inbox: complaints
labels: reklamacja, pilne
mood: worried
--- customer att=photo
{^p.nom} przecieka na szwie kaptura, dwa razy sprawdzone pod prysznicem (zdjęcie plamy). Za dziewięć dni lecę na Islandię. Wiem, że mają Państwo 14 dni na odpowiedź, ale wtedy będę już mokr[y|a].
--- agent 20m
Islandia na pewno nie poczeka. Zrobimy tak: dziś wysyłam nową kurtkę w rozmiarze {size}, a tę odda [Pan|Pani] po powrocie albo wcześniej, jak wygodniej. Reklamacja ma numer {rk} i z góry uznaję ją za zasadną.
--- note
Wysyłka zamiennika przed zwrotem, uzgodnione z Michałem. Sprawdzić za 3 tygodnie, czy stara wróciła.
--- customer 1h
Poważnie? Nie wiem, co powiedzieć. Dziękuję!
--- agent 1h
Poważnie. Numer przesyłki {track}, doręczenie {wday:+1}. Przed wyjazdem proszę przeprać ją raz bez płynu do płukania, membrana tego płynu nie znosi.
--- customer 16d
Wrócił[em|am] such[y|a]. Padało dziewięć dni z dziewięciu, raz poziomo. Starą kurtkę właśnie nadał[em|am]. Jesteście wielcy.
--- agent 2h
Poziomy deszcz to najlepsza opinia, jaką mogła dostać ta kurtka. Dziękuję za wiadomość, stara paczka już jest w drodze do nas, widzę ją w systemie.

=== thread_kids_boots
most: 1
subjects: Buty córki, guzik i łzy
product: kids
age: 40-150
inbox: complaints
labels: reklamacja
mood: worried
--- customer att=photo
Zając stracił ucho. To znaczy but dziecięcy Zając stracił gumową naszywkę z uszami i moja czterolatka odmawia wyjścia z domu, bo „on teraz nie słyszy”. Zamówienie {nr}. Buty poza tym są świetne. Czy można dostać samą naszywkę?
--- agent 30m
Zając bez ucha to sprawa najwyższej wagi. Naszywki mamy, dwie wysyłam dziś listem, jedną na zapas. W kopercie jest też klej, trzyma po godzinie. Jak córka ma na imię? Napiszemy na kopercie.
--- customer 30m
Ma, Tosia. Będzie przeszczęśliwa.
--- agent 20m
List do Tosi wysłany. W środku jest jeszcze zaświadczenie, że zając przeszedł badanie słuchu.
--- customer 4d att=photo
Zaświadczenie wisi na lodówce. Zając słyszy. Tosia przesyła rysunek (po lewej jest <Pan|Pani>, po prawej koń).
--- note
Rysunek wydrukowany, wisi w kuchni.
--- agent 1d
Rysunek wisi u nas na honorowym miejscu. Proszę podziękować Tosi, koń jest bardzo podobny.

=== thread_complaint_silence
most: 1
subjects: 14 dni minęło, reklamacja {rk}
product: worn
age: 70-200
inbox: complaints
labels: reklamacja, pilne
mood: angry
--- customer
Reklamację {p.gen} wysłał[em|am] ponad dwa tygodnie temu. Odpowiedzi brak. Zgodnie z ustawą brak odpowiedzi w ciągu 14 dni oznacza, że uznali Państwo moje żądanie. Żądał[em|am] zwrotu {p.price}.
--- note
Sprawdzone: mail z reklamacją przyszedł 15 dni temu na adres salonu i leżał nieprzeczytany. Termin minął wczoraj. Mamy obowiązek zwrócić.
--- note lead
Zwracamy dziś, bez dyskusji. Skrzynkę salonu dopinam do wspólnej kolejki, żeby to się nie powtórzyło.
--- agent 1h
Ma [Pan|Pani] rację w każdym zdaniu. Wiadomość trafiła do skrzynki salonu i nikt jej nie przeczytał na czas. Przepraszam, to nasze zaniedbanie. {p.price} zwracam dziś, a rzecz może u [Pana|Pani] zostać albo wrócić do nas, jak [Pan|Pani] woli.

Od dziś ta skrzynka jest w tym samym miejscu, co wszystkie inne.
--- customer 1d
Pieniądze są. Nie o samą kwotę chodziło, tylko o tę ciszę. Dziękuję za przyznanie się do błędu, to rzadkie.

=== thread_pack_buckle
most: 1
subjects: Klamra od plecaka
product: pack
age: 100-600
inbox: complaints
labels: reklamacja, części
--- customer
Drzwi tramwaju zjadły mi klamrę od pasa biodrowego. To nie wada, to tramwaj. Sprzedadzą mi Państwo samą klamrę do modelu {p.name}?
--- agent
Nie sprzedamy, za to wyślemy za darmo. Klamry trzymamy właśnie na tramwaje. Proszę zmierzyć szerokość taśmy: 25 czy 38 mm?
--- customer 2h
38. I proszę chociaż doliczyć znaczek.
--- agent 1h
Znaczek stawiamy. Wymienia się bez szycia, wystarczy przewlec taśmę. Gdyby stawiała opór, pomaga zimna woda i cierpliwość.
--- customer 4d ?80
Przewleczone. Plecak wrócił na szlak, tramwaj nadal na wolności. Dziękuję!

=== thread_poles_snap
most: 1
subjects: Złamany kijek na szlaku
product: poles
age: 20-200
inbox: complaints
labels: reklamacja, bezpieczeństwo
mood: angry
--- customer att=photo
Kijek Kostur złamał się przy zejściu i omal nie skończyło się to upadkiem. To nie jest drobna usterka, to kwestia bezpieczeństwa! Zamówienie {nr}. Zdjęcie przełomu w załączniku.
--- note
Przełom gładki, wygląda na wadę materiału, nie na zgięcie. @Michał, czy to nie ta sama partia, co w zeszłym miesiącu?
--- note lead
Ta sama partia. Wstrzymuję sprzedaż Kosturów do wyjaśnienia, piszę do producenta. Proszę zadzwonić do tej osoby, nie tylko napisać.
--- agent 30m
Najważniejsze: czy nic się [Panu|Pani] nie stało? Traktujemy to bardzo poważnie. Wstrzymaliśmy sprzedaż tego modelu i wyjaśniamy sprawę z producentem. Całą kwotę, {p.price}, zwracam dziś, bez czekania na odesłanie. Zadzwonię jeszcze po południu, jeśli to nie kłopot.
--- customer 2h
Skończyło się na siniaku. Może <Pan|Pani> dzwonić, {c.phone}.
--- note
Rozmawiał<em|am> 10 minut. Bez urazu, bez roszczeń, prosi o wynik badania. Obiecał<em|am> napisać, gdy producent odpowie.
--- agent 6d
Obiecał<em|am> wrócić z wynikiem: producent potwierdził wadę stopu w jednej partii. Wszyscy, którzy kupili te kijki, dostają dziś od nas wiadomość i zwrot. To dzięki [Pana|Pani] zdjęciu.
--- customer 1d
Dziękuję za potraktowanie sprawy serio. Tak to powinno wyglądać.
"""
