"""Folders and archives of small pictures, and imports of them."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile, ZipInfo

from gallery import imports
from gallery.imports import receiving
from gallery.models import Image, Import
from tests import factories


def fill(folder: Path, *names: str) -> Path:
    """A different PNG under each name."""
    for seed, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(factories.png(seed=seed))
    return folder


def archive(path: Path, **files: bytes) -> Path:
    with ZipFile(path, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


def entry(name: str, **marks: int) -> ZipInfo:
    """An entry of a ZIP with flags that are not usual."""
    info = ZipInfo(name)
    for mark, value in marks.items():
        setattr(info, mark, value)
    return info


def opened(path: Path, tag: str = "", *, folders_are_tags: bool = True) -> Import:
    """An import as the command begins one."""
    return Import.objects.create(
        path=str(path), name=path.name, tag=tag, folders_are_tags=folders_are_tags, state="open"
    )


def taken(path: Path, tag: str = "", *, folders_are_tags: bool = True) -> Import:
    """An import of a folder or a ZIP, as far as it goes."""
    job = opened(path, tag, folders_are_tags=folders_are_tags)
    imports.go_on(job.pk)
    job.refresh_from_db()
    return job


def sent(**files: bytes) -> Import:
    """An import of files as a browser sends them, ready to go on."""
    job = receiving.begin(None)
    receiving.add(job, [factories.upload(data, name) for name, data in files.items()])
    receiving.start(job)
    return job


def names() -> list[str]:
    return sorted(Image.objects.values_list("file_name", flat=True))


def reasons(job: Import) -> dict[str, str]:
    return {told["name"]: told["why"] for told in job.told if "why" in told}
