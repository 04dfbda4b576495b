"""What a stay might cost somebody with a health plan, in whole cents and in steps that can be checked.

A plan pays nothing until the deductible is met; of the rest the person pays a share, the coinsurance; and
once they have paid the out-of-pocket maximum, the plan pays everything. Most plans count what goes toward
the deductible toward the maximum as well, and so do we.
"""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = 100_00  # hundredths of a percent: the plan pays nothing


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers on a plan's summary, in cents; ``coinsurance`` in hundredths of a percent."""

    deductible: int
    deductible_met: int
    coinsurance: int
    maximum: int
    maximum_met: int

    @property
    def deductible_left(self) -> int:
        return max(0, self.deductible - self.deductible_met)

    @property
    def maximum_left(self) -> int:
        return max(0, self.maximum - self.maximum_met)


@dataclass(frozen=True, slots=True)
class Share:
    """How one bill is split, step by step."""

    bill: int
    to_deductible: int
    after_deductible: int
    coinsurance: int
    before_maximum: int
    you_pay: int

    @property
    def plan_pays(self) -> int:
        return self.bill - self.you_pay

    @property
    def is_capped(self) -> bool:
        """Does the out-of-pocket maximum lower what the person pays?"""
        return self.you_pay < self.before_maximum


def bounds(plan: Plan) -> tuple[int, int]:
    """Return the least and the most that a stay costs whose bill nobody knows yet.

    Any bill that reaches the deductible costs what is left of it; no bill costs more than what is left of the
    out-of-pocket maximum.
    """
    return min(plan.deductible_left, plan.maximum_left), plan.maximum_left


def share(plan: Plan, bill: int) -> Share:
    """Split a bill between the person and the plan. A half cent is rounded up."""
    to_deductible = min(bill, plan.deductible_left)
    after_deductible = bill - to_deductible
    coinsurance = (after_deductible * plan.coinsurance + WHOLE // 2) // WHOLE
    before_maximum = to_deductible + coinsurance
    return Share(
        bill=bill,
        to_deductible=to_deductible,
        after_deductible=after_deductible,
        coinsurance=coinsurance,
        before_maximum=before_maximum,
        you_pay=min(before_maximum, plan.maximum_left),
    )
