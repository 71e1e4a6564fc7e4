"""Claims about the table of commune posts and Hà Nội positions."""

from __future__ import annotations

import pytest

from examcore.plugins import load_plugins
from examcore_cantho.posts import EXCLUDED, POSTS
from examcore_cantho.topics import TOPICS, near_positions


def test_every_tested_post_stands_in_the_table_in_order_and_no_excluded_one() -> None:
    posts = list(dict.fromkeys(topic.post for topic in TOPICS))
    assert posts == [post.code for post in POSTS]
    assert {post.code for post in EXCLUDED}.isdisjoint(posts)


def test_every_position_named_is_one_of_hanoi_s_and_stands_once_for_a_post() -> None:
    codes = {position.code for position in load_plugins().catalog("hanoi").positions()}
    assert {topic.position for topic in TOPICS} - {""} <= codes
    assert len({(topic.post, topic.position) for topic in TOPICS}) == len(TOPICS)


def test_every_row_has_a_reason() -> None:
    assert all(topic.reason for topic in TOPICS)


@pytest.mark.parametrize(
    ("post", "title"),
    [("TP-HT", "HÀNH CHÍNH TƯ PHÁP"), ("TC-KT", "QUẢN LÝ TÀI CHÍNH - NGÂN SÁCH"), ("CT-UBND", "CHỦ TỊCH UBND")],
)
def test_the_nearest_position_is_about_the_same_topic(post: str, title: str) -> None:
    positions = {position.code: position.title for position in load_plugins().catalog("hanoi").positions()}
    assert positions[near_positions(post)[0].position] == title


def test_a_post_of_the_party_has_no_position_near_it() -> None:
    assert [topic.position for topic in near_positions("BT-DU")] == [""]
    assert near_positions("T-CA") == ()
