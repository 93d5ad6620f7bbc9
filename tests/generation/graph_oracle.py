"""The definition of the tool graph, in plain loops and float64, sharing no code with the real one."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

NEAR = 1e-9  # far above the error of a float64 product of unit vectors


def strings_of(schema):
    if not isinstance(schema, dict):
        return []
    properties = schema.get("properties", {})
    return sorted({f"{name}: {child.get('description', '')}" for name, child in properties.items()})


def alike_strings(texts, vectors, threshold):
    """Return {text: {text alike it, itself among them: cosine}}; a product picks what a plain sum decides."""
    if not texts:
        return {}
    unit = []
    for text in texts:
        values = [float(value) for value in vectors[text]]
        length = math.sqrt(math.fsum(value * value for value in values))
        unit.append([value / length for value in values])
    alike = {text: {text: 1.0} for text in texts}
    matrix = np.array(unit)
    for one, other in zip(*np.nonzero(np.triu(matrix @ matrix.T > threshold - NEAR, 1)), strict=True):
        cosine = sum(a * b for a, b in zip(unit[one], unit[other], strict=True))
        if cosine > threshold:
            alike[texts[one]][texts[other]] = alike[texts[other]][texts[one]] = cosine
    return alike


def brute_force(tools, vectors, threshold, max_document_frequency=None, left_out=()):
    """Return {(i, j): {(kind, source): (cosine, string of i, of j)}} for i < j, and what makes no edges.

    Args:
        tools: The tools.
        vectors: A vector for each string.
        threshold: Cosine that must be exceeded.
        max_document_frequency: Share of the tools above which a string makes no edges.
        left_out: Further strings that make none.
    """
    takes = [strings_of(tool.parameters) for tool in tools]
    gives = [strings_of(tool.returns) for tool in tools]
    every = sorted({text for texts in (*takes, *gives) for text in texts})
    alike = alike_strings(every, vectors, threshold)
    boilerplate = set(left_out)
    if max_document_frequency is not None:
        for text in every:
            frequency = sum(
                not alike[text].keys().isdisjoint((*own_takes, *own_gives))
                for own_takes, own_gives in zip(takes, gives, strict=True)
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
                if one in boilerplate or alike[one].keys().isdisjoint(others):
                    continue
                for other in others:
                    if other in boilerplate or other not in alike[one]:
                        continue
                    value = alike[one][other]
                    if value > found.get((kind, source), (0.0,))[0]:
                        found[kind, source] = (value, one, other)
        if found:
            edges[i, j] = found
    return edges, boilerplate
