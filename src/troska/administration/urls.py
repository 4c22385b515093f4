"""The addresses of the administration."""

from django.urls import include, path

from troska.administration.views import audit, blocking, home, labels, people, roles, system

app_name = "administration"

PEOPLE = [
    path("ludzie/", people.show_people, name="people"),
    path("ludzie/<int:agent_id>/", people.show_person, name="person"),
    path("ludzie/<int:agent_id>/dostep", people.change_access, name="access"),
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

SYSTEM = [
    path("system/", system.show_system, name="system"),
    path("system/sprawdz", system.check_again, name="system-check"),
    path("system/listy", system.choose_alarms, name="system-alarms"),
]

PAGES = [path("", home.home, name="home"), *PEOPLE, *ROLES, *CONVERSATIONS, *AUDIT, *SYSTEM]

urlpatterns = [path("ustawienia/", include(PAGES))]
