"""What every address asks of whom: the table that `tests.test_roles` walks.

Whoever adds an address adds its line: for each method that it takes, who may on what somebody
else made, and behind the bar who may on their own. Every other method is refused to all.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY = frozenset({"viewer", "reviewer", "maker", "admin"})
JUDGES = frozenset({"reviewer", "maker", "admin"})
MAKERS = frozenset({"maker", "admin"})
ADMINS = frozenset({"admin"})
NOBODY: frozenset[str] = frozenset()
HIDDEN: frozenset[str] = frozenset({"-"})
WHO = {
    "see": EVERYBODY,
    "judge": JUDGES,
    "make": MAKERS,
    "manage": ADMINS,
    "hidden": HIDDEN,
    "": NOBODY,
}


@dataclass(frozen=True)
class Rule:
    """`is_open`: also for who has not signed in."""

    others: frozenset[str]
    own: frozenset[str]
    is_open: bool = False


def rule(words: str) -> Rule:
    """`see`, `manage|make`: admins on others' things, makers on their own; `open`.

    `hidden|make`: what others made is not there at all.
    """
    if words == "open":
        return Rule(EVERYBODY, EVERYBODY, is_open=True)
    others, _bar, own = words.partition("|")
    return Rule(WHO[others], WHO[own or others])


TABLE = """
studio:compose              GET see
studio:fields               GET make
studio:price                POST make
studio:earlier              POST make
studio:adopt                POST make
studio:sent                 POST make
studio:code                 GET make
studio:pad                  GET make        POST make
studio:history              GET make
studio:snippets             GET make        POST make
studio:remove_snippet       POST make
studio:take_recipe          POST make
studio:bring_back           POST make
studio:keep_preset          POST make
studio:remove_preset        POST make
studio:submit               POST make
studio:changes              GET see
studio:job                  GET see
studio:cancel               POST manage|make
studio:retry                POST manage|make
studio:report               GET see
studio:upload               POST make
studio:items                GET see
studio:picker               GET see
studio:keep_kit             POST make
studio:kit                  GET make
studio:load_kit             POST make
studio:remove_kit           POST make
studio:used                 GET see
studio:sessions             GET see         POST make
studio:session              GET see
studio:open_session         POST make
studio:rename_session       POST manage|make
studio:archive_session      POST manage|make
studio:bring_back_session   POST manage|make
studio:set_private          POST |make
studio:move_attempts        POST manage|make
studio:providers            GET see
studio:connect              POST manage
studio:disconnect           POST manage
studio:test                 POST manage
studio:spending             GET see
studio:spending_table       GET see
studio:keep_budget          POST manage
studio:remove_budget        POST manage
studio:sign_in              GET open  POST open  PUT open  PATCH open  DELETE open  OPTIONS open
studio:sign_out             POST see        OPTIONS see
studio:healthz              GET open
studio:metrics              GET open
gallery:index               GET see
gallery:export              GET see
gallery:export_example      GET see
gallery:export_zip          POST see
gallery:export_sheet        POST see
gallery:choices             GET see
gallery:density             POST see
gallery:searches            GET see
gallery:save_search         POST judge
gallery:change_search       POST judge
gallery:import              GET make        POST make
gallery:import_progress     GET hidden|make
gallery:import_piece        POST hidden|make
gallery:import_start        POST hidden|make
gallery:import_stop         POST hidden|make
gallery:import_go_on        POST hidden|make
gallery:compare             GET see         POST see
gallery:cull                GET see
gallery:survey              GET see         POST see
gallery:settle              POST judge
gallery:act_collect         POST judge
gallery:act_references      POST make
gallery:act_restore         POST make
gallery:act_tag             POST judge
gallery:act_trash           POST make
gallery:undo                GET manage|judge  POST manage|judge
gallery:tags                GET see
gallery:tag_suggestions     GET see
gallery:rename_tag          POST manage|judge
gallery:delete_tag          POST manage|judge
gallery:collections         GET see         POST judge
gallery:collection_names    GET see
gallery:collection          GET see
gallery:change_collection   POST judge
gallery:add_new             POST judge
gallery:remove_images       POST judge
gallery:order_images        POST judge
gallery:image_note          GET judge       POST judge
gallery:survey_picks        GET see
gallery:collection_log      GET see
gallery:sign_off            GET see         POST judge
gallery:sign_sheet          GET see
gallery:sign_names          GET see
gallery:sign_files          GET see
gallery:shares              GET make        POST make
gallery:share_log           GET make
gallery:revoke_share        POST make
gallery:guest               GET open        POST open
gallery:guest_done          POST open
gallery:guest_leave         POST open
gallery:guest_picks         GET open
gallery:guest_image         GET open
gallery:guest_thumb         GET open
gallery:guest_original      GET open
gallery:guest_verdict       POST open
gallery:guest_comments      GET open        POST open
gallery:guest_remove        POST open
gallery:trash               GET see
gallery:empty_trash         GET manage      POST manage
gallery:image               GET see
gallery:original            GET see
gallery:copy                GET see
gallery:file                GET see
gallery:thumb               GET see
gallery:comments            GET see         POST judge
gallery:read_comments       POST see
gallery:remove_comment      POST manage|judge
gallery:restore_comment     POST manage|judge
gallery:resolve_comment     POST judge
gallery:reopen_comment      POST judge
gallery:tag_image           POST judge
gallery:collect_image       POST judge
gallery:verdict             POST judge
gallery:waiting             GET see
gallery:activity            GET see
gallery:seen                POST see
gallery:people              GET manage
gallery:invite              POST manage
gallery:revoke_invitation   POST manage
gallery:change_role         POST manage
gallery:switch_off          POST manage
gallery:switch_on           POST manage
gallery:password_link       POST manage
gallery:account             GET see         POST see
gallery:change_password     POST see
gallery:join                GET open        POST open
gallery:password            GET open        POST open
"""


def _read() -> dict[str, dict[str, Rule]]:
    found = {}
    for line in TABLE.strip().splitlines():
        name, *rest = line.split()
        rules = {method: rule(said) for method, said in zip(rest[::2], rest[1::2], strict=True)}
        if "GET" in rules:
            rules["HEAD"] = rules["GET"]
        found[name] = rules
    return found


RULES = _read()
