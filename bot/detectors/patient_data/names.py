"""Names: whose name is this? A patient's or a relative's is patient data, a colleague's or an eponym's is not.

A run of capitalised words is a candidate. How much it looks like a name, the cues just before and just after it, and
the scene of the message add up to log-odds; what stays below is let go with the reason that weighed most against it.
The policy that the cues follow is the training corpus' labelling policy, section 2.2; the weights are ours.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.cues import Cue, Cues, total
from bot.detectors.patient_data.given import EPONYMS, GIVEN, SURNAMES, WORDS_TOO
from bot.detectors.patient_data.ordinary import MEDICAL_ENDING, ORDINARY
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patient_data.scene import Scene, scene_of
from bot.detectors.patient_data.vocabulary import BODY, CARE, CONDITIONS, DEPARTMENT, KIN, STAFF, listed
from bot.detectors.patterns import Shapes

NAMED, RELATED, LISTED, TITLED, INITIALS = (
    "patient_data.named_patient",
    "patient_data.named_relative",
    "patient_data.name_in_record",
    "patient_data.titled_name",
    "patient_data.initials",
)

RULES = {
    NAMED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A name stands where the words around it speak of somebody being cared for.",
    ),
    RELATED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A name is given to a patient's relative, or to somebody whose relative is spoken of.",
    ),
    LISTED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why=(
            "A name stands in a line laid out like a record, with an age, a date of birth, a number or a bed beside it."
        ),
    ),
    TITLED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A name with a title stands in clinical talk, where colleagues are seldom addressed so.",
    ),
    INITIALS: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.INITIALS,
        why="Initials stand where the words around them speak of somebody being cared for.",
    ),
}

_ILL = (
    r"die[ds]?|dying|dead|passed away|passed (?:last|this|on|at|in|peacefully|yesterday)|rip"
    r"|arrest(?:ed|ing|s)|coded|coding|crash(?:ed|ing)|desat\w*|deteriorat\w*|bled|bleeding"
    r"|vomit\w*|seiz\w+"
    r"|fitting|septic|febrile|afebrile|spik\w+|intubated|extubated|ventilated|tubed|discharged"
    r"|dc'?d|admitted|readmitted|transferred|refus\w+|declin(?:ed|es|ing)|consented|dna'?d"
    r"|no-?show\w*|missed (?:\d+|two|three|her|his|their|dialysis|hd|clinic|doses?|appointments?"
    r"|another)"
    r"|relapsed|scanned|hypoxic|hypotensive|hypertensive|hypo|tachy\w*|brady\w*|nbm|npo"
    r"|nil by mouth|palliative|dnacpr|dnr|full code|not for|for (?:icu|itu|palliation|palliative"
    r"|theatre|discharge|home|dialysis|transfer|ct|mri|scan|surgery|angio|ercp|ogd|endoscopy"
    r"|biopsy|bloods|review|transfusion|comfort)"
    r"|on (?:hfnc|hfno|cpap|bipap|niv|dialysis|o2|oxygen|warfarin|apixaban|insulin|tpn|chemo\w*"
    r"|the (?:waiting|transplant) list|iv|day \d|\d+l|room air|\d+ ?l|day|ecmo|crrt|meropenem"
    r"|vanc\w*|taz\w*)"
    r"|in (?:resus|pain|af|vt|dka|labour|labor|hospital|icu|itu|ed|a&e|bay|bed|room|hdu|picu|nicu"
    r"|shock|theatre (?:now|with|for)|recovery|septic|status|cardiac|urinary|retention|side ?room)"
    r"|back (?:in|on)|in again|in with|came (?:in|back)|comes back|coming in|brought in|came round"
    r"|pull(?:ing|ed|s) (?:his|her|their|out|at)|confused|agitated|absconded|delirious|combative"
    r"|climbing|wandering|trying to leave|suicidal|pregnant|jaundiced|unwell|poorly|worse"
    r"|getting worse|much better|fell|fallen|had a (?:fall|stroke|seizure|bleed|fit|cardiac|hypo"
    r"|stemi|pe|brain|massive|big|reaction|mi)|collapsed|overdosed|od'?d"
    r"|gone off|off (?:his|her) (?:legs|food|feet)|npo|breathless|sob|wheez\w+|clapped out|gcs"
    r"|news|scored|sats|hr|bp|temp|k|hb|inr|lactate|trop\w*|wants to (?:go home|self-?discharge"
    r"|die|stop|leave)|self-?discharged|ran out of|allergic|had (?:his|her|their) (?:op|scan|baby"
    r"|surgery|drain|chemo|angio|biopsy|amputation|first|last)"
    r"|delivered|gave birth|miscarr\w+|lost (?:the|her|his|\d)|woke up|waking|asleep|sedated"
    r"|eating|drinking|mobilis\w+|mobiliz\w+|walking again|stable|unstable|lives (?:in|at|with"
    r"|alone)|has (?:capacity|no capacity|\w+ (?:cancer|failure|sepsis|bleed))|lacks capacity"
    r"|due (?:her|his|for|a)|needs? (?:a|an|her|his|some|more|bloods?|\d|iv|new|re|blood|fluids"
    r"|the|to be|another|urgent|turning|ct|mri|review|picc|cannula|analgesia|transfus\w+|catheter)"
    r"|is (?:medically fit|mffd|fit for|for |not for|npo|nbm|in |back|worse|sick|very sick|so sick"
    r"|really sick|unwell|poorly|dying|septic|stable|still (?:in|on|waiting|bleeding|spiking)"
    r"|ready for (?:discharge|home|theatre)|awaiting|waiting for|home|going home|\d{1,3}\b|a \d"
    r"|crashing|bleeding|refusing|confused|intubated)"
    r"|waiting for (?:a bed|placement|poc|ct|mri|theatre|transfer)|awaiting|mffd|responded"
    r"|responding|recover\w+|reviewed|seen by|was (?:seen|given|started|on|admitted|found|brought"
    r"|transferred|scanned|my|so|in)|still (?:in pain|in ed|on|spiking|bleeding|hypo\w*|febrile"
    r"|npo|nbm|here|waiting|not|in)"
    r"|is against|never consented|got (?:the wrong|his|her|discharged|transfused|\d|a dose|double"
    r"|sectioned)|given|started on|est decede\w*|a fugue|est hospitalise\w*|est sorti\w*|conteste"
    r"|refuse|fallecio|ingreso|esta ingresad\w+|murio|empeora|ist verstorben|liegt|wurde"
    r"|hat fieber|sturz\w*"
)
_UNLIKE_WORK = (
    r"(?:has |had |have |is |was |has been |had been |got |keeps? |keeps on |will |may |might "
    r"|still |just |now |isn'?t |hasn'?t |didn'?t |also |really |again |and |been |who |who's "
    r"|who is |who was |never |nearly |almost |finally |already |actually |suddenly |quickly "
    r"|sadly |unfortunately |'s |not |is now |is still |could |can |went |is going to |about to "
    r"|only |then |definitely |so |pls |please |a |est |a ete |ha |esta |ist |hat )*"
)

_PLACE_OF_CARE = (
    r"(?:bed|bay|rm|room|side ?room|sr|cubicle|resus|majors|theatre|bett|zimmer|zi|cama|lit"
    r"|chambre|hab(?:itacion)?|box|trolley|chair|cot|slot) ?\.?#? ?[a-z]?\d{1,3}[a-z]?\b"
    r"|(?:bay|side room|room|cubicle|resus|bed) [a-h0-9]\b|\d{1,2}[a-h]\b"
)

BEFORE = Cues(
    {
        # For a patient or a relative.
        "patient": (
            (
                r"\b(?:pts?|patient|patient's name|paciente|patiente|patientin|pat\.|pte\.?|pcte|client"
                r"|proband|participant|inpatient|service user|donor|recipient|missing patient|deceased|victim"
                r"|subject|resident in (?:bed|room) \w+)"
                r"(?: is| was| called| named|:|,| -| name| ?=)? ?[\"'(*]*$"
            ),
            3.4,
        ),
        "my patient": (
            (
                r"\b(?:my|our|this|that|the|a|unsere?r?|mein|meine?|mi|ma|mon|notre|nuestr[ao]|der|die|el|la"
                r"|le|poor|lovely|little|old|wee|dear|sweet) (?:\w+ ){0,3}?(?:pts?|patient|lady|gentleman|gent"
                r"|chap|bloke|kid|kiddo|baby|toddler|neonate|twin|girl|boy|client|resident|admission|teen"
                r"|teenager"
                r"|bleeder|faller|frequent flyer|frequent attender|regular|paciente|patiente|patientin|kleine"
                r"|kleiner|petite?|man|woman) ?[,:(-]* ?(?:called|named)? ?[\"'(*]*$"
            ),
            2.8,
        ),
        "small": (
            (
                r"\b(?:baby|bb|babe|bebe|baby girl|baby boy|bebe de|little|lil|li'l|wee|young|old|poor"
                r"|poor old|dear old|la petite|le petit|die kleine|der kleine|el pequeno|la pequena|petite"
                r"|kleine[rn]?|twins?|twin (?:1|2|one|two|a|b)|triplets) [\"'(*]*$"
            ),
            2.2,
        ),
        "name is": (
            (
                r"(?:\b(?:his|her|their|pt'?s?|patient'?s?|the|sur|first|last|full|real|legal|maiden|whose"
                r"|both|birth) ?name(?:'s| is|:| was|=|s are)|\bnames?\b ?[:=]|\bnom ?:|\bprenom ?:"
                r"|\bnombre ?:|\bapellidos? ?:|\bvorname ?:|\bnachname ?:|\bpatient(?:'s)? ?:|\bpaciente ?:"
                r"|\blabel(?:led)?(?: says| reads|:| is)?|\bwristband (?:says|reads|is|has)|\b(?:label"
                r"|wristband|sticker|chart|notes?|slide|header|corner|drug chart|screen|form|card|bracelet|id"
                r"|record|system|list|still|top|bottom|it) (?:\w+ )?says|\bsticker for|\bregistered as"
                r"|\bbooked (?:in )?as) ?[\"'(*`]*$"
            ),
            2.4,
        ),
        "of them": (
            (
                r"\b(?:l'etiquette|etiquette|le bracelet|la famille|famille|la k|le scan(?:ner)?|l'irm"
                r"|le dossier|le bilan|l'ordonnance|la sortie|les? (?:filles?|fils|parents)|el hijo|la hija"
                r"|la familia|las? analiticas?|el informe|die (?:mutter|tochter|familie)|der (?:sohn|mann"
                r"|befund)) (?:de |d'|del? |von )(?:mr |mme |m\. ?|don |dona |frau |herrn )?$"
            ),
            2.2,
        ),
        "called": (
            (
                r"\b(?:called|named|name of|goes by|known as|aka|s'appelle|se llama|heisst|id'?d as"
                r"|identified as|nicknamed) [\"'(*]*$"
            ),
            1.6,
        ),
        "kin before": (
            (
                r"\b(?:(?:his|her|their|the|pts?|patient's|la|le|el|sa|son|su|die|der|seine?|ihre?"
                rf"|'s) )?(?:{KIN})(?: is| was|'s name is|:|,| -| called| named| \(| who is)? ?[\"'(*]*$"
            ),
            2.2,
        ),
        "my own kin": (rf"\b(?:my|our|meine?|unsere?|mon|ma|mi|nuestr[ao]) (?:\w+ )?(?:{KIN})'?s? ?,? ?$", -0.8),
        "kin of": (
            (
                rf"\b(?:{KIN}|angehorige)(?: of| de| du| d'| von| der| des| del| de la| from|: )? (?:don |dona "
                r"|m\. ?|mme |mr |mrs |frau |herrn? |sr\.? |sra\.? |baby |pt )?[\"'(*]*$"
            ),
            1.2,
        ),
        "age before": (
            (
                r"\b(?:\d{1,3}[ -]?(?:yo|y/o|yrs? old|years? old|year[ -]old|y\.o\.|yof|yom|month[ -]old"
                r"|months old|mo|m/o|week[ -]old|wk old|day[ -]old|jahrige[rn]?|ans|anos)|\d{2} ?[mf]"
                r"|[mf] ?\d{2}|\d{1,3} ?/ ?[mf])"
                r"(?:[ ,]+(?:m|f|male|female|boy|girl|lady|man|woman|gentleman|baby|pt|patient|called"
                r"|named))?[ ,:-]*[\"'(*]*$"
            ),
            2.4,
        ),
        "done to": (
            (
                r"\b(?:review|reviewed|see|saw|assess(?:ed)?|examine[d]?|bleed|bled|cannulate[d]?|recan\w*"
                r"|re-?cannulate|catheteris\w+|catheteriz\w+|discharg\w+|admit|admitted|readmit\w*|clerk(?:ed"
                r"|ing)?|consent(?:ed|ing)?|intubat\w+|extubat\w+|tubed|tubing|scann?(?:ed|ing)?|prone[d]?"
                r"|dialys\w+|transfus\w+|sedat\w+"
                r"|section(?:ed|ing)?|transfer\w*|resuscitat\w+|operated on|operate on|operating on|delivered"
                r"|feed|fed|wean\w*|hand(?:ed|ing) over|nursing|swabb?(?:ed)?|suture\w*|restrain\w*|pronounced"
                r"|certif(?:y|ied)|extubate|defibbed|shocked|cardioverted|thrombolysed|lysed|imaged|rescan"
                r"|re-?scan|rebleed|reweigh|weigh\w*|turn(?:ed)?|roll(?:ed)?"
                r"|specialling|1:1(?:ing)? (?:for|with)|transferring|treating|treated|diagnosed|lost|losing"
                r"|saved|nearly killed|gave|giving|covering|consenting|catheter (?:for|in)|sit with|sat with"
                r"|visit(?:ed|ing)?|flagging|flag|swap(?:ped)? (?:bed )?for|repat(?:riate)?|repatriating"
                r"|step(?:ping|ped)? down|aufgenommen|entlassen|operiert|verlegt)"
                r" (?:(?:mr|mrs|ms|miss|mme|m|frau|herrn?|baby|pt|in) )?$"
            ),
            1.7,
        ),
        "thing for": (
            (
                r"\b(?:consent|results?|bloods?|blood|ct|mri|scans?|xray|x-?ray|echo|ecg|ekg|dos(?:e|es|ing)"
                r"|dressing|dressings|summary|letters?|referral|notes?|charts?|prescription|scripts?|meds?"
                r"|insulin|warfarin|beds?|slot|consult|transport|appointments?|appt|histology|biopsy|bx"
                r"|cultures?|inr|gas|abg|tt[ao]s?|family meeting"
                r"|dnacpr|respect form|mca|dols|dol|capacity|assessment|plan|update|obs|cannula|cross-?match"
                r"|crossmatched|group and save|g&s|units?|picc|line|death cert\w*|mccd|post ?mortem|autopsy"
                r"|report|sample|samples|specimen|swabs?|urine|csf|handover|discharge|ticket|screen|form|film"
                r"|images?|images|slides|the (?:lawyer's |gp |complaint )?letter|complaint|inquest|datix"
                r"|statement|claim|callback|debrief|mdt|section|5\(2\)|therapy|supply|refill|feeds?|tpn|chemo"
                r"|rx|rx query|note|file|record|records|bloods back|tissue|graft|order|orders|ordonnance|bilan"
                r"|resultats|resultados|analitica|befund|brief|rezept|konsil|card|list|repeat|bloods again"
                r"|it's|its)"
                r"(?: \w+)?(?: is| are| was)? (?:for|on|of|about|re|from|is about|between|de|du|von|fur|para"
                r"|pour|pr|belongs to|under) (?:(?:mr|mrs|ms|miss|mme|m|frau|herrn?|baby|pt|both"
                r"|the) )?[\"'(*]*$"
            ),
            2.1,
        ),
        "about": (
            (
                r"\b(?:re|regarding|concerning|ref|about|update on|news on|query|question about|worried about"
                r"|concerned about|update:|followup on|follow-?up on|follow-?up for|any update on"
                r"|anyone know (?:if|how|what happened to)|what happened (?:to|with)|how(?:'s| is| was| are)"
                r"|remember|remembers|looking after|cared for|caring for|took care of|look after"
                r"|sign[- ]?out on|handover on|handover for|escalate|escalating|chasing|awaiting"
                r"|waiting (?:for|on))[ :]*(?:(?:mr|mrs|ms|miss|mme|m|frau|herrn?|baby|pt|little) )?[\"'(*]*$"
            ),
            1.1,
        ),
        "bed before": (rf"(?:{_PLACE_OF_CARE})(?: is| -|:|,|\)|\.| =|'s)? ?[\"'(*]*$", 2.2),
        "bullet": (r"(?:^|\n)[ >]*(?:[-*•–‣·]|\d{1,2}[.)]?|[a-d][.)]|row \d+.*|🔴|🟡|🟢)[ *_]*$", 1.0),
        "record before": (
            (
                r"(?:\b(?:mrn|nhs|hosp(?:ital)? no|hn|nhc|ipp|dob|accession|csv|pn|pid|patname|family|given"
                r"|lastname|firstname|surname|forename)\b[^\n]{0,25}|\d{5,}[ ,|/;:-]+)[\"'(*\[ ]*$"
            ),
            2.2,
        ),
        "wish": (
            (
                r"\b(?:our|poor|dear|lovely|sweet|wee|happy birthday to|praying for|prayers for"
                r"|fingers crossed for|proud of|cheering for|welcome back|congratulations to|update on|news of"
                r"|sign for|escort for|volunteer for) $"
            ),
            1.2,
        ),
        "emotion": (
            (
                r"\b(?:rip|bless|sad news about|heartbroken about|so sorry about|thinking (?:of|about)"
                r"|can'?t stop thinking about|goodbye to|say goodbye to|we lost|lost) $"
            ),
            1.6,
        ),
        # Against.
        "staff": (
            (
                rf"\b(?:{STAFF})\.? ?(?:is |was |for \w+ (?:is |was )?|on (?:call |tonight |today )?(?:is )?|- "
                r"|: ?|, ?|= ?|\()?$"
            ),
            -3.6,
        ),
        "asked": (
            (
                r"\b(?:ask|asked|asking|bleep|bleeped|page|paged|paging|ping|pinged|dm|dm'd|pm|msg|email"
                r"|emailed|e-mail|tell|thanks|thank you|thx|ty|cheers|congrats|congratulations|kudos|kudos to"
                r"|shoutout to|shout-?out to|shout out to|shout out|well done|props to|hi|hey|hello|dear"
                r"|welcome|welcoming|according to|by|w/|via|cc|cc'd|nominate|contact|queries to|speak to"
                r"|questions to|cover for|swap with|swapped with|presented by|taught by|run by|led by"
                r"|hosted by|written by|signed|organised by|and i|me and|me &|me \+|like|learnt from"
                r"|trained (?:with|under)|mentor|mentored by|supervised by|reports to|love|great|legend"
                r"|happy birthday|good luck|colleague|my colleague|our own|hire|hired|vote for|apply to"
                r"|@)[,:]? $"
            ),
            -2.2,
        ),
        "worked with": (r"\b(?:and|&|with|from) $", -0.3),
        "own name": (
            (
                r"\b(?:my name is|my name's|i'm|i am|im|signed,?|regards,?|yours,?|call me|it's me,?"
                r"|here'?s me,?|ich bin|je suis|soy|me llamo|je m'appelle|thanks,|cheers,|best,) $"
            ),
            -3.2,
        ),
        "placeholder": (
            (
                r"\b(?:e\.?g\.?|example|for example|such as|like|let's say|say|imagine|hypothetical(?:ly)?"
                r"|pretend|called ['\"]|the book) [\"'(]*$"
            ),
            -1.2,
        ),
        "eponym before": (
            (
                r"\b(?:modified|revised|pseudo-?|positive|negative|\+ve|-ve|a|type [iv\d]+|grade \d|class \d"
                r"|stage \d|no|classic|idiopathic|acute|chronic|possible|probable|likely|suspected|query|\?"
                r"|left|right|bilateral|post|vs\.?|versus|or) ?$"
            ),
            -0.7,
        ),
        "paper": (
            (
                r"\b(?:ref(?:erence)?:?|paper by|study by|trial by|review by|book by|article by|editorial by"
                r"|the|read|cite|cites|citing|see) $"
            ),
            -0.7,
        ),
        "ward after someone": (r"\bat (?:the )?$|\bnear $|\bin $|\bto $", -0.9),
        "university": (
            (
                r"\b(?:university of|hospital|college|st\.?|saint|royal|mount|fort|lake|port|san|santa|new"
                r"|north|south|east|west|city of|ward|hotel|school|street|road|the|hmp|hms) $"
            ),
            -1.6,
        ),
    }
)

AFTER = Cues(
    {
        # For.
        "kin after": (
            rf"^(?:'s|'|s) (?:\w+ ){{0,2}}?(?:{KIN})\b",
            2.8,
        ),
        "clinical possession": (
            (
                r"^(?:'s|') (?:(?:last|latest|old|new|next|first|repeat|left|right|am|morning|evening|current"
                r"|discharge|drug|warfarin|post-?op|blood|ct|mri|chest|head|clinic|home|\w+) )?(?:cts?|mri"
                r"|scans?|xr|cxr|x-?rays?|bloods?|cultures?|results?|wounds?|drain|drains|catheter|cannula"
                r"|line|picc|chart|charts|drug chart|obs|meds|medications?"
                r"|insulin|metformin|warfarin|morphine|antibiotics|abx|potassium|k|hb|inr|lactate|trop\w*|sats"
                r"|bp|temp|fever|pain|stoma|dressing|discharge|surgery|op|operation|procedure|biopsy|bx"
                r"|histology|tumou?r|baby|bump|pregnancy|labour|delivery|death|capacity|consent|dnacpr|dnr"
                r"|code status|peg|ng|ngt|trachy?|transplant|rash"
                r"|eeg|ecg|ekg|echo|doses?|prescription|pharmacy|referral|bed|record|file|mrn|dob"
                r"|date of birth|address|dialysis|chemo|fistula|graft|urine|stool|swabs?|gas|abg|gcs|seizures?"
                r"|sodium|platelets|creatinine|kidneys|liver|heart|diagnosis|prognosis|ashes|relapse|admission"
                r"|transfer|handover|notes|bloods|sample|specimen|cardioversion|ett|tube|vent|filter"
                r"|next of kin|nok"
                rf"|{BODY})\b"
            ),
            2.6,
        ),
        "age after": (
            (
                r"^[\"'*)_]*[,(\[ \-–:/|]{1,4}(?:a |an |is a |is an |who is |who's |aged? |is "
                r"|= ?)?\d{1,3} ?(?:/ ?[mf]\b|-? ?yo\b|-? ?y/o\b|y\b|yrs?\b|[- ]?years?\b|[mf]\b|-? ?m/o\b"
                r"|mo\b|[- ]months?\b|-? ?mths?\b|[- ]weeks?[ -]old|[- ]days?[ -]old|weeks\b|wks?\b|w\b"
                r"|days? old|jahre\b|j\b|ans\b|anos\b|a\b)"
            ),
            3.0,
        ),
        "sex after": (r"^[\"'*)_]*[,( ]{1,3}(?:[mf] ?\d{1,3}\b|[mf]/\d{1,3}\b|ex[- ]?\d{2}|\d{2}\+\d\b|\d{2}/40)", 2.8),
        "bare age": (r"^[\"'*)_]*(?:, ?| ?\()\d{1,2}(?:\)|,|;|\.\s| -| –|$)", 2.0),
        "birth after": (
            (
                r"^[^\n.]{0,14}\b(?:dob|d\.o\.b|born|nee? le|nacid[oa]|geb\.?|geboren\w*|date of birth"
                r"|f\.? ?nac\w*|sinh|birthdate|nato il|\*\d)"
            ),
            3.4,
        ),
        "died after": (r"^[\"'*)_]*,? (?:died|passed away|deceased|rip)\b", 2.4),
        "number after": (
            (
                r"^[^\n]{0,18}\b(?:mrn|hosp(?:ital)?\.? (?:n|#)|nhs|nhc|ipp|unit n|acct|accession|chi|ssn"
                r"|fall ?n|hn|ur ?n|uhid|pid|record|passport|policy|member id|medicare)\b"
            ),
            3.2,
        ),
        "digits after": (r"^[\"'*)_]*[ ,/|(#-]{1,3}\d{6,}", 1.8),
        "date after": (
            (
                r"^[\"'*)_]*[ ,/|(]{1,3}\d{1,4}[-./]\d{1,2}[-./]\d{2,4}\b|^[\"'*)_]*[ ,/"
                r"|(]{1,3}\d{1,2}[- ]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]?\d{2,4}"
            ),
            2.6,
        ),
        "bed after": (
            rf"^[\"'*)_]*[ ,(\[]{{1,3}}(?:is |was )?(?:in |on |over in |from )?(?:the )?(?:{_PLACE_OF_CARE})",
            2.4,
        ),
        "unit after": (
            (
                r"^[\"'*)_]*,? (?:is |was )?(?:in|on|from) (?:the )?(?:ward|bay|picu|nicu|hdu|scbu|ccu|mau|amu"
                r"|sau|labour ward|delivery suite|resus|majors|recovery|our [\w ]{2,24}(?:unit|ward|clinic)"
                r"|clinic today|[\w]+ clinic)\b"
            ),
            1.3,
        ),
        "dash and finding": (
            (
                r"^[\"'*)_]*(?: ?(?:[-–—:]|->|=|\||,) ?| \()(?:\?|query |likely |known |post |day \d+ |d\d+ "
                rf"|s/p |new |[a-z0-9]+ ){{0,2}}?(?:{CONDITIONS}|{CARE}|mffd|unbefriended|trach\w*|awaiting"
                r"|waiting|\d{1,2}l|sob|cp|mets|s/p)\b"
            ),
            2.2,
        ),
        "state": (rf"^[\"'*)_]*(?: ?\([^)\n]{{1,40}}\))?,? {_UNLIKE_WORK}(?:{_ILL})\b", 2.2),
        "contracted state": (
            (
                r"^'s (?:back|in (?:again|resus|theatre|with|bed|bay|af|pain|ed|icu)|not (?:for|well|eating"
                r"|breathing|right)|for (?:theatre|home|discharge|ct|icu)|dead|dying|died|gone|crashing"
                r"|bleeding|septic|desat\w*|bp|sats|gcs|npo|nbm|on (?:cpap|niv|o2|oxygen|bipap)"
                r"|been (?:admitted|discharged|transferred|scanned|intubated|vomiting|confused)|getting worse"
                r"|unwell|poorly|worse|stable|awake|agitated)\b"
            ),
            2.4,
        ),
        "condition in brackets": (
            (
                rf"^[\"'*)_]* \((?:the )?(?:[\w/'-]+ ){{0,4}}?(?:{CONDITIONS}|pts?|patient|tourist|bed \d+"
                rf"|{BODY})\b"
            ),
            2.0,
        ),
        "spoken of": (r"^[^\n]{0,60}\b(?:he|she|his|her|him|hes|shes|he's|she's|elle|il|sa|son|ihr|ihm|sie|su)\b", 0.7),
        "acts": (
            (
                r"^ (?:is|was|has|had|wants|wanted|keeps|looks|seems|needs|got|went|came|will|won't|isn't|isnt"
                r"|hasn't|wasn't|can't|cant|won't|thinks (?:he|she)|woke|took|said (?:he|she)|refuses|hates"
                r"|loves|lives|who|est|a|va|esta|tiene|ist|hat)\b"
            ),
            0.6,
        ),
        "child in brackets": (r"^[\"'*)_]* ?\((?:\d{1,2}|\d{1,2} ?(?:m|mo|months|wks?|weeks|y|yo))\)", 2.4),
        "family in brackets": (rf"^[\"'*)_]*,? ?\((?:\w+ ){{0,2}}?(?:{KIN})\b", 2.2),
        "relation in brackets": (
            (
                r"^[\"'*)_]*,? ?\(?(?:pts?'?s?|patient's|his|her|the|their|sa|son|su|seine?"
                rf"|ihre?)? ?(?:{KIN})\)?[,:;)]? ?(?:on |tel|phone|mob|\d|is |was |wants|rang|called|-|—|–|has"
                r"|said|$)"
            ),
            2.0,
        ),
        "surname first": (r"^, ?[a-z]+[,.]? ", 0.2),
        "phone after": (r"^[^\n.]{0,30}?(?:\bon |: ?|\(|, ?| )\+?\(?\d[\d ()-]{7,}", 1.2),
        "medicine": (
            (
                r"^[\"'*)_]*[ ,:–-]+(?:\w+ ){0,4}?(?:\d+(?:\.\d+)? ?(?:mg|mcg|units?|g|ml|mmol|kg|l)\b|bd\b"
                r"|tds\b|qds\b|prn\b)"
            ),
            1.3,
        ),
        "finding near": (
            (
                rf"^[\"'*)_]*,? (?:[\w'/]+ ){{0,2}}?(?:{BODY}|ct|mri|cxr|biopsy|cultures?|bloods?|results?|scan"
                r"|inr|wound|obs|angio|echo|sats|dialysis|hd|chemo|discharge)\b"
            ),
            0.9,
        ),
        "treated here": (
            (
                r"^[\"'*)_]*,? ?\(?(?:(?:from|in|at|of|our|the|my|who works|de|von|aus"
                r"|del?)\b[^,.\n()]{2,26}\)?,? )?(?:is|was|'s|got|has been|is now|just got|ended up|qui est"
                r"|est|liegt|esta) (?:now )?(?:in (?:resus|icu|itu|ed|a&e|majors|bed|bay|hdu|ccu"
                r"|theatre (?:with|for)|with (?:chest|a|an|sepsis))|in (?:with|here with) |admitted|readmitted"
                r"|on (?:our|the|my) (?:ward|list|table|unit)|(?:a|our|my) (?:pt|patient)|intubated|post-?op"
                r"|being (?:admitted|scanned|intubated|operated)|au dechoc|en rea|auf (?:station|intensiv)"
                r"|ingresad[oa])\b"
            ),
            3.0,
        ),
        # Against.
        "staff verb": (
            (
                r"^[\"'*)_]*,? ?(?:\([^)\n]{1,30}\) ?)?(?:(?:is|was|will be|are|has|'s|will|can|could|who is"
                r"|who's|does|did|usually|always|kindly|also|please|pls|just|have|has just|would) )*(?:on call"
                r"|oncall|on nights|on days|on lates|on earlies|on leave|on annual|on mat(?:ernity)? leave"
                r"|on \d{3,5}\b|on bleep|on ext|cover(?:s|ing)?\b|presents|presenting|teach(?:es|ing)?\b"
                r"|taught|retir\w+|leaving (?:us|the dept|the department|for)|swapp?\w*|said|says|reckons?"
                r"|thinks|told|mentioned|suggest\w*|recommend\w*|advis\w+|showed|explained|organis\w+"
                r"|organiz\w+|collect\w+|running|leads?|leading|host(?:s|ing|ed)?\b|wrote|writes|published"
                r"|argues|signs|joins|joining|joined us|matched|passed (?:the|her|his|their) (?:exam|viva"
                r"|boards|mrcp|frca|paces|driving)|got (?:into|the job|promoted|married|engaged|a number|in to"
                r"|his number|her number|consultant)|made everyone|did (?:his|her|their) first|brought|baked"
                r"|deserves|starts|graduat\w+|supervis\w+|is away|is free|is happy to|happy to|is the (?:reg"
                r"|consultant|sho|new|pi|lead|chief|best)|is our|is my|is at|will cover|volunteer\w*|owes"
                r"|bought|forgot|found my|nicked|borrowed|lent|sent (?:round|me|us|out|the)|posted|uploaded"
                r"|emailed|replied|answered|knows|has the (?:keys|bleep|list|phone|codes)|carrying|holds"
                r"|holding the|runs|moderates|mods|edits|wants (?:a sensitivity|figures|us to|the draft"
                r"|volunteers)|and i\b|and me\b|& i\b|& me\b|and (?:the )?team|asked|asking|did|does|finished"
                r"|scrubb\w+|assist\w+|consenting|clerk(?:ed|ing)|review(?:ed|ing) (?:him|her|them|the|my|our)"
                r"|reported|reviewing|signing|dm'?d|left (?:his|her) (?:steth\w*|phone|bag|keys|badge|mug))\b"
            ),
            -2.4,
        ),
        "year of study": (
            (
                r"^[\"'*)_]*,? ?\(?(?:\d(?:e|ere|eme|st|nd|rd|th)|first|second|third|fourth|final"
                r"|1er) (?:annee|semestre|year|yr|semester|jahr)"
            ),
            -3.0,
        ),
        "department": (rf"^[\"'*)_]*,? ?\(?(?:from|in|at|over in|down in) (?:the )?(?:\w+ )?(?:{DEPARTMENT})\b", -2.6),
        "role after": (
            (
                r"^[\"'*)_]*(?:,| -| –| —| \(|\(|/)? ?(?:the |our |a |my |is the |is our |is a )?(?:night "
                rf"|new |current |med |surg |ortho |senior |junior |site |lead |icu |ed |ward )?(?:{STAFF}|mgr"
                r"|she/her|he/him|they/them|pgy\d|ms\d|md|phd|mbbs|frcp|mrcp|do|np|bsc|pharmd)\b"
            ),
            -2.6,
        ),
        "presented": (
            (
                r"^[\"')]* (?:has |is |was )?(?:presented|presents|did|ran|led|gave|wrote|finished|submitted"
                r"|published) (?:the|an?|his|her|their|our|at|some) (?:\w+ ){0,2}?(?:audit|paper|poster|case"
                r"|cases|data|work|qi|project|talk|teaching|lecture|session|journal club|abstract|slides"
                r"|guideline|thesis|exam|course|review|study)\b"
            ),
            -3.0,
        ),
        "dated": (r"^[^\n]{0,60}\b(?:in|of|from) (?:1[5-9]\d\d|20[01]\d)\b", -1.2),
        "work": (
            (
                r"^(?:'s|') (?:\w+ )?(?:talks?|papers?|trials?|lectures?|slides?|sessions?|webinar|books?"
                r"|chapter|editorial|thread|posts?|list|lists|clinics?|rota|shifts?|swap|steth\w*|office"
                r"|e-?mail|mail|number|leaving|retirement|birthday|\d+th|\d0th|desk|bleep|pager|registrar|reg"
                r"|sho|secretary|secretaries|team|firm|teaching|lab|group|podcast|slot|grand rounds|questions?"
                r"|answer|point|comment|law|rule|rules|textbook|handbook|review|audit|poster|viva|exam|wedding"
                r"|car|bike|mug|coffee|cake|room|seminar|workshop|presentation|fellowship|phd|thesis|project"
                r"|advice|idea|tip|notes on|guide|guidelines?|protocol|criteria|course|channel|server|message"
                r"|dm|on call|nights|cover|car park|locker|scrubs|playlist|job|post|last day|first day)\b"
            ),
            -2.8,
        ),
        "eponym after": (
            (
                r"^(?:'?s?'?)?(?:[- ](?:type|like|positive|negative))? (?:\w+ )?(?:signs?|syndromes?|diseases?"
                r"|disorders?|tests?|criteria|scores?|scales?|classification|laws?|rules?|reflex|fractures?"
                r"|procedures?|operations?|man(?:oeuv|euv)res?|maneuver|positions?|triad|pentad|pouch|nodes?"
                r"|lymphomas?|tumou?rs?|cells?|bod(?:y|ies)|ulcers?|gangrene|angina|stain(?:ing)?|tubes?"
                r"|catheters?|forceps|retractors?|clamps?|needles?|splints?|frames?|palsy|palsies|chorea"
                r"|ataxia|anomaly|malformations?|phenomenon|effect|equation|formulas?|curve|index|lines?|angle"
                r"|methods?|techniques?|incision|drains?|repair|flap|hernias?|tetralogy|thyroiditis|arteritis"
                r"|sarcoma|nephropathy|dystrophy|study|studies|trials?|guidelines?|handbook|collaboration"
                r"|institute|university|hospital|infirmary|foundation|school|college|centre|center|clinic"
                r"|award|prize|fund|journal|memorial|act|bill|protocol|regimen|blades?|masks?|model|theory"
                r"|contracture|nerve|canal|ligament|duct|gland|space|fascia|point|sinus|spots?|rash|pneumonia"
                r"|aphasia|encephalopathy|oedema|edema|breathing|respiration|pulse|murmur|crisis|paralysis"
                r"|hematoma|osteotomy|monitor|ward|building|wing|unit|lecture theatre|room|street|road|app"
                r"|edition|\d(?:st|nd|rd|th) ed|grading|staging|stage|grade|type|\+ve|-ve|neg|pos|positive"
                r"|negative|reaction|prophylaxis|risk|vs|versus)\b"
            ),
            -3.4,
        ),
        "citation": (
            (
                r"^(?:,? [a-z]{1,3}\.?)?(?:,? (?:&|and) [a-z-]+)?(?:,? et al|[,;]? ?\(?(?:19"
                r"|20)\d\d[a-z]?\)?\b|,? (?:nejm|jama|lancet|bmj|nature|cochrane|ann intern|n engl)"
                r"|\. [a-z][^.\n]{10,80}\. [a-z]| (?:paper|study|review|trial|meta-?analysis)\b)"
            ),
            -3.2,
        ),
        "hyphen and more": (
            (
                r"^[-/–][a-z]+['s]*[- ](?:syndrome|disease|sign|criteria|test|classification|score|shock|ulcer"
                r"|tear|tube)\b"
            ),
            -3.2,
        ),
        "vs": (r"^ (?:vs\.?|versus|or|&|and) [a-z]+ ?(?:\?|$|,| vs| sign| syndrome| disease)", -0.8),
        "at mail": (r"^ ?@", -1.0),
        "colleague's number": (
            r"^'s (?:number|mobile|email|e-mail|contact|phone)\b|[^\n]{0,30}\b(?:bleep|pager|ext|dect)\b",
            -1.8,
        ),
        "name of a thing": (
            (
                r"^ (?:st|street|road|rd|lane|ave|avenue|house|hall|court|park|ward|hospital|unit|wing"
                r"|building|suite|clinic|trust|pharmacy|campus|bridge|beach|county|island|valley|river|lake"
                r"|hotel|pub|arms|inn|bar|cafe|books?|press|health|healthcare|medical|pharma|labs?|diagnostics"
                r"|surgical|group|ltd|inc|gmbh|university|uni|school|college|airport|station)\b"
            ),
            -2.4,
        ),
    }
)

_THRESHOLD_KEPT_IN_TRACE = -1.0
"""Below these log-odds a capitalised word is not worth a line in the trace."""

_TITLE = re.compile(
    r"\b(mr|mrs|ms|miss|mister|missus|mme|mlle|madame|monsieur|m|messrs|herrn?|frau|sr|sra|srta"
    r"|senora?|don|dona|senorita|reverend|rev|sgt|senator|lord|lady|master|auntie|baby|bb|bebe"
    r"|bb girl|bb boy|councillor|cllr|judge|sir|dame|pastor|imam|rabbi|captain|capt|lt|col"
    r"|constable|pc|officer)\.? ?\"?$"
)
_HARD_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "mister",
        "missus",
        "mme",
        "mlle",
        "herr",
        "herrn",
        "frau",
        "sr",
        "sra",
        "srta",
        "ms",
        "miss",
        "senor",
        "senora",
        "don",
        "dona",
        "reverend",
        "rev",
        "senator",
        "madame",
        "monsieur",
        "m",
        "sgt",
    }
)
_PARTICLES = listed(
    "de da do dos das del della di du la le van von der den ten ter zu bin bint ibn al el ul ap "
    "ab mac mc o nic ni ui te y e san st af"
)
_SINGLE_LETTER_PLACEHOLDERS = listed("x y z n a b")


_UNSUPPORTED, _OUTWEIGHED, _NOBODY = (
    "nothing around it speaks of a patient",
    "the words around it speak of a colleague, a paper or a thing",
    "an exam, a simulation, a test record, fiction or history",
)
_REASONS = {
    "staff": "a colleague's title or role stands before it",
    "staff verb": "does what colleagues do",
    "role after": "a colleague's role stands after it",
    "department": "belongs to a department",
    "asked": "is spoken to, thanked or cited, as colleagues are",
    "work": "owns what colleagues own: a talk, a list, a shift",
    "eponym after": "an eponym",
    "hyphen and more": "an eponym",
    "citation": "a citation",
    "own name": "the author's own name",
    "colleague's number": "a colleague's number",
    "name of a thing": "the name of a place or an institution",
    "university": "the name of a place or an institution",
}
_SCENES = {
    "literature": -1.4,
    "event": -1.1,
    "job": -1.3,
    "celebration": -1.2,
    "directory": -0.6,
    "code talk": -0.4,
    "pet": -2.0,
    "general": -1.3,
}
_RECORD_CUES = frozenset(
    {
        "age after",
        "sex after",
        "bare age",
        "birth after",
        "number after",
        "date after",
        "bed after",
        "bed before",
        "record before",
        "dash and finding",
        "name is",
    }
)
_STAFF_CUES = frozenset({"staff", "department", "role after"})
_KIN_CUES = frozenset({"family in brackets", "kin before", "kin after", "kin of", "relation in brackets"})
_CLINICAL_SCENE = (-1.0, 0.1, 0.5, 0.75, 1.0)
"""What the number of sorts of clinical talk in a message adds, in log-odds; one sort alone is common in shop talk."""

_THRESHOLD = 1.9
"""Log-odds from which a name counts; below, it is let go (set on labelled messages, see the table above)."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that stand together like a name: where, how much like a name, and the title before them."""

    start: int
    end: int
    likeness: float
    title: str
    eponym: bool
    known: bool
    shouted: bool


