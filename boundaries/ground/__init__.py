"""How a point or a polling district lies to an area: inside, outside, or too near to say.

Pure geometry in EOV metres; uses no other room.
"""
