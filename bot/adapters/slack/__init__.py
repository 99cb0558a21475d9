"""Slack: payloads in, Block Kit out, over Socket Mode or HTTP."""
