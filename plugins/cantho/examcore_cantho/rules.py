"""Knows the rules R01-R81 of the Plan issued with Decision 2073/QĐ-UBND of 18/09/2024, each with its place.

Must not know what checks them: profile, blueprint, scoring and reports name a rule by its id.

A place such as III.7.b is section, clause, point of the Plan. "(suy ra)" marks what follows from the text
without standing in it. Kinds: V validate, C compute, W workflow or deadline, D document, R statistic,
S security, P advice to people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from examcore.nouns import Clause

KINDS = {
    "V": "validate",
    "C": "compute",
    "W": "workflow",
    "D": "document",
    "R": "statistic",
    "S": "security",
    "P": "advice",
}

TEXT = """
R01 | II.1.b | V | Mỗi năm trong giai đoạn 2025 - 2030 kiểm tra, sát hạch tối thiểu 30% cán bộ, công chức
    cấp xã trên địa bàn thành phố.
R02 | II.1.b | R | Đến năm 2030, 100% cán bộ, công chức cấp xã được kiểm tra, sát hạch ít nhất 02 lần.
R03 | II.1.b | C | (suy ra) 30% × 6 năm = 180%, chưa đủ để mọi người dự 02 lần; bình quân mỗi năm cần hơn
    33,3%.
R04 | III.3.b | V | Mỗi người được luân phiên cử dự kiểm tra, sát hạch theo định kỳ 03 năm/lần.
R05 | II.1.b | R | Xác định những lĩnh vực, khía cạnh còn hạn chế để đào tạo, bồi dưỡng, bố trí.
R06 | II.2.b | V | Nội dung theo từng chức vụ lãnh đạo, quản lý, chức danh, vị trí công tác chuyên môn.
R07 | II.2.d | P | Tăng cường ứng dụng công nghệ thông tin để tổ chức kiểm tra, sát hạch.
R08 | III.2.a | V | Đối tượng là cán bộ, công chức cấp xã, gồm cả người của cấp huyện được điều động, luân
    chuyển về cấp xã.
R09 | III.2.b | V | Hằng năm mỗi xã, phường, thị trấn cử ít nhất 03 cán bộ, công chức.
R10 | III.2.b | V | Nhóm 1 (cán bộ chủ chốt thuộc tổ chức đảng, tổ chức chính trị - xã hội): ít nhất 01
    người.
R11 | III.2.b | V | Nhóm 2 (cán bộ chủ chốt thuộc cơ quan chính quyền địa phương): ít nhất 01 người.
R12 | III.2.b | V | Nhóm 3 (công chức thuộc Ủy ban nhân dân cấp xã): ít nhất 01 người.
R13 | III.2.b | C | (suy ra) Với 18 - 23 người mỗi xã, cử 03 người chỉ đạt 13 - 17%, thấp hơn mức 30%.
R14 | III.2.c | V | Chỉ huy trưởng Ban chỉ huy quân sự và Trưởng Công an cấp xã theo quy định chuyên
    ngành.
R15 | III.2.b | V | (suy ra) Một người chỉ tính vào một nhóm và không được cử hai lần trong một năm.
R16 | III.3.a | W | Ủy ban nhân dân cấp huyện tổ chức định kỳ hằng năm.
R17 | III.3.c | D | Ghi rõ cơ quan chủ trì và các cơ quan phối hợp.
R18 | III.1 | W | Tổ chức trong phạm vi kỳ kiểm tra, sát hạch định kỳ hằng năm; có kế hoạch trước khi lập
    Hội đồng.
R19 | III.4.a | D | Chủ tịch Ủy ban nhân dân quận, huyện quyết định thành lập Hội đồng hằng năm.
R20 | III.4.b | V | Hội đồng có từ 05 đến 07 thành viên.
R21 | III.4.b | V | Chủ tịch Hội đồng là lãnh đạo Ủy ban nhân dân quận, huyện.
R22 | III.4.b | V | Phó Chủ tịch Thường trực Hội đồng là Trưởng Phòng Nội vụ.
R23 | III.4.b | V | 01 Ủy viên kiêm Thư ký Hội đồng là Phó Trưởng Phòng Nội vụ phụ trách.
R24 | III.4.b | V | Ủy viên còn lại là đại diện lãnh đạo cơ quan, tổ chức, địa phương hoặc trưởng bộ phận
    chuyên môn.
