"""Knows which positions of Hà Nội's catalogue share their topic with a commune post: our reading, not law.

Must not import that catalogue: it names positions by code only. No decision equates a commune post with a
post of a district; the table only helps to find items and tasks near a commune post's field. Hà Nội's
Decision 3263/QĐ-UBND of 2017 lists posts of administrative bodies of the district level, so it has none of
the Party's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A commune post and one position of Hà Nội near it ("" where there is none), with the reason, in Vietnamese."""

    post: str
    position: str
    reason: str


READING = "cách hiểu của phần mềm, không phải quy định"
"""Written beside every row that is shown."""

TOPICS = (
    Topic("BT-DU", "", "danh mục của Hà Nội chỉ gồm cơ quan hành chính, không có chức vụ của Đảng"),
    Topic("PBT-DU", "", "danh mục của Hà Nội chỉ gồm cơ quan hành chính, không có chức vụ của Đảng"),
    Topic("CT-MTTQ", "CMNV 10", "Mặt trận tham gia hòa giải ở cơ sở"),
    Topic("CT-MTTQ", "CMNV 05", "Mặt trận vận động đồng bào tôn giáo"),
    Topic("CT-MTTQ", "CMNV 56", "Mặt trận tham gia tiếp công dân, phản ánh ý kiến Nhân dân"),
    Topic("BT-DTN", "CMNV 03", "công tác thanh niên"),
    Topic("CT-PN", "CMNV 33", "bình đẳng giới"),
    Topic("CT-PN", "CMNV 32", "bảo vệ, chăm sóc trẻ em"),
    Topic("CT-ND", "CMNV 20", "trồng trọt, bảo vệ thực vật"),
    Topic("CT-ND", "CMNV 21", "chăn nuôi"),
    Topic("CT-ND", "CMNV 23", "xây dựng nông thôn mới"),
    Topic("CT-CCB", "CMNV 36", "chính sách đối với người có công"),
    Topic("CT-HDND", "LĐQL 01", "cùng chức vụ, ở cấp huyện"),
    Topic("PCT-HDND", "LĐQL 02", "cùng chức vụ, ở cấp huyện"),
    Topic("CT-UBND", "LĐQL 03", "cùng chức vụ, ở cấp huyện"),
    Topic("PCT-UBND", "LĐQL 04", "cùng chức vụ, ở cấp huyện"),
    Topic("VP-TK", "HTPV 01", "hành chính tổng hợp"),
    Topic("VP-TK", "HTPV 03", "bộ phận một cửa"),
    Topic("VP-TK", "HTPV 08", "văn thư"),
    Topic("VP-TK", "HTPV 09", "lưu trữ"),
    Topic("VP-TK", "CMNV 04", "cải cách hành chính"),
    Topic("VP-TK", "CMNV 06", "thi đua, khen thưởng"),
    Topic("VP-TK", "CMNV 56", "tiếp công dân"),
    Topic("DC-DT", "CMNV 25", "đất đai"),
    Topic("DC-DT", "CMNV 27", "môi trường"),
    Topic("DC-DT", "CMNV 28", "xây dựng"),
    Topic("DC-DT", "CMNV 29", "quy hoạch - kiến trúc ở quận"),
    Topic("DC-DT", "CMNV 31", "hạ tầng và phát triển đô thị"),
    Topic("DC-NN", "CMNV 25", "đất đai"),
    Topic("DC-NN", "CMNV 27", "môi trường"),
    Topic("DC-NN", "CMNV 28", "xây dựng"),
    Topic("DC-NN", "CMNV 15", "thủy lợi, phòng, chống lụt bão"),
    Topic("DC-NN", "CMNV 20", "trồng trọt, bảo vệ thực vật"),
    Topic("DC-NN", "CMNV 21", "chăn nuôi"),
    Topic("DC-NN", "CMNV 23", "xây dựng nông thôn mới"),
    Topic("TC-KT", "CMNV 12", "tài chính - ngân sách"),
    Topic("TC-KT", "HTPV 07", "kế toán"),
    Topic("TP-HT", "CMNV 11", "hành chính tư pháp: hộ tịch, chứng thực"),
    Topic("TP-HT", "CMNV 09", "phổ biến, theo dõi thi hành pháp luật"),
    Topic("TP-HT", "CMNV 10", "hòa giải ở cơ sở"),
    Topic("TP-HT", "CMNV 08", "kiểm soát văn bản, thủ tục hành chính"),
    Topic("VH-XH", "CMNV 38", "văn hóa và gia đình"),
    Topic("VH-XH", "CMNV 39", "thể dục, thể thao"),
    Topic("VH-XH", "CMNV 42", "văn hóa, thông tin cơ sở"),
    Topic("VH-XH", "CMNV 33", "bình đẳng giới, bảo trợ xã hội"),
    Topic("VH-XH", "CMNV 36", "chính sách người có công"),
    Topic("VH-XH", "CMNV 32", "bảo vệ, chăm sóc trẻ em"),
)


def near_positions(post: str) -> tuple[Topic, ...]:
    """The rows of a commune post, nearest first; empty for a post that is not in the table."""
    return tuple(topic for topic in TOPICS if topic.post == post)
