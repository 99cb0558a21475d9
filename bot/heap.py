"""When Python looks for circular garbage: not while the program is put together, and never in what stands for good.

A full collection walks through everything that was loaded, a quarter of a second on the machine where it was measured,
and nothing else runs meanwhile (`docs/performance.md`).
"""

import gc


def build() -> None:
    """Look for no garbage while modules, rules and weights are loaded: they stay."""
    gc.disable()


def stand() -> None:
    """Leave what stands now out of every collection from here on, and look for garbage among what comes."""
    gc.freeze()
    gc.enable()
