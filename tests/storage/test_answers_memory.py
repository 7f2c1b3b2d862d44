"""What is kept of deals in memory follows the mirror, whatever becomes of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from bot.domain.deals import Deal, DealId, DealStatus
from storage.answers.query import (
    Condition,
    Figure,
    Fold,
    Groups,
    Key,
    Now,
    Order,
    Records,
    Test,
    Top,
)
from storage.answers.reading import AnswerRows
from storage.database import Database
from storage.mirror.syncing import MirrorSync
from tests.bot.answers.random_books import NOW, random_book

AT = Now(at=NOW, today=NOW.date(), day_end=NOW.replace(hour=0) + timedelta(days=1))
QUERIES = (
    Groups(entity="deals", figures=(Figure(fold=Fold.COUNT),)),
    Groups(
        entity="deals",
        keys=(Key(column="owner.region"), Key(column="deal.status")),
        figures=(
            Figure(fold=Fold.COUNT),
            Figure(fold=Fold.SUM, column="deal.amount"),
            Figure(fold=Fold.GREATEST, column="deal.currency"),
            Figure(fold=Fold.DISTINCT, column="deal.account_id"),
        ),
    ),
    Groups(
        entity="deals",
        figures=(Figure(fold=Fold.COUNT),),
        where=(Condition(column="been_in", test=Test.IN, values=("Proposal",)),),
    ),
    Records(
        entity="deals",
        columns=("deal.id", "deal.name", "deal.amount"),
        order=(Order(place=2, descending=True), Order(place=0, descending=False)),
        limit=10,
    ),
)


async def _same(kept: AnswerRows, database: Database) -> None:
    """As an AnswerRows that keeps nothing reads it now."""
    plain = AnswerRows(database=database, workspace="home", memory=False)
    await kept.facts()
    for query in QUERIES:
        mine = (await kept.read([query], None, AT))[0]
        theirs = (await plain.read([query], None, AT))[0]
        if isinstance(query, Groups):
            mine, theirs = sorted(mine, key=repr), sorted(theirs, key=repr)
        assert mine == theirs


async def test_memory_follows_changes_new_deals_and_deleted_ones(database: Database) -> None:
    dice = Random(5)  # noqa: S311 - repeatable, not secret
    book = random_book(dice)
    await book.store(database, "home")
    kept = AnswerRows(database=database, workspace="home")
    await _same(kept, database)
    sync = MirrorSync(database, "home")
    for turn in range(1, 5):
        now = NOW + timedelta(minutes=turn)
        state = await sync.begin("random", now, full=False)
        changed = [_moved(dice, deal) for deal in dice.sample(book.deals, 3)]
        new = [replace(deal, id=DealId(f"new{turn}-{deal.id}")) for deal in changed]
        state = replace(state, cursor=f"c{turn}")
        await sync.apply(state, "deal", [*changed, *new], [], now)
        gone = [book.deals[turn].id]
        await sync.apply(replace(state, cursor=f"d{turn}"), "deal", [], gone, now)
        await _same(kept, database)


def _moved(dice: Random, deal: Deal) -> Deal:
    return replace(
        deal,
        amount=Decimal(dice.randrange(10_000)) / 100,
        status=dice.choice(list(DealStatus)),
        stage=dice.choice(("Proposal", "A new stage")),
    )


async def test_sums_beyond_what_a_float_holds_stay_exact(database: Database) -> None:
    book = random_book(Random(1))  # noqa: S311 - repeatable, not secret
    large = Decimal("899999999999.9999")
    book.deals = [replace(deal, amount=large) for deal in book.deals]
    await book.store(database, "home")
    query = Groups(entity="deals", figures=(Figure(fold=Fold.SUM, column="deal.amount"),))
    rows = AnswerRows(database=database, workspace="home")
    assert (await rows.read([query], None, AT))[0] == [(large * len(book.deals),)]


async def test_the_best_groups_and_their_equals_are_never_left_out(database: Database) -> None:
    book = random_book(Random(9))  # noqa: S311 - repeatable, not secret
    await book.store(database, "home")
    query = Groups(
        entity="deals",
        keys=(Key(column="deal.owner_id"),),
        figures=(Figure(fold=Fold.SUM, column="deal.amount"),),
    )
    rows = AnswerRows(database=database, workspace="home")
    everything = (await rows.read([query], None, AT))[0]
    for number in (1, 2, 3):
        best = replace(query, top=Top(figure=0, number=number, descending=True))
        found = (await rows.read([best], None, AT))[0]
        amounts = sorted((row[1] for row in everything if row[1] is not None), reverse=True)
        assert {row for row in everything if row[1] in amounts[:number]} <= set(found)
