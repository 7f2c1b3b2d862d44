"""Amounts as people write them in mails; the CRM's own columns hold plain numbers."""

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "AUD": "A$"}


def grouped(amount: int, mark: str) -> str:
    return f"{amount:,}".replace(",", mark)


def money(amount: int, currency: str, language: str) -> str:
    """Such as "€48,600", "48.600 €" or "48 600 €", as the language has it."""
    sign = SIGNS[currency]
    if language in {"de", "es"}:
        return f"{grouped(amount, '.')} {sign}"
    if language == "fr":
        return f"{grouped(amount, ' ')} {sign}"
    return f"{sign}{grouped(amount, ',')}"
