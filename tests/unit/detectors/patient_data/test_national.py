"""Check digits of the national numbers that no library has; examples made up to hold or to fail."""

import pytest

from bot.detectors.patient_data import national


@pytest.mark.parametrize(
    ("holds", "number", "expected"),
    [
        (national.nino_holds, "AB123456C", True),
        (national.nino_holds, "BG123456C", False),
        (national.nino_holds, "QQ123456C", False),
        (national.nino_holds, "AB123456E", False),
        (national.au_medicare_holds, "2123456701", True),
        (national.au_medicare_holds, "2123456711", False),
        (national.au_medicare_holds, "9123456701", False),
        (national.chi_holds, "0101504434", False),
        (national.chi_holds, "3213504431", False),
        (national.kvnr_holds, "A123456780", True),
        (national.kvnr_holds, "A123456781", False),
    ],
)
def test_check_digit(holds: object, number: str, expected: bool) -> None:
    """The check holds for the made-up number, or it does not."""
    assert callable(holds)
    assert holds(number) is expected
