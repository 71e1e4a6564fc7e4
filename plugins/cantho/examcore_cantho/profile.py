"""Knows the profile of Decision 2073/QĐ-UBND, in force since 18/09/2024: parts, minutes, bands, areas.

Must not know how anything is scored or shown: each constant only carries the id of its rule.
"""

from __future__ import annotations

from datetime import date

from examcore.errors import Refused
from examcore.language import Label, messages
from examcore.nouns import Area, Band, PartRule, Profile, Sanction
from examcore_cantho.rules import CLAUSES

msg = messages("examcore_cantho")

POLICY = "cantho"
PROFILE = "cantho-2073-2024"
SINCE = date(2024, 9, 18)  # Điều 2: in force from the day it was signed
DECISION = "Quyết định số 2073/QĐ-UBND ngày 18 tháng 9 năm 2024 của Ủy ban nhân dân thành phố Cần Thơ"
PARENT = "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ"
COUNCIL = "HỘI ĐỒNG KIỂM TRA, SÁT HẠCH"

GENERAL = "general"
PROFESSIONAL = "professional"
FAIL = "khong-dat"

PARTS = (
    PartRule(GENERAL, Label("Phần kiến thức chung", "General knowledge"), 40, 1, "R50"),
    PartRule(PROFESSIONAL, Label("Phần kiến thức chuyên môn, nghiệp vụ", "Professional knowledge"), 60, 1, "R51"),
)

BANDS = (
    Band("tot", Label("Đạt loại Tốt", "Good"), 90, 100, "R53"),
    Band("kha", Label("Đạt loại Khá", "Fair"), 70, 89, "R54"),
    Band("trung-binh", Label("Đạt loại Trung bình", "Average"), 50, 69, "R55"),
    Band(FAIL, Label("Không đạt", "Not passed"), 0, 49, "R56"),
)

# III.11.c leaves violations to the law. What is usual in tests of officials stands here until the city says otherwise:
# three steps of sanctions, and ten minutes for those who come late to a test of an hour or more.
SANCTIONS = (
    Sanction("khien-trach", Label("Khiển trách", "Reprimand"), False, "R73"),
    Sanction("canh-cao", Label("Cảnh cáo", "Warning"), False, "R73"),
    Sanction("dinh-chi", Label("Đình chỉ", "Exclusion"), True, "R73"),
)
LATE_MINUTES = 10

_GENERAL = {
    "duong-loi": Label("Chủ trương, đường lối của Đảng", "Guidelines of the Party"),
    "he-thong-chinh-tri": Label("Hệ thống chính trị ở cơ sở", "Political system at the grass roots"),
    "hien-phap": Label("Hiến pháp và bộ máy nhà nước", "Constitution and the state apparatus"),
    "chinh-quyen": Label("Tổ chức chính quyền địa phương", "Organisation of local government"),
    "can-bo-cong-chuc": Label("Cán bộ, công chức và thực thi công vụ", "Officials and public duty"),
    "hanh-chinh": Label("Quản lý hành chính nhà nước", "State administration"),
    "kinh-te-xa-hoi": Label("Phát triển kinh tế - xã hội", "Socio-economic development"),
    "quy-dinh-thanh-pho": Label(
        "Nghị quyết, quy định của Đảng bộ, chính quyền thành phố", "Resolutions and rules of the city"
    ),
}
_SHARED = {
    "dao-duc": Label("Đạo đức công vụ", "Public service ethics"),
    "tinh-huong": Label("Xử lý tình huống thực tế", "Handling of situations"),
    "thu-tuc": Label("Thủ tục hành chính", "Administrative procedures"),
    "van-ban": Label("Soạn thảo, quản lý văn bản và lưu trữ", "Drafting and keeping documents"),
    "tiep-dan": Label("Tiếp công dân, xử lý đơn", "Receiving citizens and their petitions"),
}
_FIELDS = {
    "mat-tran": Label("Công tác Mặt trận Tổ quốc Việt Nam", "Work of the Fatherland Front"),
    "tu-phap-ho-tich": Label("Tư pháp - hộ tịch", "Justice and civil status"),
    "khieu-nai-to-cao": Label("Giải quyết khiếu nại, tố cáo", "Complaints and denunciations"),
}

# The Plan names the fields of III.5.a and III.5.b; how they are cut into areas is our reading.
GENERAL_AREAS = tuple(Area(name, title, GENERAL, "R39") for name, title in _GENERAL.items())
SHARED_AREAS = tuple(Area(name, title, PROFESSIONAL, "R40") for name, title in _SHARED.items())
FIELD_AREAS = tuple(Area(name, title, PROFESSIONAL, "R44") for name, title in _FIELDS.items())


def make_profile(on: date, parent: str = PARENT) -> Profile:
    """The rules in force on a day, with the name of the authority that set up the council.

    Raises Refused before 18/09/2024.
    """
    if on < SINCE:
        raise Refused(
            msg(
                "the rules of Cần Thơ came into force on {since}; there were none on {day}",
                since=SINCE.strftime("%d/%m/%Y"),
                day=on.strftime("%d/%m/%Y"),
            ),
            msg("give the sitting a day from {since} on", since=SINCE.strftime("%d/%m/%Y")),
        )
    return Profile(
        policy=POLICY,
        id=PROFILE,
        title=Label(
            "Kiểm tra, sát hạch định kỳ cán bộ, công chức cấp xã theo Quyết định số 2073/QĐ-UBND",
            "Periodic test of commune officials under Decision 2073/QĐ-UBND",
        ),
        since=SINCE,
        minutes=120,  # R48
        parts=PARTS,
        bands=BANDS,
        areas=(*GENERAL_AREAS, *SHARED_AREAS, *FIELD_AREAS),
        clauses=CLAUSES,
        issuer_parent=parent,
        issuer=COUNCIL,
        place="Cần Thơ",
        late_minutes=LATE_MINUTES,
        sanctions=SANCTIONS,
    )
