"""Tables of messages: what is found, by rule and words, and the near misses that stay quiet."""

from datetime import UTC, datetime

import pytest

from bot.core.findings import Context, Finding
from bot.core.text import fold
from bot.detectors import patient_data

CONTEXT = Context(now=datetime(2026, 11, 24, tzinfo=UTC))
(DETECTOR,) = patient_data.detectors()
ACTS_FROM = 0.5
"""The default policy acts on patient data from the medium band."""


def found(text: str, context: Context = CONTEXT) -> list[Finding]:
    """Inspect a text and keep what the policy would act on."""
    said = DETECTOR.inspect(fold(text), context)
    return [one for one in said if isinstance(one, Finding) and one.confidence >= ACTS_FROM]


NAMES = [
    ("could somebody recannulate Mr Ollerenshaw, the pink one tissued", "titled_name|named_patient", "Ollerenshaw"),
    ("pt Nkemelu desatted to 84 on 2L, paged the med reg", "named_patient", "Nkemelu"),
    ("Ffion (bed 12) has pulled her drain out again", "named_patient|name_in_record", "Ffion"),
    ("my patient, Tobias, is crashing, where is the crash trolley", "named_patient", "Tobias"),
    ("Bogumila's wound has opened up, can surgeons see her", "named_patient", "Bogumila"),
    ("spoke to Farida's husband, he wants her moved to the hospice", "named_relative", "Farida"),
    ("her daughter Annika is coming at six for the family meeting", "named_relative", "Annika"),
    ("Lowri Prosser, 71F, new AF, awaiting echo", "name_in_record|named_patient", "Lowri Prosser"),
    ("PROSSER, Lowri - CT head reported, no bleed", "name_in_record|named_patient", "PROSSER, Lowri"),
    ("discharge letter for Mrs Achterhof still isn't typed, she was discharged days ago", "named_patient", "Achterhof"),
    ("baby Kwabena is off CPAP and feeding", "named_patient", "Kwabena"),
    ("sad one: Delphine died this morning after the arrest", "named_patient", "Delphine"),
    (
        "Parkinson's family were told; Mr Parkinson himself has capacity and refuses surgery",
        "titled_name|named_patient|named_relative",
        "Parkinson",
    ),
    (
        "wristband says Oyelaran Tunde but the notes are someone else's, crossmatch on hold",
        "name_in_record|named_patient",
        "Oyelaran Tunde",
    ),
    ("handover:\n- Siobhan: sepsis, day 2 taz\n- empty bed", "name_in_record|named_patient", "Siobhan"),
    ("wanjiku in 4B needs a review, obs drifting", "named_patient|name_in_record", "wanjiku"),
    ("consented Ruaridh for his appendix, theatre at two", "named_patient", "Ruaridh"),
    ("mrs nakashima has refused dialysis again", "titled_name|named_patient", "nakashima"),
    ("Patient Hauke Petersen, geb. 03.04.1951, Fieber seit gestern", "name_in_record|named_patient", "Hauke Petersen"),
    ("Frau Dragoljevic hat wieder Fieber, Blutkulturen laufen", "titled_name|named_patient", "Dragoljevic"),
    ("Mme Kerbrat a encore chuté, scanner cérébral demandé", "titled_name|named_patient", "Kerbrat"),
    ("la hija de don Evaristo pide el informe del alta", "named_relative|named_patient", "Evaristo"),
    ("Przemek from pharmacy is in resus with chest pain, trop 400", "named_patient", "Przemek"),
    ("biopsy back for Yevgenia, it's lymphoma", "named_patient", "Yevgenia"),
    ("anyone know how Halina is doing after her transplant?", "named_patient", "Halina"),
    ("the registrar wants bloods on Oisin before the scan", "named_patient", "Oisin"),
    ("saw Colm in clinic today, PSA back up to 9", "named_patient", "Colm"),
    ("reviewed Harriet in fracture clinic, union at 8 weeks", "named_patient", "Harriet"),
    ("Little Emeka had his VP shunt revised, waking up nicely", "named_patient", "Emeka"),
]

