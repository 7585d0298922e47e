"""Mends what WeasyPrint leaves open in the structure of a tagged page, before it is written.

A screen reader then hears the running foot as what it is, no text, and knows of a table's headings
what they are headings of.
"""

from __future__ import annotations

from typing import Any

import pydyf


def mend(pdf: Any) -> None:
    """Give headings their scope, and take what repeats on every page out of the reading."""
    elements = [one for one in pdf.objects if is_element(one)]
    for element in elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column"
    _outside(pdf, elements)


def is_element(item: Any) -> bool:
    return isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem"


def at(pdf: Any, reference: bytes) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]


def parents(pdf: Any) -> Any:
    """Key by key, which element a page's marks or a field belong to."""
    root = at(pdf, pdf.catalog["StructTreeRoot"])
    return at(pdf, root["ParentTree"])["Nums"]


def _outside(pdf: Any, elements: list[Any]) -> None:
    """What hangs on no parent's list is decoration: its marks become artifacts."""
    listed = {kid for one in elements for kid in one["K"] if isinstance(kid, bytes)}
    reached = {one.reference for one in elements if one["S"] == "/Document"}
    strays = set()
    for element in elements:  # a parent is made before its children
        if element.reference in reached:
            continue
        if element.reference in listed and element["P"] not in strays:
            continue
        strays.add(element.reference)
    numbers = parents(pdf)
    for page, marks in zip(numbers[::2], numbers[1::2], strict=True):
        if isinstance(marks, list):
            gone = {mark for mark, owner in enumerate(marks) if owner in strays}
            _unmark(_content(pdf, page), gone)
            marks[:] = [b"null" if owner in strays else owner for owner in marks]
    for element in elements:
        if element.reference in strays:
            element.clear()


def _content(pdf: Any, page: int) -> Any:
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("StructParents") == page:
            return at(pdf, item["Contents"])
    raise LookupError("no page has this number")


def _unmark(stream: Any, marks: set[int]) -> None:
    parts = stream.stream
    for position, part in enumerate(parts):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in marks:
            parts[position - 1] = "/Artifact"
            parts[position] = pydyf.Dictionary({"Type": "/Pagination"})
