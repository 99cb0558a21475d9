"""Patient data: what may identify a patient, found by rules, with reasons; each module tells one sort of it.

`national` numbers with check digits · `records` fragments of clinical systems · `identifiers` record numbers and
their like · `names` whose name this is · `contacts` phones, mail, addresses · `when` dates and ages · `places`
places, employers and one-of-a-kind people · `shapes` a community's own
record numbers. `reading`, `scene`, `cues` and `vocabulary` serve them all.

How often each rule is right, by finding, from the medium band up: measured in November 2026 on one half of a set of
620 development messages and on the training and validation authors then in the training corpus, which were written to
be hard (seven in ten of them clean look-alikes or plain talk). Precision is smoothed, (right + 1) / (all + 2).

| Rule | Precision (n) | Rule | Precision (n) |
|---|---|---|---|
| record_number | 0.94 (14) | named_relative | 0.91 (30) |
| result_number | 0.83 (4) | name_in_record | 0.79 (74) |
| account_number | 0.92 (11) | named_patient | 0.71 (68) |
| national_number, unproven | 0.86 (5) | titled_name | 0.40 (8) |
| system_record | 0.89 (7) | initials | 0.78 (7) |
| file_name | 0.71 (5) | date_of_care | 0.80 (43) |
| personal_link | 0.86 (5) | date_of_birth | 0.69 (14) |
| phone | 0.88 (15) | age_over_89 | 0.79 (22) |
| email | 0.90 (8) | place | 0.82 (26) |
| postal_address | 0.89 (7) | workplace | 0.82 (15) |
| network_address | 0.83 (4) | one_of_a_kind | 0.88 (30) |
| bare_number | none yet | news_story | 0.75 (2) |

Stated against measured: 0.5 to 0.6: 0.67 (60); 0.6 to 0.7: 0.90 (71); 0.7 to 0.8: 0.85 (97); 0.8 to 0.9: 0.82 (93);
from 0.9: 0.93 (100). On live traffic, where patients are rarer, precision will be lower.
"""

from bot.core.findings import Detector
from bot.detectors.patient_data import contacts, identifiers, initials, names, national, places, records, shapes, when
from bot.detectors.patient_data.detector import PatientData


def detectors() -> tuple[Detector, ...]:
    """Build them; the order matters, since a finder sees what those before it found."""
    finders = (national, records, identifiers, names, initials, contacts, when, places)
    rules = {name: rule for module in (shapes, *finders) for name, rule in module.RULES.items()}
    return (PatientData([finder.find for finder in finders], rules),)
