"""Which providers are ready, what their models take, and how to connect the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gallery import prices as money

from . import capability, keys, providers, questions, setups, words
from .capability import Takes
from .connecting import ConnectionForm
from .providers import Cost, Provider
from .questions import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`variable` names where the key in use is set in the environment, `key_end` its last letters.

    `base_url` only where it was changed; `missing` says what it needs to become ready.
    `is_lost`: a typed key that can no longer be opened. `form` is None where nothing can be
    typed, `test` is how the last test of this key and address went.
    """

    id: str
    label: str
    tagline: str
    is_ready: bool
    variable: str
    key_end: str
    is_typed: bool
    has_typed: bool
    is_lost: bool
    base_url: str
    missing: tuple[str, ...]
    pace: str
    models: list[Takes]
    form: ConnectionForm | None
    test: Test | None = None

    @property
    def lamp(self) -> str:
        """on, off, or bad where a person has to do something."""
        if self.is_lost or (self.test and self.test.error):
            return "bad"
        return "on" if self.is_ready else "off"

    @property
    def is_keyless(self) -> bool:
        return not self.variable and not self.is_typed

    @property
    def is_open(self) -> bool:
        """Whether the form is unfolded: something in it is to be entered again."""
        code = self.test.error.code if self.test and self.test.error else ""
        is_refused = code == "authentication" and not self.variable
        return self.is_lost or is_refused or bool(self.form and self.form.errors)

    @property
    def state_text(self) -> str:
        """The words beside the lamp."""
        if self.is_lost:
            return _lost(self)
        if not self.is_ready:
            return _("Not connected. It needs %s.") % _(" and ").join(self.missing)
        if self.test and self.test.error:
            if self.is_keyless and self.test.error.code == "authentication":
                return _("This server wants a key.")
            return f"{words.of(self.test.error.code).title} ({_key(self)})."
        return _("Ready, %s") % _key(self)

    @property
    def test_text(self) -> str:
        """How the test went and what to do now, in a few sentences; '' without one."""
        if not self.test or not self.is_ready:
            return ""
        return " ".join((_when(self.test), *(_bad if self.test.error else _good)(self, self.test)))


def listed(forms: Mapping[str, ConnectionForm] | None = None) -> list[Connection]:
    """Every provider there is, those that are ready first; with forms that were just sent."""
    forms = forms or {}
    found = [of(cls, forms.get(cls.id)) for cls in providers.all()]
    return sorted(found, key=lambda connection: not connection.is_ready)


def of(cls: type[Provider], form: ConnectionForm | None = None) -> Connection:
    provider, typed = keys.provider(cls.id), setups.typed(cls.id)
    is_default = provider.base_url == cls.default_base_url.rstrip("/")
    is_lost = keys.is_lost(cls)
    return Connection(
        id=cls.id,
        label=cls.label,
        tagline=_(cls.tagline) if cls.tagline else "",
        is_ready=keys.is_ready(cls),
        variable=keys.variable(cls, "API_KEY"),
        key_end=typed.key_end if is_lost else setups.end_of(provider.key),
        is_typed=bool(typed.key) and provider.key == typed.key,
        has_typed=typed != setups.NOTHING,
        is_lost=is_lost,
        base_url="" if is_default else provider.base_url,
        missing=tuple(_missing(provider)),
        pace=_pace(keys.requests_per_minute(cls.id)),
        models=[capability.of(provider, each) for each in provider.offered() if not each.is_debug],
        form=(form or ConnectionForm(cls)) if cls.env else None,
        test=questions.last_test(provider) if cls.env else None,
    )


def _lost(connection: Connection) -> str:
    known = {"end": connection.key_end}
    if connection.key_end:
        text = _("The key that ends in %(end)s was sealed under another secret key of the studio.")
    else:
        text = _("The key was sealed under another secret key of the studio.")
    return f"{text % known} {_('Enter it again.')}"


def _key(connection: Connection) -> str:
    """Where the key in use comes from and how it ends."""
    if connection.is_keyless:
        return _("needs no key")
    text = _("key from %s") % connection.variable if connection.variable else _("key typed here")
    end = _("ends in %s") % connection.key_end if connection.key_end else ""
    return ", ".join(filter(None, (text, end)))


def _pace(per_minute: int) -> str:
    text = ngettext("%d request a minute", "%d requests a minute", per_minute)
    return text % per_minute if per_minute else ""


def _missing(provider: Provider) -> Iterator[str]:
    if provider.env and not provider.base_url:
        yield _("an address (%s)") % f"{provider.env}_BASE_URL"
    if provider.needs_key and not provider.key:
        yield _("a key (%s)") % f"{provider.env}_API_KEY"
    if provider.env and not provider.offered():
        yield _("models (%s)") % f"{provider.env}_MODELS"


# How a test went

# What to do now, by the error's code.
NOW: Mapping[str, str | Promise] = {
    "credits": gettext_lazy("The key is good. Top up the account at the gateway."),
    "rate_limited": gettext_lazy("The key may well be good. Test it again in a minute."),
    "not_found": gettext_lazy("Check the address."),
    "unavailable": gettext_lazy("Check the network and the address, then test again."),
    "timeout": gettext_lazy("Check the network and the address, then test again."),
    "bad_response": gettext_lazy("Check whether the address is that of this gateway's API."),
}
LATER = gettext_lazy("Test again in a minute.")


def _when(test: Test) -> str:
    if timezone.now() - test.at < timedelta(minutes=1):
        return _("Tested just now:")
    return _("Tested %s ago:") % timesince(test.at, depth=1)


def _bad(connection: Connection, test: Test) -> Iterator[str]:
    """What the gateway said, and what to do."""
    error = test.error
    if error and error.message:
        yield f"“{error.message.rstrip('.')}”."
    else:
        yield _("it gives no reason.")
    if error and error.code == "authentication":
        yield _another_key(connection)
    elif error:
        yield str(NOW.get(error.code, LATER))


def _another_key(connection: Connection) -> str:
    if connection.variable:
        return _("Set %s anew and start the studio again.") % connection.variable
    return _("Enter it.") if connection.is_keyless else _("Enter another key.")


def _good(connection: Connection, test: Test) -> Iterator[str]:
    took = {"seconds": f"{max(test.seconds, 0.1):.1f}"}
    if test.account is None:
        yield _("answered in %(seconds)s s, but has no list of models.") % took
        yield _("Whether key and address are right shows with the first picture.")
        return
    yield _("answered in %(seconds)s s.") % took
    if test.account.balance:
        yield _("Balance %s.") % balance(test.account.balance)


def balance(cost: Cost) -> str:
    """What is left on an account: "$12.50", "-$0.50", "1,250 credits"."""
    number = f"{abs(cost.amount):,.2f}"
    minus = "-" if cost.amount < 0 else ""
    if cost.currency == "credits":
        return _("%s credits") % f"{minus}{number.removesuffix('.00')}"
    sign = money.SIGNS.get(cost.currency)
    return f"{minus}{sign}{number}" if sign else f"{minus}{number} {cost.currency}"
