"""The detector of patient data: reads a message once, lets every finder look, and reports by rule."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.findings import Context, Dropped, Finding, Label
from bot.core.text import Text
from bot.detectors.patient_data import shapes
from bot.detectors.patient_data.reading import Finder, Found, LetGo, Reading, Rule


class PatientData:
    """Finds what may identify a patient, by rules alone.

    The finders run in order, each seeing what those before it found, so that a date may count because a name stands
    beside it. A learned stage can follow as a detector of its own: it gets the findings and the same text.
    """

    name = "patient_data"
    label = Label.PATIENT_DATA
    calibrated = True

    def __init__(self, finders: Sequence[Finder], rules: Mapping[str, Rule]) -> None:
        self._finders = tuple(finders)
        self._rules = dict(rules)
        self._whys = {name: rule.why for name, rule in rules.items()}

    @property
    def rules(self) -> Mapping[str, str]:
        """Every rule with its sentence."""
        return self._whys

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Yield what is found, and what was considered and let go."""
        if not text.plain.strip():
            return
        reading = Reading(text)
        found: list[Found] = []
        for shaped in shapes.find(text.plain, context.record_numbers):
            found.append(shaped)
            yield self._finding(text, shaped)
        for finder in self._finders:
            for said in list(finder(reading, found)):
                if isinstance(said, LetGo):
                    yield Dropped(rule=said.rule, span=text.span(said.start, said.end), reason=said.reason)
                elif context.allows(text.folded, said.start, said.end):
                    yield Dropped(rule=said.rule, span=text.span(said.start, said.end), reason="allowed here")
                else:
                    found.append(said)
                    yield self._finding(text, said)

    def _finding(self, text: Text, said: Found) -> Finding:
        rule = self._rules[said.rule]
        return Finding(
            category=rule.category,
            rule=said.rule,
            span=text.span(said.start, said.end),
            kind=said.kind or rule.kind,
            confidence=said.confidence,
            why=rule.why,
            proven=said.proven,
        )
