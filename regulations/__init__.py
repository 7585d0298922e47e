"""The law as dated data: who issues, for how much, within which days, in which words.

The data are the TOML files under `data/`, which an office edits; this package reads them strictly
and answers questions about them with pure functions. Nothing here knows a dossier.
"""