def find(reading: Reading, before: list[Found]) -> Iterator[Said]:
    """Find the names of patients and of those around them."""
    judged = [(run, _judge(reading, run)) for run in _runs(reading)]
    names = [said for _, said in judged if isinstance(said, Found)]
    again = {
        word: name
        for name in names
        for word in _PIECES.split(reading.folded[name.start : name.end])
        if len(word) > 2 and word not in ORDINARY
    }
    for run, said in judged:
        if isinstance(said, Found):
            yield said
            continue
        name = again.get(reading.folded[run.start : run.end]) or (_beside(reading, said, names) if names else None)
        if name is not None:
            yield Found(name.rule, said.start, said.end, name.confidence * 0.9)
        elif run.known or said.reason is not _UNSUPPORTED:
            yield said
    yield from _initials(reading, before)


_INITIALS = Shapes(
    {
        "dotted": (
            r"(?:^|[^A-Za-z0-9.])(?P<at>[A-Z]\.[ -]?(?:-?[A-Z]\.[ -]?){0,3}-?[A-Z]\b\.?"
            r"|[A-Z]{1,2}\.[A-Z](?:-[A-Z])?\b\.?)"
        ),
        "titled": (
            r"(?:^|[^A-Za-z])(?i:mr|mrs|ms|miss|mme|m|mlle|herrn?|frau|sr|sra|baby|pt|patient|patiente"
            r"|paciente|patientin)\.? (?P<at>[A-Z]{1,3}\.?(?:[A-Z]\.?)?)(?:[^A-Za-z0-9.+/-]|[.]?\s|[.]?$)"
        ),
        "aged": (
            r"(?:^|[^A-Za-z0-9.])(?P<at>[A-Z]{2,3})(?:, ?| \()(?:\d{1,3} ?(?:yo|y/o|[MFmf]\b|yrs?\b|y\b|,"
            r"|\)|ans|jahre|years?)|[MF] ?\d{2})"
        ),
        "possessive": (
            r"(?:^|[^A-Za-z0-9.])(?P<at>[A-Z]\.? ?[A-Z]\.?)(?:'s|’s) (?i:mum|mom|dad|wife|husband|family"
            r"|daughter|son|scan|ct|mri|bloods|wound|chemo)"
        ),
    }
)
_ABBREVIATIONS = listed(
    "ad af ai am as ba bp bs bm bd ca cc cf cp cr cs ct cv da dc dd dm dr dx ec ed ee ef eg em "
    "en er et ex fb fh fm fu fx ga gi gp gu hb hd hf hg hh hi hr ht hx ia ib ic id ie im in io "
    "ip iq ir it iv ix ld lp lv ma mc md me mg mh mi ml mm mo mr ms na nb nd ng nh ni nk no np "
    "ns ob od oh ok om on op or os ot pa pb pc pd pe pf ph pi pm po pp pr ps pt pv px qi ra rr "
    "rv rx sa sb sc sd se sh sl so sp sr ss st sx ta tb tc td th ti tn to tv tx uc uk un up us "
    "ut uv va vf vs vt wb wd wr xr"
    " aaa abg acs adl afb afp agh aki all als ama ami aml amt ana apd ard arf asa asd ast avm "
    "avr bal bbb bid bmi bmt bnp bpd bph bun cap cbc cbt cdc chd chf cjd ckd cll cml cmv cnp cns "
    "cop cpr crp csf csu ctg cva cvc cvs cxr dic dka dld dnr dob doa dvt ebv ecg ect eeg ekg emg "
    "ent epo esr etoh ett fbc ffp fev fhx fna fob fsh gbs gca gcs gfr ggt gmc gtn gvh hap hba "
    "hbv hcg hcv hdl hdu hep hiv hla hpv hrt hsv htn ibd ibs icd ich icp icu ida idc ief igg inr "
    "ist itp itu iud ivf ivc jvp kub lad lbp ldh ldl lfr lft lma lmp lvh mag mca mch mcv mds men "
    "mgu mmr mnd mra mri msk msu mva nbm nec nhl nhs nof npo nsr nsa ocd opd osa pbc pca pci pco "
    "pcp pcr peg pet pfo pft pic pid pka pmh pmr pnd poc ppi prn psa psc ptx pud pvd rbc rca rsv "
    "rta rtc rvh sad sah sba sbo sbp scc sdh sah sho sle sob spo ssi stat std sti svc svt tah "
    "tap tav tbi tds tee tia tka tmj tnf toe tof tpn tsh tte ttp tur uti uss vad vbg vte vsd wbc "
    "wcc who wpw zzz asap fyi pls imo tbh btw idk lol omg wtf psa ceo nhs mdt mdu mps bma rcp "
    "pgy usa ssc gpa sat gre act eng ltd inc"
)


