"""One sentence, one act: what the same words can't all mean at once."""

from collections.abc import Iterable

from bot.domain.facts import Fact, FactKind

# Where one sentence was read as several things, the left one holds and the right ones go. Who
# asks to be left alone until April asks for nothing else with it; what is handed over in a
# sentence is not promised in it; a meeting that is agreed need not be asked for.
_HOLDS: dict[FactKind, frozenset[FactKind]] = {
    FactKind.WAIT: frozenset({FactKind.QUESTION, FactKind.REQUEST, FactKind.PROMISE}),
    FactKind.RESUME: frozenset({FactKind.WAIT}),
    FactKind.ANSWER: frozenset({FactKind.QUESTION}),
    FactKind.DELIVERED: frozenset({FactKind.PROMISE}),
    FactKind.MEETING: frozenset({FactKind.REQUEST}),
    FactKind.OUT_OF_OFFICE: frozenset({FactKind.WAIT, FactKind.REQUEST, FactKind.PROMISE}),
    FactKind.USAGE_PAUSE: frozenset({FactKind.DISQUALIFIED, FactKind.OUT_OF_OFFICE}),
    FactKind.LEFT: frozenset({FactKind.OUT_OF_OFFICE}),
    FactKind.LOST_TO: frozenset({FactKind.COMPETITOR, FactKind.OBJECTION, FactKind.PROMISE}),
    FactKind.INSTRUCTION: frozenset(FactKind) - {FactKind.INSTRUCTION},
}

Key = tuple[str, str, str]


def one_act_each(facts: Iterable[Fact]) -> list[Fact]:
    """The facts without those that another fact of the same sentence rules out."""
    listed = list(facts)
    sentences: dict[Key, list[Fact]] = {}
    for fact in listed:
        sentences.setdefault(_key(fact), []).append(fact)
    if len(sentences) == len(listed):
        return listed
    return [fact for fact in listed if _stands(fact, sentences[_key(fact)])]


def _key(fact: Fact) -> Key:
    return (fact.source.record, fact.source.field, fact.quote)


def _stands(fact: Fact, sentence: list[Fact]) -> bool:
    kinds = {other.kind for other in sentence if other is not fact}
    if fact.kind is FactKind.PROMISE and fact.when is not None:
        # A day still to come is no delivery, whatever the verb looked like.
        kinds.discard(FactKind.DELIVERED)
    if fact.kind is FactKind.WAIT and fact.when is None and FactKind.DISQUALIFIED in kinds:
        return False
    over = {FactKind.WAIT} if FactKind.RESUME in kinds else set()
    if fact.kind is FactKind.OBJECTION and fact.about == "timing" and FactKind.WAIT in kinds - over:
        return False  # "the wrong moment, ask in May" is no doubt to answer
    return not any(fact.kind in _HOLDS.get(kind, ()) for kind in kinds - over)
