"""A process that is never ready."""

import signal

if __name__ == "__main__":
    signal.pause()