R25 | III.4.c | C | Hội đồng làm việc theo nguyên tắc tập thể, quyết định theo đa số.
R26 | III.4.c | C | Biểu quyết ngang nhau thì theo ý kiến mà Chủ tịch Hội đồng đã biểu quyết.
R27 | III.4.c | V | (suy ra) Số người dự họp tối thiểu không được quy định; ghi rõ cách tính đa số trong
    biên bản.
R28 | III.4.d | W | Lập Tổ biên soạn đề, Tổ giám sát, Tổ chấm bài, Tổ Thư ký giúp việc.
R29 | III.4.d | V | (suy ra) Mỗi tổ có người phụ trách và thành viên.
R30 | III.4.d | V | (suy ra) Cảnh báo khi một người vừa biên soạn đề vừa chấm bài, hoặc vừa giám sát vừa
    làm việc khác.
R31 | III.4.d | D | Phân công nhiệm vụ, quyền hạn của thành viên Hội đồng và các bộ phận giúp việc.
R32 | III.4.d | D | Hội đồng ban hành quy chế kiểm tra, sát hạch.
R33 | III.4.d | D | Báo cáo kết quả cho Chủ tịch Ủy ban nhân dân quận, huyện và cơ quan có thẩm quyền.
R34 | III.4.d | D | Thông báo kết quả cho cơ quan, tổ chức, địa phương trực tiếp quản lý.
R35 | III.4.d | W | Giải quyết khiếu nại, tố cáo theo thẩm quyền.
R36 | III.4.d | V | Văn bản do Chủ tịch Hội đồng ký dùng con dấu Ủy ban nhân dân cấp huyện; do Phó Chủ
    tịch thường trực ký dùng con dấu Phòng Nội vụ.
R37 | III.4.d | D | (suy ra, cùng Nghị định số 30/2020/NĐ-CP) Văn bản của Hội đồng có số, ký hiệu riêng.
R38 | III.4.đ | W | Hội đồng tự giải thể sau khi hoàn thành nhiệm vụ.
R39 | III.5.a | V | Kiến thức chung: đường lối của Đảng, chính sách, pháp luật của Nhà nước, nghị quyết,
    quy định của Đảng bộ, chính quyền thành phố về hệ thống chính trị, quản lý hành chính, kinh tế - xã
    hội, thực thi công vụ.
R40 | III.5.b | V | Chuyên môn, nghiệp vụ: lĩnh vực phụ trách hoặc vị trí việc làm; đạo đức công vụ; kỹ
    năng xử lý tình huống thực tế.
R41 | III.5.c | V | Đề gồm tổng số 100 câu hỏi.
R42 | III.5.c | V | 40 câu hỏi về kiến thức chung.
R43 | III.5.c | V | 60 câu hỏi về kiến thức, kỹ năng, năng lực chuyên môn, nghiệp vụ.
R44 | III.5.c | V | Phần chuyên môn tương ứng với nhiệm vụ, chức trách, tiêu chuẩn, vị trí việc làm.
R45 | III.5.c | S | Ra đề và bảo quản đề theo quy định về bảo vệ bí mật cơ quan nhà nước.
R46 | III.6.a | V | Trắc nghiệm trên giấy hoặc trên máy vi tính ở nơi có đủ điều kiện.
R47 | III.6.b | V | Tập trung tại Ủy ban nhân dân các quận, huyện.
R48 | III.6.c | V | Thời gian 120 phút.
R49 | III.7.a | C | Kết quả là tổng số điểm của 02 phần, thang điểm 100.
R50 | III.7.a | C | Phần kiến thức chung 40 điểm, mỗi câu 01 điểm.
R51 | III.7.a | C | Phần chuyên môn, nghiệp vụ 60 điểm, mỗi câu 01 điểm.
R52 | III.7.a | V | (suy ra) Điểm là số nguyên; không trừ điểm, không chia nhỏ điểm của một câu.
R53 | III.7.b | C | Đạt loại Tốt: trả lời đúng từ 90 đến 100 câu hỏi.
R54 | III.7.b | C | Đạt loại Khá: trả lời đúng từ 70 đến 89 câu hỏi.
R55 | III.7.b | C | Đạt loại Trung bình: trả lời đúng từ 50 đến 69 câu hỏi.
R56 | III.7.b | C | Không đạt: trả lời đúng từ 49 câu hỏi trở xuống.
R57 | III.7.b | V | (suy ra) Bốn mức liền nhau và phủ kín từ 0 đến 100.
R58 | III.7.b | V | (suy ra) Không có điểm tối thiểu riêng cho từng phần.
R59 | III.7.a | W | (suy ra) Câu hỏi có sai sót: văn bản không quy định, Hội đồng quyết định và ghi biên
    bản.
