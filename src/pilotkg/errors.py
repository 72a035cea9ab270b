"""Every error that a user may meet: what is wrong, in which file, plan and place, and what to do next."""

from functools import partial
from typing import Any


class PilotKGError(Exception):
    """A fault in what the user gave, told in one paragraph.

    Args:
        what: what is wrong, as a sentence without its full stop.
        file: the file or address it is wrong in.
        plan: the plan, as its title or position.
        place: line, offset or entry within it.
        remedy: what the user can do about it, as a sentence without its full stop.
    """

    def __init__(
        self, what: str, *, file: object = None, plan: object = None, place: object = None, remedy: str
    ) -> None:
        self.what, self.file, self.plan, self.place, self.remedy = what, file, plan, place, remedy
        where = ", ".join(f"{name} {value}" for name, value in (("plan", plan), ("at", place)) if value is not None)
        head = f"{file}: " if file is not None else ""
        super().__init__(f"{head}{what}{f' ({where})' if where else ''}. {remedy}.")

    def __reduce__(self) -> tuple[Any, ...]:
        """How it is pickled, for an error that one process tells another."""
        made = partial(type(self), self.what, file=self.file, plan=self.plan, place=self.place, remedy=self.remedy)
        return made, ()


class SourceError(PilotKGError):
    """A document cannot be read as plans: missing, empty, binary, in an unknown encoding, or without a plan in it."""


class RecordsError(PilotKGError):
    """A records file is damaged, of another version, or holds an impossible value."""


class ReleaseError(PilotKGError):
    """A release folder is missing, incomplete, or cannot be written."""


class GraphError(PilotKGError):
    """An RDF file cannot be read."""


class QueryError(PilotKGError):
    """A query or one of its parameters is not right, or an endpoint does not answer."""


class VocabularyError(PilotKGError):
    """A vocabulary file breaks the form that extraction rests on."""


class CurationError(PilotKGError):
    """A curation entry is malformed or matches nothing any more."""


class ProcessError(PilotKGError):
    """A process that does a part of the work has ended without telling why."""
