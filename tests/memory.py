"""What stands in this process's memory."""

import gc


def holders(sought: str) -> list[str]:
    """List who holds a text in which something stands, in whatever letters, and that text; but for what is given."""
    gc.collect()
    found = []
    for holder in gc.get_objects():
        for one in gc.get_referents(holder):
            written = one.decode("latin-1") if isinstance(one, bytes) else one
            if isinstance(written, str) and one is not sought and sought in written.lower():
                found.append(f"{type(holder).__name__}: {one!r}")
    return found
