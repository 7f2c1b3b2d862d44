"""What a model may name in a plan: the entities, fields and measures that the asker may see."""

from collections.abc import Iterator

from bot.answers.answer import Refused
from bot.answers.checking import Asker, permit
from bot.answers.model import Entity, Model
from bot.answers.plan import Intent, Plan


def vocabulary(model: Model, asker: Asker) -> str:
    """One line each. What is hidden from the asker is not in it in any form, not even by name."""
    return "\n".join(_lines(model, asker))


def _lines(model: Model, asker: Asker) -> Iterator[str]:
    for name, entity in model.entities.items():
        yield f"entity {name}"
        yield from _fields(name, entity, model, asker)
        for key, measure in model.measures.items():
            plan = Plan(entity=name, measures=(key,))
            if measure.entity == name and _may_see(plan, model, asker):
                yield f"  measure {key}: {measure.label}; {measure.definition}"


def _fields(name: str, entity: Entity, model: Model, asker: Asker) -> Iterator[str]:
    for key, field in entity.fields.items():
        plan = Plan(intent=Intent.LIST, entity=name, columns=(key,))
        if not _may_see(plan, model, asker):
            continue
        named = (*field.values, *(band.name for band in field.bands))
        values = f" ({', '.join(named)})" if named else ""
        yield f"  field {key}: {field.label}, {field.kind}{values}"


def _may_see(plan: Plan, model: Model, asker: Asker) -> bool:
    try:
        permit(plan, model, asker)
    except Refused:
        return False
    return True
