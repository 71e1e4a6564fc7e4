"""Claims about how long a question stood before a candidate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from examcore.nouns import BookletLayout, QuestionLayout
from examcore.session.events import Chain, Event, EventName
from examcore.session.times import measure_times

LAYOUT = BookletLayout("101", "F1", tuple(QuestionLayout(f"q{n}", ("a", "b")) for n in range(1, 6)))


def chain(*lines: tuple[EventName, int, int]) -> Chain:
    """A chain of (event, place, milliseconds used up to here)."""
    events = tuple(Event(seq, "", used, 1, name, "", place=place) for seq, (name, place, used) in enumerate(lines, 1))
    return Chain(None, events, "", 0, b"")


def test_time_counts_for_the_question_that_stood_there_and_coming_back_adds() -> None:
    found = measure_times(
        chain(("attach", 0, 0), ("start", 0, 0), ("answer", 1, 4000), ("move", 2, 5000), ("beat", 0, 7000),
              ("move", 1, 8000), ("clear", 1, 8500), ("submit", 0, 9000)),
        LAYOUT,
    )  # fmt: skip
    assert found == {"q1": 6000, "q2": 3000}


def test_a_question_answered_without_a_move_to_it_has_the_time_before_its_answer() -> None:
    assert measure_times(chain(("answer", 1, 3000), ("answer", 3, 4000), ("submit", 0, 4500)), LAYOUT) == {
        "q1": 3000,
        "q3": 1500,
    }


events: st.SearchStrategy[tuple[EventName, int, int]] = st.tuples(
    st.sampled_from(("answer", "clear", "flag", "move", "beat", "cut")), st.integers(1, 5), st.integers(0, 90_000)
)


@given(st.lists(events))
def test_no_time_is_lost_or_made(lines: list[tuple[EventName, int, int]]) -> None:
    used = 0
    rising = []
    for name, place, more in lines:
        used += more
        rising.append((name, place, used))
    assert sum(measure_times(chain(*rising), LAYOUT).values()) == used
