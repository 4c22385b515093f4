import pytest

from troska.staff.programs import described

LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (LINUX, "Chrome 150, Linux"),
        (WINDOWS, "Firefox 140, Windows"),
        ("troska createadmin", "troska createadmin"),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_its_name(said: str, shown: str) -> None:
    assert described(said) == shown
