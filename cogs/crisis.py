"""When something goes wrong: steps for the moment itself, a draft read in private, and a record of one's own case.

Nothing of it is stored: neither who asked, nor which trouble, nor the draft.
"""

import re
from collections.abc import Iterable

from bot.core.actions import Decision, ReplaceCard, ShowForm, answer
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Option, Select, Style
from bot.core.cases import Case
from bot.core.commands import CaseNumber, button, command, completes, form
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Message
from bot.core.ports import ActionRecord, Work
from bot.core.text import Content
from cogs.shared.cards import kinds, label_name, row
from cogs.shared.checking import reasons, safer_wording
from config.catalogue import Say, speaking
from config.content import Branch, Playbook

LONGEST_DRAFT = 2_000
OWN_CASES = 20


class CrisisCog:
    """Shows what to do, reads a draft for its author, and writes a record without patient data."""

    def __init__(self, examiner: Examiner, playbook: Playbook) -> None:
        self._examiner = examiner
        self._playbook = playbook
        self._confirming = {
            "en": _any_of(playbook.confirming.en),
            "fr": _any_of(playbook.confirming.fr),
        }

    @command("crisis")
    async def crisis(self, work: Work, by: Invocation, situation: str | None = None) -> Decision:
        """Ask what has happened, or show the steps for it at once."""
        if situation is None:
            return answer(self._asking(by))
        return answer(self._steps(self._branch(situation), by))

    @completes("crisis", "situation")
    async def situations(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a situation by its title."""
        wanted = typed.lower()
        return [one for one in self._options(by) if wanted in one.value or wanted in one.label.lower()]

    @button("crisis:open")
    async def again(self, work: Work, by: Invocation) -> Decision:
        """Go back to the question what has happened."""
        return Decision(reply=ReplaceCard(card=self._asking(by)))

    @button("crisis:branch")
    async def choose(self, work: Work, by: Invocation, values: tuple[str, ...]) -> Decision:
        """Turn the card into the steps for what has happened."""
        return Decision(reply=ReplaceCard(card=self._steps(self._branch(values[0]), by)))

    @command("crisis disclosure")
    async def disclosure(self, work: Work, by: Invocation) -> Decision:
        """Show what to do in the first hour after patient data were shown."""
        return answer(self._steps(self._playbook.disclosure, by))

    @button("crisis:draft")
    async def ask_draft(self, work: Work, by: Invocation, branch: str) -> Decision:
        """Ask for a draft of the reply."""
        self._branch(branch)
        say = speaking(by.locale)
        draft = Field(
            name="draft",
            label=say("crisis.draft.field"),
            kind=FieldKind.PARAGRAPH,
            max_length=LONGEST_DRAFT,
            hint=say("crisis.draft.hint"),
        )
        return Decision(
            reply=ShowForm(form=Form(title=say("crisis.draft.title"), token=f"crisis:draft:{branch}", fields=(draft,)))
        )

    @form("crisis:draft")
    async def read_draft(
        self, work: Work, by: Invocation, branch: str, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Read a draft as `/check` does, and for words that confirm a patient; only its author sees the reasons."""
        found = self._branch(branch)
        draft = fields.get("draft", "").strip()
        if not draft:
            raise Invalid("error.empty_text")
        say = speaking(by.locale)
        judged = await self._examiner.examine(Content.of(draft), by.community, channel_name=by.channel.name)
        facts = reasons(judged, say)
        if any(pattern.search(_plain(draft)) for pattern in self._confirming.values()):
            facts.insert(0, Fact(name=say("crisis.confirms"), value=say("crisis.confirms.why")))
        wording = safer_wording(judged, say) if len(facts) == 1 else None
        if wording is None and facts and found.reply is not None:
            wording = found.reply.of(by.locale)
        body = [say("crisis.draft.found") if facts else say("crisis.draft.clean")]
        if wording is not None:
            body.append(say("crisis.draft.instead"))
        return answer(
            Card(
                title=say("crisis.draft.read"),
                body=tuple(body),
                facts=tuple(facts),
                excerpt=wording,
                buttons=(
                    Button(label=say("button.crisis.draft_again"), token=f"crisis:draft:{branch}"),
                    Button(label=say("button.crisis.open"), token="crisis:open"),
                ),
                footer=f"{say('crisis.draft.limits')} {say('crisis.not_legal')}",
            )
        )

    @command("case receipt")
    async def receipt(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Write down what happened in one of the member's own cases, for their privacy officer."""
        found = await work.cases.get(by.community, case)
        if found is None or found.author != by.actor.id:
            raise Invalid("error.no_such_case")
        say = speaking(by.locale)
        return answer(
            Card(
                title=say("receipt.title", case=found.number),
                body=(say("receipt.body"),),
                excerpt=_record(found, await work.cases.actions(found), by, work, say),
                footer=say("crisis.not_legal"),
            )
        )

    @completes("case receipt", "case")
    async def own_cases(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a member's own cases; no row holds any content."""
        say = speaking(by.locale)
        cases = await work.cases.by_author(by.community, by.actor.id, OWN_CASES)
        return [
            Option(label=row(one, say, work.now), value=str(one.number))
            for one in cases
            if str(one.number).startswith(typed)
        ]

    def _branch(self, branch_id: str) -> Branch:
        branch = self._playbook.branch(branch_id.lower())
        if branch is None:
            raise Invalid("error.no_such_topic", topics=", ".join(one.id for one in self._playbook.branches))
        return branch

    def _options(self, by: Invocation) -> tuple[Option, ...]:
        return tuple(Option(label=one.title.of(by.locale), value=one.id) for one in self._playbook.branches)

    def _asking(self, by: Invocation) -> Card:
        say = speaking(by.locale)
        return Card(
            title=say("crisis.title"),
            body=(say("crisis.body"), say("crisis.body.disclosure")),
            select=Select(placeholder=say("crisis.pick"), token="crisis:branch", options=self._options(by)),
            footer=say("crisis.not_legal"),
        )

    def _steps(self, branch: Branch, by: Invocation) -> Card:
        """Draw the steps, numbered, with what can be written; the first line is for somebody who is upset."""
        say = speaking(by.locale)
        steps = tuple(
            Fact(name=f"{number}. {step.title.of(by.locale)}", value=step.text.of(by.locale))
            for number, step in enumerate(branch.steps, 1)
        )
        body = [branch.opening.of(by.locale)]
        buttons = [Button(label=say("button.crisis.open"), token="crisis:open")]
        if branch.reply is not None:
            body.append(say("crisis.reply"))
            draft = Button(label=say("button.crisis.draft"), token=f"crisis:draft:{branch.id}", style=Style.PRIMARY)
            buttons.insert(0, draft)
        else:
            body.append(say("crisis.receipt"))
        return Card(
            title=branch.title.of(by.locale),
            body=tuple(body),
            facts=steps,
            excerpt=branch.reply.of(by.locale) if branch.reply is not None else None,
            buttons=tuple(buttons),
            footer=say("crisis.footer", source=self._playbook.source, reviewed=self._playbook.reviewed.isoformat()),
        )

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Keep nothing about members."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Keep nothing about members."""
        return 0


def _plain(text: str) -> str:
    """Write a text so that the same words look the same: small letters, one apostrophe, single spaces."""
    return " ".join(text.casefold().replace("’", "'").split())


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Match any of these phrases as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(_plain(one)) for one in phrases)})(?!\w)")