IDENTIFIERS = [
    ("MRN 5520913 needs a new group and save", "record_number", "5520913"),
    ("hosp no Q448120 has two charts open", "record_number", "Q448120"),
    ("UR number 8812044 is for transfer", "record_number", "8812044"),
    ("NHC 7740012, cultivo positivo", "record_number", "7740012"),
    ("IPP 9004417 sans étiquette, le bilan est refusé", "record_number", "9004417"),
    ("Fallnummer 20448119, Befund fehlt", "record_number", "20448119"),
    ("folder number 30-44-1208 went missing from clinic", "record_number", "30-44-1208"),
    ("accession XR26-00481 is somebody else's chest", "account_number", "XR26-00481"),
    ("his driver's licence D88-2041-77 does not match the chart", "account_number", "D88-2041-77"),
    ("pacemaker serial PKL220914, pt needs a check before theatre", "account_number", "PKL220914"),
    ("claim number CLM-448120 for this pt was denied, prior auth needed", "account_number", "CLM-448120"),
    ("results for 48120993 have not crossed over", "result_number", "48120993"),
    ("subject 0417-022 had a seizure on day 3 of the study drug", "record_number", "0417-022"),
    ("pt 4481209 is on the wrong ward list", "bare_number", "4481209"),
    ("NHS number 999 123 4560, please merge", "national_number_unproven|national_number", "999 123 4560"),
    ("SSN 000-12-3456 is on the consent form", "national_number_unproven|national_number", "000-12-3456"),
    (
        "her NI number is QQ 12 34 56 C and the letter went out",
        "national_number_unproven|national_number",
        "QQ 12 34 56 C",
    ),
    ("MBI 1EG4-TE5-MK72 rejected at the pharmacy", "national_number", "1EG4-TE5-MK72"),
    ("DNI 12345678Z, paciente en urgencias", "national_number", "12345678Z"),
    ("codice fiscale RSSMRA85T10A562S sul referto", "national_number", "RSSMRA85T10A562S"),
    ("PID|1||A448120||TREVELYAN^MORWENNA||19610304|F", "system_record", "TREVELYAN^MORWENNA"),
    ('{"resourceType":"Patient","name":[{"family":"Trevelyan","given":["Morwenna"]}]}', "system_record", "Trevelyan"),
    ("(0010,0010) PN [Trevelyan^Morwenna] is still in the header", "system_record", "Trevelyan^Morwenna"),
    ("attached: discharge_summary_Trevelyan.pdf", "file_name", "Trevelyan"),
    (
        "the family set one up: https://gofundme.example/f/help-morwenna-walk she needs a chair",
        "personal_link",
        "https://gofundme.example/f/help-morwenna-walk",
    ),
    ("hospital number three treble two one nine four, lactate is 6", "record_number", "three treble two one nine four"),
    (
        "NHS number Four Five Oh, Double Five Seven, One Zero Four Two",
        "record_number",
        "Four Five Oh, Double Five Seven, One Zero Four Two",
    ),
    ("chart no is 7 7 1 0 4 2, CT shows a bleed", "record_number", "7 7 1 0 4 2"),
    (
        "fallnummer acht null zwo fünf fünf eins neun, CT ist fertig",
        "record_number",
        "acht null zwo fünf fünf eins neun",
    ),
    (
        "NHC cuatro cuatro cero nueve uno dos siete, mirad la placa",
        "record_number",
        "cuatro cuatro cero nueve uno dos siete",
    ),
    ("ipp huit zéro quatre quatre un deux, regardez l'irm", "record_number", "huit zéro quatre quatre un deux"),
]

CONTACTS = [
    ("pt's daughter is on 020 7946 0412 and wants an update", "phone", "020 7946 0412"),
    ("call him back on 07700 900471 after the scan", "phone", "07700 900471"),
    ("his wife's number is (312) 555-0144", "phone", "(312) 555-0144"),
    ("rappeler le fils au 06 39 98 22 10 pour la sortie", "phone", "06 39 98 22 10"),
    ("pt's email is m.trevelyan@mail.example, portal is broken", "email", "m.trevelyan@mail.example"),
    ("home visit: 27 Thistledown Row, Wexcombe, leg ulcer", "postal_address", "27 Thistledown Row, Wexcombe"),
    ("she lives at 8 Larch Street and cannot manage the stairs", "postal_address", "8 Larch Street"),
    ("il habite 14 rue des Tilleuls, retour à domicile impossible", "postal_address", "14 rue des Tilleuls"),
    ("Patientin wohnt Lindenstraße 9, Pflegedienst bestellt", "postal_address", "Lindenstraße 9"),
    ("pt's home address is 14 Heronsgate Row, call me on 07700 900461", "postal_address", "14 Heronsgate Row"),
    ("she says my address is 14 Heronsgate Row, discharged with a care package", "postal_address", "14 Heronsgate Row"),
    ("telehealth pt connected from 203.0.113.9 then dropped", "network_address", "203.0.113.9"),
    ("her mobile is 07 seven double zero 900 three one two", "phone", "07 seven double zero 900 three one two"),
    ("his wife can be reached on 0 8 7 - 5 5 5 - 0 1 9 9", "phone", "0 8 7 - 5 5 5 - 0 1 9 9"),
    (
        "her husband's number is zero seven seven, double zero, nine hundred one two three",
        "phone",
        "zero seven seven, double zero, nine hundred one two three",
    ),
    (
        "the patient's mum is on oh one six three two, nine six oh, one four seven",
        "phone",
        "oh one six three two, nine six oh, one four seven",
    ),
    (
        "sa fille est joignable au zéro six, trois neuf, neuf huit, un deux trois quatre",
        "phone",
        "zéro six, trois neuf, neuf huit, un deux trois quatre",
    ),
    (
        "su hija, teléfono seis cero cero, uno dos tres, cuatro cinco ocho",
        "phone",
        "seis cero cero, uno dos tres, cuatro cinco ocho",
    ),
    (
        "die Tochter ist unter null eins sieben zwei, vier vier neun acht erreichbar",
        "phone",
        "null eins sieben zwei, vier vier neun acht",
    ),
]

