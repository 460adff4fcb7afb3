"""The sheets that a person takes along say what the clinical file says."""

from pwa.content.sheets import THERAPIST
from pwa.content.signs import EMERGENCY


def test_the_therapist_is_told_all_ten_signs_that_need_help_now():
    """Same order, said by the patient: "you have ..." has become "I have ..."."""
    [call] = [block for block in THERAPIST if block.look == "call"]
    assert len(call.lines) == len(EMERGENCY) == 10
    for sign, line in zip(EMERGENCY, call.lines, strict=True):
        asked = {word.strip("?,.:;").lower() for word in sign.line.english.split()} - PRONOUNS
        told = {word.strip("?,.:;").lower() for word in line.english.split()}
        assert len(asked & told) >= 0.6 * len(asked), f"{sign.id}: {line.english}"


PRONOUNS = {"you", "your", "have", "has", "had", "i", "my", "new", "sudden", "in", "a", "of", "or", "the", "it", "and"}
