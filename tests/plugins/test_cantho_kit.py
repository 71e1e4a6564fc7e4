"""The conformance kit, run on Cần Thơ and on a policy of another shape."""

from __future__ import annotations

from datetime import date

import pytest

from examcore.hooks import Policy
from examcore.testing import PolicyKit
from examcore_cantho.policy import CanthoPolicy
from tests.plugins.small_policy import SmallPolicy


class TestCantho(PolicyKit):
    day = date(2024, 11, 15)

    @pytest.fixture
    def policy(self) -> Policy:
        return CanthoPolicy()


class TestAnotherShape(PolicyKit):
    day = date(2024, 11, 15)

    @pytest.fixture
    def policy(self) -> Policy:
        return SmallPolicy()
