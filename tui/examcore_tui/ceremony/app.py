"""Knows the guided screen: steps with ticks, the present step, what was told, one input, who has typed a passphrase.

Must not know any one ceremony, nor keep a secret: what is typed goes to the course and out of the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from rich.traceback import Traceback
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from examcore.ceremony import Ceremony, Course, HandOver, Progress, Request, Scene, Secret, Show, Tell
from examcore.errors import ExamcoreError
from examcore.language import current_language, messages, speaking
from examcore.text import clean_text
from examcore_tui.ceremony.wording import write_place, write_question, write_steps
from examcore_tui.keyboard import on
from examcore_tui.themes import CALM, CONTRAST, SCHEMES, make_theme, variables
from examcore_tui.widgets.bars import Bar, Key, KeyBar

msg = messages("examcore_tui")
STEPS = 24
"""Cells for the list of steps."""
WIDE = 76
"""From this width on the steps stand at the left; below, the present one stands in one line at the top."""


class CeremonyApp(App[None], inherit_bindings=False):
    """One ceremony from its first step to its minute. `refused` says why it stopped, None where it did not."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    CSS_PATH = "ceremony.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        on("f10", "stop"),
        Binding("f6", "other_colours", show=False, priority=True),
        Binding("ctrl+c,ctrl+q,ctrl+z,ctrl+d,ctrl+p,ctrl+backslash", "stay", show=False, priority=True),
    ]

    def __init__(self, ceremony: Ceremony, scene: Scene, given: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.animation_level = "none"
        self.course = Course(ceremony, scene, given, self._hear)
        self.refused: ExamcoreError | None = None
        self.is_busy = False
        self._told: list[str] = []
        self._is_leaving = False
        self._language = current_language()
        for colours in SCHEMES:
            self.register_theme(make_theme(colours))
        self.theme = CALM.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The style sheet's names, for the moment before the theme is set."""
        return variables(CALM)

    def compose(self) -> ComposeResult:
        """Title, steps, present step, what was told, question, input, status, keys."""
        yield Bar("who")
        yield Bar("place")
        with Horizontal(id="middle"):
            yield Static("", markup=False, id="steps")
            with Vertical(id="work"):
                with VerticalScroll(id="told", can_focus=False):
                    yield Static("", markup=False, id="lines")
                yield Static("", markup=False, id="ask")
                yield Input(id="answer", select_on_focus=False)
        yield Bar("status")
        yield KeyBar((
            Key("Enter", msg("go on"), msg("go on"), "enter"),
            Key("F6", msg("other colours"), msg("colours"), "other_colours"),
            Key("F10", msg("stop the ceremony"), msg("stop"), "stop"),
        ))  # fmt: skip

    def on_mount(self) -> None:
        """Begin."""
        self.query_one("#answer", Input).cursor_blink = False
        self._go(self.course.start)

    def on_resize(self, event: events.Resize) -> None:
        """Steps at the left where there is room, else in one line at the top."""
        self.screen.set_class(event.size.width < WIDE, "-narrow")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand over what was typed; it leaves the field at once."""
        text, event.input.value = event.value, ""
        self._is_leaving = False
        if self.course.question is None:
            if not self.is_busy:
                self.exit()
            return
        self._go(partial(self.course.answer, text))

    def action_stop(self) -> None:
        """Stop the ceremony; it takes the key twice, since a stop stands in the minute."""
        if self.is_busy:
            return
        if self.course.question is None:
            self.exit()
        elif not self._is_leaving:
            self._is_leaving = True
            self._say(str(msg("F10 once more stops the ceremony; the stop stands in the minute")), is_alarm=True)
        else:
            self._go(self.course.interrupt)

    def action_other_colours(self) -> None:
        """Change between the calm colours and those of high contrast."""
        self.theme = CONTRAST.name if self.theme == CALM.name else CALM.name

    def action_stay(self) -> None:
        """Keys that end other programs do nothing here."""
        self._say(str(msg("F10 stops the ceremony")))

    async def action_enter(self) -> None:
        """A click on the key line."""
        await self.query_one("#answer", Input).action_submit()

    def _go(self, act: Callable[[], None]) -> None:
        """Let the course go on in a thread: passphrases take their time, and the screen stays awake."""
        self.is_busy = True
        self.query_one("#answer", Input).disabled = True
        self._say(str(msg("one moment ...")))
        self.run_worker(partial(self._act, act), thread=True)

    def _act(self, act: Callable[[], None]) -> None:
        with speaking(self._language):
            try:
                act()
            except ExamcoreError as refused:
                self.refused = refused
        self.call_from_thread(self._show)

    def _hear(self, request: Request) -> None:
        match request:
            case Tell(text=text):
                self._told.append(clean_text(str(text)))
            case Progress():
                pass
            case _:
                return
        if self.is_running:
            self.call_from_thread(self._draw)

    def _show(self) -> None:
        """The next question, or the end."""
        self.is_busy = False
        answer = self.query_one("#answer", Input)
        question = self.course.question
        self._draw()
        answer.disabled = False
        answer.password = isinstance(question, Secret)
        answer.placeholder = str(msg("Enter")) if question is None or isinstance(question, HandOver | Show) else ""
        answer.focus()
        if self.refused is not None:
            self._end(str(msg("STOPPED")), self.refused.read(), is_alarm=True)
        elif question is None:
            files = "\n".join(str(path) for path in self.course.minute)
            self._end(str(msg("DONE")), str(msg("The minute lies in:\n{files}", files=files)))
        elif self.course.problem is not None:
            self._say(str(self.course.problem.text), is_alarm=True)
        else:
            self._say("")

    def _end(self, word: str, text: str, is_alarm: bool = False) -> None:
        self.query_one("#ask", Static).update(clean_text(f"{word}\n{text}"))
        self._say(str(msg("Enter closes")), is_alarm=is_alarm)

    def _draw(self) -> None:
        course = self.course
        title = str(course.ceremony.title)
        mark = f"{msg('REHEARSAL')} · " if course.scene.rehearsal else ""
        self.query_one("#who", Bar).show(f"{mark}{title}", self._progress())
        self.query_one("#place", Bar).show(write_place(course.ceremony.outline, course.step))
        steps = write_steps(course.ceremony.outline, course.done, course.step, STEPS)
        self.query_one("#steps", Static).update("\n".join(steps))
        self.query_one("#lines", Static).update("\n".join(self._told))
        self.query_one("#told", VerticalScroll).scroll_end(animate=False)
        question = "" if course.question is None else clean_text(write_question(course.question))
        self.query_one("#ask", Static).update(question)

    def _progress(self) -> str:
        progress = self.course.progress
        if progress is None:
            return ""
        return str(msg("{done}/{of} people have typed their passphrase", done=progress.done, of=progress.of))

    def _say(self, text: str, is_alarm: bool = False) -> None:
        self.query_one("#status", Bar).show(clean_text(text), is_alarm=is_alarm)

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A click on the key line does what the key does."""
        await self.run_action(event.action)

    def _fatal_error(self) -> None:
        """End with a trace of the code only: the library's own shows values too, a passphrase among them."""
        self._exit_renderables.append(Traceback(show_locals=False))
        self._close_messages_no_wait()
