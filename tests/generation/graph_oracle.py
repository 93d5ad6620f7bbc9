"""The definition of the tool graph, in plain Python loops and float64, sharing no code with the real one."""

from __future__ import annotations

import math
from itertools import combinations


def strings_of(schema):
    if not isinstance(schema, dict):
        return []
    properties = schema.get("properties", {})
    return sorted({f"{name}: {child.get('description', '')}" for name, child in properties.items()})


def brute_force(tools, vectors, threshold, max_document_frequency=None):
    """Return {(i, j): {(kind, source): (cosine, string of i, of j)}} for i < j, and the boilerplate."""
    unit = {}
    for text, vector in vectors.items():
        values = [float(value) for value in vector]
        length = math.sqrt(math.fsum(value * value for value in values))
        unit[text] = [value / length for value in values]
    known = {}

    def cosine(one, other):
        if one == other:
            return 1.0
        key = (one, other) if one < other else (other, one)
        if key not in known:
            known[key] = sum(a * b for a, b in zip(unit[key[0]], unit[key[1]], strict=True))
        return known[key]

    takes = [strings_of(tool.parameters) for tool in tools]
    gives = [strings_of(tool.returns) for tool in tools]
    every = sorted({text for texts in (*takes, *gives) for text in texts})
    boilerplate = set()
    if max_document_frequency is not None:
        for text in every:
            alike = {other for other in every if cosine(text, other) > threshold}
            frequency = sum(
                1
                for own_takes, own_gives in zip(takes, gives, strict=True)
                if alike & {*own_takes, *own_gives}
            )
            if frequency > max_document_frequency * len(tools) and frequency > 50:
                boilerplate.add(text)
    edges = {}
    for i, j in combinations(range(len(tools)), 2):
        found = {}
        for kind, source, ones, others in (
            ("P-P", None, takes[i], takes[j]),
            ("R-P", i, gives[i], takes[j]),
            ("R-P", j, takes[i], gives[j]),
        ):
            for one in ones:
                for other in others:
                    if one in boilerplate or other in boilerplate:
                        continue
                    value = cosine(one, other)
                    if value > threshold and value > found.get((kind, source), (0.0,))[0]:
                        found[kind, source] = (value, one, other)
        if found:
            edges[i, j] = found
    return edges, boilerplate
