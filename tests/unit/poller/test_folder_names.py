"""Folder names on the wire and in the answer to LIST."""

import pytest

from services.poller.domain.folder_name import decoded_folder, encoded_folder
from services.poller.domain.list_answer import ListedFolder, folders_in, in_words, listed_folders, offered


@pytest.mark.parametrize("name", ["INBOX", "Entwürfe", "A&B", "日本語", "Gelöscht/2026 & mehr", "😀"])
def test_a_name_comes_back(name: str) -> None:
    assert decoded_folder(encoded_folder(name)) == name


@pytest.mark.parametrize("coded", ["&-&", "&2Fg-", "&A-", "a&b"])
def test_what_is_no_modified_utf7_is_shown_in_some_way(coded: str) -> None:
    assert isinstance(decoded_folder(coded), str)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        pytest.param([b'() "/" INBOX'], ["INBOX"], id="atom"),
        pytest.param([b'(\\HasNoChildren) "." "A \\"b\\""'], ['A "b"'], id="quoted"),
        pytest.param([b"() NIL {4}", b"Name"], ["Name"], id="literal"),
        pytest.param([b'(\\Noselect) "/" Top', b'(\\NonExistent) "/" Gone'], [], id="not to be opened"),
        pytest.param([b'LIST () "/" INBOX', b"garbage", b""], ["INBOX"], id="garbage beside it"),
    ],
)
def test_listed_folders(lines: list[bytes], names: list[str]) -> None:
    assert folders_in(lines) == names


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param(
            [
                b'LIST () "/" Work',
                b'LIST (\\HasNoChildren \\Sent) "/" "Gesendete &- B"',
                b"LIST () NIL {6}",
                bytearray(b'"Name"'),
                b'LIST () "/" INBOX',
                b"STATUS Work (MESSAGES 7)",
                b'STATUS "Gesendete &- B" (UIDNEXT 4 MESSAGES 12)',
                b"STATUS INBOX (MESSAGES NIL)",
            ],
            '4 folders: INBOX, Gesendete & B (sent, 12), Work (7), "Name"',
            id="roles and counts",
        ),
        pytest.param(
            [b'() "/" f%d' % number for number in range(10_000)],
            f"10000 folders: {', '.join(f'f{number}' for number in range(20))} and 9980 more",
            id="very many",
        ),
        pytest.param([b'() "/" "* \x1b[1m \xff"'], "1 folder: * [1m \ufffd", id="no clean text"),
    ],
)
def test_folders_in_words(lines: list[bytes], words: str) -> None:
    assert in_words(listed_folders(lines)) == words


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        pytest.param(
            [b'() "/" Work', b'(\\Sent) "/" Gesendet', b'() "/" INBOX'], ["INBOX", "Gesendet", "Work"], id="in order"
        ),
        pytest.param([b'() "/" "a\x00b"', b'() "/" "c\x1bd"', b'() "/" e'], ["e"], id="unspeakable"),
        pytest.param([b'() "/" f%d' % number for number in range(10_000)], [f"f{n}" for n in range(1000)], id="many"),
    ],
)
def test_what_an_account_can_be_told_to_read(lines: list[bytes], names: list[str]) -> None:
    assert [folder.name for folder in offered(listed_folders(lines))] == names


def test_what_is_offered_keeps_its_role_and_count() -> None:
    lines = [b'LIST (\\Junk) "/" Spam', b"STATUS Spam (MESSAGES 7)"]
    assert offered(listed_folders(lines)) == [ListedFolder("Spam", "junk", 7)]
