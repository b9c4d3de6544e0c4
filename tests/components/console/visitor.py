"""A person with a browser at the web console: opens pages, logs on, looks for cards and presses buttons by their names."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

PASSWORD = "demo"
DESK = {"width": 1400, "height": 900}
POCKET = {"width": 390, "height": 844}


class Phone:
    """One phone in a page."""

    def __init__(self, page: Page, user: str) -> None:
        self.page = page
        self.area = page.locator(f"[data-user={user}]")
        self.field = self.area.get_by_label("Number or extension")

    def button(self, name: str) -> Locator:
        return self.area.get_by_role("button", name=name, exact=True)

    def call(self, name: str) -> Locator:
        """The card of the call with somebody."""
        return self.area.get_by_role("article").filter(has=self.page.get_by_role("heading", name=name))

    def line(self, number: str) -> Locator:
        """The entry of a line, by the end of its number."""
        return self.area.locator(f"[data-line$='{number}']")

    async def dial(self, number: str) -> None:
        await self.field.fill(number)
        await self.field.press("Enter")

    async def press(self, name: str, of: str | None = None) -> None:
        """Press a button: of the call with somebody, or the only one of that name."""
        area = self.call(of) if of else self.area
        await area.get_by_role("button", name=name, exact=True).click()

    async def shows(self, name: str, state: str) -> None:
        """Wait until the call with somebody is in a state."""
        await expect(self.call(name).get_by_role("heading")).to_contain_text(state)

    async def offers(self, name: str, *actions: str) -> None:
        """Wait until the card of the call with somebody has exactly these buttons, beside the one for its data."""
        buttons = self.call(name).locator(".actions button:not(.quiet)")
        await expect(buttons).to_have_text(list(actions))

    async def has_no_calls(self) -> None:
        await expect(self.area.get_by_role("article")).to_have_count(0)


class Visitor:
    """Opens pages in browsers of their own; `leave` closes them and tells what went wrong in them."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self._chromium = chromium
        self.url = url
        self._contexts: list[BrowserContext] = []
        self._complaints: list[str] = []
        self._forgiven: tuple[str, ...] = ()

    async def open(self, *, url: str | None = None, **options: Any) -> Page:
        """The page, before anybody has logged on."""
        context = await self._chromium.new_context(**{"viewport": DESK, "locale": "en-US", **options})
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = await context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        await page.goto(f"{url or self.url}/")
        return page

    async def log_on(self, user: str, **options: Any) -> Phone:
        """Log on with name and password."""
        page = await self.open(**options)
        await page.get_by_label("User", exact=True).fill(user)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Log on", exact=True).click()
        await page.get_by_role("button", name="Log off").wait_for()
        return Phone(page, user)

    async def two_phones(self) -> tuple[Phone, Phone]:
        """Alice and Bob side by side."""
        page = await self.open()
        await page.get_by_role("button", name="Two phones side by side").click()
        phones = Phone(page, "alice"), Phone(page, "bob")
        for phone in phones:
            await phone.field.wait_for()
        return phones

    async def leave(self) -> None:
        for context in self._contexts:
            await context.close()
        unexpected = [text for text in self._complaints if not text.startswith(self._forgiven)]
        assert not unexpected, unexpected

    def forgive(self, *beginnings: str) -> None:
        """What the browser itself complains of when a connection breaks or a request is refused is no fault of the page."""
        self._forgiven += beginnings

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complaints.append(message.text)
