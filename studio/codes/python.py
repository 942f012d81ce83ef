"""A request in Python, with httpx."""

from __future__ import annotations

from collections.abc import Iterator

from .samples import Given, Header, Sample
from .values import Values, quoted

_IN_BASE64 = """\
def in_base64(name):
    with open(name, "rb") as file:
        return base64.b64encode(file.read()).decode()


"""
_UPLOADED = """\
def uploaded(name, mime):
    with open(name, "rb") as file:
        files = {{{field}: (name, file, mime)}}
        answer = httpx.post({url}, headers=headers, files=files, timeout=60)
    answer.raise_for_status()
    return answer.json(){path}


"""


def written(sample: Sample) -> str:
    return "".join([*_imports(sample), *_headers(sample), *_functions(sample), *_call(sample)])


def _imports(sample: Sample) -> Iterator[str]:
    is_reading = bool(sample.references) and not sample.upload
    modules = [*(["base64"] if is_reading else []), *(["os"] if sample.variable else [])]
    yield from (f"import {module}\n" for module in modules)
    yield "\nimport httpx\n\n" if modules else "import httpx\n\n"
    if sample.variable:
        yield f'{sample.variable} = os.environ["{sample.variable}"]\n'


def _headers(sample: Sample) -> Iterator[str]:
    yield "headers = {\n"
    for header in sample.headers:
        yield f"    {quoted(header.name)}: {_header(header, sample)},\n"
    yield "}\n\n"


def _header(header: Header, sample: Sample) -> str:
    if not header.has_key:
        return quoted(header.text)
    return f'f"{header.text}{{{sample.variable}}}"' if header.text else sample.variable


def _functions(sample: Sample) -> Iterator[str]:
    if upload := sample.upload:
        path = "".join(f"[{quoted(name)}]" for name in upload.path)
        yield "\n"
        yield _UPLOADED.format(field=quoted(upload.field), url=quoted(upload.url), path=path)
    elif sample.references:
        yield "\n"
        yield _IN_BASE64


def _call(sample: Sample) -> Iterator[str]:
    yield f"answer = httpx.post(\n    {quoted(sample.url)},\n    headers=headers,\n"
    if sample.body is not None:
        yield f"    json={_VALUES.written(sample.body, 1)},\n"
    else:
        files = (f'({quoted(f.field)}, ({quoted(f.name)}, open({quoted(f.name)}, "rb"), '
                 f"{quoted(f.mime)}))" for f in sample.files)  # fmt: skip
        yield f"    data={_VALUES.written(_data(sample), 1)},\n"
        yield f"    files={_VALUES.block('[]', files, 1)},\n"
    yield f"    timeout={sample.timeout:g},\n)\nprint(answer.status_code, answer.text)\n"


def _data(sample: Sample) -> dict[str, list[str] | str]:
    """The fields of the form by name, as httpx wants them."""
    found: dict[str, list[str]] = {}
    for name, value in sample.form:
        found.setdefault(name, []).append(value)
    return {name: said if len(said) > 1 else said[0] for name, said in found.items()}


def _given(given: Given) -> str:
    if given.is_uploaded:
        return f"uploaded({quoted(given.name)}, {quoted(given.mime)})"
    read = f"in_base64({quoted(given.name)})"
    return f"{quoted(given.before)} + {read}" if given.before else read


_VALUES = Values(
    given=_given,
    words=("None", "True", "False"),
    indent="    ",
    last=",",
)
