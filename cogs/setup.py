"""How a community sets the bot up: in one line or by choosing from a card; what the bot lacks is said plainly."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.actions import Action, AskModerators, Decision, ReplaceCard, SetFilters, answer
from bot.core.audit import DeedKind
from bot.core.cards import Button, Card, Fact, Option, Select, Style
from bot.core.commands import button, command, completes
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Role, RoleId
from bot.core.policy import ChannelMode
from bot.core.ports import Work
from bot.core.setups import Choice, Setup, Survey
from cogs.shared.channels import SurveyOf
from config.catalogue import Say, languages, speaking

MOST_CHOICES = 25
"""What a select holds (Discord's limit); who has more roles or channels names theirs in the line."""

MOST_LACKS = 15
"""How many channels that lack something are listed; mending them shows the next ones."""


class SetupCog:
    """Keeps what an admin chooses: the moderators' role and channel, language, channels' modes, filters."""

    def __init__(self, survey: SurveyOf) -> None:
        self._survey = survey

    @command("setup", needs=Role.ADMIN)
    async def setup(
        self,
        work: Work,
        by: Invocation,
        moderators: RoleId | None = None,
        queue: ChannelId | None = None,
        language: str | None = None,
        channel: ChannelId | None = None,
        mode: ChannelMode | None = None,
        filters: bool | None = None,  # noqa: FBT001 - an option of the command
    ) -> Decision:
        """Write down what the line chooses, and show how things stand; without options, just that."""
        survey = self._survey(by.community)
        if (channel is None) != (mode is None):
            raise Invalid("setup.error.mode")
        chosen = await work.setups.get(by.community)
        if moderators is not None:
            chosen = _moderated_by(chosen, survey, moderators)
        if queue is not None:
            chosen = replace(chosen, queue=ChannelId(_found(survey, Choice.QUEUE, survey.channels, queue)))
        if language is not None:
            chosen = replace(chosen, language=_language(survey, language))
        if channel is not None and mode is not None:
            name = _named(survey.channels, _found(survey, Choice.MODE, survey.channels, channel)).removeprefix("#")
            chosen = replace(chosen, modes={**chosen.modes, name: mode})
        actions: tuple[tuple[int | None, Action], ...] = ()
        if filters is not None:
            _require(survey, Choice.FILTERS)
            chosen = replace(chosen, filters=filters)
            actions = ((None, _set_filters(chosen, by)),)
        await _save(work, by, chosen)
        return answer(_overview(chosen, survey, speaking(by.locale))) + Decision(actions=actions)

    @completes("setup", "language")
    async def tags(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a language."""
        known = [Option(label=speaking(tag)("language.name"), value=tag) for tag in languages()]
        return [one for one in known if typed.lower() in one.value or typed.lower() in one.label.lower()]

    @button("setup:show", needs=Role.ADMIN)
    async def show(self, work: Work, by: Invocation) -> Decision:
        """Look again."""
        chosen = await work.setups.get(by.community)
        return Decision(reply=ReplaceCard(card=_overview(chosen, self._survey(by.community), speaking(by.locale))))

    @button("setup:choose", needs=Role.ADMIN)
    async def choose(self, work: Work, by: Invocation, choice: Choice) -> Decision:
        """Offer what can be chosen."""
        say = speaking(by.locale)
        survey = self._survey(by.community)
        _require(survey, choice)
        options = {
            Choice.MODERATORS: survey.roles,
            Choice.QUEUE: survey.channels,
            Choice.MODE: survey.channels,
            Choice.LANGUAGE: tuple(Option(label=speaking(tag)("language.name"), value=tag) for tag in languages()),
        }.get(choice, ())
        select = Select(placeholder=say("setup.pick"), token=f"setup:chosen:{choice}", options=options[:MOST_CHOICES])
        body = [say("setup.pick.body")] if options else [say(f"setup.pick.none.{choice}")]
        if len(options) > MOST_CHOICES:
            body = [say("setup.pick.more")]
        if choice is Choice.MODERATORS and survey.people is not None:
            body.append(say("setup.pick.people"))
        return Decision(reply=ReplaceCard(card=_asking(say, choice, body, select if options else None)))

    @button("setup:chosen", needs=Role.ADMIN)
    async def chosen(self, work: Work, by: Invocation, choice: Choice, values: tuple[str, ...]) -> Decision:
        """Write a choice down; a channel's mode takes a second one."""
        say = speaking(by.locale)
        value = values[0]
        setup = await work.setups.get(by.community)
        survey = self._survey(by.community)
        _require(survey, choice)
        match choice:
            case Choice.MODERATORS:
                setup = replace(setup, moderators=RoleId(value), people=())
            case Choice.QUEUE:
                setup = replace(setup, queue=ChannelId(value))
            case Choice.LANGUAGE:
                setup = replace(setup, language=_language(survey, value))
            case Choice.MODE if " " not in value:
                return Decision(reply=ReplaceCard(card=_modes(survey, value, say)))
            case _:
                channel, _, mode = value.partition(" ")
                name = _named(survey.channels, channel).removeprefix("#")
                setup = replace(setup, modes={**setup.modes, name: ChannelMode(mode)})
        await _save(work, by, setup)
        return Decision(reply=ReplaceCard(card=_overview(setup, survey, say)))

    @button("setup:filters", needs=Role.ADMIN)
    async def filters(self, work: Work, by: Invocation, on: bool) -> Decision:  # noqa: FBT001 - the token's state
        """Install the filters before publication, or take them away."""
        survey = self._survey(by.community)
        _require(survey, Choice.FILTERS)
        setup = replace(await work.setups.get(by.community), filters=on)
        await _save(work, by, setup)
        card = _overview(setup, survey, speaking(by.locale))
        return Decision(reply=ReplaceCard(card=card), actions=((None, _set_filters(setup, by)),))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Say whether an admin chose them to moderate, where members are chosen one by one."""
        return {"moderator": True} if member in (await work.setups.get(community)).people else {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Strike them off the moderators; whoever is chosen by a role is not written down here."""
        setup = await work.setups.get(community)
        if member not in setup.people:
            return 0
        await work.setups.save(replace(setup, people=tuple(one for one in setup.people if one != member)))
        return 1


async def _save(work: Work, by: Invocation, chosen: Setup) -> None:
    """Write a choice, and log whose it was."""
    await work.setups.save(chosen)
    await work.audit.record(by.community, DeedKind.SETUP, by.actor.id)


def _set_filters(setup: Setup, by: Invocation) -> SetFilters:
    """Change the filters; moderators hear when the platform will not."""
    language = setup.language or by.locale
    say = speaking(language)
    failed = Card(title=say("setup.filters.failed.title"), body=(say("setup.filters.failed.body"),))
    ask = AskModerators(subject="filters", card=failed)
    return SetFilters(on=setup.filters, language=language, otherwise=(ask,))


def _require(survey: Survey, choice: Choice) -> None:
    if choice not in survey.offers:
        raise Invalid(f"setup.not_here.{choice}")


def _found(survey: Survey, choice: Choice, among: Sequence[Option], written: str) -> str:
    """Find what was named: by identifier, as a platform's own picker gives it, or by name as it is typed."""
    _require(survey, choice)
    wanted = written.strip().lstrip("@#").lower()
    for option in among:
        if wanted in (option.value.lower(), option.label.lstrip("@#").lower()):
            return option.value
    raise Invalid("setup.error.unknown", name=written[:100])


MOST_PEOPLE = 50
"""Moderators who are chosen one by one; more of them want a role of their own."""


def _moderated_by(setup: Setup, survey: Survey, written: str) -> Setup:
    """Choose a role, or the members that a line names one by one where the platform can."""
    people = tuple(dict.fromkeys(MemberId(one.strip()) for one in written.split(",") if one.strip()))
    if survey.people is not None and people and all(re.fullmatch(survey.people, one) for one in people):
        _require(survey, Choice.MODERATORS)
        if len(people) > MOST_PEOPLE:
            raise Invalid("setup.error.people", most=str(MOST_PEOPLE))
        return replace(setup, moderators=None, people=people)
    role = _found(survey, Choice.MODERATORS, survey.roles, written)
    return replace(setup, moderators=RoleId(role), people=())


def _moderators(setup: Setup, survey: Survey, say: Say) -> str:
    if setup.moderators:
        return _named(survey.roles, setup.moderators)
    if not setup.people:
        return say("setup.unset.moderators")
    names = {one.value: one.label for one in survey.moderators or ()}
    known = [names[one] for one in setup.people if one in names]
    unknown = len(setup.people) - len(known)
    return say.listing([*known, say("setup.people.more", count=unknown)] if unknown else known)


def _named(among: Sequence[Option], value: str) -> str:
    return next((option.label for option in among if option.value == value), value)


def _language(survey: Survey, written: str) -> str:
    _require(survey, Choice.LANGUAGE)
    if written.lower() not in languages():
        raise Invalid("error.bad_option", option="language", expected=", ".join(languages()))
    return written.lower()


def _overview(setup: Setup, survey: Survey, say: Say) -> Card:
    """Show what is chosen, what is missing, and what can be changed here."""
    modes = [f"#{name}: {say(f'mode.{mode}')}" for name, mode in sorted(setup.modes.items())]
    gone = _gone(setup, survey)
    values = {
        Choice.MODERATORS: _moderators(setup, survey, say),
        Choice.QUEUE: _named(survey.channels, setup.queue) if setup.queue else say("setup.unset.queue"),
        Choice.LANGUAGE: speaking(setup.language)("language.name") if setup.language else say("setup.unset.language"),
        Choice.MODE: "\n".join(modes) or say("setup.unset.mode"),
        Choice.FILTERS: say("setup.filters.on") if setup.filters else say("setup.filters.off"),
    } | {choice: say("setup.gone") for choice in gone}
    facts = [
        Fact(name=say(f"setup.choice.{choice}"), value=values[choice]) for choice in Choice if choice in survey.offers
    ]
    missing = [
        say("setup.lack.everywhere", rights=say.listing(list(lack.rights)))
        if lack.channel is None
        else say("setup.lack", channel=lack.channel, rights=say.listing(list(lack.rights)))
        for lack in survey.lacks[:MOST_LACKS]
    ]
    body = [say(f"setup.gone.{choice}") for choice in gone]
    if missing:
        body += [say("setup.lacks"), *missing]
    elif not gone:
        body.append(say("setup.complete"))
    body += [say(f"setup.not_here.{choice}") for choice in Choice if choice not in survey.offers]
    return Card(title=say("setup.title"), body=tuple(body), facts=tuple(facts), buttons=_buttons(setup, survey, say))


def _gone(setup: Setup, survey: Survey) -> list[Choice]:
    """Name what was chosen and is not to be found any more."""
    chosen = {Choice.MODERATORS: (setup.moderators, survey.roles), Choice.QUEUE: (setup.queue, survey.channels)}
    return [
        choice
        for choice, (value, among) in chosen.items()
        if value and choice in survey.offers and value not in {option.value for option in among}
    ]


def _buttons(setup: Setup, survey: Survey, say: Say) -> tuple[Button, ...]:
    buttons = [
        Button(label=say(f"setup.choice.{choice}"), token=f"setup:choose:{choice}")
        for choice in Choice
        if choice in survey.offers and choice is not Choice.FILTERS
    ]
    if Choice.FILTERS in survey.offers:
        label = say("button.filters.remove") if setup.filters else say("button.filters.install")
        token = "setup:filters:no" if setup.filters else "setup:filters:yes"
        buttons.append(Button(label=label, token=token, style=Style.PLAIN if setup.filters else Style.PRIMARY))
    return (*buttons, Button(label=say("button.setup.again"), token="setup:show"))


def _asking(say: Say, choice: Choice, body: Sequence[str], select: Select | None) -> Card:
    back = Button(label=say("button.setup.back"), token="setup:show")
    return Card(title=say(f"setup.choice.{choice}"), body=tuple(body), select=select, buttons=(back,))


def _modes(survey: Survey, channel: str, say: Say) -> Card:
    options = tuple(Option(label=say(f"mode.{mode}"), value=f"{channel} {mode}") for mode in ChannelMode)
    select = Select(placeholder=say("setup.pick"), token=f"setup:chosen:{Choice.MODE}", options=options)
    return _asking(say, Choice.MODE, [say("setup.pick.mode", channel=_named(survey.channels, channel))], select)
