"""Reads questions without a model: words in, a plan out, or the word that was not understood."""
