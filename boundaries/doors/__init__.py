"""Where doors stand: known places, sides of streets, and what both say about an area.

`places` reads what is known of a town, `evidence` is all of it, `verdicts` judges a door by the
side of its own street. Uses `register`, `ground` and `language`.
"""
