"""Floor 4, beneath the outputs: what each output is made from, and whether it is as it should be.

`ledger` keeps what was made from what; `outputs` says what a change of code, templates or settings
makes stale, and collects and writes the files that rooms list.
"""
