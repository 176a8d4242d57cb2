"""The page of the REST API: `/openapi.json`, shown by Swagger UI.

Nothing comes from other people's servers: Swagger UI's files are in `swagger-ui-bundle`.
"""

from functools import lru_cache
from html import escape

from swagger_ui_bundle import swagger_ui_path

HTML = b"text/html; charset=utf-8"
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    b" connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HEADERS = ((b"content-security-policy", POLICY), (b"x-content-type-options", b"nosniff"))

API_PAGE = "/docs/api"
SWAGGER_FILES = {
    f"{API_PAGE}/swagger-ui.css": b"text/css",
    f"{API_PAGE}/swagger-ui-bundle.js": b"text/javascript",
    f"{API_PAGE}/favicon-32x32.png": b"image/png",
}
START_SCRIPT = f"{API_PAGE}/start.js"

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


def api_page(name: str) -> bytes:
    """Return the page that shows the OpenAPI document."""
    return API_HTML.format(name=escape(name), api=API_PAGE, start=START_SCRIPT).encode()


@lru_cache(maxsize=len(SWAGGER_FILES))
def swagger_file(path: str) -> bytes:
    """Return one of SWAGGER_FILES."""
    content: bytes = (swagger_ui_path / path.rpartition("/")[2]).read_bytes()
    return content
