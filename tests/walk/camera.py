"""A picture of each step at two widths, and what axe-core has to say of it."""

from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Page

WIDTHS = {"wide": 1280, "narrow": 360}
HIGHEST = 1400
LOWEST = 400
SERIOUS = frozenset({"serious", "critical"})


@dataclass
class Camera:
    """Pictures lie in `folder`; `faults` by picture: what is serious, and whether one has to scroll sideways."""

    page: Page
    folder: Path
    faults: dict[str, list[str]] = field(default_factory=dict)

    def take(self, name: str) -> None:
        """The page as it is now."""
        for size, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.wait_for_load_state("networkidle")
            found = Axe().run(self.page).response["violations"]
            faults = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in SERIOUS]
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append("wider than the window")
            if faults:
                self.faults[f"{name}-{size}"] = faults
            self.page.screenshot(path=self.folder / f"{name}-{size}.png", clip=self._clip(width), full_page=True)
        self.page.set_viewport_size({"width": WIDTHS["wide"], "height": 800})

    def _clip(self, width: int) -> FloatRect:
        height = int(self.page.evaluate("document.body.scrollHeight"))
        return {"x": 0, "y": 0, "width": width, "height": max(LOWEST, min(height, HIGHEST))}
