"""Forms of the administration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troska.staff import actions, queries
from troska.staff.models import Agent, Language, OwnRole, Team
from troska.staff.permissions import Permission, Role
from troska.timeline.actors import Actor

_OWN = "own:"


class PersonForm(forms.Form):
    """Name, role, teams and language of one person."""

    name = forms.CharField(label=_("Imię i nazwisko"), max_length=120)
    role = forms.ChoiceField(label=_("Rola"))
    teams: "forms.ModelMultipleChoiceField[Team]" = forms.ModelMultipleChoiceField(
        label=_("Zespoły"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Język"), choices=Language.choices)
    signature = forms.CharField(
        label=_("Podpis"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, person: Agent) -> None:
        self.person = person
        given = {
            "name": person.name,
            "role": f"{_OWN}{person.own_role_id}" if person.own_role_id else person.role,
            "teams": list(person.teams.all()),
            "language": person.language,
            "signature": person.signature,
        }
        super().__init__(data, initial=given)
        self.fields["teams"].queryset = queries.all_teams()  # type: ignore[attr-defined]  # the field above
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]  # the field above

    @property
    def changes_role(self) -> bool:
        """Say whether the person is to have another role."""
        role = role_called(self.cleaned_data["role"])
        return role != (self.person.own_role or Role(self.person.role))

    def save(self, *, by: Actor) -> None:
        """Change what was changed. Raises the errors of the verbs."""
        said = self.cleaned_data
        if self.changes_role:
            role = role_called(said["role"])
            actions.give_role(self.person, role, by=by)
        actions.change_agent(
            self.person, name=said["name"], signature=said["signature"], language=Language(said["language"]), by=by
        )
        actions.set_teams(self.person, said["teams"], by=by)


class RoleForm(forms.Form):
    """Name and permissions of a role of the company's own."""

    name = forms.CharField(label=_("Nazwa"), max_length=60)
    permissions = forms.MultipleChoiceField(label=_("Co może"), choices=Permission.choices)

    def __init__(self, data: Any = None, *, role: OwnRole | None) -> None:
        self.role = role
        given = {"name": role.name, "permissions": role.permission_names} if role else {}
        super().__init__(data, initial=given)

    @property
    def choices(self) -> list[tuple[Permission, bool]]:
        """Give every permission, and whether the form has it chosen."""
        chosen = self["permissions"].value() or []
        return [(permission, permission.value in chosen) for permission in Permission]

    def save(self, *, by: Actor) -> OwnRole:
        """Make or change the role. Raises the errors of the verbs."""
        name, chosen = self.cleaned_data["name"], {Permission(one) for one in self.cleaned_data["permissions"]}
        if self.role is None:
            return actions.add_own_role(name, chosen, by=by)
        return actions.change_own_role(self.role, name=name, permissions=chosen, by=by)


def role_choices() -> list[tuple[str, str]]:
    """List the built-in roles and the company's own, with the words a form sends for them."""
    built_in = [(role.value, str(role.label)) for role in Role]
    return built_in + [(f"{_OWN}{role.pk}", role.name) for role in queries.own_roles()]


def role_called(word: str) -> Role | OwnRole:
    """Give the role that a form's word means; it was checked to be one of `role_choices`."""
    if word.startswith(_OWN):
        return OwnRole.objects.get(pk=int(word.removeprefix(_OWN)))
    return Role(word)


def role_word(role: Role | OwnRole) -> str:
    """Give the word that a form sends for the role."""
    return f"{_OWN}{role.pk}" if isinstance(role, OwnRole) else role.value