def _initials(reading: Reading, before: list[Found]) -> Iterator[Said]:
    """Find initials where a patient is spoken of; X, Y, Z, N.N. and the A and B of teaching are placeholders."""
    for match in _INITIALS.find(reading.plain):
        written = reading.folded[match.start : match.end]
        letters = re.sub(r"[^a-z]", "", written)
        following = reading.plain[match.end : match.end + 2]
        if following.strip()[:1].isupper() and match.name == "dotted" and following[:1] in (" ", ""):
            continue
        if letters in _ABBREVIATIONS and len(letters) > 1:
            continue
        if match.name == "dotted" and len(letters) == 2 and not written.endswith(".") and "-" not in written:
            continue
        scene = reading.scene(match.start)
        if set(letters) <= _SINGLE_LETTER_PLACEHOLDERS and (len(letters) == 1 or len(set(letters)) == 1):
            yield LetGo(INITIALS, match.start, match.end, "a placeholder")
        elif scene.nobody or scene.shows("literature", "event", "job", "general"):
            yield LetGo(INITIALS, match.start, match.end, _NOBODY if scene.nobody else _OUTWEIGHED)
        elif any(cue.name in ("staff", "own name") for cue in BEFORE.seen(reading.before(match.start))) or (
            match.name == "dotted" and scene.clinical < 1 and not scene.shows("third person")
        ):
            yield LetGo(INITIALS, match.start, match.end, _OUTWEIGHED)
        else:
            sure = {"dotted": 0.52, "titled": 0.66, "aged": 0.68, "possessive": 0.6}[match.name]
            yield Found(INITIALS, match.start, match.end, round(min(sure + 0.05 * min(scene.clinical, 4), 0.85), 3))


