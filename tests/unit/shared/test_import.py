"""`shared` is also the name of a distribution on the package index: ours must win (DESIGN §12)."""

from pathlib import Path

import shared

ROOT = Path(__file__).resolve().parents[3]


def test_shared_is_ours() -> None:
    assert Path(shared.__file__ or "").resolve() == ROOT / "shared" / "__init__.py"
