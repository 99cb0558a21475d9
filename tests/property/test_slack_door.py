"""The door for Slack over HTTP: whatever comes, nothing unsigned gets in, and nothing signed breaks it."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import urlencode

from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.settings import Slack
from tests.unit.adapters.test_slack_http import FORM, JSON, ONE, SECRET, Gate

SETTINGS = Slack.model_validate({"signing_secret": SECRET, **ONE})
NAMES = st.sampled_from(
    [
        *("type", "team_id", "team", "user", "user_id", "event", "event_id", "authorizations", "command", "payload"),
        *("channel", "challenge", "enterprise", "enterprise_id", "view", "is_enterprise_install", "actions", "x"),
        *("app_installed_team_id", "function_data", "bot_access_token", "interactivity", "message", "state"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=8)
BODIES = st.one_of(
    st.binary(max_size=200).map(lambda body: (body, JSON)),
    st.binary(max_size=200).map(lambda body: (body, FORM)),
    VALUES.map(lambda value: (json.dumps(value).encode(), JSON)),
    OBJECTS.map(lambda value: (json.dumps(value).encode(), JSON)),
    OBJECTS.map(lambda value: (urlencode({"payload": json.dumps(value)}).encode(), FORM)),
    st.dictionaries(NAMES, st.text(max_size=20), max_size=6).map(lambda value: (urlencode(value).encode(), FORM)),
)
HEADERS = st.dictionaries(
    st.sampled_from(["X-Slack-Request-Timestamp", "X-Slack-Signature", "Content-Type", "X-Slack-Retry-Num", "Host"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80),
    max_size=4,
)


def test_what_is_signed_never_breaks_it() -> None:
    """It is handed on, or it is no object that Slack could have sent."""
    with asyncio.Runner() as runner:
        here = Gate(SETTINGS)

        @given(body=BODIES)
        @example(body=(b'{"authorizations": {"type": null}}', JSON))
        @settings(max_examples=100, deadline=None)
        def whatever_comes(body: tuple[bytes, str]) -> None:
            here.time.at += timedelta(seconds=1)
            answer = runner.run(here.send(body[0], kind=body[1]))
            assert answer.status_code in {200, 400}

        whatever_comes()
        assert here.heard


def test_what_is_not_signed_never_gets_in() -> None:
    """Whatever the headers say; and a real signature does not help another body."""
    with asyncio.Runner() as runner:
        here = Gate(SETTINGS)

        @given(body=BODIES, headers=HEADERS)
        @settings(max_examples=100, deadline=None)
        def whatever_comes(body: tuple[bytes, str], headers: dict[str, str]) -> None:
            for content, written in ((body[0], headers), (body[0] + b" ", here.headers(body[0]))):
                answer = runner.run(here.client.post("/slack/events", content=content, headers=written))
                assert answer.status_code == 401

        whatever_comes()
        assert here.heard == []
