"""`daybreak replay`: what the model cost then, and what it would cost now."""

from rich.console import Console

from bot.llm.costs import CostDifference


def show(console: Console, found: CostDifference) -> None:
    for when, sums in (("then", found.before), ("now", found.after)):
        unknown = f", {sums.unpriced} at a price not known any more" if sums.unpriced else ""
        console.print(
            f"The model {when}: {sums.answered} answers to {sums.calls} questions,"
            f" {sums.tokens_in:,} tokens in, {sums.tokens_out:,} out,"
            f" ${sums.micros / 1e6:.4f}{unknown}."
        )
