"""Keys on a ring: the first wraps, all open, and each is told by its id."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from shared.aead import KEY_BYTES, NotOpenedError, encrypted
from shared.errors import ConfigurationError
from shared.key_ring import KeyRing, key_id_of

OLD, NEW, OTHER = (base64.b64encode(bytes([number]) * KEY_BYTES).decode() for number in (1, 2, 3))
PLACE = b"account/smtp"


def ring(*keys: str, between: str = ",") -> KeyRing:
    return KeyRing(SecretStr(between.join(keys)))


@given(st.binary(max_size=100), st.binary(max_size=30))
def test_what_is_wrapped_opens_again_at_its_place(plain: bytes, place: bytes) -> None:
    assert ring(NEW, OLD).unwrap(ring(NEW).wrap(plain, place), place) == plain


@pytest.mark.parametrize(
    ("wrapped_by", "opened_by", "opens"),
    [
        ((OLD,), (OLD,), True),
        ((OLD,), (NEW, OLD), True),
        ((OLD, NEW), (NEW, OLD), True),
        ((OLD, NEW), (NEW,), False),
        ((OLD,), (NEW,), False),
    ],
    ids=["the same", "a second one", "swapped", "the first is gone", "another"],
)
def test_any_key_of_the_ring_opens(wrapped_by: tuple[str, ...], opened_by: tuple[str, ...], opens: bool) -> None:
    wrapped = ring(*wrapped_by).wrap(b"plain", PLACE)
    assert key_id_of(wrapped) == ring(wrapped_by[0]).ids[0]
    if opens:
        assert ring(*opened_by).unwrap(wrapped, PLACE) == b"plain"
    else:
        with pytest.raises(NotOpenedError):
            ring(*opened_by).unwrap(wrapped, PLACE)


def test_what_was_wrapped_before_keys_had_ids_opens_with_any_of_them() -> None:
    nameless = b"\x01" + encrypted(base64.b64decode(OLD), b"plain", PLACE)
    assert (key_id_of(nameless), ring(NEW, OLD).unwrap(nameless, PLACE)) == ("", b"plain")


@pytest.mark.parametrize(
    "damage",
    [
        lambda wrapped: wrapped[:-1] + bytes([wrapped[-1] ^ 1]),
        lambda wrapped: wrapped[:5],
        lambda wrapped: wrapped[:3],
        lambda wrapped: b"",
        lambda wrapped: b"\x03" + wrapped[1:],
    ],
    ids=["a bit", "nothing behind the id", "half an id", "nothing", "a form of the future"],
)
def test_damaged_bytes_do_not_open(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(NotOpenedError):
        ring(NEW, OLD).unwrap(damage(ring(NEW).wrap(b"plain", PLACE)), PLACE)


def test_another_place_does_not_open() -> None:
    with pytest.raises(NotOpenedError):
        ring(NEW).unwrap(ring(NEW).wrap(b"plain", PLACE), b"account/incoming")


@pytest.mark.parametrize("between", [",", ", ", "\n", " "], ids=["comma", "comma and blank", "line", "blank"])
def test_keys_are_told_apart_by(between: str) -> None:
    assert ring(NEW, OLD, between=between).ids == [*ring(NEW).ids, *ring(OLD).ids]


@pytest.mark.parametrize(
    "text",
    ["", ",", "short", f"{NEW},short", base64.b64encode(b"x" * 31).decode(), f"{NEW[:-1]}é"],
    ids=["nothing", "a comma", "no key", "one of two", "31 bytes", "no base64"],
)
def test_what_is_no_key_is_refused_without_any_of_it(text: str) -> None:
    with pytest.raises(ConfigurationError, match="EMAIL_SECRET_KEY must be 32 random bytes") as caught:
        ring(text)
    assert NEW[:8] not in str(caught.value)


def test_a_ring_shows_none_of_its_keys() -> None:
    shown = f"{ring(NEW, OLD)!r} {ring(NEW, OLD)} {vars(ring(NEW, OLD))} {ring(NEW, OLD).ids}"
    assert [key for key in (NEW, OLD) if key in shown or repr(base64.b64decode(key)) in shown] == []