R60 | III.8.a | W | Báo cáo Chủ tịch Ủy ban nhân dân cấp huyện trong 10 ngày làm việc kể từ khi chấm điểm
    xong.
R61 | III.8.b | W | Thông báo kết quả chậm nhất 05 ngày làm việc kể từ ngày có quyết định phê duyệt.
R62 | III.8.b | D | Thông báo bằng văn bản, theo danh sách, tới cơ quan quản lý cán bộ, công chức cấp xã.
R63 | III.8.b | V | (suy ra) Không thông báo kết quả trước khi được phê duyệt.
R64 | III.9.b | C | Đạt loại Trung bình trở xuống: cơ quan có thẩm quyền xem xét không được đánh giá, xếp
    loại hoàn thành xuất sắc nhiệm vụ.
R65 | III.9.b | C | Không đạt 02 lần liên tiếp: xếp loại hoàn thành nhiệm vụ trở xuống và xem xét tinh
    giản biên chế.
R66 | III.9.a | R | Kết quả làm cơ sở để đánh giá, quy hoạch, bố trí, đào tạo, bồi dưỡng, thi đua, khen
    thưởng.
R67 | III.9.b | V | (suy ra) Phần mềm chỉ nêu để xem xét; cơ quan có thẩm quyền quyết định.
R68 | III.10.a | V | Hồ sơ kỳ kiểm tra, sát hạch: văn bản, biên bản họp Hội đồng; danh sách; đề gốc; biên
    bản bàn giao đề; bài kiểm tra, sát hạch; tài liệu khác.
R69 | III.10.a | W | Lưu trữ, bảo quản theo pháp luật về lưu trữ.
R70 | III.11.a | W | Giải quyết khiếu nại, tố cáo trong thời hạn 10 ngày kể từ ngày nhận đơn.
R71 | III.11.a | W | Vượt thẩm quyền thì báo cáo Sở Nội vụ để báo cáo Ủy ban nhân dân thành phố.
R72 | III.11.b | R | Đề nghị khen thưởng cơ quan, cá nhân có thành tích trong tổ chức thực hiện.
R73 | III.11.c | W | Xử lý vi phạm theo quy định pháp luật.
R74 | III.12 | D | Kinh phí từ ngân sách cấp huyện.
R75 | IV.1.c | R | Định kỳ báo cáo, sơ kết, tổng kết.
R76 | IV.3 | V | Cơ quan chuyên môn tham gia xây dựng câu hỏi thuộc lĩnh vực phụ trách.
R77 | IV.4.b | D | Kế hoạch kiểm tra, sát hạch và quyết định thành lập Hội đồng tại địa phương.
R78 | IV.4.c | S | Ủy ban nhân dân cấp huyện xây dựng hoặc đặt hàng ngân hàng câu hỏi và đáp án; quản lý,
    lưu giữ.
R79 | IV.4.d | R | Báo cáo tình hình tổ chức thực hiện và kết quả.
R80 | IV.5.c | D | Ủy ban nhân dân cấp xã rà soát, lập danh sách cử người dự kiểm tra, sát hạch.
R81 | IV | W | Khó khăn, vướng mắc báo cáo Ủy ban nhân dân thành phố thông qua Sở Nội vụ.
"""

_SECTION = re.compile(r"^(?P<section>[IV]+)(?:\.(?P<clause>\d+))?(?:\.(?P<point>[a-zđ]))?$")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: id, place in the Plan, kind (a key of KINDS), what it says, in Vietnamese."""

    id: str
    place: str
    kind: str
    says: str


def _read(text: str) -> tuple[Rule, ...]:
    entries = re.sub(r"\n +", " ", text.strip()).split("\n")
    return tuple(Rule(*(cell.strip() for cell in entry.split("|", 3))) for entry in entries)


RULES = _read(TEXT)
BY_ID = {rule.id: rule for rule in RULES}
CLAUSES = tuple(Clause(rule.id, rule.place, rule.says) for rule in RULES)


def cite(rule: str) -> str:
    """The place of a rule as official documents write it: "điểm b khoản 7 Mục III". KeyError if unknown."""
    return cite_place(BY_ID[rule].place)


def cite_place(place: str) -> str:
    """A place such as III.7.b in words. Raises ValueError where it is not one."""
    match = _SECTION.match(place)
    if match is None:
        raise ValueError(place)
    words = [f"điểm {match['point']}"] if match["point"] else []
    words += [f"khoản {match['clause']}"] if match["clause"] else []
    return " ".join([*words, f"Mục {match['section']}"])
