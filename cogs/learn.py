"""Ten short modules to practise with, in private; and dilemmas in which moderators meet their own policy.

What is kept is how far a member has come, sealed, theirs to export and to erase. Nobody else is shown any of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from zlib import crc32

from bot.core.actions import NOTHING, Decision, ReplaceCard, TellMember, answer
from bot.core.cards import Button, Card, Fact, Option, Select, Style
from bot.core.commands import button, command, completes, timer
from bot.core.courtesy import Occasion
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Role
from bot.core.findings import Band, Category, Finding, Kind
from bot.core.policy import ChannelMode, CommunityPolicy, Standing, VerdictWord, decide, verdict_word
from bot.core.ports import Timer, Work
from bot.core.text import Span
from cogs.shared.breaks import put_off
from cogs.shared.kept import Kept
from config.catalogue import Say, speaking
from config.content import Course, Dilemma, LearnCase, Module

REFRESH = "learn.refresh"
A_YEAR = timedelta(days=365)

_LETTERS = "ABCD"


class Answer(StrEnum):
    """What a moderator may decide in a dilemma, from the mildest."""

    LEAVE = "leave"
    WORD = "word"
    HIDE = "hide"
    REMOVE = "remove"


_ANSWERS = {
    VerdictWord.ALLOW: Answer.LEAVE,
    VerdictWord.NUDGE: Answer.WORD,
    VerdictWord.NOTICE: Answer.WORD,
    VerdictWord.HOLD: Answer.HIDE,
    VerdictWord.REMOVE: Answer.REMOVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How far a member has come in one module.

    ``begun`` counts the rounds that are over, ``answers`` holds the cases of this one with whether the first choice
    was sound; ``passed`` and ``sound`` are of the last round that was finished.
    """

    begun: int = 0
    answers: dict[str, bool] = field(default_factory=dict)
    passed: date | None = None
    sound: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is kept of a member: rounds by module, dilemmas with whether they agreed, and whether to remind them."""

    rounds: dict[str, Round] = field(default_factory=dict)
    dilemmas: dict[str, bool] = field(default_factory=dict)
    refresh: bool = False


class LearnCog:
    """Shows cases one at a time, says why each choice is good or not, and keeps the score for the member alone.

    Raises:
        ValueError: a dilemma is about something that no policy knows.
    """

    def __init__(self, course: Course, policies: Callable[[CommunityId], CommunityPolicy]) -> None:
        self._course = course
        self._policies = policies
        self._kept = Kept("learning", Progress)
        self._questions = {dilemma.id: _question(dilemma) for dilemma in course.dilemmas}

    @command("learn")
    async def learn(self, work: Work, by: Invocation, module: str | None = None) -> Decision:
        """Show the modules with one's own progress, or go on with one of them."""
        if module is None:
            return answer(self._overview(await self._progress(work, by), by))
        return answer(await self._next(work, self._module(module), by))

    @completes("learn", "module")
    async def modules(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a module by its area or title."""
        wanted = typed.lower()
        return [one for one in self._options(by) if wanted in one.value or wanted in one.label.lower()]

    @button("learn:open")
    async def overview(self, work: Work, by: Invocation) -> Decision:
        """Go back to the modules."""
        return Decision(reply=ReplaceCard(card=self._overview(await self._progress(work, by), by)))

    @button("learn:module")
    async def pick(self, work: Work, by: Invocation, values: tuple[str, ...]) -> Decision:
        """Turn the card into the next case of a module."""
        return await self.go_on(work, by, values[0])

    @button("learn:next")
    async def go_on(self, work: Work, by: Invocation, module: str) -> Decision:
        """Turn the card into the next case."""
        return Decision(reply=ReplaceCard(card=await self._next(work, self._module(module), by)))

    @button("learn:again")
    async def again(self, work: Work, by: Invocation, case: str) -> Decision:
        """Show a case once more; its first answer is the one that counts."""
        module, found = self._case(case)
        round_ = (await self._progress(work, by)).rounds.get(module.id, Round())
        return Decision(reply=ReplaceCard(card=self._asked(module, found, round_, by)))

    @button("learn:answer")
    async def choose(self, work: Work, by: Invocation, case: str, choice: int) -> Decision:
        """Say why a choice is good or not, and count it if it is the first in this round."""
        module, found = self._case(case)
        if not 0 <= choice < len(found.choices):
            raise Invalid("error.stale_control")
        chosen = found.choices[choice]
        progress = await self._progress(work, by)
        round_ = progress.rounds.get(module.id, Round())
        if case not in round_.answers:
            round_ = replace(round_, answers={**round_.answers, case: chosen.sound})
            await self._keep(work, by, replace(progress, rounds={**progress.rounds, module.id: round_}))
        say = speaking(by.locale)
        buttons = [self._onward(module, round_, say)]
        if not chosen.sound:
            buttons.append(Button(label=say("button.learn.again"), token=f"learn:again:{case}"))
        return Decision(
            reply=ReplaceCard(
                card=Card(
                    title=say("learn.sound") if chosen.sound else say("learn.unsound"),
                    body=(say("learn.chosen", choice=chosen.text.of(by.locale)), chosen.feedback.of(by.locale)),
                    buttons=tuple(buttons),
                    footer=say("learn.private"),
                )
            )
        )

    @button("learn:done")
    async def finish(self, work: Work, by: Invocation, module: str) -> Decision:
        """End a round: the score, and a text that the member may show to whom they like."""
        found = self._module(module)
        progress = await self._progress(work, by)
        round_ = progress.rounds.get(found.id, Round())
        if self._open_cases(found, round_):
            return await self.go_on(work, by, module)
        known = {case.id for case in found.cases}
        done = Round(
            begun=round_.begun + 1,
            passed=work.now.date(),
            sound=sum(sound for case, sound in round_.answers.items() if case in known),
            of=len(known),
        )
        progress = replace(progress, rounds={**progress.rounds, found.id: done})
        await self._keep(work, by, progress)
        if progress.refresh:
            await work.timers.set(by.community, REFRESH, by.actor.id, work.now + A_YEAR)
        say = speaking(by.locale)
        score = say("learn.score", count=done.sound, of=done.of)
        return Decision(
            reply=ReplaceCard(
                card=Card(
                    title=say("learn.done.title", module=found.title.of(by.locale)),
                    body=(score, say("learn.done.body"), say("learn.certificate.yours")),
                    excerpt=_certificate(found, done, by, say),
                    buttons=(
                        Button(label=say("button.learn.modules"), token="learn:open", style=Style.PRIMARY),
                        Button(label=say("button.learn.round"), token=f"learn:next:{found.id}"),
                    ),
                    footer=say("learn.footer", source=found.source, reviewed=found.reviewed.isoformat()),
                )
            )
        )

    @button("learn:certificate")
    async def certificate(self, work: Work, by: Invocation) -> Decision:
        """Write the text for somebody who has been through every module."""
        progress = await self._progress(work, by)
        say = speaking(by.locale)
        finished = [one for one in map(progress.rounds.get, (module.id for module in self._course.modules)) if one]
        days = [one.passed for one in finished if one.passed is not None]
        if len(days) < len(self._course.modules):
            raise Invalid("learn.error.not_all")
        text = say("learn.certificate.all", count=len(days), date=max(days).isoformat(), source=self._source)
        back = Button(label=say("button.learn.modules"), token="learn:open")
        return Decision(
            reply=ReplaceCard(
                card=Card(
                    title=say("learn.certificate.title"),
                    body=(say("learn.certificate.yours"),),
                    excerpt=text,
                    buttons=(back,),
                )
            )
        )

    @button("learn:refresh")
    async def remind(self, work: Work, by: Invocation, on: bool) -> Decision:  # noqa: FBT001 - the token's state
        """Begin or stop the yearly reminder."""
        progress = replace(await self._progress(work, by), refresh=on)
        await self._keep(work, by, progress)
        if on:
            await work.timers.set(by.community, REFRESH, by.actor.id, work.now + A_YEAR)
        else:
            await work.timers.cancel(by.community, REFRESH, by.actor.id)
        return Decision(reply=ReplaceCard(card=self._overview(progress, by)))

    @timer(REFRESH)
    async def refresh(self, work: Work, due: Timer) -> Decision:
        """Remind a member who asked for it, and again in a year. A break puts it off."""
        member = MemberId(due.subject)
        kept = await self._kept.get(work, due.community, member)
        if kept is None or not kept.value.refresh or await put_off(work, due, member, self._policies):
            return NOTHING
        await work.timers.set(due.community, REFRESH, member, work.now + A_YEAR)
        preferred = (await work.members.preferences(due.community, member)).get("language")
        say = speaking(preferred or self._policies(due.community).language)
        card = Card(
            title=say("learn.refresh.title"),
            body=(say("learn.refresh.body"),),
            buttons=(
                Button(label=say("button.learn.modules"), token="learn:open"),
                Button(label=say("button.learn.refresh.off"), token="learn:refresh:no"),
            ),
        )
        told = TellMember(member=member, card=card, occasion=Occasion.SUBSCRIBED)
        return Decision(actions=((None, told),))

    @command("learn calibrate", needs=Role.MODERATOR)
    async def calibrate(self, work: Work, by: Invocation) -> Decision:
        """Ask a moderator what they would decide."""
        return answer(self._dilemma(await self._progress(work, by), by))

    @button("learn:dilemma", needs=Role.MODERATOR)
    async def another(self, work: Work, by: Invocation) -> Decision:
        """Turn the card into the next dilemma."""
        return Decision(reply=ReplaceCard(card=self._dilemma(await self._progress(work, by), by)))

    @button("learn:decide", needs=Role.MODERATOR)
    async def decided(self, work: Work, by: Invocation, dilemma: str, choice: Answer) -> Decision:
        """Put a moderator's answer beside the policy's own; the last answer to a dilemma is the one that is kept."""
        found = self._course.dilemma(dilemma)
        if found is None:
            raise Invalid("error.stale_control")
        policy = self._policies(by.community)
        right = self._questions[dilemma].answered(policy)
        progress = await self._progress(work, by)
        others = {name: agreed for name, agreed in progress.dilemmas.items() if name != dilemma}
        progress = replace(progress, dilemmas={**others, dilemma: choice is right})
        await self._keep(work, by, progress)
        say = speaking(by.locale)
        agreed = sum(progress.dilemmas.values())
        return Decision(
            reply=ReplaceCard(
                card=Card(
                    title=say("calibrate.agree") if choice is right else say("calibrate.differ"),
                    body=(found.why.of(by.locale),),
                    facts=(
                        Fact(name=say("calibrate.you"), value=say(f"calibrate.answer.{choice}")),
                        Fact(name=say("calibrate.policy"), value=say(f"calibrate.answer.{right}")),
                    ),
                    buttons=(
                        Button(label=say("button.learn.dilemma"), token="learn:dilemma", style=Style.PRIMARY),
                        Button(label=say("button.learn.modules"), token="learn:open"),
                    ),
                    footer=say("calibrate.footer", count=agreed, of=len(progress.dilemmas)),
                )
            )
        )

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member how far they have come."""
        return {"learning": await self._kept.export(work, community, member)}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget how far a member has come, and their reminder."""
        await work.timers.cancel(community, REFRESH, member)
        return await self._kept.erase(work, community, member)

    async def _progress(self, work: Work, by: Invocation) -> Progress:
        kept = await self._kept.get(work, by.community, by.actor.id)
        return kept.value if kept is not None else Progress()

    async def _keep(self, work: Work, by: Invocation, progress: Progress) -> None:
        await self._kept.put(work, by.community, by.actor.id, progress, owner=by.actor.id)

    @property
    def _source(self) -> str:
        return self._course.modules[0].source

    def _module(self, module_id: str) -> Module:
        module = self._course.module(module_id.lower())
        if module is None:
            raise Invalid("error.no_such_topic", topics=", ".join(one.id for one in self._course.modules))
        return module

    def _case(self, case_id: str) -> tuple[Module, LearnCase]:
        found = self._course.case(case_id)
        if found is None:
            raise Invalid("error.stale_control")
        return found

    def _options(self, by: Invocation) -> tuple[Option, ...]:
        return tuple(Option(label=one.title.of(by.locale), value=one.id) for one in self._course.modules)

    def _overview(self, progress: Progress, by: Invocation) -> Card:
        say = speaking(by.locale)
        rounds = [progress.rounds.get(module.id, Round()) for module in self._course.modules]
        facts = tuple(
            Fact(name=module.title.of(by.locale), value=f"{module.aim.of(by.locale)}\n{_standing(module, one, say)}")
            for module, one in zip(self._course.modules, rounds, strict=True)
        )
        off = Button(label=say("button.learn.refresh.off"), token="learn:refresh:no")
        on = Button(label=say("button.learn.refresh.on"), token="learn:refresh:yes")
        buttons = [off if progress.refresh else on]
        if all(one.passed for one in rounds):
            buttons.insert(0, Button(label=say("button.learn.certificate"), token="learn:certificate"))
        return Card(
            title=say("learn.title"),
            body=(say("learn.body"),),
            facts=facts,
            select=Select(placeholder=say("learn.pick"), token="learn:module", options=self._options(by)),
            buttons=tuple(buttons),
            footer=say("learn.private"),
        )

    def _open_cases(self, module: Module, round_: Round) -> list[LearnCase]:
        """List what is still to be answered in this round; each round begins with another case."""
        start = round_.begun % len(module.cases)
        turned = (*module.cases[start:], *module.cases[:start])
        return [case for case in turned if case.id not in round_.answers]

    async def _next(self, work: Work, module: Module, by: Invocation) -> Card:
        round_ = (await self._progress(work, by)).rounds.get(module.id, Round())
        still = self._open_cases(module, round_)
        if not still:
            say = speaking(by.locale)
            return Card(
                title=module.title.of(by.locale),
                body=(say("learn.all_answered"),),
                buttons=(self._onward(module, round_, say),),
            )
        return self._asked(module, still[0], round_, by)

    def _asked(self, module: Module, case: LearnCase, round_: Round, by: Invocation) -> Card:
        """Draw a case; the order of its choices changes from round to round."""
        say = speaking(by.locale)
        answered = sum(one.id in round_.answers for one in module.cases)
        place = answered if case.id in round_.answers else answered + 1
        start = (crc32(case.id.encode()) + round_.begun) % len(case.choices)
        order = [(start + step) % len(case.choices) for step in range(len(case.choices))]
        lettered = list(zip(_LETTERS, order, strict=False))
        return Card(
            title=say("learn.case", module=module.title.of(by.locale), place=place, of=len(module.cases)),
            body=(
                case.scene.of(by.locale),
                *(f"**{letter}** · {case.choices[index].text.of(by.locale)}" for letter, index in lettered),
            ),
            buttons=tuple(Button(label=letter, token=f"learn:answer:{case.id}:{index}") for letter, index in lettered),
            footer=say("learn.invented"),
        )

    def _onward(self, module: Module, round_: Round, say: Say) -> Button:
        if self._open_cases(module, round_):
            return Button(label=say("button.learn.next"), token=f"learn:next:{module.id}", style=Style.PRIMARY)
        return Button(label=say("button.learn.done"), token=f"learn:done:{module.id}", style=Style.PRIMARY)

    def _dilemma(self, progress: Progress, by: Invocation) -> Card:
        """Draw the dilemma that was not answered yet, or was answered longest ago."""
        say = speaking(by.locale)
        unanswered = [one for one in self._course.dilemmas if one.id not in progress.dilemmas]
        before = [one for one in map(self._course.dilemma, progress.dilemmas) if one is not None]
        found = (unanswered or before)[0]
        question = self._questions[found.id]
        return Card(
            title=say("calibrate.title"),
            body=(found.scene.of(by.locale),),
            facts=(
                Fact(
                    name=say("calibrate.found"),
                    value=say(
                        "calibrate.finding",
                        label=say(f"category.{question.category.value}"),
                        band=say(f"band.{question.band.name.lower()}"),
                    ),
                ),
                Fact(name=say("calibrate.where"), value=say(f"mode.{question.mode}")),
                Fact(
                    name=say("calibrate.author"),
                    value=say("calibrate.newcomer") if found.newcomer else say("calibrate.established"),
                ),
            ),
            buttons=tuple(
                Button(label=say(f"calibrate.answer.{one}"), token=f"learn:decide:{found.id}:{one}") for one in Answer
            ),
            footer=say("calibrate.invented"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A dilemma in the policy's own terms."""

    category: Category
    band: Band
    mode: ChannelMode
    standing: Standing

    def answered(self, policy: CommunityPolicy) -> Answer:
        """Ask the policy what it would do, a label in shadow included."""
        bands = policy.bands_of(self.category.label)
        confidence = {
            Band.LOW: bands.medium / 2,
            Band.MEDIUM: bands.medium,
            Band.HIGH: bands.high,
            Band.VERY_HIGH: bands.very_high,
        }[self.band]
        finding = Finding(
            category=self.category,
            rule="learn.dilemma",
            span=Span(part=0, start=0, end=0),
            kind=Kind.OTHER,
            confidence=confidence,
            why="The dilemma says so.",
            proven=self.band is Band.VERY_HIGH,
        )
        return _ANSWERS[verdict_word(decide([finding], policy, mode=self.mode, standing=self.standing).would)]


def _question(dilemma: Dilemma) -> _Question:
    return _Question(
        category=Category(dilemma.category),
        band=Band[dilemma.band.upper()],
        mode=ChannelMode(dilemma.mode),
        standing=Standing.NEWCOMER if dilemma.newcomer else Standing.ESTABLISHED,
    )


def _standing(module: Module, round_: Round, say: Say) -> str:
    """Say how far a member has come in a module."""
    answered = sum(case.id in round_.answers for case in module.cases)
    if answered:
        return say("learn.standing.open", answered=answered, of=len(module.cases))
    if round_.passed is not None:
        return say("learn.standing.passed", date=round_.passed.isoformat(), sound=round_.sound, of=round_.of)
    return say("learn.standing.new")


def _certificate(module: Module, round_: Round, by: Invocation, say: Say) -> str:
    """Write what a member may show: in the first person, so that it needs no name."""
    return say(
        "learn.certificate.text",
        module=module.title.of(by.locale),
        cases=round_.of,
        sound=round_.sound,
        date=round_.passed.isoformat() if round_.passed else "",
        source=module.source,
    )
