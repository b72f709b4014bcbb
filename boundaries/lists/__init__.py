"""A published list of streets, in prose or as a table -> rows, and rows -> an area that answers.

`reading.read_list` is the way in; every word of the text is in a row, aside, or unread. `resolving`
asks a town's register, `rows_file` keeps what a person has corrected, `area_ranges` makes the
ranges that `streets.lists.ListedArea` answers by; `edition.list_edition` freezes them. `changes`
compares two editions of a list, `carrying` brings corrections to the next one. The words stand in
`data/language/lists.yaml`. Uses `streets`, `register`, `address`, `tables`, `sentence`, `language`.
"""
