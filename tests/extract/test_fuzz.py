"""Broken files: read or refused, never a crash, never without end."""

from __future__ import annotations

import json
import struct
import subprocess
import sys

import pytest

from fangan.errors import DamagedFileError
from fangan.extract import extract


def test_three_hundred_broken_files_are_read_or_refused(root, tmp_path):
    command = [
        sys.executable, str(root / "evaluation/fuzz.py"), "--mutants", "300", "--seed", "7",
        "--seconds", "15", "--formats", "pdf,docx,xlsx,xls,csv,ofd,html,md,txt,zip",
        "--keep", str(tmp_path / "broken"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout, done.stderr
    result = json.loads(done.stdout)
    assert result["bugs"] == []
    assert result["mutants"] == 300
    # The changes must be neither too rough for anything to be read nor too light.
    assert result["read"] >= 60
    assert result["refused"] >= 60


def test_an_xls_whose_sectors_go_in_circles(shared, tmp_path):
    data = bytearray((shared / "files/xls/poi__chinese-provinces.xls").read_bytes())
    (first,) = struct.unpack_from("<i", data, 60)  # the table of short sectors
    struct.pack_into("<128i", data, 512 + 512 * first, *([0] * 128))
    path = tmp_path / "圈.xls"
    path.write_bytes(data)
    with pytest.raises(DamagedFileError, match="已损坏"):
        extract(path)
