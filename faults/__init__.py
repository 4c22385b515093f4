"""Fault experiments: things are killed, cut and filled up while mail arrives, and a ledger says what was lost."""
