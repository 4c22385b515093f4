import pytest

from troska.channels.email.interpret.html_text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("a \n  b\t c&nbsp;d", "a b c d"),
        ("<b>a</b><i>b</i>", "ab"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<style>p{}</style><script>x()</script><title>t</title>a", "a"),
        ("<head><title>t</title><meta name=x></head><body>a</body>", "a"),
        ("<head><p>a</p>", "a"),
        ("a<!-- b -->c<!--[if mso]><p>d</p><![endif]-->", "ac"),
        ('<div style="display: none">hidden</div>seen', "seen"),
        ('<span style="font-size:0px">hidden</span>seen', "seen"),
        ('<td style="font-size:0"><div style="font-size:13px">seen</div></td>', "seen"),
        ('<div style="max-height:0;overflow:hidden">hidden</div>seen', "seen"),
        ("<p hidden>hidden</p>seen", "seen"),
        ('<a href="https://x.pl/a">tekst</a>.', "tekst [https://x.pl/a]."),
        ('<a href="https://x.pl/">x.pl</a>', "x.pl"),
        ('<a href="mailto:a@x.pl">a@x.pl</a>', "a@x.pl"),
        ('<a href="mailto:a@x.pl?subject=b">pisz</a>', "pisz [a@x.pl]"),
        ('<a href="javascript:x()">a</a>', "a"),
        ('<a name="top">a</a>', "a"),
        ("<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ('<div class="yahoo_quoted">W dniu<div>a</div></div>', "> W dniu\n> a"),
        ("a < b &lt;c&gt; &amp; &oacute; &#322; &bogus;", "a < b <c> & ó ł &bogus;"),
        ('<p title="a > b">c</p>', "c"),
        ("<p>a<p>b", "a\n\nb"),
        ("</div></p>a</b>", "a"),
        ("a<b", "a"),
        ("<img alt='😀'><img alt='logo firmy'>", "😀"),
        ("a\u200b\u00adb", "ab"),
        ("", ""),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_hidden_part_ends_with_its_element_also_when_tags_overlap() -> None:
    assert html_to_text("<div style='display:none'><p>a<b>b</div>c") == "c"
    assert html_to_text("<p style='display:none'>a<div>b</div>") == "b"


def test_depth_is_bounded() -> None:
    text = html_to_text("<blockquote>" * 5_000 + "a")
    assert text == "> " * 20 + "a"
