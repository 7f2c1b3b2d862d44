"""Where the organisation sells: places, time zones, and the territory of each rep."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or a part of one that has a time zone of its own."""

    country: str
    timezone: str
    currency: str
    language: str
    culture: str
    phone: str
    cities: tuple[str, ...]
    legal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """What one rep covers, and where the rep works."""

    name: str
    region: str
    team: str
    timezone: str
    culture: str
    places: tuple[str, ...]


PLACES: dict[str, Place] = {
    "US-E": Place(
        "US", "America/New_York", "USD", "en", "anglo", "+1",
        ("Boston", "Newark", "Baltimore", "Pittsburgh", "Charlotte", "Atlanta", "Hartford"),
        ("Inc.", "LLC", "Corp."),
    ),
    "US-C": Place(
        "US", "America/Chicago", "USD", "en", "anglo", "+1",
        ("Milwaukee", "Dallas", "Memphis", "St. Louis", "Omaha", "Houston", "Des Moines"),
        ("Inc.", "LLC", "Co."),
    ),
    "US-W": Place(
        "US", "America/Los_Angeles", "USD", "en", "anglo", "+1",
        ("Portland", "Sacramento", "Tacoma", "Fresno", "Reno", "San Diego"),
        ("Inc.", "LLC", "Corp."),
    ),
    "CA": Place(
        "CA", "America/Toronto", "USD", "en", "anglo", "+1",
        ("Hamilton", "Ottawa", "Kingston", "Windsor", "Mississauga"),
        ("Ltd.", "Inc."),
    ),
    "MX": Place(
        "MX", "America/Mexico_City", "USD", "es", "spanish", "+52",
        ("Monterrey", "Puebla", "Querétaro", "Guadalajara", "Toluca", "León"),
        ("S.A. de C.V.", "S. de R.L."),
    ),
    "BR": Place(
        "BR", "America/Sao_Paulo", "USD", "en", "brazilian", "+55",
        ("Campinas", "Santos", "Curitiba", "Joinville"),
        ("Ltda.", "S.A."),
    ),
    "GB": Place(
        "GB", "Europe/London", "GBP", "en", "anglo", "+44",
        ("Leeds", "Bristol", "Hull", "Norwich", "Swindon", "Glasgow", "Preston", "Derby"),
        ("Ltd", "plc", "LLP"),
    ),
    "IE": Place(
        "IE", "Europe/Dublin", "EUR", "en", "anglo", "+353",
        ("Cork", "Galway", "Limerick", "Dundalk"),
        ("Ltd", "DAC"),
    ),
    "DE": Place(
        "DE", "Europe/Berlin", "EUR", "de", "german", "+49",
        ("Bremen", "Kassel", "Augsburg", "Dortmund", "Rostock", "Ulm", "Leipzig", "Münster"),
        ("GmbH", "AG", "GmbH & Co. KG"),
    ),
    "AT": Place(
        "AT", "Europe/Vienna", "EUR", "de", "german", "+43",
        ("Linz", "Graz", "Wels", "Villach"),
        ("GmbH", "AG"),
    ),
    "CH": Place(
        "CH", "Europe/Zurich", "EUR", "de", "german", "+41",
        ("Winterthur", "Basel", "Luzern", "Thun"),
        ("AG", "GmbH"),
    ),
    "FR": Place(
        "FR", "Europe/Paris", "EUR", "fr", "french", "+33",
        ("Lyon", "Nantes", "Lille", "Grenoble", "Rouen", "Dijon", "Tours"),
        ("SAS", "SARL", "SA"),
    ),
    "BE": Place(
        "BE", "Europe/Brussels", "EUR", "fr", "french", "+32",
        ("Namur", "Charleroi", "Mons", "Liège"),
        ("SA", "SRL"),
    ),
    "ES": Place(
        "ES", "Europe/Madrid", "EUR", "es", "spanish", "+34",
        ("Zaragoza", "Valencia", "Bilbao", "Murcia", "Vigo", "Sevilla"),
        ("S.A.", "S.L."),
    ),
    "IT": Place(
        "IT", "Europe/Rome", "EUR", "en", "italian", "+39",
        ("Bologna", "Verona", "Torino", "Bari"),
        ("S.p.A.", "S.r.l."),
    ),
    "NL": Place(
        "NL", "Europe/Amsterdam", "EUR", "en", "dutch", "+31",
        ("Rotterdam", "Eindhoven", "Zwolle", "Breda", "Tilburg"),
        ("B.V.", "N.V."),
    ),
    "SE": Place(
        "SE", "Europe/Stockholm", "EUR", "en", "nordic", "+46",
        ("Malmö", "Örebro", "Gävle", "Norrköping"),
        ("AB",),
    ),
    "DK": Place(
        "DK", "Europe/Copenhagen", "EUR", "en", "nordic", "+45",
        ("Aarhus", "Odense", "Esbjerg"),
        ("A/S", "ApS"),
    ),
    "SG": Place(
        "SG", "Asia/Singapore", "USD", "en", "singaporean", "+65",
        ("Jurong", "Tuas", "Changi", "Woodlands"),
        ("Pte. Ltd.",),
    ),
    "IN": Place(
        "IN", "Asia/Kolkata", "USD", "en", "indian", "+91",
        ("Pune", "Chennai", "Nashik", "Coimbatore", "Surat"),
        ("Pvt. Ltd.", "Ltd."),
    ),
    "AU": Place(
        "AU", "Australia/Sydney", "AUD", "en", "anglo", "+61",
        ("Newcastle", "Geelong", "Wollongong", "Ballarat", "Albury"),
        ("Pty Ltd", "Ltd"),
    ),
    "NZ": Place(
        "NZ", "Pacific/Auckland", "AUD", "en", "anglo", "+64",
        ("Tauranga", "Hamilton", "Dunedin", "Nelson"),
        ("Ltd",),
    ),
    "JP": Place(
        "JP", "Asia/Tokyo", "USD", "en", "japanese", "+81",
        ("Nagoya", "Osaka", "Fukuoka", "Sendai", "Hamamatsu"),
        ("K.K.", "Co., Ltd."),
    ),
}  # fmt: skip