_PIECES = re.compile(r"[^a-z]+")
_JOINTS = frozenset({"and", "&", "/", "+", "y", "und", "et", "and mr", "and mrs", "& mrs"})


def _beside(reading: Reading, one: LetGo, names: list[Found]) -> Found | None:
    """Find the name that a word is joined with by "and", if any; only the neighbours on both sides are looked at."""
    at = bisect_left(names, one.start, key=lambda name: name.start)
    for other in names[max(0, at - 1) : at + 1]:
        low, high = (other.end, one.start) if other.end <= one.start else (one.end, other.start)
        if high - low < 12 and reading.folded[low:high].strip() in _JOINTS:
            return other
    return None


def _judge(reading: Reading, run: _Run) -> Found | LetGo:
    """Weigh what speaks for and against a patient's name."""
    left = reading.before(run.start)
    if run.title:
        left = _TITLE.sub("", left.rstrip())
        left = left if left.endswith((" ", "\n", "")) else left
    cues = BEFORE.seen(left) + AFTER.seen(reading.after(run.end))
    scene = reading.scene(run.start)
    if run.eponym:
        cues = [cue for cue in cues if cue.name not in _WEAK_FOR_EPONYMS]
    pro = max((cue for cue in cues if cue.weight > 0), key=lambda cue: cue.weight, default=None)
    con = min((cue for cue in cues if cue.weight < 0), key=lambda cue: cue.weight, default=None)
    names = {cue.name for cue in cues}
    treated = "treated here" in names or (
        "kin after" in names and scene.shows("unit", "condition") and scene.clinical > 1
    )
    if con is not None and con.name in _STAFF_CUES and treated:
        # A colleague's named family, or a colleague who is treated here, is patient data.
        cues = [cue for cue in cues if cue.name not in _STAFF_CUES]
        con = min((cue for cue in cues if cue.weight < 0), key=lambda cue: cue.weight, default=None)
    score = (
        run.likeness
        + total(cues)
        + _CLINICAL_SCENE[max(min(scene.clinical, 4), pro is not None and pro.name in _CARE_CUES)]
    )
    score += _of_scene(scene, strong=pro is not None and pro.weight > 2 and pro.name not in _KIN_CUES)
    near = _care_nearby(reading, run) if con is None or con.weight > -1 else 0
    score += near * 0.35
    spoken_of = scene.shows("third person")
    if run.known:
        supported = near > 1 or (near > 0 and spoken_of) or (pro is not None and pro.weight >= 0.9)
    else:
        strong = [cue for cue in cues if cue.weight >= 1.5 and cue.name not in _WEAK_FOR_UNKNOWN]
        supported = len(strong) > (
            _opens_sentence(reading.plain, run.start) and pro is not None and pro.name in _WEAK_FOR_OPENERS
        )
        supported = supported and not (run.shouted and not any(cue.name in _FOR_SHOUTED for cue in strong))
    supported = supported or (run.title in _HARD_TITLES and (scene.clinical > 0 or spoken_of))
    if supported and score >= _THRESHOLD and not scene.nobody:
        rule = _rule(run, pro)
        return Found(rule, run.start, run.end, _probability(rule, score))
    if scene.nobody:
        reason = _NOBODY
    elif con is not None:
        reason = _REASONS.get(con.name, _OUTWEIGHED)
    else:
        reason = _UNSUPPORTED
    return LetGo(NAMED, run.start, run.end, "an eponym" if run.eponym and con is None else reason)


