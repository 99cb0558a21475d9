"""The safer wording that an author is offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.findings import Kind
from cogs.shared.wording import safer
from config.catalogue import speaking

ENGLISH, FRENCH = speaking("en"), speaking("fr")


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        ("Mrs. [NAME-1] in bay 2 needs bloods", "this person in bay 2 needs bloods"),
        ("[NAME-1] [NAME-2]'s scan", "this person's scan"),
        ("seen on [DATE-1] at [PLACE-1]", "seen then somewhere"),
        ("in pain since [DATE-1]", "in pain since then"),
        ("a [AGE-1] yo from [PLACE-1]", "a 90+ yo from somewhere"),
        ("MRN [IDENTIFIER-1], ring [PHONE-1]", "MRN (number left out), ring (contact left out)"),
        ("transferred from [ORGANISATION-1]", "transferred from an institution"),
        ("Firm [NAME-1]", "Firm this person"),
        ("nothing here [at all]", "nothing here [at all]"),
    ],
)
def test_what_is_masked_is_told_in_general_words(masked: str, expected: str) -> None:
    """Nothing of the masked words comes back, and nothing is made up in their place."""
    assert safer(masked, ENGLISH) == expected


def test_french_reads_as_french() -> None:
    """Prepositions go with what they stood before."""
    masked = "vue le [DATE-1] à [PLACE-1] avec Mme [NAME-1], depuis [DATE-2]"
    assert safer(masked, FRENCH) == "vue à ce moment-là quelque part avec cette personne, depuis ce moment-là"


@given(
    st.lists(st.sampled_from([*(f"[{kind.upper()}-{n}]" for kind in Kind for n in (1, 22)), "on ", "Mr ", " ", "x"]))
)
def test_twice_changes_nothing(pieces: list[str]) -> None:
    """And no token of something that identifies is left."""
    once = safer("".join(pieces), ENGLISH)
    assert safer(once, ENGLISH) == once
    assert "[NAME-" not in once
    assert "[DATE-" not in once
