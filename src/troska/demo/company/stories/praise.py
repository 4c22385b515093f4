"""Kind words and ideas."""

STORIES = """
=== praise
product: trek+run+shell+pack
subjects: Podziękowanie ## Dziękuję! ## pochwała ## Brawo dla obsługi ## {p.name} – jestem pod wrażeniem ## -
age: 5-60
weight: 5
labels: pochwała
mood: happy
--- customer
Piszę tylko po to, żeby podziękować. {^p.nom} {p:sprawdził się/sprawdziła się/sprawdziły się} w najgorszym deszczu, jaki widział Hel. Rzadko piszę takie maile.
~~
Chciał[bym|abym] pochwalić panią Karolinę z obsługi, która przez pół godziny dobierała ze mną rozmiar przez telefon. Bez niej kupił[bym|abym] o dwa za duże.
~~
Dostał[em|am] paczkę z odręczną karteczką. Taki drobiazg, a uśmiecham się od rana. Pozdrawiam osobę, która rysuje te mewy.
~~
{^p.nom}: dziesięć na dziesięć. Piach, błoto, deszcz, pies, przedszkole. Nic {p:go/jej/ich} nie rusza.
~~
Trzy lata temu naprawili mi Państwo buty, które każdy inny kazał wyrzucić. Wczoraj przeszły tysięczny kilometr. Powinni Państwo o tym wiedzieć.
~~
Jesteście jedynym sklepem, który na pytanie „czy to dla mnie” odpowiedział mi „nie”. Kupił[em|am] coś innego i mieliście rację.
~~
Super szybka wysyłka, wszystko ok, polecam!!! 😊
--- agent 2h
Bardzo dziękuję, przeczytaliśmy to na głos przy porannej kawie. Niech służy jak najdłużej.
~~
Takie wiadomości przypinamy do tablicy w magazynie. Dziękuję, że znalazł[|a] [Pan|Pani] na to chwilę.
~~
Dziękuję, przekażę komu trzeba, ucieszy się na pewno. Do zobaczenia na szlaku.
~~
To miłe, dziękuję. Gdyby kiedyś było gorzej, też proszę pisać, z takich wiadomości uczymy się najwięcej.
--- customer 4h ?15
:)
~~
Cała przyjemność po mojej stronie.

=== suggestion
product: trek+city+run
subjects: Pomysł ## sugestia ## Propozycja na stronę ## Mała uwaga
age: 5-60
weight: 3
labels: sugestia
--- customer
Mam pomysł: przy każdym produkcie pole „do czego się nie nadaje”. Kupował[bym|abym] w ciemno.
~~
Drobna uwaga: na stronie nie da się powiększyć zdjęć na telefonie. Moje oczy mają już pięćdziesiąt lat i proszą o pomoc.
~~
Może warto pakować w jeden worek zamiast w trzy? {^p.nom} {p:przyszedł/przyszła/przyszły} w folii, w papierze i w kartonie, a potem jeszcze w folii.
~~
A gdyby tak na kartonie napisać z boku model i rozmiar? W szafie mam cztery jednakowe pudełka i za każdym razem otwieram wszystkie.
~~
Proponuję mapkę z ławkami i kranami z wodą na trasach, które Państwo polecają. Dla ludzi z dziećmi i z kolanami.
~~
Proszę o filtr „da się naprawić”. Szukał[em|am] takich butów pół godziny, a podobno wszystkie u Państwa takie są.
~~
Czy w newsletterze może być mniej zniżek, a więcej tych opowieści z warsztatu? Ta o butach leśniczego była znakomita.
~~
@one
Przydałaby się możliwość kupienia jednego buta. Wiem, jak to brzmi. Mam protezę i drugi but leży w szafie nowy.
--- agent 3h
Dziękuję, zapisał<em|am> to na tablicy pomysłów i w piątek o tym porozmawiamy. Odpiszę, co postanowiliśmy, także jeśli odpowiedź będzie odmowna.
~~
Bardzo dobra uwaga. Przekazał<em|am> ją koledze od strony, a o postępie dam znać tutaj, żeby nie skończyło się na „przekazano”.
~~
@one
Brzmi rozsądnie. Porozmawiał<em|am> z Hanną, naszą właścicielką, i od dziś można: połowa ceny za jeden but, ten drugi szewc wykorzysta na części. Proszę podać model i rozmiar.
--- customer 5h ?40
Dziękuję, że to nie poszło do szuflady.
~~
@one
Wzruszył[em|am] się. Poproszę lewy, {size}, model {p.name}.
--- agent 2d
@one
Lewy wychodzi dziś. Dopisujemy tę możliwość do strony, pomysł podpisaliśmy [Pana|Pani] imieniem, jeśli [Pan|Pani] pozwoli.
~~
Wracam z odpowiedzią: pomysł przeszedł, robimy to w przyszłym miesiącu. Dziękuję za niego jeszcze raz.

=== thread_praise_wedding
most: 1
subjects: Kalosze na ślubie
product: wellies
age: 20-60
labels: pochwała
mood: happy
--- customer att=photos
Muszę to Państwu opowiedzieć. Ślub plenerowy kuzynki, ulewa, łąka zamieniła się w jezioro. Panna młoda w białej sukni i w żółtych Sztormach od Was. Zdjęcia w załączniku, mamy jej zgodę.
--- agent 2h
Kładka płakała zbiorowo. Czy możemy jedno ze zdjęć powiesić w salonie? Bez nazwisk, za to w ramce.
--- customer 1d
Możecie, panna młoda jest zachwycona. Prosi tylko, żeby było to, na którym pan młody się przewraca.
--- note
Zdjęcie wydrukowane, zgoda w mailu powyżej. Wisi przy lustrze.
--- agent 1d
Jest w ramce, pan młody w locie. Dla młodej pary odłożyliśmy bon na nową parę, tym razem suchych, butów. Kod przyjdzie osobno.
--- customer 2h
Jesteście cudowni. Pozdrowienia od mokrych i szczęśliwych!

=== thread_suggestion_braille
most: 1
product: trek+city+run
subjects: Strona a czytnik ekranu
age: 5-30
labels: sugestia, dostępność
--- customer
Jestem osobą niewidomą, kupuję u Państwa z czytnikiem ekranu. Większość działa dobrze, ale wybór rozmiaru czyta się jako „przycisk, przycisk, przycisk”. Zgaduję po kolejności i raz już przez to wzi[ąłem|ęłam] {size+} zamiast {size}.
--- agent 1h
Dziękuję za tak dokładny opis. Przepraszam, że trzeba zgadywać, to nie powinno się zdarzyć. Przekazał<em|am> sprawę jako usterkę, nie jako życzenie, i poprosił<em|am> o termin. Do czasu poprawki proszę pisać lub dzwonić, złożymy zamówienie razem.
--- note lead
Termin od strony: {wday:+5}. Zamówienie z błędnym rozmiarem wymieniamy bez kosztów, wyprzedźmy prośbę.
--- agent 2h snooze=5d
Dwie rzeczy. Poprawka będzie na stronie {wday:+5}. A tamten rozmiar {size+} wymieniamy na {size} na nasz koszt, jeśli nadal jest [Panu|Pani] potrzebny, kurier może przyjechać, kiedy wygodnie.
--- customer 4h
Dziękuję, rozmiar już dawno oddany siostrze, jest zachwycona. Na poprawkę czekam z ciekawością.
--- agent 5d
Poprawka działa, przyciski mówią już rozmiar i czy jest dostępny. Czy mogę prosić o sprawdzenie, jak to brzmi u [Pana|Pani]?
--- customer 1d
Brzmi jak należy: „rozmiar {size}, dostępny”. Dziękuję, rzadko ktoś wraca z odpowiedzią.
"""
