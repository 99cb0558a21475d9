"""Turns of phrase: one sentence for each, and the sentences beside it that mean no harm."""

from datetime import UTC, datetime

import pytest

from bot.core.findings import Context, Finding
from bot.core.text import fold
from bot.detectors.respect.remark import Remarks
from bot.detectors.respect.turns import TURNS

NOW = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
REMARKS = Remarks()

SAID = {
    "insult.sure no_idea": "You clearly have no idea what you are doing",
    "insult.clear they_no_idea": "he has no idea what he's doing, useless as ever",
    "insult.sure met_better": "I've met houseplants with better judgement than you",
    "insult.sure out_of_backside": "get your head out of your backside",
    "insult.sure brain_cells": "surgeons again, brain cells optional over there",
    "insult.sure which_idiot": "only an idiot would give fluids here",
    "insult.sure absolute_lot": "absolute clowns running this place",
    "insult.sure a_shower": "the night team were a complete shower",
    "insult.sure your_lack": "your sheer incompetence will hurt somebody",
    "insult.sure excuse_for": "what a sorry excuse for a registrar you are",
    "insult.sure the_worst": "you are the weakest registrar I have ever had",
    "insult.sure could_do_better": "my gran could intubate better than you",
    "insult.sure not_bright": "he's not exactly the sharpest tool in theatre",
    "insult.sure life_depended": "she couldn't find a vein to save her life",
    "insult.sure people_like_you": "doctors like you are why I left",
    "insult.sure fr_pas_fute": "t'es vraiment pas futé toi",
    "insult.sure fr_nullite": "les internes sont d'une nullité rare",
    "role.sure way_out_of": "GPs couldn't refer their way out of a lift, honestly",
    "role.sure not_a_profession": "physios walk people up and down, don't call it a profession",
    "role.sure for_a_living": "anaesthetists do crosswords for a living",
    "role.sure who_let": "who let the intern near a keyboard",
    "role.sure take_themselves": "another nurse who thinks she's a doctor",
    "role.sure just_a_role_what": "just a nurse, what would you know",
    "role.sure even_for": "a silly mistake, even for a nurse",
    "role.sure all_they_do": "all physios do is walk people to the door",
    "role.sure fr_se_prend": "encore une infirmière qui se prend pour un médecin",
    "role.sure de_typisch": "mal wieder typisch Chirurg",
    "condescension.sure one_job": "you had one job",
    "condescension.sure want_medal": "you rang the lab, do you want a medal for that",
    "condescension.clear party": "you did it right for once in your life, shall we throw a party",
    "condescension.sure another_genius": "another genius from radiology, are you",
    "condescension.sure finally_right": "wow, you finally got it right",
    "condescension.sure always_this": "are you always this slow",
    "condescension.sure first_day_or": "is it your first day, or what is this",
    "condescension.sure reading_or_just": "are you actually reading this or just typing?",
    "condescension.sure do_you_even": "do you even read the notes",
    "condescension.sure if_you_cant": "if you can't handle the pressure go and work in a library",
    "condescension.sure learn_to": "learn to read before you answer",
    "condescension.sure use_your": "try using your brain for a change, will you",
    "condescension.sure considered": "have you ever considered thinking first",
    "condescension.sure even_a": "even a student could see that, you know",
    "condescension.sure says_the": "says the one who slept through the arrest",
    "condescension.sure lane": "stay in your lane",
    "condescension.sure mouths_shut": "managers should keep their mouths shut",
    "condescension.sure stop_whining": "stop whining and do your job",
    "condescension.sure calls_itself": "and you call yourself a doctor",
    "condescension.sure in_your_life": "for once in your life, read the chart",
    "condescension.sure explain_slowly": "let me explain it slowly so you can follow",
    "condescension.sure fr_ecole": "retourne à l'école avant de parler",
    "condescension.sure de_schuss": "Sie haben ja wohl den Schuss nicht gehört",
    "condescension.sure es_aprende": "aprende a leer antes de opinar",
    "patients.sure deserve": "these alcoholics get what they deserve",
    "patients.sure one_in": "the fat one in bay 2 wants more toast, that patient again",
    "patients.sure gomer": "gomer in bed 3 is back",
    "patients.sure holiday": "bed 7 is here again for his morphine holiday",
    "patients.sure milk_system": "all these patients milking the system",
    "patients.sure whinge_about": "if I have to hear her whinge about her pain once more",
    "hate.sure left_to_die": "old people should be left to die at home",
    "hate.sure kitchen": "get back in the kitchen love",
    "threat.sure watch_back": "you'd better watch your back",
    "condescension.sure not_hard": "it's really not rocket science, genius, you just read it",
    "insult.clear you_no_idea": "you have no idea what sepsis looks like, bloody hopeless",
    "insult.clear met_better": "I've had students kinder than you, what a pathetic excuse",
    "insult.clear brain_cell": "you lot have one brain cell, bloody muppets",
    "insult.clear amateurs": "utter amateurs running your department, bloody useless",
    "insult.clear their_lack": "your ignorance is embarrassing, you are a joke",
    "insult.clear excuse_for": "what a pathetic excuse for a reply, you are a joke",
    "insult.clear gran_could": "a five year old could do this, you useless muppet",
    "insult.clear not_bright": "you're not the brightest of the bunch, bloody clueless",
    "condescension.clear one_job": "read the chart, you had one job, one. Bless, you had one job!",
    "condescension.clear want_medal": "aw bless, need a cookie? Do you even read?",
    "condescension.clear another_genius": "bless, another genius, you had one job!",
    "patients.clear deserve": "that junkie in bed 4 had an abscess, well, you know, he had it coming.",
    "threat.hint watch_back": "say that again and I'll break your jaw. Watch your step",
    "condescension.clear finally_right": "bless, he finally turned up on time. Do you even read?",
    "condescension.clear always_this": "bless, are you always this late, you lazy sod, seriously",
    "condescension.clear first_day_or": "aw bless, was it your first day, or who taught you? Get over yourself",
    "condescension.clear do_they_even": "do they even care? You had one job!",
    "condescension.clear if_you_cant": "if you can't do nights then find another job, bless. Get over yourself",
    "condescension.clear learn_to": "maybe learn to listen for once. Get over yourself, do you even read",
    "condescension.clear use_your": "use your eyes for once. Get over yourself, honestly",
    "condescension.clear considered": "bless, have you considered accountancy? Get over yourself",
    "condescension.clear even_a": "even the receptionist noticed. Bless, do you even read",
    "condescension.clear pay_grade": "bless, that is above your pay grade. Do you even read?",
    "condescension.clear mouths_shut": "you can keep your mouth shut, bless. Get over yourself",
    "condescension.clear calls_itself": "bless, she calls herself a clinician. Do you even read?",
    "condescension.clear not_hard": "it's really not that hard, love, you clueless muppet",
    "condescension.clear in_your_life": "bless, someone who clearly hasn't a clue, do you even read",
    "condescension.clear explain_slowly": "let me spell it out for you, bless. Get over yourself",
    "role.clear for_you": "that's a surgeon for you.",
    "patients.clear one_who": "the smelly one again, that patient from bed 4 for you",
    "patients.clear gomer": "a gomer for you, that patient never leaves",
    "patients.clear game_system": "they are gaming the system and you know it, that patient too",
    "patients.clear moan_about": "nobody wants to listen to her moan about her pain again, you take that patient",
    "hate.clear natural_selection": "let natural selection do its job with you lot",
    "insult.clear fr_pas_doue": "il est vraiment pas doué, putain, vous avez vu, quel abruti",
    "condescension.clear fr_ecole": "faut leur faire un dessin, vous êtes tous des abrutis",
    "condescension.clear de_zu_dumm": "die haben ja echt keine Ahnung von Medizin, so dumm, ihr Idioten",
    "role.clear de_typisch": "typisch Chirurgie, und ihr wundert euch",
    "condescension.clear es_idea": "no tienen ni idea, menuda panda, joder, eres un payaso",
}

