"""Knows the practice window: which page is shown, and what every page of it may ask for.

Must not own what must last: that is the progress file's.
"""

from __future__ import annotations

from typing import cast

from examcore.errors import ExamcoreError
from examcore.practice import MockResult, TimedMock, Wish, begin, choose
from examcore_tui.page import Page
from examcore_tui.practice.setting import Setting
from examcore_tui.window import Window


class PracticeApp(Window):
    """Practice of one person. Leaving is free at any time: what was answered is kept."""

    CSS_PATH = ["../exam.tcss", "../page.tcss"]  # noqa: RUF012  # the screen library declares it so

    def __init__(self, setting: Setting, wish: Wish, mock_at_once: bool = False) -> None:
        super().__init__()
        self.setting, self.wish = setting, wish
        self._mock_at_once = mock_at_once

    def on_mount(self) -> None:
        """Begin with the choice, or with the mock test that was asked for."""
        from examcore_tui.practice.choosing import ChoosingPage

        page = ChoosingPage()
        self.push_screen(page)
        if self._mock_at_once:
            self.call_after_refresh(page.begin_mock)

    def start_drill(self, wish: Wish) -> None:
        """Practise at once. Raises NotFound where no item fits."""
        from examcore_tui.practice.drilling import DrillPage

        self.wish = wish
        seed = self.setting.seed()
        items = choose(self.setting.found.items, wish, self.setting.progress, seed)
        self.push_screen(DrillPage(begin(items, seed)))

    def start_mock(self, wish: Wish) -> None:
        """Sit a mock test for the position wished. Raises NotFound, Shortage."""
        from examcore_tui.practice.mocking import MockPage

        self.wish = wish
        self.push_screen(MockPage(TimedMock(self.setting.draw(wish.position), self.setting.clock)))

    def end_mock(self, sat: TimedMock) -> None:
        """Score a mock test and show what it came to."""
        sat.end()
        result, trouble = self.setting.finish(sat.mock, sat.answers)
        self.show_result(sat, result, trouble)

    def show_result(self, sat: TimedMock, result: MockResult, trouble: ExamcoreError | None) -> None:
        """The result, in place of the test."""
        from examcore_tui.practice.results import ResultPage

        while not isinstance(self.screen, Page):
            self.pop_screen()
        self.switch_screen(ResultPage(sat.mock, result, trouble))

    def leave_page(self) -> None:
        """Back to the page before; the first one leaves the program."""
        if len(self.screen_stack) <= 2:
            self.exit()
            return
        self.pop_screen()
        refresh = getattr(self.screen, "refresh_page", None)
        if refresh is not None:
            refresh()


class PracticePage(Page):
    """A page of practice."""

    @property
    def practice(self) -> PracticeApp:
        """The app, by its own type."""
        return cast("PracticeApp", self.app)

    @property
    def setting(self) -> Setting:
        """What is practised with."""
        return self.practice.setting

    def action_leave(self) -> None:
        """Back, or out."""
        self.practice.leave_page()
