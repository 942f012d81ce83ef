"""Colours: palettes chosen for each other, and how words and references tint them."""

from __future__ import annotations

from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass, replace

from .chance import chance
from .words import Words

Colour = tuple[int, int, int]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` 0 is `a`, 1 is `b`."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def _hls(colour: Colour) -> tuple[float, float, float]:
    return rgb_to_hls(*(channel / 255 for channel in colour))


def _rgb(hue: float, light: float, saturation: float) -> Colour:
    r, g, b = hls_to_rgb(hue % 1, max(0.0, min(1.0, light)), max(0.0, min(1.0, saturation)))
    return round(r * 255), round(g * 255), round(b * 255)


def tinted(colour: Colour, by: Colour, share: float) -> Colour:
    """`colour` moved towards the hue of `by`, as light as it was."""
    hue, _, saturation = _hls(by)
    return mix(colour, _rgb(hue, _hls(colour)[1], saturation * 0.8), share)


def shifted(colour: Colour, degrees: float) -> Colour:
    hue, light, saturation = _hls(colour)
    return _rgb(hue + degrees / 360, light, saturation)


def vividness(colour: Colour) -> int:
    return max(colour) - min(colour)


def lightness(colour: Colour) -> float:
    return (colour[0] * 299 + colour[1] * 587 + colour[2] * 114) / 255000


@dataclass(frozen=True, slots=True)
class Palette:
    """`tones` run from far and pale to near and dark; `paper` and `ink` carry the caption."""

    name: str
    paper: Colour
    ink: Colour
    ground: Colour
    tones: tuple[Colour, ...]
    accent: Colour
    second: Colour
    kinds: str = "day"

    @property
    def is_dark(self) -> bool:
        return lightness(self.paper) < 0.5

    @property
    def shadow(self) -> Colour:
        return mix(self.tones[-1], (0, 0, 0), 0.55)

    def ramp(self, share: float) -> Colour:
        """A tone between the far one (0) and the near one (1)."""
        place = max(0.0, min(1.0, share)) * (len(self.tones) - 1)
        first = min(int(place), len(self.tones) - 2)
        return mix(self.tones[first], self.tones[first + 1], place - first)

    def papers(self) -> tuple[Colour, ...]:
        """All colours that pieces are cut from."""
        return (self.accent, self.second, *self.tones, self.ground)


def _colour(text: str) -> Colour:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def _palette(name: str, kinds: str, colours: str) -> Palette:
    """`colours`: paper, ink, ground, accent, second, then the tones."""
    paper, ink, ground, accent, second, *tones = (_colour(c) for c in colours.split())
    return Palette(name, paper, ink, ground, tuple(tones), accent, second, kinds)


PALETTES = (
    _palette("ochre and slate", "day autumn",
             "f5efe3 22282c ecdcba d8892b b3502c c3b08a 8f9a96 5a6c74 33444d 222f37"),
    _palette("coral and navy", "day sea",
             "f8f1ea 1b2440 f7dac8 ee5a45 f3b650 efb9a2 c98a8f 6f6690 36427a 1c274f"),
    _palette("moss and clay", "day leaf",
             "f3f0e2 22301f e8e2c8 c65f38 e2b14f c4c79a 8fa06b 5b774f 315140 203629"),
    _palette("teal and sand", "day sea",
             "f7f0e1 15343a f1e4c9 e7713a f3c352 bfd2c0 7db0a7 3d8684 1f5963 143b47"),
    _palette("plum and rose", "day evening",
             "f8eeee 2d1c36 f4dcdc e4574b f1b77f e6b5be c07d98 85507c 52305f 351d42"),
    _palette("sky and brick", "day winter",
             "f1f2ef 1f2f3c dde8ea c64a30 edab4c b6ccd4 85a7b7 55788f 2f5065 1d3445"),
    _palette("graphite and vermilion", "day mono",
             "f2f1ee 1c1c1c e6e4df e2421f c9b79a c8c5be 97948e 605e5a 363534 1f1f1f"),
    _palette("lilac and forest", "day leaf",
             "f3eff3 1e2f2a e9e1ee e98a63 f4d57c cbbcd9 98a2ae 5d8272 2a5548 183a33"),
    _palette("mustard and ink", "day autumn",
             "f6efdc 202a33 f4d98c d94d2e f8efd8 e4b84b c98e36 77694d 3a4652 202b36"),
    _palette("frost and pine", "day winter",
             "f1f4f3 1d3a3e e8f0f0 d95b4b f0c471 c9dadd 93b1b6 54808a 27505a 16363d"),
    _palette("indigo and brass", "night",
             "12172a ece5d4 1d2649 ecc468 cb6d4b 46589b 35457f 273463 1b2548 121931"),
    _palette("ember and coal", "night evening",
             "191413 f1e4d6 33211e f26e3b f4b94c 7c4032 5a2f2a 412423 2b1a1a 1b1112"),
    _palette("midnight and mint", "night",
             "0f1c20 e2efe6 14303a 8fe0c0 f2c879 3f7478 2c5a62 20454f 16323c 0e222b"),
)  # fmt: skip

NAMED = {
    "red": "d4322c", "crimson": "b3213a", "scarlet": "e0352b", "vermilion": "e2421f",
    "orange": "ee7b22", "coral": "f0705a", "peach": "f5b48e", "gold": "d9a520",
    "golden": "d9a520", "yellow": "f2c530", "mustard": "d6a02b", "ochre": "cc8a2c",
    "green": "3f8f4f", "emerald": "1f8a60", "olive": "7c7f39", "mint": "8fd6b4",
    "teal": "1f7f80", "turquoise": "35b0aa", "cyan": "2fb2cf", "blue": "2d62b8",
    "navy": "1f2f66", "indigo": "3a3a8c", "purple": "74409a", "violet": "7a4ab0",
    "lilac": "b79bd6", "lavender": "b3a2dd", "pink": "ee86a8", "rose": "dd6a86",
    "magenta": "c8328a", "brown": "7d5236", "copper": "b66a3c",
}  # fmt: skip
CHARACTERS = {
    "红": "red", "赤": "red", "紅": "red", "蓝": "blue", "青": "blue", "藍": "blue", "绿": "green",
    "緑": "green", "綠": "green", "黄": "yellow", "黃": "yellow", "金": "gold", "粉": "pink",
    "紫": "purple",
}  # fmt: skip
WARM = 0.18
"""Hues up to yellow, and from magenta on, come forward as accents."""


def choose(words: Words, seed: int, references: Sequence[Colour] = ()) -> Palette:
    """The palette that the words ask for, else one by `seed`; tinted by what is named or shown."""
    fitting = [p for p in PALETTES if words.mood in p.kinds.split()]
    palette = _turned(fitting[seed % len(fitting)], chance("hue", seed).uniform(-7, 7))
    if references:
        palette = _after(palette, references)
    names = words.found(NAMED) + [CHARACTERS[c] for c in words.found(CHARACTERS)]
    named = {name: _colour(NAMED[name]) for name in names}
    return _named(palette, named) if named else palette


def _turned(palette: Palette, degrees: float) -> Palette:
    return replace(
        palette,
        ground=shifted(palette.ground, degrees),
        tones=tuple(shifted(tone, degrees) for tone in palette.tones),
        second=shifted(palette.second, -degrees),
    )


def _after(palette: Palette, references: Sequence[Colour]) -> Palette:
    """The first reference colour tints the paper pieces, the most vivid is the accent."""
    vivid = max(references, key=vividness)
    toned = _toned(palette, references[0], 0.45)
    return (
        replace(toned, accent=mix(palette.accent, vivid, 0.8)) if vividness(vivid) > 60 else toned
    )


def _named(palette: Palette, named: dict[str, Colour]) -> Palette:
    """The colour that comes forward is the accent, the other one tints all tones."""
    first, *others = sorted(named, key=lambda name: not _is_warm(named[name]))
    if not others:
        name = f"{first} and {palette.name.split()[-1]}"
        if _is_warm(named[first]):
            return replace(palette, name=name, accent=named[first])
        return replace(_toned(palette, named[first], 0.8), name=name)
    toned = _toned(palette, named[others[0]], 0.8)
    return replace(toned, name=f"{first} and {others[0]}", accent=named[first])


def _is_warm(colour: Colour) -> bool:
    hue = _hls(colour)[0]
    return hue < WARM or hue > 0.88


def _toned(palette: Palette, by: Colour, share: float) -> Palette:
    tones = tuple(tinted(tone, by, share) for tone in palette.tones)
    return replace(palette, tones=tones, ground=tinted(palette.ground, by, share * 0.6))
