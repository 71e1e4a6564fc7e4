"""Knows the candidate's app: which screen is shown, the running clock, sizes and colours.

Must not own state that must last: that is the session's; the app can be killed at any time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from rich.traceback import Traceback
from textual import events
from textual.app import App, ScreenStackError
from textual.binding import Binding, BindingType

from examcore.errors import Refused
from examcore.language import Message, messages
from examcore.nouns import number_pictures
from examcore.session import Clock, Disk, OpenRoom, Session, sign_in
from examcore_tui.dates import find_delay, find_warning, write_time_left
from examcore_tui.glyphs import choose_glyphs
from examcore_tui.passage import PRESS_H, ShownQuestion, show_text
from examcore_tui.pulse import Pulse
from examcore_tui.saving import Saver
from examcore_tui.screens.endings import ReceiptScreen, StopScreen, TooSmallScreen, is_too_small
from examcore_tui.screens.frame import ExamScreen, OpeningScreen
from examcore_tui.screens.instructions import InstructionsScreen
from examcore_tui.screens.navigator import NavigatorScreen
from examcore_tui.screens.practice import PracticeScreen
from examcore_tui.screens.question import QuestionScreen
from examcore_tui.screens.review import ReviewScreen
from examcore_tui.screens.sign_in import SignInScreen
from examcore_tui.screens.waiting import cover_before_start, cover_in_pause
from examcore_tui.themes import CALM, CONTRAST, SCHEMES, make_theme, variables
from examcore_tui.viewer.protocols import MakePicture
from examcore_tui.viewer.screen import Gallery, PictureScreen
from examcore_tui.viewer.sight import ShowSight
from examcore_tui.widgets.grid import GridPart

msg = messages("examcore_tui")
RETRY_SECONDS = 1.0
LOOK_SECONDS = 0.5
"""How often a window looks what the invigilators did."""


class ExamApp(App[None], inherit_bindings=False):
    """The terminal test of one candidate. Only F10 leaves it, before signing in and after the receipt."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    CSS_PATH = "exam.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "other_colours", show=False, priority=True),
        Binding("f7", "spread", show=False, priority=True),
        Binding("ctrl+c,ctrl+q,ctrl+z,ctrl+d,ctrl+p,ctrl+backslash", "stay", show=False, priority=True),
    ]

    def __init__(self, room: OpenRoom, clock: Clock, disk: Disk, session: Session | None = None) -> None:
        """`session` is one that a host has signed in already: the app then begins with it."""
        super().__init__()
        self.animation_level = "none"
        self.room, self.clock, self.disk = room, clock, disk
        self.glyphs = choose_glyphs()
        self.session = session
        self.texts: tuple[ShownQuestion, ...] = ()
        self.numbers: dict[str, int] = {}
        self.saver = Saver()
        self.is_spread = False
        self.hears_mouse = True
        self.show_sight: ShowSight | None = None
        self.make_picture: MakePicture | None = None
        self._pictures: PictureScreen | None = None
        self._list: NavigatorScreen | None = None
        self._seen_ms = 0
        self._ticker, self._looker = Pulse(self._glance_at_clock), Pulse(self._glance_at_room)
        self._is_looking = False
        for colours in SCHEMES:
            self.register_theme(make_theme(colours))
        self.theme = CALM.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The style sheet's names, for the moment before the theme is set."""
        return variables(CALM)

    @property
    def live(self) -> Session:
        """The session of the candidate who signed in; Refused before that."""
        if self.session is None:
            raise Refused(msg("nobody has signed in"))
        return self.session

    def on_mount(self) -> None:
        """Begin with the sign-in, or with the session that a host has signed in."""
        if self.session is None:
            self.push_screen(SignInScreen())
        else:
            self.push_screen(OpeningScreen())  # the library's own first screen cannot be changed for another
            self.enter(self.session)

    def on_unmount(self) -> None:
        """The window is gone: whatever beats keeps the whole app in memory."""
        self.rest()

    def rest(self) -> None:
        """Look at clock and room no more."""
        self._ticker.stop()
        self._looker.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small, and uncover it when it is large enough again."""
        is_covered = isinstance(self.screen, TooSmallScreen)
        if is_too_small(*event.size) and not is_covered:
            self.push_screen(TooSmallScreen())
        elif is_covered and not is_too_small(*event.size):
            self.pop_screen()

    def sign_in(self, number: str, pin: str) -> None:
        """Open the session and show where the candidate left it. Raises Refused."""
        self.enter(sign_in(self.room, number, pin, self.clock, self.disk))

    def enter(self, session: Session) -> None:
        """Show where the candidate left `session`."""
        self.session = session
        self.numbers = number_pictures(session.booklet)
        self.texts = tuple(show_text(question, self.numbers, PRESS_H) for question in session.questions)
        if session.is_steered:
            self._looker.start(LOOK_SECONDS)
        if session.state.submitted:
            self.show_receipt()
        elif session.state.is_paused:
            self.show_pause()
        elif session.state.is_started:
            self.show_questions()
        else:
            self.show_instructions()

    def show_instructions(self) -> None:
        """What to know before the start."""
        self.switch_screen(InstructionsScreen())

    def show_practice(self) -> None:
        """The question that does not count."""
        self.switch_screen(PracticeScreen())

    def show_waiting(self) -> None:
        """Everything is ready; the invigilators start the test."""
        self.switch_screen(QuestionScreen(cover_before_start(self.live)))

    def show_pause(self) -> None:
        """The time stands still; no question is shown."""
        self._ticker.stop()
        self._uncover()
        cover = cover_in_pause(self.live)
        if isinstance(self.screen, QuestionScreen):
            self.screen.show_cover(cover)
        else:
            self.switch_screen(QuestionScreen(cover))

    async def begin(self) -> None:
        """Start the test, or wait for the invigilators who start it."""
        screen = self.screen
        if not self.live.may_start:
            self.show_waiting()
        elif isinstance(screen, ExamScreen) and await screen.attempt(self.live.start):
            self.show_questions()

    def _glance_at_room(self) -> float:
        """Look whether there is anything to look at; what there is is done in its turn, one look at a time."""
        live = self.live
        is_waiting = not live.state.is_started and live.may_start
        if not self._is_looking and (is_waiting or live.has_news()):
            self._is_looking = True
            self.call_later(self._look_once)
        return LOOK_SECONDS

    async def _look_once(self) -> None:
        try:
            await self.look_at_room()
        finally:
            self._is_looking = False

    async def look_at_room(self) -> None:
        """See what the invigilators did, and do it: begin, pause, go on, end, or tell of more time."""
        screen = self._find_exam_screen()
        if screen is None or self.session is None or self.session.state.submitted:
            return
        live, granted = self.session, self.session.state.granted_ms
        if live.has_news() and not await screen.attempt(live.look):
            return
        if live.state.submitted:
            self.show_receipt()
        elif live.state.is_paused:
            if not (isinstance(screen, QuestionScreen) and screen.cover is not None):
                self.show_pause()
        elif not live.state.is_started:
            await self._begin_when_started(screen)
        elif isinstance(screen, QuestionScreen) and screen.cover is not None:
            self.show_questions()
        if live.state.granted_ms > granted and not live.state.submitted:
            self._tell_grant(live.state.granted_ms - granted)

    async def _begin_when_started(self, screen: ExamScreen) -> None:
        if self.live.may_start:
            if await screen.attempt(self.live.start):
                self.show_questions()
        elif isinstance(screen, QuestionScreen):
            cover = cover_before_start(self.live)
            if screen.cover != cover:
                screen.show_cover(cover)

    def _tell_grant(self, ms: int) -> None:
        screen = self.screen
        if isinstance(screen, ExamScreen | PictureScreen):
            screen.show_time(self.live.remaining_ms())
            screen.say(msg("the invigilators gave you {time} more", time=write_time_left(ms)))
        self._ticker.start(find_delay(self.live.remaining_ms()))

    def show_questions(self) -> None:
        """The test, where the candidate stands; from here on the time is shown."""
        self._uncover()
        self._seen_ms = self.live.remaining_ms()
        screen = self.screen
        if isinstance(screen, QuestionScreen) and screen.cover is not None:
            screen.show_cover(None)
        else:
            self.switch_screen(QuestionScreen())
        self._ticker.start(find_delay(self._seen_ms))

    def show_list(self, go: Callable[[int], Awaitable[None]]) -> None:
        """All questions, over the screen; `go` is told the number chosen."""
        if self._list is None:
            self._list = NavigatorScreen(self.live, self.grid_parts(), self.glyphs, go)
            self.install_screen(self._list, "list")  # it is kept for the next time: what is thrown away is swept late
        else:
            self._list.take(self.live, go)
        self.push_screen(self._list)

    def show_pictures(self, shown: ShownQuestion) -> None:
        """The pictures of a question, over it; the time runs on and is shown."""
        read, has_quarters = self.live.album.read, self.glyphs.has_quarters
        gallery = Gallery(shown, read, self.who(), has_quarters, self.show_sight, self.make_picture)
        if self._pictures is None:
            self._pictures = PictureScreen(gallery)
            self.install_screen(self._pictures, "pictures")  # it is kept for the next time, empty
        else:
            self._pictures.take(gallery)
        self.push_screen(self._pictures)
        self._pictures.show_time(self.live.remaining_ms())

    def show_sight_again(self) -> None:
        """Another window shows the terminal: a picture that is looked at is shown there too."""
        pictures = self._find_pictures()
        if pictures is not None:
            pictures.show_again()

    def show_review(self) -> None:
        """What is still open, and the confirmation."""
        self.switch_screen(ReviewScreen())

    def show_receipt(self) -> None:
        """The end."""
        self.rest()
        self._uncover()
        self.switch_screen(ReceiptScreen())

    def stop_with(self, problem: Refused) -> None:
        """This window may not go on."""
        self.rest()
        self._uncover()
        self.switch_screen(StopScreen(problem))

    def _glance_at_clock(self) -> float:
        """Show the time left; where something is to be written down, that is done in its turn."""
        if self.live.is_tick_due:
            self.call_later(self.tick)
            return RETRY_SECONDS
        return self._show_time(is_saved=True)

    async def tick(self) -> None:
        """Look at the clock: write down the time used, warn, and show the receipt when the time is over."""
        screen = self._find_exam_screen()
        if screen is None or self.session is None or self.session.state.submitted:
            return
        is_saved = await screen.attempt(self.live.tick)
        if self.live.state.submitted:
            self.show_receipt()
        elif not (self.live.state.is_paused or isinstance(self.screen, StopScreen)):
            self._ticker.start(self._show_time(is_saved))

    def _show_time(self, is_saved: bool) -> float:
        """Show the time left, with a warning where one falls due; seconds until it changes."""
        remaining_ms = self.live.remaining_ms()
        warning = find_warning(self._seen_ms, remaining_ms)
        self._seen_ms = remaining_ms
        screen = self._find_exam_screen()
        for one in (screen, self._find_pictures()):
            if one is not None:
                one.show_time(remaining_ms)
                if warning is not None and is_saved:
                    one.say(warning, is_alarm=True)
        return find_delay(remaining_ms) if remaining_ms > 0 else RETRY_SECONDS

    def _find_exam_screen(self) -> ExamScreen | None:
        """The screen of the test, also under a pop-up; None where the app is beginning or ending."""
        try:
            return next((s for s in reversed(self.screen_stack) if isinstance(s, ExamScreen)), None)
        except ScreenStackError:
            return None

    def _find_pictures(self) -> PictureScreen | None:
        """The pictures over the question, while they are looked at."""
        screen = self.screen
        return screen if isinstance(screen, PictureScreen) else None

    def leave(self) -> None:
        """Close the program; a session that is not submitted can be gone on with."""
        self.rest()
        if self.session is not None:
            self.session.release()
        self.exit()

    def warn_of_disk(self) -> None:
        """Tell what the disk wants told, once, after what is said of the act itself."""
        warning = self.disk.warn()
        if warning is not None:
            self.call_later(self._say_warning, warning)

    def _say_warning(self, warning: Message) -> None:
        if isinstance(self.screen, ExamScreen):
            self.screen.say(msg("ATTENTION: {text}", text=str(warning)), is_alarm=True)

    def action_other_colours(self) -> None:
        """Change between the calm colours and those of high contrast."""
        self.theme = CONTRAST.name if self.theme == CALM.name else CALM.name

    def action_spread(self) -> None:
        """Set the lines of a question wide apart, or close again."""
        self.is_spread = not self.is_spread
        for screen in self.screen_stack:
            if isinstance(screen, QuestionScreen | PracticeScreen):
                screen.sheet.spread(self.is_spread)

    def action_stay(self) -> None:
        """Keys that end other programs do nothing here."""
        if isinstance(self.screen, ExamScreen):
            self.screen.explain_locked_key()

    def part_title(self, number: int) -> str:
        """The title of the part that question `number` stands in."""
        part = next(part for part in self.grid_parts() if part.first <= number <= part.last)
        return part.title

    def grid_parts(self) -> tuple[GridPart, ...]:
        """The parts with the numbers of their questions."""
        parts: list[GridPart] = []
        first = 1
        for part in self.live.booklet.parts:
            last = first + len(part.questions) - 1
            parts.append(GridPart(part.title.read(), first, last))
            first = last + 1
        return tuple(parts)

    def who(self) -> str:
        """Who sits here, and that it is a rehearsal where it is one."""
        seat = self.live.candidate
        return self.rehearsal_mark(str(msg("No. {number} · {name}", number=seat.number, name=seat.name)))

    def rehearsal_mark(self, text: str) -> str:
        """`text` after DIỄN TẬP where the sitting is a rehearsal."""
        is_rehearsal = self.room.facts.rehearsal or (self.session is not None and self.session.booklet.rehearsal)
        return f"{msg('REHEARSAL')} · {text}" if is_rehearsal else text

    def _fatal_error(self) -> None:
        """End with a trace of the code only: the library's own shows values too, a PIN or a question among them."""
        self._exit_renderables.append(Traceback(show_locals=False))
        self._close_messages_no_wait()

    def _uncover(self) -> None:
        """Take pop-ups away, so that the screen below them can change."""
        while len(self.screen_stack) > 1 and not isinstance(self.screen, ExamScreen):
            self.pop_screen()
