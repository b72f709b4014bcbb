"""A text that somebody typed -> its parts -> a street of some list.

Pure: `addresses` takes a text apart, `query` reads it against the names of one town,
`street_match` finds the street. Uses `language`.
"""
