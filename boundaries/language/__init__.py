"""Hungarian: names of public places, their cases and spellings, house numbers, the country's names.

Words go in, keys and readings that can be compared come out. Pure but for the lists that the
product brings (`data/language` has the words by what they say). Uses no other room.
"""
