"""The pixels in which Google's model draws, by its own table, for every gateway in front of it."""

from __future__ import annotations

Size = tuple[int, int]

RATIOS = (
    "1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9",
    "21:9",
)  # fmt: skip
"""All that the model draws."""

_UPRIGHT = {
    "1:1": ((512, 512), (1024, 1024)),
    "1:4": ((256, 1024), (512, 2048)),
    "1:8": ((192, 1536), (384, 3072)),
    "2:3": ((424, 632), (848, 1264)),
    "3:4": ((448, 600), (896, 1200)),
    "4:5": ((464, 576), (928, 1152)),
    "9:16": ((384, 688), (768, 1376)),
}
_WIDE = ((792, 168), (1584, 672))  # the smaller one as Google prints it, though it is no 21:9


def google(ratio: str, tier: str) -> Size:
    """Width and height of a ratio such as "3:4" in a tier: "512", "1K", "2K" or "4K"."""
    small, one_k = _pair(ratio)
    if tier == "512":
        return small
    times = {"1K": 1, "2K": 2, "4K": 4}[tier]
    return one_k[0] * times, one_k[1] * times


def within(size: Size, most: int) -> Size:
    """The same shape with no side longer than `most`."""
    longest = max(size)
    if longest <= most:
        return size
    return max(1, round(size[0] * most / longest)), max(1, round(size[1] * most / longest))


def nearest(size: Size, ratios: tuple[str, ...] = RATIOS) -> str:
    """The ratio whose shape is nearest to that of `size`."""

    def distance(ratio: str) -> float:
        across, down = map(int, ratio.split(":"))
        have, want = size[0] / size[1], across / down
        return max(have / want, want / have)

    return min(ratios, key=distance)


def _pair(ratio: str) -> tuple[Size, Size]:
    if ratio == "21:9":
        return _WIDE
    if ratio in _UPRIGHT:
        return _UPRIGHT[ratio]
    across, down = ratio.split(":")
    (a, b), (c, d) = _UPRIGHT[f"{down}:{across}"]
    return (b, a), (d, c)
