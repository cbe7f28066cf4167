"""Every error that fangan raises on purpose.

FanganError
├── UsageError            the command or an option is wrong
├── SettingsError         an option in the environment is wrong
├── DataFolderError       files that belong to the program are missing
├── FrameworkError        a master-plan file (framework.toml) is wrong
├── InputError            a file cannot be used
│   ├── MissingFileError
│   ├── EmptyFileError
│   ├── UnknownKindError  the content is of no kind we read
│   ├── EncryptedFileError
│   ├── DamagedFileError
│   ├── TooLargeError
│   └── NoTextError       opened, but no text can be had from it
├── OutputError           a result cannot be written
└── MissingPartError      an optional part of the program is not installed

Each message is one Chinese sentence for the person at the screen: which file,
which page, what to do. Only the command line shows it, and leaves with
``exit_code``.
"""

from __future__ import annotations


class FanganError(Exception):
    """Root of the tree. ``str(error)`` is fit to show to a user."""

    exit_code = 2


class UsageError(FanganError):
    """The command line asks for something that does not exist."""


class SettingsError(FanganError):
    """An environment option has a wrong name or value."""


class DataFolderError(FanganError):
    """A folder that belongs to the program is not where it should be."""


class FrameworkError(FanganError):
    """A framework file is wrong.

    ``problems`` lists every fault found, each ``(line, message)`` with the line
    counted from 1, or 0 where no line can be named.
    """

    def __init__(self, message: str, problems: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class InputError(FanganError):
    """A file that was given cannot be used."""


class MissingFileError(InputError):
    """No file at the path."""


class EmptyFileError(InputError):
    """The file has no bytes, or no content at all."""


class UnknownKindError(InputError):
    """The content is of no kind that a reader exists for."""


class EncryptedFileError(InputError):
    """The file asks for a password."""


class DamagedFileError(InputError):
    """The file is of a known kind but broken."""


class TooLargeError(InputError):
    """The file goes over a limit set against memory exhaustion."""


class NoTextError(InputError):
    """The file opened, but holds no text that can be read."""


class OutputError(FanganError):
    """A result cannot be written where it was asked to go."""


class MissingPartError(FanganError):
    """An optional dependency is not installed."""
