from pathlib import Path

import pytest

from tests.standin.command import Marsad


@pytest.fixture
def marsad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Marsad:
    return Marsad(tmp_path, monkeypatch)
