"""Beneath the desk: old editions, in the forms in which they were kept, become drafts.

A reader turns a source into a `Document`, a tree of HTML (`documents`); its text is parted into
numbered blocks (`blocks`); what each is of an edition is found (`edition`) and written (`draft`);
and what became of every block is compared with what was written (`accounts`).
"""
