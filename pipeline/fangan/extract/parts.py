"""Opens formats that are a ZIP of XML parts (DOCX, XLSX, OFD), any of which may be hostile."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from lxml import etree

from fangan.errors import DamagedFileError, EncryptedFileError, TooLargeError
from fangan.settings import settings

_MAX_ENTRIES = 10_000
# XML of one document packs up to about 1:100; a bomb packs 1:1000.
_MAX_RATIO = 250
_RATIO_MATTERS = 20 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class PartError(Exception):
    """One part of the package cannot be read; the others may be."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference from one part to another, or to something outside."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Parts:
    """The parts of a file, read when asked for; their names are the same in any case."""

    path: Path
    label: str
    archive: zipfile.ZipFile
    names: dict[str, str]

    def has(self, part: str) -> bool:
        """Whether the file holds ``part``."""
        return part.lower() in self.names

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            PartError: it is not there or cannot be read.
        """
        try:
            return self.archive.read(self.names[part.lower()])
        except (KeyError, *BROKEN_ZIP) as error:
            raise PartError(part) from error

    def xml(self, part: str) -> etree._Element | None:
        """The root of an XML part, None where it is not there.

        Raises:
            PartError: it is there and cannot be read.
        """
        if not self.has(part):
            return None
        data = self.read(part)
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
        try:
            # A DTD has no place here; what it may expand to is never looked at.
            parser = etree.XMLParser(
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
            )
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise PartError(part) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise PartError(part)
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of ``part`` by id, as Office formats have them; broken ones count as none."""
        folder, name = posixpath.split(part)
        try:
            root = self.xml(f"{folder}/_rels/{name}.rels".lstrip("/"))
        except PartError:
            return {}
        if root is None:
            return {}
        found = {}
        for child in root:
            target = child.get("Target", "")
            external = child.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = child.get("Type", "").rsplit("/", 1)[-1]
            found[child.get("Id", "")] = Relation(kind, target, external)
        return found

    def main_part(self, otherwise: str) -> str:
        """The name of the part that holds the body of an Office file."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        return otherwise


def open_parts(path: Path, label: str) -> Parts:
    """Open the file at ``path`` after weighing it; the caller closes ``archive``.

    Args:
        path: The file.
        label: What messages call it (``DOCX 文件``).

    Raises:
        DamagedFileError: it is truncated or no ZIP.
        EncryptedFileError: its entries ask for a password.
        TooLargeError: unpacked it would go over the limits.
    """
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP as error:
        damaged(path, label, error)
    entries = archive.infolist()
    try:
        weigh(path, label, entries)
    except Exception:
        archive.close()
        raise
    names = {
        entry.filename.replace("\\", "/").lstrip("/").lower(): entry.filename for entry in entries
    }
    return Parts(path, label, archive, names)


def damaged(path: Path, label: str, error: Exception | None) -> NoReturn:
    """Refuse the file as broken."""
    raise DamagedFileError(
        f"{label} {path.name} 不完整或已损坏，请重新下载，或打开后另存再试。"
    ) from error


def weigh(path: Path, label: str, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a ZIP by what its directory declares, before anything is unpacked.

    Raises:
        EncryptedFileError: an entry asks for a password.
        TooLargeError: there is too much, or it is packed like a bomb.
    """
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedFileError(f"文件 {path.name} 设有打开密码，请取消密码后再试。")
    limit = settings().max_unpacked_megabytes
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > _MAX_ENTRIES:
        raise TooLargeError(
            f"{label} {path.name} 内含 {len(entries)} 个部分，远超正常文件，已拒绝读取，请另存后再试。"
        )
    if unpacked > limit * _MEGABYTE:
        raise TooLargeError(
            f"{label} {path.name} 解开后有 {unpacked / _MEGABYTE:.0f} MB，超过 {limit} MB 的上限；"
            "请压缩其中的图片，或用环境变量 FANGAN_MAX_UNPACKED_MEGABYTES 调高上限。"
        )
    if unpacked > _RATIO_MATTERS and unpacked / packed > _MAX_RATIO:
        raise TooLargeError(
            f"{label} {path.name} 的压缩比高得不正常（{unpacked / packed:.0f} 倍），已拒绝读取，请另存后再试。"
        )