MOSAIC = [
    ("admitted 4 March with a perforated ulcer, doing well", "date_of_care", "4 March"),
    ("lap on 11 November, leak, septic since", "date_of_care", "11 November"),
    ("dc'd 6 January, back with a PE", "date_of_care", "6 January"),
    ("EDD is 19 August and she has just had PPROM, steroids given", "date_of_birth", "19 August"),
    ("his op was on 12/11 and the wound is still open", "date_of_care", "12/11"),
    ("last scan on the 9th of May, mets everywhere", "date_of_care", "9th of May"),
    ("Aufnahme am 03.02., seitdem Fieber", "date_of_care", "03.02."),
    ("hospitalisée le 7 mars pour embolie", "date_of_care", "7 mars"),
    ("ingresó el 5 de abril por sepsis", "date_of_care", "5 de abril"),
    ("pt DOB 14/07/1962 not matching the label", "date_of_birth", "14/07/1962"),
    ("EDD 2 Feb, platelets 60", "date_of_birth", "2 Feb"),
    ("94F with a NOF, DOAC on board", "age_over_89", "94"),
    ("she's 97 and still refuses the catheter", "age_over_89", "97"),
    ("a ninety-six year old with heart block", "age_over_89", "ninety-six"),
    ("58M from Ballykeel, found in the slurry pit, sats 80", "place", "Ballykeel"),
    ("34F works at Corrie Salmon, hand crushed in the gutting machine", "workplace", "Corrie Salmon"),
    ("pt transferred from St Brannoc's Hospital with sepsis", "workplace", "St Brannoc's Hospital"),
    (
        "the only female firefighter in the county, burns to both hands, in our unit",
        "one_of_a_kind",
        "only female firefighter",
    ),
    ("pt is the man who fell off the cathedral roof, pelvis in bits", "one_of_a_kind", "fell off the cathedral roof"),
    ("you'll have seen him on the news, gsw to the chest, in our icu", "one_of_a_kind", "on the news"),
    ("J.M., 44, admitted with GBS, needs IVIG", "initials", "J.M."),
    ("Mr K refuses his insulin", "initials", "K"),
]

