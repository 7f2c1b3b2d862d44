"""Reads the mirror for answers: typed descriptions in, exact rows out, the scope always first."""
