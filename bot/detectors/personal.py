"""What members tell of themselves: their own health, family, home address or telephone, in plain first-person words.

It is no detector: no policy acts on it and nobody but the author ever hears of it. So it is quiet by design. A
colleague's details, clinical talk ("I have a patient"), questions, suppositions, quotations and what somebody else
said are left alone, and so is grief: a word on privacy is no answer to it. Everything not plain is let go.

Source: the editorial's advice to be cautious with personal content (doi:10.46989/001c.125931). The phrases are ours.
"""

from functools import cache

from bot.core.findings import Personal
from bot.core.text import PartKind, Text
from bot.detectors.patterns import Match, Patterns, Words

_ILLNESS = (
    r"(?:(?:breast |bowel |lung |prostate |skin |thyroid |ovarian |testicular |colon )?cancer|lymphoma"
    r"|leuka?emia|myeloma|melanoma|diabetes|asthma|epilepsy|depression|bipolar disorder|adhd|autism|ocd|ptsd"
    r"|hiv|hepatitis [bc]"
    r"|multiple sclerosis|crohn'?s(?: disease)?|ulcerative colitis|coeliac disease|celiac disease|lupus"
    r"|rheumatoid arthritis|parkinson'?s(?: disease)?|dementia|alzheimer'?s|endometriosis|psoriasis|hypothyroidism"
    r"|high blood pressure|(?:long )?covid(?:-19)?|burnout|an? brain tumou?r|an eating disorder|anorexia|bulimia"
    r"|kidney disease|cystic fibrosis|sickle cell(?: disease)?|h(?:a)?emophilia|narcolepsy)"
)
_DEGREE = (
    r"(?: (?:also|always|just|recently|mild|severe|chronic|bad|early|metastatic|type [12]|postnatal|stage [0-9])){0,3}"
)
_MEDICINE = (
    r"(?:antidepressants|ssris|sertraline|fluoxetine|citalopram|escitalopram|venlafaxine|lithium|methotrexate|insulin"
    r"|antipsychotics)"
)
_KIN = (
    r"(?:older |younger |elder |little |eldest |youngest |twin )?(?:wife"
    r"|husband|partner|son"
    r"|daughter|kid|child|mother|father|mum|mom|dad|brother|sister|girlfriend|boyfriend|parents|kids|children"
    r"|grandmother|grandfather|mother-in-law|father-in-law|toddler)"
)
_MALADIE = (
    r"(?:cancer(?: (?:du|de la|des) [a-z]+| de l'[a-z]+)?|lymphome|leucemie|diabete(?: de type [12])?|asthme|epilepsie"
    r"|depression|sclerose en plaques|maladie de (?:crohn|parkinson|basedow)|vih|sida|hepatite [bc]|endometriose"
    r"|psoriasis|hypothyroidie|troubles? bipolaires?|hypertension|burn-?out|covid(?: long)?|lupus"
    r"|polyarthrite rhumatoide"
    r"|tumeur(?: (?:au|du|de la) [a-z]+)?|mucoviscidose)"
)
_FAMILLE = (
    r"(?:petite? |grande? |jeune )?(?:femme|mari|conjointe?|compagne|compagnon|copain|copine|fils|filles?|enfants?|mere"
    r"|pere|maman|papa|freres?|soeurs?|bebe|grand-mere|grand-pere|belle-mere|beau-pere|parents|garcon)"
)
_FAMILIA = r"(?:madre|padre|hijo|hija|marido|mujer|esposa|esposo|hermano|hermana|pareja|abuela|abuelo)"
_FAMILIE = r"(?:mutter|vater|tochter|sohn|mann|frau|bruder|schwester|partner|partnerin|oma|opa|kind)"

_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|drive|close|court|square|terrace|crescent|gardens|mews|grove|boulevard|blvd"
    r"|row|way)\b"
)
_RUE = (
    r"[0-9]{1,4}(?: ?(?:bis|ter|[a-d]))?,? ?(?:rue|avenue|av\.?|bd|boulevard|place|chemin|impasse|allee|route"
    r"|quai|cours"
    r"|square|passage) [a-z]"
)
_NUMBER = r"[+(]?[0-9](?:[ ().\-/]{0,2}[0-9]){7,13}"

