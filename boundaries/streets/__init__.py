"""Register and edition -> a street list: every range of house numbers with its verdict.

`listing` decides the ranges, `street_list` is the list and its files; `lists` are those of
polling districts as clerks write them. Uses `register`, `towns`, `ground`, `tables`, `address`.
"""
