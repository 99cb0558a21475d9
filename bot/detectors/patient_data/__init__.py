"""Patient data: what may identify a patient, found by rules, with reasons; each module tells one sort of it.

`identifiers` record numbers and their like · `national` numbers with check digits · `records` fragments of clinical
systems · `contacts` phones, mail, addresses · `names` whose name this is · `when` dates and ages · `places` places,
employers and one-of-a-kind people.
"""

from bot.core.findings import Detector
from bot.detectors.patient_data import names
from bot.detectors.patient_data.detector import PatientData


def detectors() -> tuple[Detector, ...]:
    """Build them."""
    finders = (names,)
    rules = {name: rule for finder in finders for name, rule in finder.RULES.items()}
    return (PatientData([finder.find for finder in finders], rules),)
