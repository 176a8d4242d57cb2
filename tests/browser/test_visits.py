"""What the stories of the pages rely on: a window that somebody else had remembers nothing."""

from tests.browser.people import customer

KEPT = "() => [localStorage.length, sessionStorage.length, document.cookie]"


def test_the_next_visitor_has_the_window_as_nobody_had_used_it(windows_kept):
    seen = windows_kept.take()
    page = seen.page
    page.goto("/login")
    customer(page, "before@example.org")
    page.evaluate("localStorage.theme = sessionStorage.said = 'dark'; console.error('wrong')")
    assert page.context.cookies()
    windows_kept.give_back(seen)
    again = windows_kept.take()
    assert again is seen
    page.goto("/")
    assert again.complaints == []
    assert page.context.cookies() == []
    assert page.evaluate(KEPT) == [0, 0, ""]
