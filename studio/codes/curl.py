"""A request as lines for bash: `curl`, and `python3` to read the answer of an upload."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .samples import Given, Header, Sample
from .values import Values, quoted

_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPECIAL = re.compile(r"\\\\|[$`]")
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\$`"})
_IN_BASE64 = """\
in_base64() {
  [ -r "$1" ] && base64 < "$1" | tr -d '\\n'
}
"""
_UPLOADED = """\
uploaded() {{
  curl -sS {url} \\
{headers}
    -F {field}=@"$1;type=$2" |
    python3 -c 'import json, sys; print(json.load(sys.stdin){path})'
}}
"""


def written(sample: Sample) -> str:
    return "\n".join([*_functions(sample), *_steps(sample), f"{_command(sample)}\n"])


def word(text: str) -> str:
    """A text as one word of bash, whatever is in it."""
    if not _CONTROL.search(text):
        return "'" + text.replace("'", "'\\''") + "'"
    plain = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"$'{_CONTROL.sub(_bytes, plain)}'"


def _bytes(found: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in found[0].encode())


def _functions(sample: Sample) -> Iterator[str]:
    if upload := sample.upload:
        yield _UPLOADED.format(
            url=word(upload.url),
            headers="\n".join(f"    -H {_header(header, sample)} \\" for header in sample.headers),
            field=upload.field,
            path="".join(f'["{name}"]' for name in upload.path),
        )
    elif sample.references:
        yield _IN_BASE64


def _steps(sample: Sample) -> Iterator[str]:
    """Nothing is paid for unless each reference is there."""
    for given in sample.references:
        call = f"uploaded {given.name} {given.mime}" if sample.upload else f"in_base64 {given.name}"
        yield f"{_variable(given)}=$({call}) &&"


def _command(sample: Sample) -> str:
    options = [f"-H {_header(header, sample)}" for header in sample.headers]
    if sample.body is not None:
        options.append("-H 'Content-Type: application/json'")
        options.append(f"--data-binary @- {_document(sample)}")
    options.extend(f"--form-string {word(f'{name}={value}')}" for name, value in sample.form)
    options.extend(
        f"-F {word(f'{file.field}=@{file.name};type={file.mime}')}" for file in sample.files
    )
    return " \\\n  ".join([f"curl -sS {word(sample.url)}", *options])


def _header(header: Header, sample: Sample) -> str:
    if not header.has_key:
        return word(f"{header.name}: {header.text}")
    return f'"{header.name}: {header.text}${sample.variable}"'


def _document(sample: Sample) -> str:
    """The body as a here-document, which takes in the references where there are any."""
    if not sample.references:
        body = Values(given=_reference).written(sample.body)
        return f"<<'JSON'\n{body}\nJSON"
    body = Values(given=_reference, text=_literal, name=_literal).written(sample.body)
    return f"<<JSON\n{body}\nJSON"


def _literal(text: str) -> str:
    """In a here-document that bash reads: what it would take for its own is escaped."""
    return _SPECIAL.sub(lambda found: found[0].translate(_ESCAPES), quoted(text))


def _reference(given: Given) -> str:
    return f'"{given.before}${_variable(given)}"'


def _variable(given: Given) -> str:
    return given.name.partition(".")[0].replace("-", "_")
