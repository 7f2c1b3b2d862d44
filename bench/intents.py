"""How often the wide net finds that a sentence of other people's mail holds a request or promise.

The file has one sentence a line, `Yes` or `No` before it. Half of it, by the parity of each line's
CRC-32, is for practice; the figures that count are those of the other half.
"""

from collections import Counter
from typing import Any
from zlib import crc32

from bench.verdicts import wilson
from bot.mission.reading.intent import intents


async def run(text: str, part: str = "heldout") -> dict[str, Any]:
    lines = [line.split("\t", 1) for line in text.splitlines()]
    pairs = [(line[0] == "Yes", line[1]) for line in lines if len(line) == 2]
    wanted = 1 if part == "heldout" else 0
    rows = [pair for pair in pairs if crc32(pair[1].encode()) % 2 == wanted]
    return measured(rows) | {"part": part}


def measured(rows: list[tuple[bool, str]]) -> dict[str, Any]:
    """Precision, recall and F1 of "holds one", and per kind how often it stands on a right one."""
    found = [(expected, intents(text)) for expected, text in rows]
    hits = sum(expected and bool(kinds) for expected, kinds in found)
    claimed = sum(bool(kinds) for _, kinds in found)
    there = sum(expected for expected, _ in found)
    precision, recall = hits / max(1, claimed), hits / max(1, there)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for expected, kinds in found:
        for kind in kinds:
            total[kind.value] += 1
            right[kind.value] += expected
    return {
        "sentences": len(rows),
        "hold_one": there,
        "precision": round(precision, 3),
        "precision_interval": wilson(hits, claimed),
        "recall": round(recall, 3),
        "recall_interval": wilson(hits, there),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
    } | {f"{kind}_right": f"{right[kind]} of {total[kind]}" for kind in sorted(total)}