def _care_nearby(reading: Reading, run: _Run) -> int:
    """Count the sorts of clinical talk in the name's own sentence, nought to four."""
    sentence = f"{reading.sentence_before(run.start)} , {reading.sentence_after(run.end)}"
    return min(scene_of(sentence).clinical, 4)


_CARE_CUES = frozenset(
    {
        "patient",
        "my patient",
        "done to",
        "thing for",
        "state",
        "contracted state",
        "treated here",
        "clinical possession",
        "dash and finding",
        "bed after",
        "bed before",
        "number after",
        "birth after",
        "medicine",
        "condition in brackets",
    }
)
"""Cues that speak of care by themselves, whatever the rest of the message says."""

_WEAK_FOR_UNKNOWN = frozenset(
    {"dash and finding", "bullet", "finding near", "medicine", "about", "bare age", "condition in brackets"}
)
_INITIAL_LETTERS = frozenset("BCDEFGHJKLMNOPRSTW")
_FOR_SHOUTED = frozenset(
    {
        "patient",
        "my patient",
        "record before",
        "name is",
        "birth after",
        "date after",
        "number after",
        "called",
        "kin after",
    }
)
_WEAK_FOR_OPENERS = frozenset({"state", "bed after", "age after", "sex after", "unit after", "number after"})
_WEAK_FOR_EPONYMS = frozenset(
    {
        "clinical possession",
        "finding near",
        "dash and finding",
        "medicine",
        "about",
        "thing for",
        "bullet",
        "state",
        "unit after",
        "condition in brackets",
        "bed before",
        "bed after",
        "age after",
        "sex after",
        "acts",
        "spoken of",
    }
)


