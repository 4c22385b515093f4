import pytest

from troska.core.ui.downloads import download_name, file_response


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.php\x00.jpg", "a.php_.jpg"),
        ("CON:alt.txt", "CON_alt.txt"),
        ("\u202e\u200b", "__"),
        ("", "plik"),
        ("x" * 300, "x" * 150),
        ("x" * 300 + ".tar", "x" * 139 + ".tar"),
    ],
)
def test_names_hide_nothing_and_lead_nowhere(name: str, expected: str) -> None:
    assert download_name(name) == expected


def test_a_picture_is_shown_only_where_it_is_asked_for_as_one() -> None:
    assert file_response(b"", filename="a.png", content_type="image/png").headers["Content-Type"] != "image/png"
    shown = file_response(b"", filename="a.svg", content_type="image/svg+xml", as_picture=True)
    assert shown.headers["Content-Type"] == "application/octet-stream"