HARMLESS = [
    "I have no idea what to do with this rota",
    "do you have any idea what the dose is in renal failure?",
    "you had one job interview already, how did it go?",
    "is it your first day tomorrow? I'll meet you at the door",
    "watch your back when you lift, ergonomics course on Monday",
    "learn to read ECGs with us, Thursday at noon",
    "children learn to speak at very different ages",
    "do you even need a CT for that?",
    "even a small dose can cause this",
    "even a child can have a stroke",
    "my gran could not tolerate it either",
    "who let the therapy dog out, it just ran through the ward",
    "she thinks she is a burden to the team, somebody talk to her",
    "he has brain cell tumours in the differential, does he not",
    "if you can't make it, find a swap and tell me",
    "want a cookie? there's a tray in the mess",
    "just a nurse's note to say thank you all",
    "the weakest point in our handover is the weekend",
    "which of the monkeys in the study ordered the tokens by size?",
    "she is on her period and bleeds heavily, what would you add?",
    "the system milks no one, it has no budget",
    "the shower in bay 2 is broken again",
    "apprendre à lire un ECG en dix minutes, jeudi midi",
    "wer kann mir zeigen, wie man das EKG liest?",
    "aprendemos a leer ecografías el martes",
]


@pytest.mark.parametrize(("turn", "text"), SAID.items())
def test_each_turn_is_known(turn: str, text: str) -> None:
    """By its own pattern, and the message is found under that family or a graver one."""
    folded = fold(text)
    assert turn in TURNS.names(folded.folded)
    found = [one for one in REMARKS.inspect(folded, NOW) if isinstance(one, Finding)]
    assert [one.rule.partition(".")[0] for one in found] == ["disrespect"]


def test_no_turn_is_without_a_sentence() -> None:
    """The table knows every pattern that says something; the others only say who is meant."""
    everything = " . ".join(SAID.values())
    heard = {name for text in (*SAID.values(), everything) for name in TURNS.names(fold(text).folded)}
    assert {name for name in heard if name.partition(".")[0] not in ("words", "tone")} == set(SAID)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_sounds_like_it_is_left_alone(text: str) -> None:
    """The same words, and nobody is put down."""
    assert [one.rule for one in REMARKS.inspect(fold(text), NOW) if isinstance(one, Finding)] == []