_HEALTH = {
    "have": rf"\b(?:i have|i've|i have got|i've got|i have had|i've had|i suffer from|i live with){_DEGREE} {_ILLNESS}",
    "am!": r"\b(?:i'm|im|i am)(?: (?:also|now|currently|actually))?(?: [0-9]{1,2} weeks)? pregnant",
    "am": (
        r"\b(?:i'm|im|i am)(?: (?:also|now|currently|actually))? (?:hiv[- ]positive|diabetic|a diabetic"
        r"|epileptic|bipolar"
        rf"|autistic|in remission|immunosuppressed|on {_MEDICINE}|taking {_MEDICINE}|on sick leave)"
    ),
    "take": rf"\bi take {_MEDICINE}",
    "diagnosed!": (
        r"\bi(?: was|'ve(?: just| recently| finally)? been| have(?: just| recently| finally)? been|(?: just)? got)"
        r"(?: just| recently| finally| also)? diagnosed (?:with|as) [a-z]"
    ),
    "tested!": (r"\bi(?:'ve| have)?(?: just)? tested positive for (?:hiv|hepatitis [bc]|covid|brca)"),
    "my": (
        r"\bmy (?:own )?(?:(?:breast |bowel |lung |prostate |skin |thyroid )?cancer|chemo|chemotherapy"
        r"|radiotherapy|depression"
        r"|bipolar disorder|diabetes|epilepsy|asthma|crohn'?s|colitis|multiple sclerosis|psoriasis|endometriosis|adhd"
        r"|pregnancy|therapist|psychiatrist|antidepressants|hiv)"
    ),
    "fr.have": (
        rf"\b(?:j'ai|j'ai eu)(?: aussi| toujours)? (?:le |la |du |de l'|de la |des ){_MALADIE}"
        rf"|\bje souffre (?:de |du |d'|d'un |d'une |de l'|de la ){_MALADIE}"
    ),
    "fr.a!": rf"\bj'ai (?:eu )?(?:un |une ){_MALADIE} (?:depuis|moi-meme|diagnostiquee?)",
    "fr.diagnosed!": (
        rf"\b(?:on|ils) m'(?:a|ont)(?: [a-z]+)? (?:diagnostique|decouvert|detecte|trouve)(?: [a-z]+| de l'"
        rf"| l')? ?{_MALADIE}"
        r"|\bj'ai(?: recemment| moi-meme)? ete(?: recemment)? diagnostiquee?|\bje viens d'etre diagnostiquee?"
    ),
    "fr.am": (
        r"\bje suis(?: (?:aussi|actuellement|moi-meme))? (?:enceinte(?: de [a-z0-9]+ (?:mois|semaines))?|diabetique"
        r"|epileptique|seropositi(?:f|ve)|bipolaire|autiste|asthmatique|en remission|en burn-?out|en depression"
        r"|en arret maladie|sous (?:antidepresseurs?|chimio|lithium|insuline|sertraline|paroxetine|methotrexate))"
    ),
    "fr.my": (
        r"\b(?:mon|ma|mes) (?:cancer|chimio|chimiotherapie|radiotherapie|depression|diabete|epilepsie|endometriose"
        r"|sclerose en plaques|maladie de crohn|grossesse|psy|psychiatre|psychologue|antidepresseurs|burn-?out)"
    ),
    "es": (
        r"\b(?:me han diagnosticado|me diagnosticaron|tengo|estoy) (?:embarazada|(?:un "
        r"|una )?(?:cancer(?: de [a-z]+)?|diabetes"
        r"|epilepsia|asma|depresion|esclerosis multiple|vih))"
    ),
    "de": (
        r"\bich (?:habe|leide an|leide unter) (?:(?:typ-[12]-)?diabetes|krebs|brustkrebs|asthma|epilepsie|depressionen|"
        r"multiple sklerose|morbus crohn)|\bich bin (?:schwanger|hiv-positiv|diabetiker(?:in)?)"
        r"|\bbei mir wurde (?:[a-z]+ ){1,3}(?:diagnostiziert|festgestellt)"
    ),
}