# In turns over the regions, so that a small organisation (`reps=3`) still spans the world.
TERRITORIES: tuple[Territory, ...] = (
    Territory("UK South", "EMEA", "EMEA North", "Europe/London", "anglo", ("GB",)),
    Territory("US East", "Americas", "Americas", "America/New_York", "anglo", ("US-E",)),
    Territory("ANZ", "APAC", "APAC", "Australia/Sydney", "anglo", ("AU", "AU", "NZ")),
    Territory("DACH", "EMEA", "EMEA North", "Europe/Berlin", "german", ("DE", "DE", "AT", "CH")),
    Territory(
        "US Central", "Americas", "Americas", "America/Chicago", "anglo", ("US-C", "US-C", "CA")
    ),
    Territory("South-East Asia", "APAC", "APAC", "Asia/Singapore", "singaporean", ("SG", "IN")),
    Territory("France", "EMEA", "EMEA South", "Europe/Paris", "french", ("FR", "FR", "BE")),
    Territory("US West", "Americas", "Americas", "America/Los_Angeles", "anglo", ("US-W",)),
    Territory("Japan", "APAC", "APAC", "Asia/Tokyo", "japanese", ("JP",)),
    Territory("Iberia", "EMEA", "EMEA South", "Europe/Madrid", "spanish", ("ES", "ES", "IT")),
    Territory(
        "Latin America", "Americas", "Americas", "America/Mexico_City", "spanish",
        ("MX", "MX", "MX", "BR"),
    ),
    Territory(
        "Benelux and Nordics", "EMEA", "EMEA North", "Europe/Amsterdam", "dutch",
        ("NL", "NL", "SE", "DK"),
    ),
)  # fmt: skip
