"""Knows the commune posts that are tested, in the three nomination groups of III.2.b, and who is left out.

Must not know people: a post is only ever a code, a title and a group.

Titles follow Decree 33/2023/NĐ-CP on commune officials. Which post stands in which group is read from
III.2.b: key officials of Party and political-social organisations, key officials of local government,
civil servants of the commune People's Committee.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.language import Label
from examcore.nouns import Position

GROUPS = {
    "Nhóm 1": Label(
        "Cán bộ chủ chốt thuộc tổ chức đảng, tổ chức chính trị - xã hội cấp xã",
        "Key officials of Party and political-social organisations",
    ),
    "Nhóm 2": Label("Cán bộ chủ chốt thuộc cơ quan chính quyền địa phương cấp xã", "Key officials of local government"),
    "Nhóm 3": Label("Công chức thuộc Ủy ban nhân dân cấp xã", "Civil servants of the commune People's Committee"),
}
GROUP_RULES = {"Nhóm 1": "R10", "Nhóm 2": "R11", "Nhóm 3": "R12"}

_PARTY = "Đảng ủy cấp xã"
_COUNCIL = "Hội đồng nhân dân cấp xã"
_COMMITTEE = "Ủy ban nhân dân cấp xã"

POSTS = (
    Position("BT-DU", "Bí thư Đảng ủy", _PARTY, "Nhóm 1"),
    Position("PBT-DU", "Phó Bí thư Đảng ủy", _PARTY, "Nhóm 1"),
    Position(
        "CT-MTTQ",
        "Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam",
        "Ủy ban Mặt trận Tổ quốc Việt Nam cấp xã",
        "Nhóm 1",
        area="mat-tran",
    ),
    Position("BT-DTN", "Bí thư Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Đoàn Thanh niên cấp xã", "Nhóm 1"),
    Position("CT-PN", "Chủ tịch Hội Liên hiệp Phụ nữ Việt Nam", "Hội Liên hiệp Phụ nữ cấp xã", "Nhóm 1"),
    Position("CT-ND", "Chủ tịch Hội Nông dân Việt Nam", "Hội Nông dân cấp xã", "Nhóm 1"),
    Position("CT-CCB", "Chủ tịch Hội Cựu chiến binh Việt Nam", "Hội Cựu chiến binh cấp xã", "Nhóm 1"),
    Position("CT-HDND", "Chủ tịch Hội đồng nhân dân", _COUNCIL, "Nhóm 2"),
    Position("PCT-HDND", "Phó Chủ tịch Hội đồng nhân dân", _COUNCIL, "Nhóm 2"),
    Position("CT-UBND", "Chủ tịch Ủy ban nhân dân", _COMMITTEE, "Nhóm 2"),
    Position("PCT-UBND", "Phó Chủ tịch Ủy ban nhân dân", _COMMITTEE, "Nhóm 2"),
    Position("VP-TK", "Công chức Văn phòng - thống kê", _COMMITTEE, "Nhóm 3"),
    Position(
        "DC-DT",
        "Công chức Địa chính - xây dựng - đô thị và môi trường",
        _COMMITTEE,
        "Nhóm 3",
        scope="phường, thị trấn",
    ),
    Position(
        "DC-NN",
        "Công chức Địa chính - nông nghiệp - xây dựng và môi trường",
        _COMMITTEE,
        "Nhóm 3",
        scope="xã",
    ),
    Position("TC-KT", "Công chức Tài chính - kế toán", _COMMITTEE, "Nhóm 3"),
    Position("TP-HT", "Công chức Tư pháp - hộ tịch", _COMMITTEE, "Nhóm 3", area="tu-phap-ho-tich"),
    Position("VH-XH", "Công chức Văn hóa - xã hội", _COMMITTEE, "Nhóm 3"),
)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A commune post that is not tested here, and the rule that says so."""

    code: str
    title: str
    reason: Label
    rule: str


_OWN_RULES = Label(
    "kiểm tra, sát hạch theo quy định của cơ quan có thẩm quyền chuyên ngành (điểm c khoản 2 Mục III)",
    "tested under the rules of its own competent authority (III.2.c)",
)

EXCLUDED = (
    Excluded("CHT-QS", "Chỉ huy trưởng Ban chỉ huy quân sự cấp xã", _OWN_RULES, "R14"),
    Excluded("T-CA", "Trưởng Công an cấp xã", _OWN_RULES, "R14"),
)


def title_of(code: str) -> str:
    """The title of a commune post; "" for a position of another catalogue."""
    return next((post.title for post in POSTS if post.code == code), "")
