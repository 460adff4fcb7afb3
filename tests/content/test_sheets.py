"""The sheets that a person takes along say what the clinical file says."""

from pwa.content.sheets import DOCTOR, THERAPIST, THERAPIST_CALLS, TICKED
from pwa.content.signs import EMERGENCY, SIGNS


def test_the_therapist_is_told_all_ten_signs_that_need_help_now():
    """Same order, said by the patient: "you have ..." has become "I have ..."."""
    for sign, line in zip(EMERGENCY, THERAPIST_CALLS.lines, strict=True):
        assert line.id == sign.id
        asked = {word.strip("?,.:;").lower() for word in sign.line.english.split()} - PRONOUNS
        told = {word.strip("?,.:;").lower() for word in line.text.english.split()}
        assert len(asked & told) >= 0.6 * len(asked), f"{sign.id}: {line.text.english}"


def test_the_doctors_sheet_knows_every_sign_of_the_check_and_ticks_none():
    assert [line.id for line in TICKED.lines] == [sign.id for sign in SIGNS]
    assert not [line for block in DOCTOR for line in block.lines if line.ticked]


def test_the_therapists_card_asks_for_gentleness_from_the_start_and_says_nothing_about_the_person():
    ticked = {block.look: {line.ticked for line in block.lines} for block in THERAPIST}
    assert ticked == {"do": {True}, "do-not": {True}, "about": {False}, "said": {False}}


def test_every_line_and_every_place_for_words_has_a_name_of_its_own():
    for sheet in (DOCTOR, THERAPIST):
        names = [f"{block.look}.{line.id}" for block in sheet for line in block.lines]
        names += [place.id for block in sheet for place in block.words]
        assert len(names) == len(set(names))


PRONOUNS = {"you", "your", "have", "has", "had", "i", "my", "new", "sudden", "in", "a", "of", "or", "the", "it", "and"}
