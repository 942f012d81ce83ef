"""SQLite lets one writer in. All others sleep and try again, each longer than the last time, and
may find it taken again for seconds while newcomers go first. So they stand in line before that.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from sqlite3 import OperationalError
from threading import Lock
from typing import Any

from django.db.backends.sqlite3 import base

from .turns import Turns

LONGEST_WAIT = 20.0

_making = Lock()


def _turns(path: str) -> Turns:
    """The same for all threads: two that come first at once would each get a line of its own."""
    with _making:
        return _made(path)


@cache
def _made(path: str) -> Turns:
    return Turns(path)


class DatabaseWrapper(base.DatabaseWrapper):
    """Transactions take their turn; a single statement outside of one tries its luck.

    So does whoever's turn does not come, since a process that is frozen may stand before it.
    """

    may_make = True
    """Whether a file that is not there is made. While a studio runs it would be an empty one in the
    place of its own."""
    _has_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.may_make and not Path(self.settings_dict["NAME"]).exists():
            raise OperationalError("its file is gone")
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        wait = float(self.settings_dict["OPTIONS"].get("timeout", LONGEST_WAIT))
        self._has_turn = _turns(str(self.settings_dict["NAME"])).take(wait)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._give_back()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc] # unknown to the stubs
        finally:
            self._give_back()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turns(str(self.settings_dict["NAME"])).give_back()
