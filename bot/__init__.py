"""Chaperone: a bot that looks after professional medical communities."""

__version__ = "0.1.0"
