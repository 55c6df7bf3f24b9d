"""Sign in at the real page of a service, once, and open further pages as the same person."""

from typing import Any

from playwright.sync_api import Browser, Page

from tests.web.people import PASSWORD

Cookies = Any


def sign_in(page: Page, site: str, name: str) -> None:
    """Fill in the sign-in page by keyboard and wait until it lets them in."""
    page.goto(f"{site}/staff/sign-in")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").press("Enter")
    page.wait_for_url(f"{site}/staff/")


def cookies_of(chromium: Browser, site: str, name: str) -> Cookies:
    """Give what a browser holds after somebody signed in: more than ten sign-ins a minute would be refused."""
    context = chromium.new_context()
    sign_in(context.new_page(), site, name)
    cookies = context.cookies()
    context.close()
    return cookies
