"""The deals of a workspace as columns in memory, for figures over very many of them."""
