"""The addresses of the administration."""

from django.urls import include, path

from troska.administration.views import (
    audit,
    blocking,
    chat,
    first_steps,
    home,
    inviting,
    labels,
    mail,
    me,
    people,
    places,
    providers,
    retention,
    roles,
    security,
    signing_in,
    system,
)

app_name = "administration"

ME = [
    path("ja/", me.show_me, name="me"),
    path("ja/zdjecie", me.change_picture, name="picture"),
    path("ja/polacz", me.link, name="link"),
    path("ja/odlacz", me.unlink, name="unlink"),
    path("sesje/", me.show_sessions, name="sessions"),
    path("sesje/zakoncz", me.end_sessions, name="sessions-end"),
]

PEOPLE = [
    path("ludzie/", people.show_people, name="people"),
    path("ludzie/<int:agent_id>/", people.show_person, name="person"),
    path("ludzie/<int:agent_id>/dostep", people.change_access, name="access"),
    path("ludzie/<int:agent_id>/sesje", people.end_sessions, name="person-sessions"),
    path("ludzie/<int:agent_id>/drugi-skladnik", people.reset_factors, name="factors"),
    path("ludzie/<int:agent_id>/odblokuj", people.unlock, name="unlock"),
    path("zaproszenia/", inviting.show_invitations, name="invitations"),
    path("zaproszenia/nowe/", inviting.invite, name="invite"),
    path("zaproszenia/ponow", inviting.send_again, name="invitation-again"),
    path("zaproszenia/cofnij", inviting.withdraw, name="invitation-withdraw"),
]

ROLES = [
    path("role/", roles.show_roles, name="roles"),
    path("role/nowa/", roles.add_role, name="role-add"),
    path("role/<int:role_id>/", roles.change_role, name="role"),
    path("role/<int:role_id>/usun", roles.remove_role, name="role-remove"),
]

CONVERSATIONS = [
    path("etykiety/", labels.show_labels, name="labels"),
    path("etykiety/nowa", labels.add, name="label-add"),
    path("etykiety/zmien", labels.change, name="label-change"),
    path("etykiety/usun", labels.remove, name="label-remove"),
    path("zablokowani/", blocking.show_blocked, name="blocked"),
    path("zablokowani/odblokuj", blocking.unblock, name="unblock"),
]

AUDIT = [
    path("dziennik/", audit.show_audit, name="audit"),
]

PLACES = [
    path("firma/", places.change_company, name="company"),
    path("firma/przyklady/usun", places.remove_samples, name="samples-remove"),
    path("przechowywanie/", retention.change_retention, name="retention"),
    path("marki/", places.show_brands, name="brands"),
    path("marki/nowa/", places.change_brand, name="brand-add"),
    path("marki/<int:brand_id>/", places.change_brand, name="brand"),
    path("marki/<int:brand_id>/logo", places.show_logo, name="brand-logo"),
    path("marki/<int:brand_id>/usun", places.remove_brand, name="brand-remove"),
    path("sklepy/", places.show_locations, name="locations"),
    path("sklepy/nowy/", places.change_location, name="location-add"),
    path("sklepy/<int:location_id>/", places.change_location, name="location"),
    path("sklepy/<int:location_id>/usun", places.remove_location, name="location-remove"),
    path("skrzynki/", places.show_inboxes, name="inboxes"),
    path("skrzynki/nowa/", places.change_inbox, name="inbox-add"),
    path("skrzynki/<int:inbox_id>/", places.change_inbox, name="inbox"),
    path("skrzynki/<int:inbox_id>/czat/", chat.change_chat, name="chat"),
    path("skrzynki/<int:inbox_id>/czat/klucz", chat.add_key, name="chat-key"),
    path("skrzynki/<int:inbox_id>/czat/wycofaj", chat.retire_key, name="chat-key-retire"),
    path("skrzynki/<int:inbox_id>/usun", places.remove_inbox, name="inbox-remove"),
    path("zespoly/", places.show_teams, name="teams"),
    path("zespoly/nowy/", places.change_team, name="team-add"),
    path("zespoly/<int:team_id>/", places.change_team, name="team"),
    path("zespoly/<int:team_id>/usun", places.remove_team, name="team-remove"),
]

MAIL = [
    path("poczta/", mail.show_accounts, name="accounts"),
    path("poczta/nowe/", mail.add_account, name="account-add"),
    path("poczta/<int:account_id>/", mail.change_account, name="account"),
    path("poczta/<int:account_id>/sprawdz", mail.try_account, name="account-try"),
]

SECURITY = [
    path("adresy/", security.show_addresses, name="addresses"),
    path("adresy/<int:address_id>/usun", security.forbid_address, name="address-forbid"),
]

SYSTEM = [
    path("system/", system.show_system, name="system"),
    path("system/sprawdz", system.check_again, name="system-check"),
    path("system/listy", system.choose_alarms, name="system-alarms"),
]

SIGNING_IN = [
    path("logowanie/", signing_in.show_rules, name="rules"),
    path("logowanie/rola/<str:word>/", signing_in.change_role_rule, name="role-rule"),
    path("dostawcy/", providers.show_providers, name="providers"),
    path("dostawcy/nowy/", providers.add, name="provider-add"),
    path("dostawcy/<int:provider_id>/", providers.change, name="provider"),
    path("dostawcy/<int:provider_id>/usun", providers.remove, name="provider-remove"),
]

PAGES = [
    path("", home.home, name="home"),
    *ME,
    *PEOPLE,
    *ROLES,
    *PLACES,
    *MAIL,
    *CONVERSATIONS,
    *SIGNING_IN,
    *SECURITY,
    *AUDIT,
    *SYSTEM,
]

urlpatterns = [
    path("zacznij/", first_steps.first_steps, name="first-steps"),
    path("ustawienia/", include(PAGES)),
]
