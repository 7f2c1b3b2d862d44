"""A firm as CSV files: a rep with a deal for each thing that they may do, and their colleagues."""

from pathlib import Path

# One deal per journey, so that none finds what another has left.
DEALS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
FILES = {
    "people.csv": """id,name,role,email,timezone,manager_id
max,Max Field,manager,max@us.example,Europe/London,
ada,Ada Field,rep,ada@us.example,Europe/London,max
ben,Ben Stone,rep,ben@us.example,Europe/London,max
""",
    "accounts.csv": """id,name,domain,owner_id
acme,Acme,acme.example,ada
""",
    "contacts.csv": """id,account_id,name,email,timezone,language,email_consent
anna,acme,Anna Berg,anna@acme.example,Europe/London,en,granted
""",
    "leads.csv": """id,name,company,source,status
l1,Ines Duarte,Vela,web form,new
""",
    "deals.csv": "id,name,account_id,owner_id,stage,status,amount,currency,created_at,close_date\n"
    + "".join(
        f"d{n},{name} rollout,acme,ada,Proposal,open,9000,EUR,2026-11-02,2027-01-29\n"
        for n, name in enumerate(DEALS)
    )
    + "d9,Won before,acme,ben,Contract,won,9000,EUR,2026-01-02,2026-03-02\n",
    "deal_contacts.csv": "deal_id,contact_id,role\n"
    + "".join(f"d{n},anna,champion\n" for n in range(len(DEALS))),
}


def small_firm(directory: Path) -> Path:
    directory.mkdir(parents=True)
    for name, text in FILES.items():
        (directory / name).write_text(text, "utf-8")
    return directory
