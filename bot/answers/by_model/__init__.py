"""Reads with a model what the parser can't: a form in, a plan out that the question bears out."""
