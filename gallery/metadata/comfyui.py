"""What ComfyUI writes: the graph of nodes that was run, as `prompt`, and as drawn, `workflow`.

https://docs.comfy.org/specs/workflow_json
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

from . import bounded
from .embedded import Embedded

Node: TypeAlias = "dict[str, Any]"
MOST_NODES = 5_000
MOST_SAMPLERS = 20
MOST_REACHED = 500
SEEDS = ("seed", "noise_seed")
WORDS = ("text", "text_g", "t5xxl", "text_l", "clip_l", "prompt", "string", "value", "text_a")
MODELS = ("ckpt_name", "unet_name", "model_name", "model_path")
SETTINGS = ("steps", "cfg", "sampler_name", "scheduler", "denoise", "guidance")
WIDGETS: Mapping[str, tuple[str, ...]] = {
    "CLIPTextEncode": ("text",),
    "KSampler": ("seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "RandomNoise": ("noise_seed",),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "UNETLoader": ("unet_name",),
    "EmptyLatentImage": ("width", "height"),
    "EmptySD3LatentImage": ("width", "height"),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
}
"""Fields of the most usual nodes in the order in which a drawn graph holds their values."""


def read(texts: Mapping[str, str]) -> Embedded | None:
    """By the graph that was run, else by the one that was drawn."""
    run = bounded.mapping(bounded.loaded(texts.get("prompt", "")))
    drawn = bounded.mapping(bounded.loaded(texts.get("workflow", "")))
    for nodes in (_run(run), _drawn(drawn)):
        found = Graph(nodes).recipe()
        if found:
            return found
    return None


class Graph:
    """Nodes by their ids; an input that is [id, place] comes from another node."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes

    def recipe(self) -> Embedded | None:
        """Of the first sampler with a prompt; None where none has one."""
        samplers = (id for id, node in self.nodes.items() if self._is_sampler(node))
        for id in islice(samplers, MOST_SAMPLERS):
            prompt = self.words(id, "positive")
            if not prompt:
                continue
            return Embedded(
                software="comfyui",
                prompt=prompt,
                negative_prompt=self.words(id, "negative"),
                model=next(filter(None, (self._near(id, name) for name in MODELS)), ""),
                parameters={n: word for n in SETTINGS if (word := self._near(id, n))},
                seed=next((s for n in SEEDS if (s := self._whole(id, n)) is not None), None),
                width=self._whole(id, "width"),
                height=self._whole(id, "height"),
            )
        return None

    def words(self, id: str, side: str) -> str:
        """What a sampler was told, by the ways that lead there."""
        starts = [self._link(id, side)]
        if side == "positive" and not starts[0]:
            guider = self._link(id, "guider")
            starts = [self._link(guider, name) for name in ("positive", "conditioning")]
        elif not starts[0]:
            starts = [self._link(self._link(id, "guider"), side)]
        texts = (
            self._said(near, side) for start in starts if start for near in self._reach(start, side)
        )
        return "\n".join(dict.fromkeys(filter(None, texts)))

    def _is_sampler(self, node: Node) -> bool:
        inputs = bounded.mapping(node.get("inputs"))
        return "Sampler" in bounded.text(node.get("class_type")) or any(n in inputs for n in SEEDS)

    def _said(self, id: str, side: str) -> str:
        """The first text of a node; of one with both sides, none of the other."""
        inputs = self._inputs(id)
        names = (f"text_{side}", *WORDS)
        return next((text for n in names if (text := _words(inputs.get(n)))), "")

    def _reach(self, start: str, side: str) -> Iterator[str]:
        """The nodes before one, nearest first; not by the way of the other side."""
        other = "negative" if side == "positive" else "positive"
        known, edge = {start}, [start]
        while edge and len(known) < MOST_REACHED:
            yield from edge
            links = ((n, link) for id in edge for n, link in self._links(id) if n != other)
            edge = list(
                dict.fromkeys(link for n, link in links if n != "clip" and link not in known)
            )
            known.update(edge)

    def _near(self, id: str, name: str) -> str:
        """A setting of the sampler, or of the nearest node before it."""
        words = (bounded.text(self._inputs(near).get(name)) for near in self._reach(id, "positive"))
        return next(filter(None, words), "")

    def _whole(self, id: str, name: str) -> int | None:
        return bounded.whole(self._near(id, name))

    def _links(self, id: str) -> Iterator[tuple[str, str]]:
        for name in self._inputs(id):
            link = self._link(id, name)
            if link:
                yield name, link

    def _link(self, id: str, name: str) -> str:
        """The id of the node that an input comes from, '' where it comes from none."""
        value = bounded.listed(self._inputs(id).get(name))
        source = bounded.text(value[0]) if len(value) == 2 else ""
        return source if source in self.nodes else ""

    def _inputs(self, id: str) -> Node:
        return bounded.mapping(self.nodes.get(id, {}).get("inputs"))


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _run(said: Node) -> dict[str, Node]:
    nodes = list(said.items())[:MOST_NODES]
    return {id: node for id, node in nodes if isinstance(node, dict) and "class_type" in node}


def _drawn(said: Node) -> dict[str, Node]:
    """The same form as the graph that was run."""
    links = {}
    for link in bounded.listed(said.get("links")):
        if isinstance(link, list) and len(link) >= 3:
            links[bounded.text(link[0])] = [bounded.text(link[1]), link[2]]
    nodes = map(bounded.mapping, bounded.listed(said.get("nodes"))[:MOST_NODES])
    return {
        bounded.text(node.get("id")): {
            "class_type": bounded.text(node.get("type")),
            "inputs": _widgets(node) | _inputs(node, links),
        }
        for node in nodes
    }


def _inputs(node: Node, links: Mapping[str, list[Any]]) -> Node:
    inputs = map(bounded.mapping, bounded.listed(node.get("inputs")))
    named = ((bounded.text(i.get("name")), bounded.text(i.get("link"))) for i in inputs)
    return {name: links[link] for name, link in named if link in links}


def _widgets(node: Node) -> Node:
    names = WIDGETS.get(bounded.text(node.get("type")), ())
    values = bounded.listed(node.get("widgets_values"))
    return {name: value for name, value in zip(names, values, strict=False) if name}