def _record(case: Case, records: list[ActionRecord], by: Invocation, work: Work, say: Say) -> str:
    """Write the facts of a case, a line each; kinds of detail and times, never a word of the message."""
    how = say(f"ending.{case.ending}") if case.ending else say(f"state.{case.state}")
    if case.ruling is not None:
        how = say(f"ruling.{case.ruling}")
    done = [
        say(
            "receipt.action",
            at=_utc(one),
            action=say(f"action.{one.kind}"),
            effect=say(f"effect.{one.effect.value.replace(' ', '_')}"),
        )
        for one in records
    ]
    lines = [
        say("receipt.case", case=case.number, platform=by.community.partition(":")[0]),
        say("receipt.channel", channel=case.channel_name),
        say("receipt.noticed", at=_moment(case)),
        say("receipt.about", label=label_name(case, say)),
        say("receipt.kinds", kinds=kinds(case.reasons, say)) if case.reasons else say("receipt.reported"),
        *(done or [say("receipt.nothing_done")]),
        say("receipt.visibility", visibility=say(f"visibility.{case.visibility}")),
        say("receipt.state", how=how),
        say("receipt.written", at=f"{work.now:%Y-%m-%d %H:%M} UTC"),
    ]
    return "\n".join(lines)


def _utc(record: ActionRecord) -> str:
    return f"{record.at:%Y-%m-%d %H:%M} UTC"


def _moment(case: Case) -> str:
    return f"{case.opened_at:%Y-%m-%d %H:%M} UTC"
