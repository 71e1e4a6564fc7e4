"""The conformance kit of deliveries, run on both wings under rules of another shape than any city's."""

from __future__ import annotations

import pytest

from examcore.hooks import Delivery, Policy
from examcore.plugins import load_plugins
from examcore.testing import DeliveryKit
from tests.plugins.small_policy import SmallPolicy


class TestTerminal(DeliveryKit):
    @pytest.fixture
    def delivery(self) -> Delivery:
        return load_plugins().delivery("terminal")

    @pytest.fixture
    def policy(self) -> Policy:
        return SmallPolicy()


class TestPaper(DeliveryKit):
    most_in_review = 5

    @pytest.fixture
    def delivery(self) -> Delivery:
        return load_plugins().delivery("paper")

    @pytest.fixture
    def policy(self) -> Policy:
        return SmallPolicy()
