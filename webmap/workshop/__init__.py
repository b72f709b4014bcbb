"""The workshop: a pasted text becomes an area, step by step, in the browser.

Uses `boundaries.workshop` for what is read and offered, `store.drafts` for what is kept, `files`
for what is sent, `maps` and `accounts`.
"""
