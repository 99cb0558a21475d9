"""Watched terms: whole words, whatever the case and the accents; what looks like somebody's name."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.events import MemberId
from bot.core.terms import Watched, is_name, read_term
from bot.core.text import fold

ADA, BEN = MemberId("test:ada"), MemberId("test:ben")


def found(term: str, text: str) -> bool:
    """Tell whether a term is found in a text."""
    watched = Watched()
    watched.watch(ADA, [read_term(term)])
    return list(watched.find(fold(text))) == [(ADA, read_term(term))]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("sepsis", "New guideline on Sepsis, page 4."),
        ("heart failure", "heart-failure clinic, HEART  FAILURE unit"),
        ("insuffisance rénale", "L'insuffisance renale chronique"),
        ("Hôpital Saint-Luc", "hopital saint luc"),
        ("car t", "a CAR-T cell"),
        ("St. Mary's", "at St Mary's today"),
        ("sepsis", "**sepsis**"),
        ("sepsis", "s\u200bepsis"),
    ],
)
def test_a_term_is_found(term: str, text: str) -> None:
    """However it is written."""
    assert found(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("sepsis", "urosepsis"),
        ("heart failure", "failure of the heart"),
        ("heart failure", "heart. Kidney failure"),
        ("car t", "the cart"),
        ("all", "allergy"),
    ],
)
def test_a_part_of_a_word_is_no_term(term: str, text: str) -> None:
    """Near misses."""
    assert not found(term, text)


def test_terms_change() -> None:
    """A member's new terms take the place of the earlier ones; others keep theirs."""
    watched = Watched()
    watched.watch(ADA, [("sepsis",), ("heart", "failure")])
    watched.watch(BEN, [("sepsis",)])
    text = fold("sepsis and heart failure and sepsis")
    assert list(watched.find(text)) == [(ADA, ("sepsis",)), (BEN, ("sepsis",)), (ADA, ("heart", "failure"))]
    watched.watch(ADA, [("stroke",)])
    assert list(watched.find(text)) == [(BEN, ("sepsis",))]
    watched.watch(ADA, [])
    watched.watch(BEN, [])
    assert not watched


def test_the_longest_message_against_many_terms_is_quick() -> None:
    """Terms that begin alike cost no more than one of them."""
    watched = Watched()
    for number in range(2_000):
        watched.watch(MemberId(f"test:{number}"), [("the", "heart", "of", f"member{number}")])
    text = fold("the heart of " * 3_000)
    began = time.process_time()
    assert list(watched.find(text)) == []
    assert time.process_time() - began < 1


@given(st.lists(st.text("ab é", min_size=1, max_size=6)), st.text("ab é", max_size=40))
def test_finding_agrees_with_looking(terms: list[str], text: str) -> None:
    """What is found is what a plain search over the words finds."""
    watched = Watched()
    wanted = {read_term(term) for term in terms if read_term(term)}
    watched.watch(ADA, sorted(wanted))
    padded = f" {' '.join(read_term(text))} "
    assert {term for _, term in watched.find(fold(text))} == {one for one in wanted if f" {' '.join(one)} " in padded}


@pytest.mark.parametrize(
    ("term", "name", "is_one"),
    [
        ("Ada Lovelace", "Ada Lovelace", True),
        ("ada", "Ada Lovelace", True),
        ("Lovelace", "Dr Ada Lovelace", True),
        ("Prof. Lovelace Ada", "Ada Lovelace, MD", True),
        ("ada lovelace cardiology", "Ada Lovelace", True),
        ("Lovelacé", "Ada Lovelace", True),
        ("sepsis", "Ada Lovelace", False),
        ("lovelace clinic", "Ada Lovelace", False),
        ("dr", "Dr Ada Lovelace", False),
        ("heart failure", "Jo", False),
    ],
)
def test_what_looks_like_a_name(term: str, name: str, *, is_one: bool) -> None:
    """The name, a part of it, or more round it; a title is no name."""
    assert is_name(read_term(term), read_term(name)) is is_one
