"""Folder names on the wire and in the answer to LIST."""

import pytest

from services.poller.domain.folder_name import decoded_folder, encoded_folder
from services.poller.domain.list_answer import folders_in


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
