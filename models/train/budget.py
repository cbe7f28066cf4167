"""Training within a budget of wall time, that goes on where it was stopped."""

from __future__ import annotations

import json
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SAVE_EVERY = 300.0  # seconds
_TELL_EVERY = 50  # steps
_WARM = 0.04

Losses = Callable[[int], dict[str, Any]]


def learning_rate(share: float, *, peak: float) -> float:
    """Up to ``peak`` in a short warm-up, then down in a half cosine.

    Args:
        share: how much of the budget is used, 0 to 1.
        peak: the highest rate.
    """
    if share < _WARM:
        return peak * max(share, 1e-3) / _WARM
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(share, 1.0))))


@contextmanager
def _stopped_gently() -> Iterator[Callable[[], bool]]:
    """Within, a signal to end is only noted; gives the question whether one came.

    A run in the background hears no Ctrl-C: it is ended by SIGTERM, which would else
    lose what was learned since the state was last written.
    """
    heard: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _frame: heard.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(heard)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class TimedRun:
    """A module, its optimizer, and how far its training has come.

    The budget is wall time, so that the same command fits two cores and a graphics card:
    the learning rate follows the share of the budget that is used. State is written every
    few minutes and when interrupted, aside first and then put in place at once.
    """

    def __init__(self, module: Any, work: Path, *, peak: float) -> None:  # noqa: ANN401
        import torch

        self.module, self.work, self.peak = module, work, peak
        self.optimizer = torch.optim.AdamW(module.parameters(), lr=peak, weight_decay=0.01)
        self.step, self.used = 0, 0.0

    def load(self) -> bool:
        """Go on from the saved state, if there is one."""
        import torch

        path = self.work / "state.pt"
        if not path.is_file():
            return False
        state = torch.load(path, weights_only=True, map_location="cpu")
        self.module.load_state_dict(state["module"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.used = state["step"], state["used"]
        return True

    def save(self) -> None:
        """Write the state."""
        import torch

        aside = self.work / "state.part"
        state = {
            "module": self.module.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "used": self.used,
        }
        torch.save(state, aside)
        aside.replace(self.work / "state.pt")

    def train(self, losses: Losses, *, minutes: float, steps: int | None = None) -> bool:
        """Take steps until the budget is used, or ``steps`` have been taken.

        Returns whether the budget is used: a run told to end goes on another time.

        Args:
            losses: of the step with this number, by name; their sum is what is lowered.
            minutes: the whole budget, what was used before included.
            steps: stop after so many steps of this call (for a trial).
        """
        import torch

        budget, before, first = minutes * 60, self.used, self.step
        saved = begun = time.monotonic()
        shown: list[dict[str, float]] = []
        self.module.train()
        with _stopped_gently() as stopped:
            while (
                self.used < budget
                and (steps is None or self.step - first < steps)
                and not stopped()
            ):
                for group in self.optimizer.param_groups:
                    group["lr"] = learning_rate(self.used / budget, peak=self.peak)
                parts = losses(self.step)
                torch.stack(list(parts.values())).sum().backward()
                torch.nn.utils.clip_grad_norm_(self.module.parameters(), 1.0)
                self.optimizer.step()
                self.optimizer.zero_grad()
                self.step += 1
                now = time.monotonic()
                self.used = before + now - begun
                shown.append({name: loss.item() for name, loss in parts.items()})
                if self.step % _TELL_EVERY == 0:
                    self._tell(shown)
                    shown = []
                if now - saved > _SAVE_EVERY:
                    self.save()
                    saved = now
            self.save()
        return self.used >= budget

    def _tell(self, shown: list[dict[str, float]]) -> None:
        """One line of how it goes, on the screen and in the log."""
        names = sorted({name for line in shown for name in line})
        line: dict[str, float] = {"step": self.step, "minutes": round(self.used / 60, 1)}
        for name in names:
            values = [losses[name] for losses in shown if name in losses]
            line[name] = round(sum(values) / len(values), 3)
        with (self.work / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)
