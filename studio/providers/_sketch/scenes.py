"""Which scene a prompt gets: by its words where they name one, else by its seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .city import city
from .landscape import hills, waves
from .palettes import Palette
from .plants import flowers, leaves
from .portrait import portrait
from .posters import arcs, letter
from .sheet import Sheet
from .space import orbits
from .still_life import still_life
from .words import Words


@dataclass(frozen=True, slots=True)
class Scene:
    """`phrase` names it in the revised prompt, `words` call for it.

    `hints` call for it only where no words call for another scene.
    """

    phrase: str
    words: str
    draw: Callable[[Sheet, Palette, Words, Random], None]
    hints: str = ""
    is_common: bool = True
    """Also drawn where no word calls for it."""


SCENES = (
    Scene("a poster-geometry sketch",
          "abstract geometry geometric pattern bauhaus shape", arcs,
          hints="poster cover banner print"),
    Scene("a cut-paper portrait",
          "portrait face person woman man girl boy child people king queen head selfie 人 女 男 顔",
          portrait, is_common=False),
    Scene("a big-letter sketch",
          "letter type typography logo word lettering font alphabet monogram sign 字",
          letter, is_common=False),
    Scene("an orbit sketch",
          "space planet cosmos galaxy orbit rocket robot astronaut universe future 宇", orbits,
          hints="moon star sky night 月 星"),
    Scene("a cut-paper wave sketch",
          "sea ocean wave beach coast boat ship sail sailing harbour harbor lake river water fish "
          "swim 海 波", waves),
    Scene("a city-block sketch",
          "city town street house building skyline tower architecture urban neon village "
          "城 街 都 市", city),
    Scene("a cut-flower sketch",
          "flower bloom rose tulip bouquet blossom daisy spring petal bee butterfly 花 桜 樱",
          flowers),
    Scene("a paper-leaf sketch",
          "forest jungle leaf leaves plant fern tropical botanical garden bird parrot 叶 葉 林",
          leaves),
    Scene("a layered-hills sketch",
          "hill mountain fog foggy mist misty valley landscape desert dune alp peak sunset sunrise "
          "tree wood snow field horizon lighthouse volcano road cabin 山 丘 雾 霧 雪 森", hills),
    Scene("a still-life sketch",
          "still vase bottle fruit cup coffee tea table bowl product kitchen food breakfast lemon "
          "apple pear bread wine glass chair lamp room perfume ceramic 果 茶 瓶", still_life),
)  # fmt: skip
COMMON = tuple(scene for scene in SCENES if scene.is_common)


def choose(words: Words, seed: int) -> Scene:
    """The scene that is named first; neighbouring seeds differ where the words name none."""
    for texts in ([scene.words for scene in SCENES], [scene.hints for scene in SCENES]):
        places = [
            (place, i) for i, text in enumerate(texts) if (place := words.first(text)) is not None
        ]
        if places:
            return SCENES[min(places)[1]]
    return COMMON[seed % len(COMMON)]