def _of_scene(scene: Scene, *, strong: bool) -> float:
    """Weigh what the message is about; a strong cue halves what speaks of work and keeps little of it."""
    against = sum(weight for name, weight in _SCENES.items() if name in scene.names)
    return max(against, -2.5) * (0.4 if strong else 1.0)


def _rule(run: _Run, pro: Cue | None) -> str:
    if pro is None:
        return TITLED
    if pro.name in _KIN_CUES:
        return RELATED
    return LISTED if pro.name in _RECORD_CUES else NAMED


def _probability(rule: str, score: float) -> float:
    """Turn log-odds into a probability, rule by rule, as measured (see the table in `bot.detectors.patient_data`)."""
    offset, slope = _MEASURED.get(rule, (0.3, 0.75))
    return round(1 / (1 + exp(-(offset + slope * (score - _THRESHOLD)))), 3)


_MEASURED = {NAMED: (-0.7, 1.0), TITLED: (-0.4, 0.9), LISTED: (-0.1, 0.75)}
"""Offset and slope where a rule's precision was found below what its log-odds said."""


def _runs(reading: Reading) -> Iterator[_Run]:
    """Yield every run of words that could be a name, in order."""
    plain, words, spans = reading.plain, reading.words, reading.spans
    index, count = 0, len(words)
    while index < count:
        word = words[index]
        start = spans[index][0]
        titled = word in _HARD_TITLES and index + 1 < count and _title_joins(plain, spans, index)
        if titled:
            index += 1
            run, index = _run(reading, index, title=word)
        elif plain[start].isupper() or (word in _LOWER_CASE_NAMES):
            run, index = _run(reading, index, title="")
        else:
            index += 1
            continue
        if run is not None:
            yield run