_FAMILY = {
    "ill!": (
        rf"\bmy {_KIN}(?: [a-z]+)?(?:'s| has| have| had| is| are| was| were)(?: (?:just|recently|been|also|got|now))"
        r"{0,2} (?:diagnosed with|pregnant|in hospital|in the hospital|in intensive care|in the icu|in icu|in rehab)"
    ),
    "ill": (
        rf"\bmy {_KIN}(?: [a-z]+)?(?:'s| has| have| had| is| are| suffers from)(?: (?:just|recently|also|got"
        rf"|now)){{0,2}}"
        rf"{_DEGREE} (?:{_ILLNESS}|diabetic|epileptic|autistic|bipolar|an alcoholic|having chemo|in remission)"
    ),
    "parting": (
        r"\b(?:i'm|i am|we're|we are|my (?:wife|husband) and i are) (?:getting (?:divorced|a divorce)"
        r"|divorcing)|\bmy divorce"
        r"|\bmy (?:wife|husband|girlfriend|boyfriend) (?:has )?(?:just )?(?:left|cheated on) me"
    ),
    "expecting!": (
        r"\b(?:we're|we are|my (?:wife|partner) and i are) expecting our (?:[a-z]+ )?(?:child|baby|son"
        r"|daughter)"
    ),
    "school@": (
        r"\bmy (?:son|daughter|kid|child|kids|children)(?: [a-z]+)? (?:goes to|go to|attends?|is at|are at) "
        r"(?P<at>[a-z'. -]{2,40} (?:school|primary|nursery|kindergarten|academy|daycare))\b"
    ),
    "fr.ill": (
        rf"\b(?:ma|mon|mes|notre|nos) {_FAMILLE}(?: [a-z]+)? (?:a|est|sont|ont|vient d'etre|viennent d'etre|souffre de"
        r"|souffre d')(?: (?:ete|eu|aussi|actuellement|tres)){0,2}(?: un| une| du| de l'| le| la| l')? ?"
        rf"(?:{_MALADIE}|diagnostiquee?s?|hospitalisee?s?|enceinte|autiste|diabetique|epileptique|malades?"
        r"|en (?:reanimation|rea|soins intensifs|chimio|remission|depression|cure)|a l'hopital|sous chimio)"
    ),
    "fr.parting": (
        r"\bje divorce|\bnous divorcons|\bje suis en (?:plein divorce|instance de divorce)|\bmon divorce"
        r"|\b(?:ma femme|mon mari|ma copine|mon copain|ma compagne|mon compagnon) m'a (?:quittee?|trompee?)"
    ),
    "fr.expecting!": r"\b(?:nous attendons|on attend) notre (?:[a-z]+ )?(?:enfant|bebe|fils|fille)",
    "fr.school@": (
        r"\b(?:ma|mon|mes|nos|notre) (?:fille|fils|filles|enfants?)(?: [a-z]+)? (?:va|vont|est"
        r"|sont)(?: scolarisee?s?)? "
        r"(?P<at>(?:a l'ecole|au college|au lycee|a la creche|a la maternelle) (?:[a-z]+[ -]?){1,3})"
    ),
    "es": (
        rf"\bmi {_FAMILIA} (?:tiene|esta) (?:embarazada|ingresad[oa]|en el hospital"
        rf"|(?:un )?cancer(?: de [a-z]+)?|diabetes"
        r"|epilepsia|depresion|alzheimer)"
    ),
    "de": (
        rf"\bmeine?r? {_FAMILIE} (?:hat|ist|liegt) (?:krebs|brustkrebs|diabetes|epilepsie|depressionen|demenz|schwanger"
        r"|im krankenhaus|auf der intensivstation)"
    ),
}

