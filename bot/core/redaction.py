"""Masking what identifies: typed tokens, the same words always under the same token."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.findings import Finding, Kind, Label
from bot.core.text import Content, Text

_SHOWN = (Kind.REMARK, Kind.OFFER, Kind.REQUEST)
"""What a moderator must read to judge it; everything else that was found is masked."""

_SENTENCE_ENDS = ".!?\n"


@dataclass(frozen=True, slots=True)
class _Mask:
    start: int
    end: int
    kind: Kind


def redact(content: Content, findings: Iterable[Finding]) -> str:
    """Replace every identifying span by a token such as ``[DATE-1]``; parts are joined by line breaks.

    Equal words get equal tokens. Overlapping spans become one token of the surer finding's kind.
    Redacting twice changes nothing, since a token identifies nobody.
    """
    masks: dict[int, list[_Mask]] = {}
    for finding in sorted(findings, key=lambda one: -one.confidence):
        if finding.kind not in _SHOWN:
            span = finding.span
            masks.setdefault(span.part, []).append(_Mask(span.start, span.end, finding.kind))
    numbers: dict[tuple[Kind, str], int] = {}
    return "\n".join(
        _redact_part(part.text, _merged(masks.get(index, [])), numbers) for index, part in enumerate(content.parts)
    )


def _merged(masks: list[_Mask]) -> list[_Mask]:
    """Join masks that overlap; the first of them, the surest, names the kind."""
    merged: list[_Mask] = []
    ranked = {(mask.start, mask.end, mask.kind): rank for rank, mask in reversed(list(enumerate(masks)))}
    for mask in sorted(masks, key=lambda one: (one.start, -one.end)):
        last = merged[-1] if merged else None
        if last is None or mask.start >= last.end:
            merged.append(mask)
            continue
        surer = min(last, mask, key=lambda one: ranked.get((one.start, one.end, one.kind), 0))
        merged[-1] = _Mask(last.start, max(last.end, mask.end), surer.kind)
    return [mask for mask in merged if mask.end > mask.start]


def _redact_part(text: str, masks: list[_Mask], numbers: dict[tuple[Kind, str], int]) -> str:
    pieces: list[str] = []
    done = 0
    for mask in masks:
        words = text[mask.start : mask.end].casefold()
        known = sum(1 for kind, _ in numbers if kind is mask.kind)
        number = numbers.setdefault((mask.kind, words), known + 1)
        pieces += (text[done : mask.start], f"[{mask.kind.upper()}-{number}]")
        done = mask.end
    return "".join((*pieces, text[done:]))


def sentence_of(text: Text, finding: Finding) -> int:
    """Count in which sentence, from 1, a finding begins."""
    written = text.content.parts[finding.span.part].text
    ends = sum(
        1
        for index, letter in enumerate(written[: finding.span.start])
        if letter in _SENTENCE_ENDS and (letter == "\n" or written[index + 1 : index + 2].isspace())
    )
    return ends + 1


def identifying(findings: Iterable[Finding]) -> list[Finding]:
    """Pick the findings that say where a patient could be recognised, sure enough to be named to the author."""
    return [one for one in findings if one.label is Label.PATIENT_DATA and one.confidence >= _NAMED_FROM]


_NAMED_FROM = 0.30
"""Below the medium band a finding is masked in excerpts, yet naming it to the author would puzzle more than help."""
