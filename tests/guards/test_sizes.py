"""Code that fits on a page: the longest function, file and test file, and the usual function."""

import ast
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FUNCTION = 40
LONGEST_FILE = 300
LONGEST_TEST_FILE = 400
USUAL_FUNCTION = 10


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    too_long = []
    for path in _sources():
        limit = LONGEST_TEST_FILE if _is_test(path) else LONGEST_FILE
        lines = len(path.read_text().splitlines())
        if lines > limit:
            too_long.append(f"{path.relative_to(ROOT)}: {lines} lines, at most {limit}")
    assert not too_long, "\n".join(too_long)


def test_no_function_is_longer_than_forty_lines() -> None:
    too_long = [
        f"{name}: {lines} lines" for name, lines in _functions() if lines > LONGEST_FUNCTION
    ]
    assert not too_long, "\n".join(too_long)


def test_the_usual_function_has_ten_lines() -> None:
    assert statistics.median(lines for _, lines in _functions()) <= USUAL_FUNCTION


def test_a_module_says_what_it_answers_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _sources()
        if path.name != "apps.py"
        and path.read_text().strip()
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent, "no docstring: " + ", ".join(silent)


def _sources() -> Iterator[Path]:
    """The Python files that git would commit, without migrations, which a program wrote."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in sorted(set(listed.stdout.split("\0")) - {""}):
        path = ROOT / name
        if path.exists() and "migrations" not in path.parts:
            yield path


def _is_test(path: Path) -> bool:
    return path.is_relative_to(ROOT / "tests")


def _functions() -> Iterator[tuple[str, int]]:
    """Each function with its number of lines, decorators and docstring included."""
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(line.lineno for line in node.decorator_list)])
                last = node.end_lineno or first
                yield f"{path.relative_to(ROOT)}:{first} {node.name}", last - first + 1