_ADDRESS = {
    "live": rf"\b(?:i|we) (?:now )?live (?:at|in|on)[a-z ,]{{0,20}} [0-9]{{1,5}}[a-z]?,? (?:[a-z'-]+ ){{1,3}}{_STREET}",
    "my": (
        r"\bmy (?:new |home |private |personal |postal ){0,2}address(?: is|:| -)[a-z ,]{0,15} [0-9]{1,5}[a-z]?,? "
        rf"(?:[a-z'-]+ ){{1,3}}{_STREET}"
    ),
    "place": rf"\bmy (?:place|house|home|flat)(?:,| at| is at|:) [0-9]{{1,5}}[a-z]?,? (?:[a-z'-]+ ){{1,3}}{_STREET}",
    "fr": rf"\bj'habite (?:maintenant |toujours )?(?:au |a |: ?)?(?:numero )?{_RUE}",
    "fr.my": (
        rf"\bmon adresse(?: (?:perso|personnelle|postale|privee))?(?: est(?: le)?| ?:|,? c'est(?: le)?) ?(?:au )?{_RUE}"
        rf"|\bchez moi(?:,| au| ?:|,? c'est(?: le| au)?) ?{_RUE}"
    ),
    "es": (
        r"\b(?:vivo en|mi direccion(?: personal| particular)? es)(?: la)? (?:calle|c/|avenida|avda\.?|plaza|paseo) "
        r"[a-z ,]{2,40} [0-9]{1,4}"
    ),
    "de": (
        r"\b(?:ich wohne (?:jetzt )?(?:in|an)(?: der| dem)?|meine (?:private |neue )?(?:adresse"
        r"|anschrift)(?: ist| lautet|:)"
        r"(?: die)?) [a-z -]{0,30}(?:strasse|straße|str\.|weg|platz|allee|gasse) [0-9]{1,4}"
    ),
}

_PHONE = {
    "my": (
        r"\bmy (?:new |own |private |personal |mobile |cell |home |phone |whatsapp ){0,3}(?:number|mobile"
        r"|cell|phone|whatsapp)"
        rf"(?: is|'s|:| -)?(?: now)? {_NUMBER}"
    ),
    "me": (
        r"\b(?:call|text|ring|whatsapp|phone|reach|message) me(?: anytime| any time| directly| privately"
        r"| at home| tonight)?"
        rf"(?: on| at|:) (?:my (?:mobile|cell|phone|number)(?: on|,|:)? )?{_NUMBER}"
    ),
    "fr.my": (
        r"\bmon (?:nouveau )?(?:numero|portable|tel|telephone|fixe|whatsapp)(?: (?:de portable|de telephone"
        r"|de tel|perso"
        rf"|personnel|prive)){{0,2}}(?: est(?: le)?| ?:|,? c'est(?: le)?)? ?{_NUMBER}"
    ),
    "fr.me": (
        r"\b(?:appelle|appelez|joins|joignez|contacte|contactez|rappelle|rappelez)[- ]moi(?: [a-z]+)? "
        rf"(?:au|sur le|sur mon portable(?: au|,| :)?) ?{_NUMBER}|\bje suis joignable(?: [a-z]+)? au {_NUMBER}"
    ),
    "es": (
        r"\b(?:mi (?:numero|movil|telefono|celular)(?: (?:de movil|de telefono|personal|privado))?(?: es(?: el)?|:)"
        rf"|llamame al|llamadme al|escribeme al) {_NUMBER}"
    ),
    "de": (
        r"\b(?:meine (?:neue |private )?(?:handynummer|telefonnummer|nummer)(?: ist| lautet|:)(?: die)?"
        rf"|ruft? mich (?:[a-z]+ )?(?:unter|an unter|auf)(?: der)?) {_NUMBER}"
    ),
}
"""By name; ``!`` ends one that may go on in any way, ``@`` one whose narrowed part must hold a name."""

_TABLES = {
    Personal.ADDRESS: _ADDRESS,
    Personal.PHONE: _PHONE,
    Personal.HEALTH: _HEALTH,
    Personal.FAMILY: _FAMILY,
}

_SCENE = (
    *("patient", "patients", "pt", "pts", "case", "cases", "bed", "ward", "clinic", "clinics", "referral", "referred"),
    *("mdt", "vignette", "year-old", "yo", "patiente", "patientes", "malades", "un malade", "une malade", "mon malade"),
    *("cas", "lit", "chambre", "consultation", "consult", "rcp", "ans", "paciente", "pacientes", "caso", "cama"),
    *("patientin", "patienten", "bett", "sprechstunde", "presenting", "presented", "simulation", "role play", "exam"),
)
"""Where one of these stands, the talk may be of a patient: nothing is said then of health or family."""

