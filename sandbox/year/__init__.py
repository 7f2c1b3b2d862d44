"""A deterministic, synthetic year of a B2B sales organisation, in the files of the contract."""
