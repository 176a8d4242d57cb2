"""The built files as the venue keeps them, and the bundle that is built from `web/`."""

import gzip
import re

import pytest

from glassbook.web import bundle
from tools.web_bundle import needed


def test_files_are_read_by_the_paths_they_are_asked_for_by(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.js").write_bytes(b"let a;")
    (tmp_path / "index.html").write_bytes(b"<p>")
    (tmp_path / "built-from").write_bytes(b"no file of the pages")
    files = bundle.read(tmp_path)
    assert list(files) == ["/assets/a.js", "/index.html"]
    assert files["/assets/a.js"].kind == b"text/javascript; charset=utf-8"
    assert gzip.decompress(files["/index.html"].compressed) == b"<p>"


def test_a_folder_that_is_not_there_holds_no_files(tmp_path):
    assert bundle.read(tmp_path / "nowhere") == {}


@pytest.fixture
def built():
    files = bundle.read()
    if not files:
        pytest.skip("the pages were not built here: `make env` says why")
    return files


def test_the_application_has_nothing_inline_and_nothing_from_elsewhere(built):
    page = built[bundle.INDEX].body.decode()
    assert re.findall(r"<(?:script|style)(?![^>]*\bsrc=)[^>]*>", page) == []
    assert re.findall(r"\son\w+=|\sstyle=", page) == []
    assert re.findall(r"""(?:src|href)=["'](?!/(?!/))[^"']+""", page) == []


def test_every_file_that_the_application_names_is_there(built):
    named = re.findall(r'(?:src|href)="([^"]+)"', built[bundle.INDEX].body.decode())
    assert len(named) >= 3
    assert set(named) <= set(built)


def test_the_pages_weigh_less_than_200_kilobytes(built):
    sent = [file for path, file in built.items() if path.endswith((".js", ".css"))]
    assert 0 < sum(len(file.compressed) for file in sent) < 200_000


def test_a_page_weighs_what_it_needs_and_all_that_this_imports_once():
    chunks = {
        "index.html": {"file": "index.js", "css": ["index.css"], "dynamicImports": ["far"]},
        "page": {"file": "page.js", "imports": ["index.html", "shared"], "css": ["page.css"]},
        "shared": {"file": "shared.js", "imports": ["index.html"]},
        "far": {"file": "far.js"},
    }
    names = {"index.js", "index.css", "page.js", "page.css", "shared.js"}
    assert needed(chunks, "index.html", "page") == names
