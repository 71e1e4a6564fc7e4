"""Knows how each repair is told, in plain Vietnamese: the line, what was printed, what was made of it.

Must not know how a repair is made. These sentences are data of an official text, so they have no English.
"""

from __future__ import annotations

from collections.abc import Sequence


def _at(line: int, text: str) -> str:
    return f"dòng {line}: {text}"


def read_label(line: int, printed: str, name: str) -> str:
    """A label was misprinted."""
    return _at(line, f"nhãn in “{printed}” đọc là “{name}”")


def add_colon(line: int, name: str) -> str:
    """A label stood without its colon."""
    return _at(line, f"thiếu dấu hai chấm sau nhãn “{name}”")


def drop_list_sign(line: int, name: str) -> str:
    """A label stood behind a list sign."""
    return _at(line, f"bỏ dấu gạch đầu dòng in thừa trước nhãn “{name}”")


def split_glued(line: int, names: Sequence[str]) -> str:
    """Several fields stood on one line."""
    return _at(line, f"{len(names)} mục in dính trên một dòng, đã tách: {'; '.join(names)}")


def take_next_line(line: int, name: str) -> str:
    """A value stood on the line below its label."""
    return _at(line, f"nội dung của “{name}” in xuống dòng dưới, đã đưa về đúng mục")


def join_lines(first: int, line: int) -> str:
    """A line was broken inside a sentence that began on line `first`."""
    return _at(line, f"dòng in bị ngắt giữa câu, đã nối vào dòng {first}")


def move_line(line: int, printed_under: str, name: str) -> str:
    """A line stood under a field it does not belong to."""
    return _at(line, f"in lạc dưới mục “{printed_under}”, đã đưa về mục “{name}”")


def merge_field(line: int, name: str) -> str:
    """A field was printed twice."""
    return _at(line, f"mục “{name}” in hai lần, đã gộp các dòng")


def join_table(line: int) -> str:
    """A blank line stood inside the table."""
    return _at(line, "bảng nhiệm vụ bị ngắt bởi dòng trống, đã nối lại")


def drop_table_head(line: int) -> str:
    """The head of the table was printed again."""
    return _at(line, "hàng tiêu đề của bảng nhiệm vụ in lặp lại, đã bỏ")


def add_table_head(line: int) -> str:
    """The table had no head."""
    return _at(line, "bảng nhiệm vụ thiếu hàng tiêu đề, đã hiểu là nhiệm vụ và tiêu chí")


def join_rows(first: int, line: int) -> str:
    """A row that began on line `first` was broken."""
    return _at(line, f"hàng của bảng bị ngắt sang trang, đã nối vào hàng ở dòng {first}")


def correct_title(line: int, printed: str, title: str) -> str:
    """A title had misprinted words."""
    return _at(line, f"tên in “{printed}” sửa thành “{title}”")


def read_code(line: int, printed: str, code: str) -> str:
    """A code was misprinted."""
    return _at(line, f"mã in “{printed}” đọc là “{code}”")


def read_sign(line: int, printed: str, sign: str) -> str:
    """The sign after a code was misprinted."""
    return _at(line, f"ký hiệu sau mã in “{printed}” đọc là “{sign}”")


def miss(line: int, name: str) -> str:
    """A position lacks a field that every position has: nothing was made up."""
    return _at(line, f"không thấy “{name}” của vị trí này, cần bổ sung theo bản gốc")


def infer_code(line: int, code: str, before: str, after: str, is_certain: bool) -> str:
    """A position had no code."""
    return _at(line, f"không in mã, suy ra {code} {_order(before, after, is_certain)}")


def replace_unreadable(line: int, printed: str, code: str, before: str, after: str, is_certain: bool) -> str:
    """Something stood in place of a code that is none."""
    return _at(line, f"mã in “{printed}” không đọc được, suy ra {code} {_order(before, after, is_certain)}")


def replace_code(line: int, printed: str, code: str, twin: int, before: str, after: str, is_certain: bool) -> str:
    """A code was out of order; `twin` is the line of another position with the same code, 0 for none."""
    why = f"trùng với vị trí ở dòng {twin}" if twin else "sai thứ tự"
    return _at(line, f"mã in {printed} {why}, sửa thành {code} {_order(before, after, is_certain)}")


def _order(before: str, after: str, is_certain: bool) -> str:
    if before and after:
        place = f"theo thứ tự, giữa {before} và {after}"
    elif before or after:
        place = f"theo thứ tự, sau {before}" if before else f"theo thứ tự, trước {after}"
    else:
        place = "theo thứ tự in"
    return place if is_certain else f"{place}; chưa chắc chắn, cần đối chiếu bản gốc"