_LOWER_CASE_NAMES = GIVEN - WORDS_TOO - ORDINARY - EPONYMS
_LAY_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "mister",
        "missus",
        "mme",
        "mlle",
        "herr",
        "herrn",
        "frau",
        "sra",
        "madame",
        "monsieur",
        "m",
        "senora",
    }
)
_LOW_TITLES = frozenset({"m", "don", "dona", "ms", "sr"})


def _title_joins(plain: str, spans: list[tuple[int, int]], index: int) -> bool:
    """Whether a title is one: short ones want their capital, and a name must follow at once."""
    start, end = spans[index]
    if not plain[start].isupper() and plain[start:end] in _LOW_TITLES - {"don", "dona"}:
        return False
    gap = plain[end : spans[index + 1][0]]
    following = plain[spans[index + 1][0]]
    if plain[start:end].isupper() and end - start > 1 and not following.isupper():
        return False
    if gap not in (" ", ". ", ".", ' "', " '"):
        return False
    return following.isupper() or (following.isalpha() and len(plain[start:end]) > 1 and plain[start:end] != "don")


def _run(reading: Reading, index: int, *, title: str) -> tuple[_Run | None, int]:
    """Read a run from a word on; returns it, or None, and where to go on."""
    plain, words, spans = reading.plain, reading.words, reading.spans
    first = index
    if not title and _stops(reading, index):
        return None, index + 1
    last = index
    end_limit = min(len(words), index + 6)
    follow = index + 1
    lower = not plain[spans[index][0]].isupper()
    while follow < end_limit and _joins(reading, last, follow, lower=lower):
        last = follow
        follow += 1
    while last > first and words[last] in _PARTICLES and len(words[last]) > 1:
        last -= 1
    start, end = spans[first][0], spans[last][1]
    if plain[end : end + 1] == "." and len(words[last]) == 1:
        end += 1
    likeness, eponym, known = _likeness(reading, first, last, title=title)
    if likeness is None:
        return None, last + 1
    shouted = not known and not title and plain[start:end].isupper()
    return _Run(
        start=start, end=end, likeness=likeness, title=title, eponym=eponym, known=known, shouted=shouted
    ), last + 1


