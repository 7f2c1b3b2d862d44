"""Shape of the year: pipelines, how long deals stay in a stage, and how the seasons run.

The product infers the order of the stages from stage_history.csv; this is where it comes from.
"""

PIPELINES: dict[str, tuple[str, ...]] = {
    "New business": ("Discovery", "Qualification", "Evaluation", "Proposal", "Negotiation"),
    "Renewal": ("Review", "Proposal", "Negotiation"),
}
WON, LOST = "Closed Won", "Closed Lost"

# Median days in a stage. Evaluation is the seeded bottleneck: three times as slow as its
# neighbours, and slower still for the product whose security review customers dread.
STAGE_DAYS = {
    "Discovery": 9,
    "Qualification": 11,
    "Evaluation": 34,
    "Proposal": 12,
    "Negotiation": 11,
    "Review": 16,
}
BOTTLENECK_STAGE, BOTTLENECK_PRODUCT, BOTTLENECK_FACTOR = "Evaluation", "maintain", 1.7

# Where lost deals end, by stage they were lost from.
LOST_FROM = {
    "Discovery": 14,
    "Qualification": 17,
    "Evaluation": 39,
    "Proposal": 19,
    "Negotiation": 11,
}
# Closings per month, January to December: quarter ends are busy, August is asleep.
SEASON = (6, 7, 13, 7, 8, 14, 6, 4, 13, 8, 10, 17)

INDUSTRIES = (
    "logistics",
    "manufacturing",
    "facilities",
    "utilities",
    "food",
    "healthcare",
    "retail",
    "construction",
    "pharma",
    "maritime",
)
FORECAST = {
    "Discovery": "pipeline",
    "Qualification": "pipeline",
    "Evaluation": "pipeline",
    "Proposal": "best_case",
    "Negotiation": "commit",
    "Review": "best_case",
}
