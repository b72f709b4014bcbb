"""What the product does, pinned: the same again after a change that must not change anything.

    python -m benchmarks.same pin      # make pin: write down what the code as it stands does
    python -m benchmarks.same same     # make same: do it again and tell what is different

Everything goes in by a public door (commands, requests, a few functions), and `doors.py` is the
only module that knows where those are: code that moves is followed there and nowhere else.
"""
