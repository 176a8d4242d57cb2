"""The handbook as it is read at /docs/, in Chromium, under its rules."""

import re

from playwright.sync_api import expect


def test_the_handbook_is_read_searched_and_breaks_no_rule(visit, venue):
    seen = visit("/")
    page = seen.page
    page.get_by_role("link", name="Docs").first.click()
    expect(page).to_have_url(f"{venue.http}/docs/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/docs/internals/security.html")
    row = page.get_by_role("row", name="the master key")
    expect(row).to_be_visible()
    page.goto("/docs/decisions/0007-libraries.html")
    cell = page.locator("td[style='text-align: right;']").first
    expect(cell).to_have_css("text-align", "right")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("input:focus")).to_be_visible()
    page.keyboard.type("sanctions")
    expect(page.get_by_text(re.compile(r"^\d+ results$"))).to_be_visible()
    assert seen.hosts == {venue.address}
    assert seen.complaints == []
