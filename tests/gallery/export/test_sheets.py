"""Contact sheets, read with other programs than the one that writes them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from pypdf import PdfReader

from gallery import store
from gallery.export import Frame, layout, marks, sheet_pdf, sheet_png
from gallery.models import Image
from gallery.renditions import Bands, fonts
from tests import factories
from tests.factories import drawing, encoded, grain

pytestmark = pytest.mark.django_db


def frame(width: int = 320, height: int = 240, seed: int = 0, **told: Any) -> Frame:
    data = encoded(drawing(width, height, seed=seed))
    image = factories.image(data, has_thumbs=True, model_label="Lumen 2", resolution="1K")
    return Frame(image, **told)


def pdf(frames: list[Frame], title: str = "Harbour", *args: str, **options: Any) -> PdfReader:
    data = b"".join(sheet_pdf(frames, title, *args, **options))
    return PdfReader(BytesIO(data), strict=True)


def png(frames: list[Frame], title: str = "Harbour") -> Pillow.Image:
    picture = Pillow.open(BytesIO(b"".join(sheet_png(frames, title))))
    picture.load()
    return picture


def has(picture: Pillow.Image, color: tuple[int, int, int], near: int = 12) -> bool:
    colors = picture.getcolors(picture.width * picture.height) or []
    return any(
        max(abs(a - b) for a, b in zip(found, color, strict=True)) <= near  # type: ignore[arg-type]
        for _count, found in colors
    )


WAX = (255, 90, 51)


# PDF


def test_pages_hold_every_frame_with_its_print() -> None:
    frames = [frame(seed=seed) for seed in range(18)]
    sheet = pdf(frames)
    assert len(sheet.pages) == 2
    texts = [page.extract_text() for page in sheet.pages]
    assert ["Page 1 of 2" in texts[0], "Page 2 of 2" in texts[1]] == [True, True]
    text = "".join(texts)
    assert all(str(each.image) in text for each in frames)
    assert text.count("LUMEN 2") == text.count("4:3 · 1K") == 18
    assert all("Harbour" in told and "18 images" in told for told in texts)
    assert sum(len(page.images) for page in sheet.pages) == 18
    assert sheet.metadata
    assert sheet.metadata.title == "Harbour"


@pytest.mark.parametrize(
    ("paper", "is_landscape", "size"),
    [
        ("a4", False, (595.28, 841.89)), ("a4", True, (841.89, 595.28)),
        ("letter", False, (612, 792)), ("letter", True, (792, 612)),
    ],
)  # fmt: skip
def test_papers(paper: str, is_landscape: bool, size: tuple[float, float]) -> None:
    (page,) = pdf([frame()], "Harbour", paper, is_landscape=is_landscape).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == size


def test_an_empty_sheet_is_a_whole_page() -> None:
    (page,) = pdf([]).pages
    assert "0 images" in page.extract_text()


def test_pictures_are_no_larger_than_their_print_needs() -> None:
    image = factories.image(encoded(grain(1280, 1280)), has_thumbs=True)
    ((picture,),) = (page.images for page in pdf([Frame(image)]).pages)
    assert picture.image
    assert 300 < picture.image.width < 420
    assert picture.image.format == "JPEG"


@pytest.mark.parametrize("title", ["Été (1\\2) – “à la”", "灯台 ☂ שלום", "\u202etxt\n\x00"])
def test_titles_in_any_script_are_kept_for_readers(title: str) -> None:
    sheet = pdf([frame()], title)
    assert sheet.metadata
    assert sheet.metadata.title == title
    assert len(sheet.pages[0].images) >= 1


def test_a_sign_that_no_font_has_is_left_out() -> None:
    _font, shown = fonts.fitting("A \U0010fffd lamp", 20)
    assert shown == "A lamp"


@pytest.mark.parametrize("harm", ["no thumbnail", "gone", "broken"])
def test_a_frame_without_its_picture_has_its_colour(harm: str) -> None:
    image = frame(seed=3).image
    if harm == "no thumbnail":
        Image.objects.filter(pk=image.pk).update(thumbs_version=0)
        image.refresh_from_db()
    elif harm == "gone":
        store.thumb(image, 1280).unlink()
    else:
        store.thumb(image, 1280).write_bytes(b"RIFF....WEBP")
    assert not pdf([Frame(image)]).pages[0].images
    color = tuple(bytes.fromhex(image.color[1:]))
    assert has(png([Frame(image)]), color, near=0)  # type: ignore[arg-type]


# PNG


def test_a_png_is_one_tall_sheet() -> None:
    few, many = (png([frame(seed=seed) for seed in range(count)]) for count in (1, 8))
    assert few.width == many.width == 1600
    assert few.height < many.height
    assert few.getpixel((0, few.height - 1)) == (255, 255, 255)
    assert has(few, (25, 25, 25))


def test_verdicts_are_drawn_in_wax() -> None:
    plain, pick, reject = (png([frame(verdict=word)]) for word in ("", "pick", "reject"))
    assert [has(sheet, WAX) for sheet in (plain, pick, reject)] == [False, True, False]
    bright = [sum(sheet.convert("L").histogram()[60:200]) for sheet in (plain, reject)]
    assert bright[1] < bright[0] / 2
    assert pick.size == plain.size


def test_stars_are_dots_beside_the_number() -> None:
    def light(stars: int) -> int:
        return sum(png([frame(stars=stars)]).convert("L").histogram()[200:230])

    counts = [light(stars) for stars in (0, 1, 3, 5)]
    assert counts == sorted(set(counts))


def test_a_very_long_png_stays_within_what_browsers_show() -> None:
    picture = frame(200, 50)
    sheet = png([picture] * 200)
    assert sheet.height <= 32_000


@pytest.mark.parametrize("heights", [[97], [1, 96], [40, 40, 17]])
def test_bands_make_up_the_picture(heights: list[int]) -> None:
    whole = grain(61, 97)
    bands = Bands(*whole.size)
    data, top = bands.begin(), 0
    for height in heights:
        data += bands.add(whole.crop((0, top, whole.width, top + height)))
        top += height
    made = Pillow.open(BytesIO(data + bands.end()))
    assert made.tobytes() == whole.tobytes()


# Rows


@given(
    st.lists(st.floats(1 / 12, 12), max_size=60),
    st.sampled_from([layout.size(paper, is_landscape=way) for paper in layout.PAPERS
                     for way in (False, True)]),
)  # fmt: skip
def test_rows_hold_each_frame_once_and_stay_on_the_page(
    shapes: list[float], size: tuple[float, float]
) -> None:
    width = size[0] - 2 * layout.MARGIN
    rows = layout.rows(shapes, width)
    assert [i for row in rows for i in range(row.first, row.end)] == list(range(len(shapes)))
    for row in rows:
        taken = sum(shapes[row.first : row.end]) * row.height
        assert taken + layout.GAP * (row.end - row.first + 1) <= width + 0.01
        assert 0 < row.height <= layout.ROW * layout.TALLEST
    pages = list(layout.pages(rows, size[1]))
    assert [placed.row for page in pages for placed in page] == rows
    for page in pages:
        assert all(each.y + each.row.strip <= size[1] - layout.MARGIN for each in page)


def test_full_rows_fill_the_width_at_nearly_one_height() -> None:
    rows = layout.rows([1.5] * 40, 527)[:-1]
    heights = {row.height for row in rows}
    assert all(layout.ROW * 0.75 < height < layout.ROW * 1.3 for height in heights)


def test_one_image_always_wears_the_same_mark_and_two_differ() -> None:
    box = (10.0, 10.0, 160.0, 90.0)
    one, again, other = (list(marks.ring(box, seed)) for seed in (7, 7, 8))
    assert one == again
    assert one != other
    points = [point for strand in one for point in strand.points]
    assert all(3 < x < 177 and 3 < y < 107 for x, y in points)
