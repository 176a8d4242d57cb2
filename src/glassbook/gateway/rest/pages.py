"""What a person sees who opens the address in a browser: a first page, and the API's.

Plain HTML without scripts of other people's servers. The API page shows `/openapi.json` with
Swagger UI, whose files come with the package `swagger-ui-bundle`.
"""

from functools import lru_cache
from html import escape

from swagger_ui_bundle import swagger_ui_path

from glassbook.projection.directory import Directory
from glassbook.protocol.symbols import SymbolStatus

HTML = b"text/html; charset=utf-8"
POLICY = b"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
HEADERS = ((b"content-security-policy", POLICY), (b"x-content-type-options", b"nosniff"))

API_PAGE = "/docs/api"
SWAGGER_FILES = {
    f"{API_PAGE}/swagger-ui.css": b"text/css",
    f"{API_PAGE}/swagger-ui-bundle.js": b"text/javascript",
    f"{API_PAGE}/favicon-32x32.png": b"image/png",
}
START_SCRIPT = f"{API_PAGE}/start.js"

STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem;
       color: #1b1f24; background: #fff }
table { border-collapse: collapse } td, th { text-align: left; padding: .2rem 1.5rem .2rem 0 }
code { background: #f0f2f5; padding: .1rem .3rem; border-radius: 3px }
@media (prefers-color-scheme: dark) { body { color: #e6e8eb; background: #14171b }
  code { background: #242930 } a { color: #8ab8ff } }
"""

FIRST_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>{style}</style>
</head>
<body>
<h1>{name}</h1>
<p>A digital-asset exchange that runs on Glassbook. Programs written for Binance.US trade here
unchanged: give them this address. Every balance, fill and report is recomputed from one
journal.</p>
<ul>
<li><a href="{api}">The REST API</a>, tried from this page; its
<a href="/openapi.json">OpenAPI document</a></li>
<li>Market data streams at <code>/ws</code> and <code>/stream</code></li>
<li><a href="/health">How the venue is</a>, and its <a href="/metrics">figures</a></li>
</ul>
<table>
<tr><th scope="col">Symbol</th><th scope="col">Market</th></tr>
{rows}
</table>
</body>
</html>
"""

API_HTML = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}: REST API</title>
<link rel="stylesheet" href="{api}/swagger-ui.css">
<link rel="icon" href="{api}/favicon-32x32.png">
</head>
<body>
<div id="api"></div>
<script src="{api}/swagger-ui-bundle.js"></script>
<script src="{start}"></script>
</body>
</html>
"""

START = """\
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null });
"""


def first_page(name: str, directory: Directory) -> bytes:
    """Return the page at `/`: what this is, and what is traded here now."""
    rows = "\n".join(
        f"<tr><td>{escape(each.name)}</td><td>{SymbolStatus(each.status).name.lower()}</td></tr>"
        for each in directory.symbols.values()
    )
    page = FIRST_PAGE.format(name=escape(name), style=STYLE, api=API_PAGE, rows=rows)
    return page.encode()


def api_page(name: str) -> bytes:
    """Return the page that shows the OpenAPI document."""
    return API_HTML.format(name=escape(name), api=API_PAGE, start=START_SCRIPT).encode()


@lru_cache(maxsize=len(SWAGGER_FILES))
def swagger_file(path: str) -> bytes:
    """Return one of SWAGGER_FILES."""
    content: bytes = (swagger_ui_path / path.rpartition("/")[2]).read_bytes()
    return content
