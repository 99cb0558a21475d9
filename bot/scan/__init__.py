"""`chaperone scan`: judge messages that were already posted, for an audit or to measure ourselves."""
