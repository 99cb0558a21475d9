"""Letters that look like other letters, and characters that nobody sees.

Source: Unicode Technical Standard #39, "Unicode Security Mechanisms" (its table of confusables), narrowed by hand to
the letters that people use to disguise Latin words. Whole genuine words in Cyrillic or Greek stay as they are.
"""

import re

REMOVED = frozenset(
    [
        *map(chr, range(0x09)),
        *map(chr, range(0x0E, 0x20)),
        *map(chr, range(0x7F, 0x85)),
        *map(chr, range(0x86, 0xA0)),
        "\u00ad",
        "\u034f",
        "\u061c",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u17b5",
        "\u180e",
        *map(chr, range(0x200B, 0x2010)),
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2060, 0x2070)),
        "\u3164",
        *map(chr, range(0xFE00, 0xFE10)),
        "\ufeff",
        "\uffa0",
        *map(chr, range(0xE0000, 0xE0080)),
        *map(chr, range(0xE0100, 0xE01F0)),
    ]
)
"""Controls, zero-width characters, fillers, direction marks, variation selectors, tags: never seen, used to hide."""

PUNCTUATION = {
    **dict.fromkeys("‘’‚‛′ʼ´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\u2028\u2029\u0085", "\n"),
    "…": "...",
    "⁄": "/",
    "∕": "/",
    "․": ".",
    "。": ".",
    "∶": ":",
    "×": "x",
}
"""Typographic marks and spaces as the ones on a keyboard."""

_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
_ENCLOSED = {
    **{chr(0x1F130 + index): letter for index, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
    **{chr(0x1F150 + index): letter for index, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
    **{chr(0x1F170 + index): letter for index, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
    **{chr(0x1F1E6 + index): letter for index, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
}
LETTERS = {**_SMALL_CAPITALS, **_ENCLOSED, "ɑ": "a", "ғ": "f", "ɡ": "g", "ı": "i", "ⅼ": "l"}
"""Letters that are another letter in another dress, wherever they stand."""

_CYRILLIC = dict(zip("аеорсухіјѕһԁԛԝѵкмтнвАВЕКМНОРСТУХІЈЅ", "aeopcyxijshdqwvkmthbABEKMHOPCTYXIJS", strict=True))
_GREEK = dict(zip("αενορτυικχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aevoptuikxABEZHIKMNOPTYX", strict=True))
_ARMENIAN = dict(zip("օոսհցաք", "onuhguq", strict=True))
_CHEROKEE = dict(zip("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᏚᎢᏙᎳᏃ", "ABCDEHJKLMPSTVWZ", strict=True))
LOOK_ALIKES = {**_CYRILLIC, **_GREEK, **_ARMENIAN, **_CHEROKEE}
"""Letters of other scripts that pass for Latin ones; folded only where they pose as Latin."""

MEDICAL_GREEK = frozenset("αβγδεκλμχ")
"""Greek letters that medicine puts beside Latin ones: IFNγ, αSMA, εGFR's misspelling, κ chains."""

_FOREIGN = re.compile(r"[\u0370-\u058f\u13a0-\u13f5]")
_WORD = re.compile(r"[^\W\d_]+")
_MOSTLY_LATIN = 0.5


def fold_word(text: str) -> str:
    """Fold words that pose as Latin: those that mix scripts, and disguised ones amid Latin text. Length is kept.

    What mixes scripts is Latin to whoever reads it, so it counts as Latin for the words beside it.
    """
    if not _FOREIGN.search(text):
        return text
    unmixed = _WORD.sub(lambda match: _fold_one(match[0], amid_latin=False), text)
    letters = sum(one.isalpha() for one in unmixed)
    latin = sum(one.isascii() and one.isalpha() for one in unmixed)
    if latin <= letters * _MOSTLY_LATIN:
        return unmixed
    return _WORD.sub(lambda match: _fold_one(match[0], amid_latin=True), unmixed)


def _fold_one(word: str, *, amid_latin: bool) -> str:
    foreign = [one for one in word if not one.isascii() and "\u0370" <= one <= "\u13f5"]
    if not foreign or any(one not in LOOK_ALIKES for one in foreign):
        return word
    if len(foreign) == 1 and foreign[0] in MEDICAL_GREEK:
        return word
    mixed = len(foreign) < len(word)
    if not mixed and not (amid_latin and len(word) > 1):
        return word
    return "".join(LOOK_ALIKES.get(one, one) for one in word)
