"""Discord: `incoming`, `cards`, `commands`, `rights` and `automod` translate, purely; `gateway` does the talking."""
