"""A steered room with its invigilators, and one clock for all, for the tests of rooms."""

from __future__ import annotations

import pytest

from examcore.conduct import ActName
from examcore.record import SystemDisk
from examcore.session import OpenRoom, Session, read_room, sign_in
from examcore.venue import Done, Order, RoomView, Venue, carry_out, enter
from tests.terminal.rooms import INVIGILATORS, PIN, Arranged, HandClock, arrange

LAN, HAI = INVIGILATORS
MINUTES = 20


class Hall:
    """A steered room of three candidates, its two invigilators, and one clock for all."""

    def __init__(self, arranged: Arranged, room: OpenRoom) -> None:
        self.arranged, self.room, self.clock = arranged, room, HandClock()
        self.disk = SystemDisk()
        self.venue = Venue(room, self.clock, self.disk)
        self.reserve = enter(room, LAN, INVIGILATORS[LAN])

    def sit(self, number: str = "0001", pin: str = PIN) -> Session:
        return sign_in(self.room, number, pin, self.clock, self.disk)

    def do(
        self,
        act: ActName,
        *numbers: str,
        reason: str = "vì lý do thử",
        minutes: int = 0,
        kind: str = "",
        second: str = HAI,
    ) -> Done:
        return carry_out(self.venue, Order(act, numbers, reason, minutes, kind), LAN, second, self.reserve)

    def begin(self, number: str = "0001") -> Session:
        """Somebody signed in, admitted, started."""
        session = self.sit(number)
        self.do("admit", number)
        if not self.view.is_started:
            self.do("start")
        session.look()
        session.start()
        return session

    @property
    def view(self) -> RoomView:
        return self.venue.look()

    def phase(self, number: str = "0001") -> str:
        seat = self.view.seat(number)
        assert seat is not None
        return seat.phase


@pytest.fixture(scope="module", name="published")
def publish_hall(tmp_path_factory: pytest.TempPathFactory) -> tuple[Arranged, OpenRoom]:
    arranged = arrange(4, 6, minutes=MINUTES, candidates=3, is_steered=True)
    return arranged, arranged.publish(tmp_path_factory.mktemp("room") / "P01")


@pytest.fixture(name="hall")
def make_hall(published: tuple[Arranged, OpenRoom]) -> Hall:
    arranged, room = published
    for path in [
        *room.folder.glob("conduct*"),
        *room.folder.glob("room.sqlite*"),
        *(room.folder / "journals").iterdir(),
    ]:
        path.unlink(missing_ok=True)
    return Hall(arranged, read_room(room.folder))


def option_of(session: Session, number: int = 1, at: int = 0) -> str:
    return session.questions[number - 1].options[at].id
