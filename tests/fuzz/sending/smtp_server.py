"""A correct SMTP server, with habits that RFC 5321 allows or that are seen; what it says goes through the strikes."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.fuzz.sending.smtp_answer import SmtpAnswer
from tests.fuzz.strikes import Striker
from tests.fuzz.virtual import HANG_UP, Act

UNKNOWN, LATER = "nobody@", "later@"
_PATH = re.compile(r"<([^>]*)>")
_MESSAGE_ID = re.compile(rb"(?m)^Message-ID: <([^>]+)>")
Copy = tuple[str, str]
"""A Message-ID and a recipient."""


@dataclass(frozen=True, slots=True)
class Habits:
    """`refuses_null_at` MAIL, RCPT or the final dot; `drops_together`: it loses what came behind a command."""

    extensions: tuple[str, ...] = ("SIZE 9999999", "PIPELINING", "DSN")
    knows_ehlo: bool = True
    refuses_null_at: str = ""
    drops_together: bool = False
    greylisted: int = 1


@dataclass
class SmtpModel:
    """What all sessions share. `said` are its refusals; `taken` counts messages, `told` those whose 2yz was heard."""

    habits: Habits
    striker: Striker[SmtpAnswer]
    sessions: int = 0
    taken: Counter[Copy] = field(default_factory=Counter)
    told: set[Copy] = field(default_factory=set)
    again: list[Copy] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)

    def take(self, raw: bytes, forward_paths: Sequence[str], *, is_heard: bool) -> None:
        found = _MESSAGE_ID.search(raw)
        assert found is not None
        copies = [(found[1].decode(), path) for path in forward_paths]
        self.again += [copy for copy in copies if copy in self.told]
        self.taken.update(copies)
        if is_heard:
            self.told.update(copies)


class SmtpServerSession:
    """One connection."""

    def __init__(self, model: SmtpModel) -> None:
        self._model = model
        self._unread = b""
        self._data: bytes | None = None
        self._reverse_path: str | None = None
        self._forward_paths: list[str] = []
        model.sessions += 1

    def attached(self, say: Callable[[Sequence[Act]], None]) -> None:
        say(self._changed(SmtpAnswer("greeting", 220, ("model.example ESMTP",))).acts())

    def lost(self) -> None:
        """Nothing is kept of a message that did not come whole."""

    def hear(self, data: bytes) -> Sequence[Act]:
        self._unread += data
        acts: list[Act] = []
        while HANG_UP not in acts:
            if self._data is not None:
                if not self._has_all():
                    break
                acts += self._end_of_data()
                continue
            line, end, rest = self._unread.partition(b"\r\n")
            if not end:
                break
            self._unread = b"" if self._model.habits.drops_together and rest else rest
            acts += self._command(line.decode("ascii", "replace"))
        return acts

    def _command(self, line: str) -> Sequence[Act]:
        verb = line.partition(" ")[0].upper()
        found = _PATH.search(line)
        path = found[1] if found else ""
        answer = self._changed(self._answer(verb, path))
        if answer.is_positive and verb == "MAIL":
            self._reverse_path, self._forward_paths = path, []
        elif answer.is_positive and verb == "RCPT":
            self._forward_paths.append(path)
        elif answer.is_positive and verb == "RSET":
            self._reverse_path, self._forward_paths = None, []
        elif verb == "DATA" and answer.code == 354 and answer.instead is None and self._forward_paths:
            self._data = b""
        return [*answer.acts(), HANG_UP] if verb == "QUIT" else answer.acts()

    def _answer(self, verb: str, path: str) -> SmtpAnswer:
        habits = self._model.habits
        match verb:
            case "EHLO" if habits.knows_ehlo:
                return SmtpAnswer(verb, 250, ("model.example", *habits.extensions))
            case "HELO":
                return SmtpAnswer(verb, 250, ("model.example",))
            case "MAIL" if self._reverse_path is not None:
                return SmtpAnswer(verb, 503, ("5.5.1 nested MAIL",))
            case "MAIL" | "RCPT" if self._is_null(path, verb) and habits.refuses_null_at == verb:
                return SmtpAnswer(verb, 550, ("5.7.1 the null path is not for you",))
            case "RCPT" if self._reverse_path is None:
                return SmtpAnswer(verb, 503, ("5.5.1 MAIL first",))
            case "RCPT":
                return self._recipient(path)
            case "DATA" if not self._forward_paths:
                return SmtpAnswer(verb, 503, ("5.5.1 RCPT first",))
            case "DATA":
                return SmtpAnswer(verb, 354, ("go on",))
            case "MAIL" | "RSET" | "NOOP":
                return SmtpAnswer(verb, 250, ("2.0.0 ok",))
            case "QUIT":
                return SmtpAnswer(verb, 221, ("2.0.0 bye",))
            case _:
                return SmtpAnswer(verb, 502, ("5.5.1 unknown",))

    def _is_null(self, path: str, verb: str) -> bool:
        return path == "" if verb == "MAIL" else self._reverse_path == ""

    def _recipient(self, path: str) -> SmtpAnswer:
        if path.startswith(UNKNOWN):
            return SmtpAnswer("RCPT", 550, (f"5.1.1 no such user {path}",))
        if path.startswith(LATER):
            self._model.tries[path] += 1
            if self._model.tries[path] <= self._model.habits.greylisted:
                return SmtpAnswer("RCPT", 450, ("4.2.0 greylisted",))
        return SmtpAnswer("RCPT", 250, ("2.1.5 ok",))

    def _has_all(self) -> bool:
        assert self._data is not None
        self._data += self._unread
        self._unread = b""
        return self._data.endswith(b"\r\n.\r\n")

    def _end_of_data(self) -> Sequence[Act]:
        raw, self._data = self._data or b"", None
        is_null_refused = self._reverse_path == "" and self._model.habits.refuses_null_at == "."
        refusal = SmtpAnswer(".", 550, ("5.7.1 the null path is not for you",))
        answer = self._changed(refusal if is_null_refused else SmtpAnswer(".", 250, ("2.0.0 queued",)))
        if answer.is_positive or answer.instead is not None:  # it has it, whatever it stammers
            self._model.take(raw, self._forward_paths, is_heard=answer.is_heard())
        self._reverse_path, self._forward_paths = None, []
        return answer.acts()

    def _changed(self, answer: SmtpAnswer) -> SmtpAnswer:
        answer = self._model.striker.changed(answer)
        if answer.code >= 400:
            self._model.said.add(" ".join(answer.texts))
        return answer
