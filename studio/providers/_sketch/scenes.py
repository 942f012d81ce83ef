"""Which scene a prompt gets: by its words where they name one, else by its seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .indoors import flowers, leaves, portrait, still_life
from .outdoors import city, hills, orbits, waves
from .palettes import Palette
from .posters import arcs, letter
from .sheet import Sheet
from .words import Words


@dataclass(frozen=True, slots=True)
class Scene:
    """`phrase` names it in the revised prompt, `words` call for it."""

    phrase: str
    words: str
    draw: Callable[[Sheet, Palette, Words, Random], None]
    is_common: bool = True
    """Also drawn where no word calls for it."""


SCENES = (
    Scene("a poster-geometry sketch",
          "poster abstract geometry geometric pattern bauhaus shape cover banner 图案 几何", arcs),
    Scene("a cut-paper portrait",
          "portrait face person woman man girl boy child people king queen head selfie 人 女 男 顔",
          portrait, is_common=False),
    Scene("a big-letter sketch",
          "letter type typography logo word lettering font alphabet monogram sign 字", letter,
          is_common=False),
    Scene("an orbit sketch",
          "space planet star moon cosmos galaxy orbit rocket robot astronaut universe future 星 宇",
          orbits),
    Scene("a cut-paper wave sketch",
          "sea ocean wave beach coast boat ship sail harbour harbor lake river water fish swim 海 波",
          waves),
    Scene("a city-block sketch",
          "city town street house building skyline tower architecture urban neon village 城 街 都 市",
          city),
    Scene("a cut-flower sketch",
          "flower bloom rose tulip bouquet blossom daisy spring petal bee butterfly 花 桜 樱", flowers),
    Scene("a paper-leaf sketch",
          "forest jungle leaf leave plant fern tropical botanical garden bird parrot 叶 葉 林", leaves),
    Scene("a layered-hills sketch",
          "hill mountain fog foggy mist misty valley landscape desert dune alp peak sunset sunrise "
          "tree wood snow field horizon lighthouse volcano road 山 丘 雾 霧 雪 森", hills),
    Scene("a still-life sketch",
          "still vase bottle fruit cup coffee tea table bowl product kitchen food breakfast lemon "
          "apple pear bread wine glass chair lamp room perfume ceramic 果 茶 瓶", still_life),
)  # fmt: skip
COMMON = tuple(scene for scene in SCENES if scene.is_common)


def choose(words: Words, seed: int) -> Scene:
    """The scene that is named first; neighbouring seeds differ where the words name none."""
    named = [(place, i) for i, scene in enumerate(SCENES) if (place := words.first(scene.words)) is not None]
    return SCENES[min(named)[1]] if named else COMMON[seed % len(COMMON)]
