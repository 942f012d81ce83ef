"""A request in JavaScript, with fetch, as a module for Node."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .samples import Given, Header, Sample
from .values import Values, quoted

_EXACT = 2**53 - 1
_BLOB = "new Blob([await readFile({name})], {{ type: {mime} }})"
_UPLOADED = """\
async function uploaded(name, type) {{
  const form = new FormData();
  form.append({field}, {blob}, name);
  const answer = await fetch({url}, {{ method: "POST", headers, body: form }});
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()){path};
}}

"""


def written(sample: Sample) -> str:
    return "".join([*_head(sample), *_functions(sample), *_form(sample), *_call(sample)])


def _head(sample: Sample) -> Iterator[str]:
    yield "// node request.mjs\n"
    if sample.references or sample.files:
        yield 'import { readFile } from "node:fs/promises";\n\n'
    if name := sample.variable:
        yield f"const {name} = process.env.{name};\n"
    yield "const headers = {\n"
    for header in sample.headers:
        yield f"  {quoted(header.name)}: {_header(header, sample)},\n"
    yield "};\n\n"


def _header(header: Header, sample: Sample) -> str:
    if not header.has_key:
        return quoted(header.text)
    return f"`{header.text}${{{sample.variable}}}`" if header.text else sample.variable


def _functions(sample: Sample) -> Iterator[str]:
    if upload := sample.upload:
        yield _UPLOADED.format(
            field=quoted(upload.field),
            blob=_BLOB.format(name="name", mime="type").replace("type: type", "type"),
            url=quoted(upload.url),
            path="".join(f"[{quoted(name)}]" for name in upload.path),
        )


def _form(sample: Sample) -> Iterator[str]:
    if sample.body is not None:
        return
    yield "const form = new FormData();\n"
    for name, value in sample.form:
        yield f"form.append({quoted(name)}, {quoted(value)});\n"
    for file in sample.files:
        name, blob = quoted(file.name), _BLOB.format(name=quoted(file.name), mime=quoted(file.mime))
        yield f"form.append({quoted(file.field)}, {blob}, {name});\n"
    yield "\n"


def _call(sample: Sample) -> Iterator[str]:
    yield f'const answer = await fetch({quoted(sample.url)}, {{\n  method: "POST",\n'
    if sample.body is None:
        yield "  headers,\n  body: form,\n"
    else:
        yield '  headers: { ...headers, "Content-Type": "application/json" },\n'
        yield f"  body: JSON.stringify({_VALUES.written(sample.body, 1)}),\n"
    yield "});\nconsole.log(answer.status, await answer.text());\n"


def _given(given: Given) -> str:
    if given.is_uploaded:
        return f"await uploaded({quoted(given.name)}, {quoted(given.mime)})"
    read = f'await readFile({quoted(given.name)}, "base64")'
    return f"{quoted(given.before)} + ({read})" if given.before else read


def _name(name: str) -> str:
    """A name that is no word of the language's own."""
    return f"[{quoted(name)}]" if name == "__proto__" else quoted(name)


def _number(number: float) -> str:
    """As it stands also where the language would round it."""
    text = json.dumps(number)
    return f'JSON.rawJSON("{text}")' if isinstance(number, int) and abs(number) > _EXACT else text


_VALUES = Values(given=_given, name=_name, number=_number, last=",")
