"""`manage.py people`: accounts made and changed where no page can be reached, the first one too."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from gallery import invitations, people
from gallery.models import Role, User
from gallery.people import LastAdminError


class Command(BaseCommand):
    help = "Make accounts, give roles, switch accounts off, make links to a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help=_("All accounts."))
        add = acts.add_parser("add", help=_("A new account; asks for its password."))
        add.add_argument("name")
        add.add_argument("--role", choices=Role.values, help=_("The first one is an admin."))
        add.add_argument("--link", action="store_true", help=_("Print a link to choose it."))
        role = acts.add_parser("role", help=_("Give a role."))
        role.add_argument("name")
        role.add_argument("role", choices=Role.values)
        for act, said in (
            ("off", _("Nobody can sign in with it any more.")),
            ("on", _("It can be used again.")),
            ("link", _("Print a link to a new password, good for one use within a day.")),
        ):
            acts.add_parser(act, help=said).add_argument("name")

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            getattr(self, act)(**options)
        except LastAdminError:
            raise CommandError(_("This is the last admin: make somebody else one first.")) from None

    def list(self, **options: Any) -> None:
        for person in people.every():
            state = "" if person.is_active else _("  (switched off)")
            self.stdout.write(f"{person.get_username()}  {person.role}{state}")

    def add(self, name: str, role: str | None, link: bool, **options: Any) -> None:
        """A viewer, where nothing else is said and there is an admin."""
        _refuse_name(name)
        role = role or (Role.VIEWER if people.admins().exists() else Role.ADMIN)
        password = None if link or not sys.stdin.isatty() else _asked(name)
        person = people.add(name, role, password=password)
        self.stdout.write(_("%(name)s is %(role)s now.") % {"name": name, "role": role})
        if password is None:
            self.tell_link(person)

    def role(self, name: str, role: str, **options: Any) -> None:
        people.set_role(_found(name), role)

    def off(self, name: str, **options: Any) -> None:
        people.switch_off(_found(name))

    def on(self, name: str, **options: Any) -> None:
        people.switch_on(_found(name))

    def link(self, name: str, **options: Any) -> None:
        self.tell_link(_found(name))

    def tell_link(self, person: User) -> None:
        token = invitations.way_back(person, None)
        self.stdout.write(_("To choose a password, good for one use within a day:"))
        address = invitations.address(token, is_way_back=True)
        self.stdout.write(address if "://" in address else f"http://127.0.0.1:8000{address}")


def _found(name: str) -> User:
    person = people.find(name)
    if person is None:
        raise CommandError(_("There is no account “%s”.") % name)
    return person


def _refuse_name(name: str) -> None:
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    if people.find(name):
        raise CommandError(_("There is an account “%s” already.") % name)


def _asked(name: str) -> str:
    """Typed twice, not shown, and good enough."""
    password = getpass(_("Password: "))
    if password != getpass(_("Once more: ")):
        raise CommandError(_("These were not the same."))
    try:
        password_validation.validate_password(password, User(username=name))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return password
