"""`python -m benchmarks.dump`, on a few records."""

from pathlib import Path

import pytest

from benchmarks.dump import main
from crawler.dump.verify import verify


def test_the_tools_are_measured_on_a_good_dump(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["200", "--folder", str(tmp_path)]) == 0

    told = capsys.readouterr().out
    assert "full + delta = full\nPASS: peak " in told
    assert verify(str(tmp_path / "dump-200")).records == 200
    assert [path.name for path in tmp_path.iterdir()] == ["dump-200"]
