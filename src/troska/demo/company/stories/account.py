"""Accounts, newsletters and personal data."""

STORIES = """
=== erase_me
subjects: Usunięcie danych ## RODO – prośba o usunięcie konta ## Proszę usunąć moje dane ## usunięcie konta
age: 30-200
weight: 2.5
labels: RODO
--- customer
Proszę o usunięcie mojego konta i wszystkich danych. Nic złego się nie stało, po prostu robię porządki w internecie.
~~
Na podstawie art. 17 RODO żądam usunięcia moich danych osobowych oraz potwierdzenia tego na piśmie. Adres: {c.email}.
~~
Zakładał[em|am] konto tylko dla jednego zamówienia, lata temu. Proszę je usunąć razem z numerem telefonu i adresem.
~~
Kończę z zakupami w internecie, postanowienie. Proszę skasować moje dane, a buty i tak noszę Wasze :)
~~
Chcę skasować konto. W ustawieniach nie znalazł[em|am] takiego przycisku, a podobno powinien być.
--- agent
Dziękuję za wiadomość. Konto usunę, kiedy potwierdzi [Pan|Pani] prośbę, klikając w link z osobnego maila, to tylko zabezpieczenie przed cudzym żartem. Dane z faktur musimy trzymać 5 lat dla urzędu skarbowego, resztę skasujemy. Najpóźniej {date:+30} napiszę, że gotowe.
~~
Przyj<ąłem|ęłam> prośbę i zaczynam od razu. Zniknie konto, historia przeglądania i zgody. Zostaną tylko faktury, bo każe nam je przechować ustawa. Potwierdzenie przyślę najpóźniej {date:+30}, a zwykle w kilka dni.
--- customer 5h ?55
Potwierdził[em|am] link. Dziękuję za sprawne przyjęcie.
~~
Rozumiem z tymi fakturami. Dziękuję.
--- agent 2d
Gotowe, konto i dane są usunięte, poza fakturami. Ta rozmowa też zniknie za 30 dni. Dziękuję za wspólne lata i powodzenia w porządkach.

=== what_do_you_know
subjects: Jakie dane o mnie macie? ## Dostęp do danych, art. 15 ## kopia danych
age: 30-200
weight: 1.5
labels: RODO
--- customer
Proszę o kopię danych, które Państwo o mnie przechowują, i o informację, komu są przekazywane.
~~
@sms
Skąd Państwo mają mój numer telefonu? Nie przypominam sobie, żebym go podawał[|a], a dostał[em|am] SMS o promocji.
--- agent 1h
Dobre pytanie i należy się na nie dokładna odpowiedź. Przygotuję kopię wszystkich danych razem z listą, komu je przekazujemy: kurier, operator płatności, księgowość. Dostanie [Pan|Pani] ją w pliku z hasłem najpóźniej {date:+30}, hasło przyślę SMS-em.
~~
@sms
Sprawdził<em|am>: numer został podany przy zamówieniu {nr} dla kuriera. Nie powinien był trafić na listę SMS-ów i już go z niej usun<ąłem|ęłam>. Przepraszam. Kopię wszystkich danych mogę przygotować do {date:+14}, wystarczy słowo.
--- customer 6h ?60
Dziękuję, poczekam na plik.
~~
@sms
Dziękuję za wyjaśnienie i za usunięcie numeru.

=== newsletter_off
subjects: Wypisz mnie ## newsletter ## Proszę o wypisanie z newslettera ## rezygnacja z newslettera
age: 30-200
weight: 2.5
labels: newsletter wypis, RODO
--- customer
@button
Klikam „wypisz się” i klikam, a maile przychodzą dalej. Proszę o ręczne wypisanie adresu {c.email}.
~~
@less
Bardzo lubię Wasze buty, ale trzy maile w tygodniu to za dużo. Jest wersja „raz w miesiącu”?
~~
nie chcę już newslettera, dziękuję
--- agent
Wypisane. Gdyby w ciągu dwóch dni przyszło coś jeszcze, to wysłane wcześniej, po nim nastanie cisza.
~~
@less
Ma [Pan|Pani] rację, trzy to przesada. Przełączył<em|am> [Pana|Panią] na list raz w miesiącu, zamiast wypisywać z wszystkiego. Gdyby jednak cisza była lepsza, wystarczy jedno słowo.
~~
@button
Załatwione, adres jest usunięty z listy. Przycisk, który nie działał, już zgłosił<em|am> do naprawy, więc dziękuję także za to.
--- customer 3h ?35
Dziękuję.
~~
@less
O, super, raz w miesiącu jest idealnie.

=== login_trouble
subjects: Nie mogę się zalogować ## hasło ## Konto zablokowane? ## Zmiana adresu e-mail na koncie
age: 30-200
weight: 3
labels: konto
--- customer
@pass
Nie mogę się zalogować. Prosił[em|am] o nowe hasło trzy razy i ani jeden mail nie przyszedł.
~~
@mail
Zmieniam pracę i tracę dostęp do poczty. Jak przepisać konto na nowy adres, żeby historia zamówień nie przepadła?
~~
@lock
Konto zablokowane „z powodu zbyt wielu prób”, a ja zalogował[em|am] się dziś pierwszy raz. Czy ktoś próbował się do mnie włamać?
--- agent
@pass
Sprawdził<em|am>: link do hasła odbijał się od [Pana|Pani] poczty. Wysłał<em|am> go teraz inną drogą, proszę zajrzeć także do folderu „Oferty”. Link jest ważny godzinę.
~~
@mail
Da się, i historia zostaje. Na stary adres poszedł link z potwierdzeniem, po kliknięciu można wpisać nowy. Dla bezpieczeństwa nie robimy tego przez mail, nawet gdy ktoś bardzo prosi.
~~
@lock
To dobrze, że system nie wpuścił nikogo. Z logów widać próby z obcego urządzenia, żadna się nie udała. Odblokował<em|am> konto, proszę ustawić nowe hasło i włączyć drugi krok logowania.
--- customer 4h ?55
Działa, dziękuję.
~~
Zalogował[em|am] się bez problemu. Dziękuję!

=== thread_two_accounts
subjects: Mam dwa konta i pół historii na każdym
age: 100-300
labels: konto
--- customer
Przez pomyłkę założył[em|am] drugie konto na inny adres i teraz punkty są na jednym, a zamówienia na drugim. Czy można to scalić? Oba adresy są moje.
--- agent
Można. Zanim to zrobię, muszę się upewnić, że oba adresy są [Pana|Pani]. Wysłał<em|am> na każdy z nich inny czterocyfrowy kod, proszę odpisać oba w jednej wiadomości.
--- customer 20m
Pierwszy kod: 4471, drugi: 9026.
--- note
Oba kody zgodne. Scalam, konto główne to starsze. Cofnąć można przez 30 dni.
--- agent 40m
Zgadza się. Konta są połączone, historia i punkty razem, a logować się można starszym adresem. Gdyby czegoś brakowało, proszę dać znać w ciągu 30 dni, wtedy da się to jeszcze cofnąć.
--- customer 3h
Wszystko jest, nawet zamówienie sprzed lat, o którym zapomniał[em|am]. Dziękuję.

=== thread_privacy_ex
most: 1
subjects: Proszę o pilne usunięcie adresu dostawy
age: 100-300
labels: RODO, pilne
mood: worried
--- customer
Na moim koncie jest zapisany adres, pod którym już nie mieszkam. Osoba, która tam mieszka, nie może się dowiedzieć, dokąd się przeprowadził[em|am]. Kolejna paczka przyjdzie na nowy adres. Czy ktoś obcy może się tego dowiedzieć?
--- note
Delikatna sprawa. Zablokować podgląd adresu, żadnych informacji przez telefon, nikomu. @Michał do wiadomości.
--- agent 15m
Dziękuję za zaufanie. Usun<ąłem|ęłam> stary adres, a do konta dopisał<em|am> blokadę: nikt z nas nie poda adresu ani telefonicznie, ani mailem, nawet komuś, kto zna numer zamówienia. Wysyłka przyjdzie bez nazwy ulicy w powiadomieniach.

Jeśli na to konto loguje się ktoś jeszcze, dobrze będzie zmienić hasło, link wysłał<em|am> przed chwilą.
--- customer 30m
Zmienione. Dziękuję, nawet <Pan|Pani> nie wie, jak bardzo.
--- agent 20m
Jestem tu w dni robocze od 8 do 18, gdyby coś się działo. Proszę na siebie uważać.
"""
