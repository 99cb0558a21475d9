"""Cues for names: what stands just before and just after a patient's name, a relative's, and everybody else's.

Weights are log-odds. The patterns say how clinicians speak, in English, French, Spanish and German, and were written
from general knowledge of it; whose names count is the labelling policy of the training corpus, section 2.2.
"""

from bot.detectors.patient_data.cues import Cues
from bot.detectors.patient_data.vocabulary import BODY, CARE, CONDITIONS, DEPARTMENT, KIN, STAFF

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
                r"^(?:'?s?'?)?(?:[- ](?:type|like|positive|negative))? (?:signs?|syndromes?|diseases?"
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

RECORD_CUES = frozenset(
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
"""Cues of a line laid out like a record."""

KIN_CUES = frozenset({"family in brackets", "kin before", "kin after", "kin of", "relation in brackets"})
"""Cues of a relation."""

STAFF_CUES = frozenset({"staff", "department", "role after"})
"""Cues of a colleague, which no longer count for one who is treated here."""

CARE_CUES = frozenset(
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

FOR_SHOUTED = frozenset(
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
"""The only cues that make a name of an unknown word in capitals, which is most often an abbreviation."""

WEAK_FOR_UNKNOWN = frozenset(
    {"dash and finding", "bullet", "finding near", "medicine", "about", "bare age", "condition in brackets"}
)
"""Cues that do not make a name of an unknown word: many things stand so."""

WEAK_FOR_OPENERS = frozenset({"state", "bed after", "age after", "sex after", "unit after", "number after"})
"""Cues of which one alone does not make a name of an unknown word that opens a sentence."""

WEAK_FOR_EPONYMS = WEAK_FOR_UNKNOWN | {
    "clinical possession",
    "thing for",
    "state",
    "unit after",
    "bed before",
    "bed after",
    "age after",
    "sex after",
    "acts",
    "spoken of",
}
"""Cues that an eponym has too, as in "Crohn's surgery" or "bed 4: Whipple"."""
