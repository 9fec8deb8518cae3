"""Coordinates of a page: from its user space to the way it is read and to the way it is shown."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom; y grows downwards


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page in user space (y upwards), and how many quarters it is turned clockwise.

    `shown`: as a viewer displays it (/Rotate). `read`: so that its lines run from left to right, which
    differs where text was drawn sideways on the page.
    """

    left: float
    bottom: float
    right: float
    top: float
    shown: int = 0
    read: int = 0

    @property
    def width(self) -> float:
        """Width of the page as it is read, in points."""
        return self.right - self.left if self.read % 2 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Height of the page as it is read, in points."""
        return self.top - self.bottom if self.read % 2 == 0 else self.right - self.left

    @property
    def shown_size(self) -> tuple[float, float]:
        """Width and height of the page as displayed."""
        width, height = self.right - self.left, self.top - self.bottom
        return (width, height) if self.shown % 2 == 0 else (height, width)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space as it is read: from the top left corner, y downwards."""
        return self._turned(x, y, self.read)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of user space as it is read."""
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def displayed(self, box: Box) -> Box:
        """A box as it is read, as a viewer displays it."""
        if self.read == self.shown:
            return box
        (x0, y0), (x1, y1) = (
            self._turned(*self._user(x, y), self.shown) for x, y in ((box[0], box[1]), (box[2], box[3]))
        )
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _turned(self, x: float, y: float, quarters: int) -> tuple[float, float]:
        if quarters == 0:
            return x - self.left, self.top - y
        if quarters == 1:
            return y - self.bottom, x - self.left
        if quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def _user(self, x: float, y: float) -> tuple[float, float]:
        if self.read == 0:
            return x + self.left, self.top - y
        if self.read == 1:
            return y + self.left, x + self.bottom
        if self.read == 2:
            return self.right - x, y + self.bottom
        return self.right - y, self.top - x