_NOT_SAID = frozenset(
    (
        *("if", "suppose", "supposing", "imagine", "say", "says", "said", "saying", "told", "whether", "asked", "asks"),
        *(
            "wrote",
            "writes",
            "thinks",
            "pretend",
            "when",
            "can",
            "could",
            "may",
            "might",
            "should",
            "would",
            "do",
            "did",
        ),
        *("si", "supposons", "imaginons", "imaginez", "dit", "disait", "dis", "ecrit", "demande", "quand", "comme"),
        *("dice", "dijo", "cuando", "wenn", "falls", "sagt", "sagte", "schreibt", "ob", "habe ich"),
    )
)
"""Before the words in the same clause: a supposition, a question, or what somebody else said."""

_GOES_ON = frozenset(
    (
        *("and", "but", "so", "since", "for", "because", "which", "myself", "too", "again", "is", "was", "has", "have"),
        *("had", "came", "got", "are", "were", "says", "said", "told", "thinks", "makes", "made", "starts", "started"),
        *("et", "mais", "donc", "depuis", "parce", "car", "est", "etait", "va", "m'a", "me", "se", "sont", "aussi"),
        *(
            "moi-meme",
            "alors",
            "y",
            "pero",
            "desde",
            "porque",
            "tambien",
            "hace",
            "und",
            "aber",
            "seit",
            "weil",
            "auch",
        ),
        *("selbst", "ist"),
    )
)
"""How a clause about oneself goes on; what follows otherwise makes something else of it: "my asthma clinic"."""

_STOPS = ".!?;\n"
_LOOKED_BACK = 80


_CONTACTS = (Personal.ADDRESS, Personal.PHONE)


@cache
def _patterns() -> tuple[Patterns, Words]:
    return _compiled(*_TABLES), Words(_SCENE)


@cache
def _compiled(*kinds: Personal) -> Patterns:
    return Patterns({f"{kind} {name}": pattern for kind in kinds for name, pattern in _TABLES[kind].items()})


def own_contacts(text: Text) -> list[Match]:
    """List where the author plainly gives their own address or telephone, cue and all, as offsets into `Text.plain`."""
    return [match for match in _compiled(*_CONTACTS).find(text.folded) if _is_meant(text, match)]


def personal_in(text: Text) -> Personal | None:
    """Say what a text plainly tells of its own author; None where it tells nothing, or may speak of somebody else."""
    patterns, scene = _patterns()
    folded = text.folded
    clinical: bool | None = None
    for match in patterns.find(folded):
        kind, _, name = match.name.partition(" ")
        found = Personal(kind)
        if found in (Personal.HEALTH, Personal.FAMILY):
            if clinical is None:
                clinical = next(scene.find(folded), None) is not None
            if clinical or not _ends(folded, match, name):
                continue
        if name.endswith("@") and not any(letter.isupper() for letter in text.plain[match.start : match.end]):
            continue
        if _is_meant(text, match):
            return found
    return None


def _ends(folded: str, match: Match, name: str) -> bool:
    """Tell whether the words end a clause, or go on as one about oneself does."""
    after = folded[match.end : match.end + _LOOKED_BACK]
    if name.endswith(("!", "@")):
        return name.startswith("diagnosed") or not after[:1].isalnum()
    if not after or after[0] in ".!?;,:)\n":
        return True
    if not after[0].isspace():
        return False
    word = after.split(maxsplit=1)[:1]
    return not word or word[0].strip(".,;:!?)") in _GOES_ON or not word[0][0].isalnum()


def _is_meant(text: Text, match: Match) -> bool:
    return _is_the_authors(text, match) and not _is_supposed(text.folded, match.start)


def _is_the_authors(text: Text, match: Match) -> bool:
    """Tell whether the words stand in the message itself, outside quotation marks and quoted lines."""
    span = text.span(match.start, match.end)
    part = text.content.parts[span.part]
    if part.kind is not PartKind.BODY:
        return False
    before = part.text[: span.start]
    line = before[before.rfind("\n") + 1 :]
    opened = line.count('"') % 2 == 1 or line.rfind("“") > line.rfind("”") or line.rfind("«") > line.rfind("»")
    return not opened and not line.lstrip().startswith(">")


def _is_supposed(folded: str, start: int) -> bool:
    before = folded[max(start - _LOOKED_BACK, 0) : start]
    clause = before[max(before.rfind(stop) for stop in _STOPS) + 1 :]
    return not _NOT_SAID.isdisjoint(word.strip(",:()'\"") for word in clause.split())
