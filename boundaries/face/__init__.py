"""The face of the domain for programs: thin functions over what the other rooms do.

Others import them from `boundaries` itself, which loads the module that a name lives in when it
is first asked for. Uses every room; nothing in the package uses it.
"""
