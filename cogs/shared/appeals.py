"""What appeals mean for the case that they are about."""

from bot.core.cases import UPHOLDING, Case, CaseKind, Outcome, Ruling, State
from bot.core.errors import Invalid
from bot.core.ports import Work


async def undisputed(work: Work, case: Case) -> None:
    """Refuse to take back what an appeal has settled.

    Raises:
        Invalid: an appeal about this case was decided.
    """
    about = await work.cases.concerning(case.community, case.number)
    if any(one.kind is CaseKind.APPEAL and one.state is State.DECIDED for one in about):
        raise Invalid("error.appeal.settled", case=str(case.number))


async def respected(work: Work, case: Case, ruling: Ruling) -> None:
    """Refuse to rule once more against a member whose appeal was granted, should their case come back.

    Raises:
        Invalid: an appeal about this case overturned its ruling.
    """
    if ruling not in UPHOLDING:
        return
    about = await work.cases.concerning(case.community, case.number)
    if any(one.outcome is Outcome.OVERTURNED for one in about):
        raise Invalid("error.appeal.settled", case=str(case.number))