def _stops(reading: Reading, index: int) -> bool:
    """Whether a capitalised word cannot begin a name: an ordinary word, an abbreviation, a word with a digit."""
    word = reading.words[index]
    if (word in ORDINARY and word not in WORDS_TOO) or not word.isalpha():
        return True
    start, end = reading.spans[index]
    written = reading.plain[start:end]
    if len(word) == 1:
        following = reading.plain[end : end + 3]
        return not (
            following[:1] == "_"
            or (following[:2] == ". " and following[2:].isupper())
            or (following[:1] == " " and following[1:].istitle() and written in _INITIAL_LETTERS)
        )
    if (
        written.isupper()
        and (len(word) < 5 or word in _SHOUTED)
        and word not in _LOWER_CASE_NAMES
        and word not in SURNAMES
    ):
        return True
    if written[1:].islower() or written.islower() or written.isupper():
        return False
    return written[:2] not in ("Mc", "Ma", "De", "Di", "La", "Le", "Va", "O'", "Ní", "Ó")


_SHOUTED = listed(
    "stat asap fyi psa please help icu nicu picu nstemi stemi copd urgent warning reminder covid "
    "mrsa nhs hiv sids esrd hfref left right never always still same everyone wrong only note "
    "sbar sbars loinc snomed grade jupiter prosper paradigm merino "
    "eolia dapa process arise promise recovery ards lscs mffd ecmo lvad cabg tavi dnacpr atls "
    "acls patient jobs job exam usmle plab tips free sale code blue spss redcap mimic hellp glp "
    "dress cops posts"
)


def _joins(reading: Reading, last: int, follow: int, *, lower: bool) -> bool:
    """Whether a word belongs to the name before it."""
    plain, word = reading.plain, reading.words[follow]
    begin, start = reading.spans[last][1], reading.spans[follow][0]
    end = reading.spans[follow][1]
    gap = plain[begin:start]
    if gap not in _GAPS:
        return False
    if gap == "'" and word in ("s", "d", "ll", "re", "ve", "m", "t"):
        return False
    written = plain[start:end]
    if gap == ", ":
        return _surname_first(reading, last, follow)
    if lower:
        return (
            written.islower()
            and gap in (" ", "-", "'")
            and (word in SURNAMES and word not in _LOWER_STOP)
            and word not in ORDINARY
        )
    if not written[0].isupper():
        follows = reading.spans[follow + 1][0] if follow + 1 < len(reading.words) else None
        return (
            word in _PARTICLES
            and gap == " "
            and follows is not None
            and plain[follows].isupper()
            and plain[end:follows] in (" ", "'", "-")
        )
    if len(word) == 1:
        return plain[end : end + 1] in (".", " ", ",", "'", "") or plain[end : end + 1] == "\n"
    if word in ORDINARY and gap == " " and word not in WORDS_TOO and word not in GIVEN and word not in SURNAMES:
        return False
    if (
        written.isupper()
        and len(word) < 4
        and not plain[reading.spans[last][0] : begin].isupper()
        and word not in SURNAMES
    ):
        return False
    return word.isalpha()


_GAPS = frozenset({" ", "-", "'", ". ", ".", ' "', '" ', ", ", "^", "_", " '", "' ", ". -", ".-"})
_LOWER_STOP = listed(
    "day may long young rose wood hall bell ball best good little small short strong rich wise "
    "love sharp power moody will man more he kim so do an ha ho la le ma sen das das islam brown "
    "black white green king cook baker walker miller carter cooper mason hunter fisher price hope"
)


def _surname_first(reading: Reading, last: int, follow: int) -> bool:
    """Whether a comma stands between a surname and a given name, as on labels: LASTNAME, First."""
    plain = reading.plain
    start, end = reading.spans[follow]
    word = reading.words[follow]
    if not plain[start].isupper() or (word in ORDINARY and word not in WORDS_TOO):
        return False
    before = reading.words[last]
    if before in GIVEN and before not in SURNAMES and before not in WORDS_TOO:
        return False
    if len(word) == 1:
        return plain[end : end + 1] == "."
    shouted = plain[reading.spans[last][0] : reading.spans[last][1]].isupper() and len(before) > 3
    return word in GIVEN or shouted


def _likeness(reading: Reading, first: int, last: int, *, title: str) -> tuple[float | None, bool, bool]:
    """Say how much a run looks like somebody's name, in log-odds, and whether it is a mere eponym,
    and whether a word of it is known as a name.
    """
    plain, spans = reading.plain, reading.spans
    words = reading.words[first : last + 1]
    if len(words) == 1 and words[0] in _SINGLE_LETTER_PLACEHOLDERS:
        return None, False, False
    full = [word for word in words if len(word) > 1 and word not in _PARTICLES]
    if not full:
        return None, False, False
    given = sum(word in GIVEN and word not in WORDS_TOO for word in full)
    maybe = sum(word in GIVEN and word in WORDS_TOO for word in full)
    surname = sum(word in SURNAMES for word in full)
    eponyms = sum(word in EPONYMS and word not in GIVEN for word in full)
    upper = plain[spans[first][0]].isupper()
    if not given and any(word.endswith(ending) for word in full for ending in _ENDINGS):
        return None, False, False
    opens = _opens_sentence(plain, spans[first][0])
    several = len(words) > 1
    if given:
        likeness = 2.0 if several else (1.3 if upper else 0.5)
    elif maybe and several:
        likeness = 0.9
    elif maybe:
        likeness = -0.6 if upper else -2.0
    elif eponyms == len(full) and not several:
        likeness = 0.2 if title else -1.4
    elif surname:
        likeness = 0.8 if several else 0.3
    elif several:
        likeness = 0.2 - (0.5 if opens else 0)
    else:
        likeness = -0.5 - (0.5 if opens else 0)
    if title:
        likeness = max(likeness, 0.0) + (1.6 if title in _LAY_TITLES else 1.0)
        if not upper and words[0] in ORDINARY:
            return None, False, False
    mere = bool(eponyms) and not given and not title and not (several and maybe)
    known = bool(given or (surname and (title or several)) or (maybe and several))
    label = several and ", " in plain[spans[first][0] : spans[last][1]] and upper
    if label:
        likeness, known = max(likeness, 1.8), True
    if not known and _headline(plain, spans, first, last):
        likeness -= 1.5
    return likeness, mere, known


def _headline(plain: str, spans: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether most words round about begin with a capital, as in headings, so that a capital says nothing."""
    around = spans[max(0, first - 6) : first] + spans[last + 1 : last + 7]
    capitals = sum(plain[start].isupper() for start, _ in around)
    return len(around) > 3 and capitals * 2 > len(around)


_ENDINGS = (*tuple(ending for ending in MEDICAL_ENDING if len(ending) > 3), "mab", "nib", "olol")


def _opens_sentence(plain: str, at: int) -> bool:
    """Whether a word is the first of its sentence, where a capital says little."""
    lead = plain[max(0, at - 3) : at].rstrip(" *_>\"'(-•")
    return not lead or lead[-1] in ".!?:\n"
