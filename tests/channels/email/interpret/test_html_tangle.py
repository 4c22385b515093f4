from troska.channels.email.interpret import interpret
from troska.channels.email.interpret.html_tangle import is_tangled


def test_unclosed_formatting_in_many_blocks_is_told() -> None:
    html = "".join(f"<p><b id={number}>x" for number in range(2_000))
    assert is_tangled(html)
    mail = interpret(b"From: a@x.pl\r\nContent-Type: text/html\r\n\r\n" + html.encode())
    assert "html_tangled" in mail.problems
    assert mail.text.split() == ["x"] * 2_000


def test_large_but_orderly_html_passes() -> None:
    row = "<tr><td><font face=a><b>1</b></font></td><td><a href='x'><i>2</i></a></td></tr>"
    assert not is_tangled("<table>" + row * 20_000 + "</table>")
    assert not is_tangled("<p><font size=2>unclosed, as old programs write<br>" * 400)
