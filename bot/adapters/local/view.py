"""What a person in the playground sees, as JSON for the page: pure functions from the world."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.adapters.local.world import CHANNELS, PEOPLE, Letter, Person, Post, World
from bot.core.actions import ReplaceCard, Reply, ShowCard, ShowForm
from bot.core.cards import Card, Form
from bot.core.events import Member, MemberId, Role

_NEW_FOR_DAYS = 7


def view(
    world: World, member: str, modes: Mapping[str, str], menus: list[dict[str, str]], now: datetime
) -> dict[str, Any]:
    """Draw everything that one person sees.

    Args:
        world: the playground's state.
        member: whose eyes to look through.
        modes: each channel's mode, by the channel's name.
        menus: the entries of a message's menu for this person.
        now: to leave out pauses that are over.

    Raises:
        KeyError: nobody has this identifier.
    """
    me = world.member(member)
    pause = world.pauses.get(me.id)
    return {
        "revision": world.revision,
        "me": {
            **_person(_found(me.id)),
            "locale": me.locale,
            "paused_until": pause.isoformat() if pause and pause > now else None,
        },
        "members": [_person(one) for one in PEOPLE],
        "channels": [
            {
                "id": channel.id,
                "name": channel.name,
                "mode": modes[channel.name],
                "slow": world.slow.get(channel.id, 0),
                "messages": [_message(post, me) for post in world.in_channel(channel.id)],
            }
            for channel in CHANNELS
        ],
        "hidden": list(world.hidden),
        "inbox": [_letter(one) for one in world.inboxes.get(me.id, {}).values()],
        "queue": [_letter(one) for one in world.by_urgency()] if me.role.is_staff else None,
        "menus": menus,
    }


def reply_json(reply: Reply) -> dict[str, Any]:
    """Write an answer down."""
    match reply:
        case ShowCard():
            return {"kind": "card", "card": card_json(reply.card)}
        case ReplaceCard():
            return {"kind": "replace", "card": card_json(reply.card)}
        case ShowForm():
            return {"kind": "form", "form": form_json(reply.form)}


def card_json(card: Card) -> dict[str, Any]:
    """Write a card down."""
    return {
        "title": card.title,
        "body": list(card.body),
        "facts": [{"name": fact.name, "value": fact.value} for fact in card.facts],
        "excerpt": card.excerpt,
        "buttons": [{"label": one.label, "token": one.token, "style": one.style.value} for one in card.buttons],
        "select": {
            "placeholder": card.select.placeholder,
            "token": card.select.token,
            "options": [{"label": one.label, "value": one.value} for one in card.select.options],
        }
        if card.select
        else None,
        "links": [{"label": one.label, "url": one.url} for one in card.links],
        "document": {
            "name": card.document.name,
            "media_type": card.document.media_type,
            "text": card.document.text,
        }
        if card.document
        else None,
        "footer": card.footer,
    }


def form_json(form: Form) -> dict[str, Any]:
    """Write a form down."""
    return {
        "title": form.title,
        "token": form.token,
        "intro": form.intro,
        "about": {"channel": form.about.channel, "id": form.about.id} if form.about else None,
        "fields": [
            {
                "name": one.name,
                "label": one.label,
                "kind": one.kind.value,
                "required": one.required,
                "max_length": one.max_length,
                "options": [{"label": option.label, "value": option.value} for option in one.options],
                "value": one.value,
                "hint": one.hint,
            }
            for one in form.fields
        ],
    }


def _found(member: MemberId) -> Person:
    return next(one for one in PEOPLE if one.id == member)


def _person(person: Person) -> dict[str, str]:
    return {"id": person.id, "name": person.name, "role": person.role.name.lower(), "about": _about(person)}


def _about(person: Person) -> str:
    years, months = person.days // 365, person.days // 30
    since = f"{years} years" if years > 1 else f"{months} months" if months > 1 else "since yesterday"
    if person.role is Role.MEMBER and person.days < _NEW_FOR_DAYS:
        return f"new member, {since}"
    language = ", speaks French" if person.locale == "fr" else ""
    return f"{person.role.name.lower()}, {since}{language}"


def _message(post: Post, me: Member) -> dict[str, Any]:
    return {
        "id": post.id,
        "author": _person(_found(post.author)) if post.author else None,
        "at": post.at.isoformat(),
        "parts": [{"kind": part.kind.value, "text": part.text} for part in post.content.parts],
        "edited": post.edited,
        "released": post.released,
        "own": post.author == me.id,
        "card": card_json(post.card) if post.card else None,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {"id": letter.id, "at": letter.at.isoformat(), "ping": letter.ping, "card": card_json(letter.card)}
