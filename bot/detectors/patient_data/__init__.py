"""Patient data: what may identify a patient, found by rules, with reasons; each module tells one sort of it.

`national` numbers with check digits · `records` fragments of clinical systems · `identifiers` record numbers and
their like · `names` whose name this is · `contacts` phones, mail, addresses · `when` dates and ages · `places`
places, employers and one-of-a-kind people.
"""

from bot.core.findings import Detector
from bot.detectors.patient_data import contacts, identifiers, initials, names, national, places, records, when
from bot.detectors.patient_data.detector import PatientData


def detectors() -> tuple[Detector, ...]:
    """Build them; the order matters, since a finder sees what those before it found."""
    finders = (national, records, identifiers, names, initials, contacts, when, places)
    rules = {name: rule for finder in finders for name, rule in finder.RULES.items()}
    return (PatientData([finder.find for finder in finders], rules),)
