"""What a draft shows: reasons by place and kind, and a safer wording; for its author alone, and nothing is kept."""

from bot.core.cards import Fact
from bot.core.engine import Judgement
from bot.core.findings import Label
from bot.core.redaction import identifying, redact, sentence_of
from cogs.shared.cards import because
from cogs.shared.wording import safer
from config.catalogue import Say


def reasons(judged: Judgement, say: Say) -> list[Fact]:
    """Say in which sentence what could identify somebody, and what else the text would be taken for."""
    patient = identifying(one.finding for one in judged.verdict.judged)
    facts = []
    if patient:
        spots = [
            say(
                "check.spot",
                sentence=sentence_of(judged.text, one),
                kind=say(f"kind.{one.kind}"),
                why=because(one, say),
            )
            for one in sorted(patient, key=lambda one: one.span)
        ]
        facts.append(Fact(name=say("check.found"), value="\n".join(dict.fromkeys(spots))))
    others = [label for label in judged.verdict.flagged if label is not Label.PATIENT_DATA]
    facts += [Fact(name=say(f"label.{label}"), value=say(f"check.label.{label}")) for label in others]
    return facts


def safer_wording(judged: Judgement, say: Say) -> str | None:
    """Tell the text in general words; None where nothing in it identifies anybody."""
    found = [one.finding for one in judged.verdict.judged]
    return safer(redact(judged.text.content, found), say) if identifying(found) else None