QUIET = [
    # The member's own address and telephone.
    "my home address is 14 Heronsgate Row, call me on 07700 900461",
    "mon adresse perso est 12 rue des Lilas, appelez-moi au 06 12 34 56 78",
    "j'habite au 5 rue Victor Hugo, sonnez fort",
    "meine Adresse ist Birkenweg 12, ruf mich an unter 0151 23456789",
    "I live at 22 Larkspur Close, ten minutes from the ward, if a patient needs me I can be in for the round",
    # Colleagues, authors, speakers, members.
    "Dr Achterhof is on call tonight, bleep 4412",
    "ask Yevgenia in pharmacy about the vanc levels",
    "thanks Tobias, great teaching on sepsis",
    "Prof Ollerenshaw's talk on heart failure is at 3",
    "Farida is covering nights for Annika this week",
    "congrats Lowri on passing MRCP!",
    "Nkemelu et al 2019 showed no difference in mortality",
    "the Allen test was fine, radial line in",
    "is there a Mayo Clinic protocol for this?",
    "the Graves clinic is on Thursday",
    "on opère le 12 mars, il nous manque un aide",
    "homme de plus de 90 ans, chutes à répétition, STOPP/START : par quoi commencer ?",
    "annale 2021 : Mme Le Goff, 93 ans, hyponatrémie à 112",
    "my name is Delphine, ST4 in renal, happy to help",
    "Sister Halina says the ward is closed to admissions",
    "Bogumila's leaving do is on Friday in the mess",
    "can someone swap my long day with Oisin? he has clinic",
    "the new registrar, Kwabena, starts Monday",
    "Emeka presented the audit, 40 patients, good discussion",
    # Nobody real.
    "OSCE station: Mrs Prosser, 71, breathlessness, take a history",
    "SimMan scenario: Mr Plastic arrests in bed 3, run the code",
    "test patient ZZTEST, Trevelyan is still on the list",
    "Pt X was admitted with sepsis, Patient A went home",
    "MRN xxxxxxx, DOB **/**/****, both masked",
    "Jane Doe again in the question stem, classic",
    # Words that are names.
    "Parkinson's disease with dementia, what do you use?",
    "Hartmann's or saline for resus in DKA?",
    "Babinski upgoing, Hoffmann positive, MRI spine?",
    "Whipple in theatre 3 is bleeding",
    "will grace period apply to the rota? may be worth asking",
    "started Keppra and it stopped the seizures",
    "Glasgow coma scale of 8, intubate",
    # Numbers.
    "PMID 26903338 has the figures",
    "NCT04381936 closed to recruitment in March",
    "doi 10.1056/NEJMoa1401602, figure 2",
    "lot number 6127741 recalled, check your trolleys",
    "ICD E11.65 and CPT 99214 were denied",
    "SNOMED 22298006 is MI",
    "GMC number 7448120 on the prescription, mine",
    "helpdesk ticket 4481209 is still open",
    "Na 118, K 2.9, creat 412, CK 88000",
    "BP 90/60, HR 94, sats 91, RR 30",
    "trop 14 then 210 then 1880",
    "ventilator serial VN448120 is broken, use the other",
    # Contacts of work and of members.
    "switchboard is 020 7946 0100, ward ext 4412",
    "med reg bleep 1021, ICU outreach 1555",
    "send CVs to medstaffing@trust.example or ring HR on 01632 960111",
    "my number is 07700 900222, text me about the swap",
    "poisons helpline 0113 496 0123 for advice",
    "course at the Education Centre, 14 Mill Road, lunch provided",
    "server is 192.168.4.12, PACS is down again",
    # Dates, ages, places of others.
    "abstract deadline extended to 2 December",
    "FRCA final 7-9 June, anyone sharing a hotel?",
    "guideline updated 14 March 2024, see page 90",
    "antibiotics for 5/7 then review in 2/52",
    "POD5 after double lung, day 3 of cefazolin",
    "I'm on leave from 12 May, who covers my clinic?",
    "GCS 14/15, power 4/5, pain 8/10",
    "over 90s with severe AS: TAVI or medical?",
    "sats 94 on air, HR 97",
    "my nan turns 93 on Sunday, cake ideas please",
    "anyone working in Galway? thinking of moving",
    "conference in Lyon next spring, who is going?",
    "a rare case of stiff person syndrome, any experience?",
    "only registrar on tonight, send snacks",
    "first author at last!",
    "72F, POD3 right hemi, HR 118, CRP 312",
    "58M, T2DM, HTN on four agents, K 3.2",
    # Numbers in words that nobody announces, or that are no number.
    "bleep me on two two one four",
    "count backwards from one hundred by sevens",
    "dial nine nine nine",
    "mrn is usually seven digits at our place",
    "ward phone is 5 5 0 1",
    "mrn goes one two three four five six seven in the training system",
    "call one of the two seniors, or one of the three regs, on nights",
    "his mum counted one two three four five six seven eight nine ten with him",
    "my mobile is oh seven seven, double zero, nine double zero, one four one",
    "ring switchboard on zero one six three two, nine six oh, zero one two",
    "record is one win, two draws, three losses, four to go",
    "pain scores one, two, three, two, one, zero over the night, his wife is happy",
    "her mother had one, two or three units, four at most",
    "pt id has six digits and two letters",
    "five two one zero is the crash bleep, call one of us",
    "nhs numbers are three three four when you read them out",
    "l'ipp a huit chiffres, pas six",
    "the son has one brother, two sisters, three kids",
    "el nhc tiene siete u ocho cifras",
    "handy: zwei oder drei Kollegen sind eins A",
    "reach out to one or two of the six f1s",
]


@pytest.mark.parametrize(("text", "rules", "words"), NAMES + IDENTIFIERS + CONTACTS + MOSAIC)
def test_found(text: str, rules: str, words: str) -> None:
    """The words are found under one of the rules, and most of them are covered."""
    expected = {f"patient_data.{rule}" for rule in rules.split("|")}
    begin = text.index(words)
    covered = set()
    for one in found(text):
        if one.rule in expected:
            covered |= set(range(one.span.start, one.span.end)) & set(range(begin, begin + len(words)))
    assert len(covered) >= 0.8 * len(words), [(one.rule, text[one.span.start : one.span.end]) for one in found(text)]


@pytest.mark.parametrize("text", QUIET)
def test_quiet(text: str) -> None:
    """Near misses stay quiet."""
    assert [(one.rule, text[one.span.start : one.span.end]) for one in found(text)] == []
