"""The judge: state and one pure function of it. Integers only; no clock, no chance, no I/O.

Reading order for a newcomer: engine, commands/place, matching/continuous, clearing/settlement,
ledger/postings, book/ladder.
"""
