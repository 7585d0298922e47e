"""Values and their canonical JSON: Python and the page of the offline check must agree."""

from __future__ import annotations

from typing import Any

CANONICAL: list[tuple[Any, str]] = [
    ({}, "{}"),
    ([], "[]"),
    ({"b": 1, "a": [True, False, None, 0, -7]}, '{"a":[true,false,null,0,-7],"b":1}'),
    ({"b": {"y": "", "x": " "}, "B": 2}, '{"B":2,"b":{"x":" ","y":""}}'),
    # composed Unicode, in values and in names
    ({"te\u0302n": "Nguye\u0302\u0303n"}, '{"t\u00ean":"Nguy\u1ec5n"}'),
    # what JSON escapes, and what it need not
    (
        'quote " slash / back \\ line\n tab\t bell\u0007 del\u007f',
        '"quote \\" slash / back \\\\ line\\n tab\\t bell\\u0007 del\u007f"',
    ),
    ("\b\f\r\u2028\u2029", '"\\b\\f\\r\u2028\u2029"'),
    ("</script>&<!--", '"</script>&<!--"'),
    # names in order of code points, not of the halves that UTF-16 writes them in
    ({"\U0001f600": 1, "\uff21": 2, "z": 3}, '{"z":3,"\uff21":2,"\U0001f600":1}'),
    # names that look like numbers stay in order as texts
    ({"10": 1, "9": 2, "1": 3}, '{"1":3,"10":1,"9":2}'),
    ({"__proto__": {"a": 1}}, '{"__proto__":{"a":1}}'),
    (9007199254740991, "9007199254740991"),
]
