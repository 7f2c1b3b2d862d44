"""Stand-ins for the servers of language models, on loopback: as strict, and as unreliable."""
