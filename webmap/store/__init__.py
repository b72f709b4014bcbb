"""What the service remembers: accounts, decisions, venues, jobs, keys. No web framework here.

`core.Store` opens short sessions; one module per concern holds the functions that read and write
in them. A looked-up address is stored nowhere.
"""
