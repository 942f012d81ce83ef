"""Geometry of cut paper. A `Cut` is a list of polygons, in pixels, that are one piece."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, hypot, pi, sin, tau

Point = tuple[float, float]
Polygon = list[Point]
Cut = list[Polygon]


def rectangle(x: float, y: float, w: float, h: float) -> Polygon:
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> Polygon:
    """Around (x, y), turned by `turn` radians."""
    steps = max(24, min(240, int(max(rx, ry))))
    rim = ((rx * cos(tau * i / steps), ry * sin(tau * i / steps)) for i in range(steps))
    return moved(turned(list(rim), turn), x, y)


def disc(x: float, y: float, r: float) -> Polygon:
    return ellipse(x, y, r, r)


def sector(x: float, y: float, inner: float, outer: float, start: float, end: float) -> Polygon:
    """A piece of a ring from angle `start` to `end`, in radians, clockwise from the right."""
    steps = max(12, min(160, int(outer * abs(end - start) / 3)))
    angles = [start + (end - start) * i / steps for i in range(steps + 1)]
    rim = [(x + outer * cos(a), y + outer * sin(a)) for a in angles]
    return rim + [(x + inner * cos(a), y + inner * sin(a)) for a in reversed(angles)]


def crescent(x: float, y: float, r: float, waist: float, turn: float) -> Polygon:
    """The side of a disc at the angle `turn`, hollowed out to `waist` (0 to 1) of its radius."""
    angles = [pi * (i / 60 - 0.5) for i in range(61)]
    rim = [(r * cos(a), r * sin(a)) for a in angles]
    rim += [(r * waist * cos(a), r * sin(a)) for a in reversed(angles)]
    return moved(turned(rim, turn), x, y)


def below(
    edge: Callable[[float], float], left: float, right: float, bottom: float, step: float
) -> Polygon:
    """Everything between the line y = edge(x) and `bottom`."""
    count = max(2, int((right - left) / step))
    xs = [left + (right - left) * i / count for i in range(count + 1)]
    return [(x, edge(x)) for x in xs] + [(right, bottom), (left, bottom)]


def stroke(points: Sequence[Point], width: float, tip: float | None = None) -> Polygon:
    """A band along `points`, `width` at the start and `tip` wide at the end."""
    tip = width if tip is None else tip
    last = len(points) - 1
    left, right = [], []
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(0, i - 1)], points[min(last, i + 1)]
        length = hypot(bx - ax, by - ay) or 1.0
        half = (width + (tip - width) * i / last) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


def curve(start: Point, bend: Point, end: Point, steps: int = 24) -> Polygon:
    """Points along a quadratic Bézier curve."""
    line = []
    for i in range(steps + 1):
        t = i / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        x = a * start[0] + b * bend[0] + c * end[0]
        line.append((x, a * start[1] + b * bend[1] + c * end[1]))
    return line


def leaf(x: float, y: float, length: float, width: float, turn: float) -> Polygon:
    """A leaf whose stalk is at (x, y) and which points to the angle `turn`."""
    sides = [(i / 20, sin(pi * (i / 20) ** 0.8) * width / 2) for i in range(21)]
    rim = [(t * length, half) for t, half in sides]
    rim += [(t * length, -half) for t, half in reversed(sides)]
    return moved(turned(rim, turn), x, y)


def turned_body(profile: Sequence[Point], x: float, base: float, w: float, h: float) -> Polygon:
    """A turned vessel on (x, base). `profile`: (height, half width) from foot to rim, 0 to 1."""
    smooth = list(_smooth(profile))
    right = [(x + half * w / 2, base - t * h) for t, half in smooth]
    return right + [(2 * x - px, py) for px, py in reversed(right)]


def _smooth(profile: Sequence[Point], steps: int = 12) -> list[Point]:
    """A Catmull-Rom line through the points of `profile`."""
    line = []
    for i in range(len(profile) - 1):
        p = [profile[max(0, min(len(profile) - 1, i + k))] for k in (-1, 0, 1, 2)]
        for step in range(steps):
            t = step / steps
            line.append((_spline(t, [q[0] for q in p]), _spline(t, [q[1] for q in p])))
    return [*line, profile[-1]]


def _spline(t: float, p: Sequence[float]) -> float:
    bend = 2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]
    twist = -p[0] + 3 * p[1] - 3 * p[2] + p[3]
    return 0.5 * (2 * p[1] + (p[2] - p[0]) * t + bend * t * t + twist * t**3)


def moved(polygon: Polygon, dx: float, dy: float) -> Polygon:
    return [(x + dx, y + dy) for x, y in polygon]


def placed(polygon: Polygon, x: float, y: float, wide: float, tall: float) -> Polygon:
    """A polygon that is drawn in units around 0, y upwards, `wide` × `tall` pixels a unit."""
    return [(x + wide * px, y - tall * py) for px, py in polygon]


def turned(polygon: Polygon, angle: float) -> Polygon:
    """Turned around the origin."""
    c, s = cos(angle), sin(angle)
    return [(x * c - y * s, x * s + y * c) for x, y in polygon]


def bounds(cut: Cut) -> tuple[float, float, float, float]:
    xs = [x for polygon in cut for x, _ in polygon]
    ys = [y for polygon in cut for _, y in polygon]
    return min(xs), min(ys), max(xs), max(ys)
