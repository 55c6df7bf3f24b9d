"""Open pages in a real Chromium and remember everything on them that should not have happened."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Route

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
HEIGHTS = {390: 844}
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
WITHOUT_NETWORK = {"file", "data", "blob", "about"}


class WatchedPages:
    """Call it with a width in CSS pixels for a page; `faults` holds what went wrong on any of them."""

    def __init__(self, browser: Browser) -> None:
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def __call__(self, width: int, *, offline: bool = False, expected: tuple[str, ...] = ()) -> Page:
        """Open an empty page that may reach this machine only, or with `offline` nothing but files.

        `expected` are parts of console messages that the test provokes on purpose, such as "404".
        """
        context = self._browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self._contexts.append(context)

        def guard(route: Route) -> None:
            address = urlsplit(route.request.url)
            if address.scheme in WITHOUT_NETWORK or (not offline and address.hostname in LOOPBACK):
                route.continue_()
            else:
                self.faults.append(f"outside request: {route.request.url}")
                route.abort()

        def hear(message: ConsoleMessage) -> None:
            # Chromium reports a violation of the content security policy as an error on the console too.
            if message.type == "error" and not any(part in message.text for part in expected):
                self.faults.append(f"console error: {message.text}")

        def catch(error: Error) -> None:
            self.faults.append(f"page error: {error}")

        context.route("**/*", guard)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", catch)
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


def accessibility_faults(page: Page) -> list[str]:
    """Give what axe finds against WCAG 2.2 AA on a page, one line for each rule and element."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    result = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    return [f"{rule['id']}: {rule['help']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]
