"""Turns of phrase: how people put one another down without a single word that a list could hold.

Each pattern is a construction with a gap for whatever stands in it: "even a child could", "learn to read", "says the
one who". Names are ``family.strength`` as in ``remarks.toml``, and a word that tells the patterns apart.

Source: our own reading of the moderation policy's kinds and general knowledge of the four languages, no list.
"""

from bot.detectors.patterns import Patterns
from bot.detectors.respect.lexicon import alternation

_ROLE = alternation("role")
_OPEN = r"(?:^|[^a-z0-9'])"
_SHUT = r"(?:$|[^a-z0-9])"
_START = r"(?:^|[.!?,;:\n] ?|\b(?:just|please|pls|maybe|perhaps|honestly|so|and|then|seriously|mate|love) )"
_YOU = r"(?:you|u|ya|yall|y'all|you lot|you guys|you people)"
_THEY = r"(?:he|she|they|hes|shes|theyre|that one|this one|the new one|(?:the|our|your|that|this) [a-z0-9-]{2,14})"
_MUCH = r"(?:really |actually |honestly |clearly |obviously |evidently |plainly |genuinely |literally |still |just )"
_ANIMAL = (
    r"(?:dog|cat|hamster|goldfish|plant|houseplants?|pot plant|potted plant|toddlers?|parrot|monkey|chimp|"
    r"gran|nan|"
    r"grandma|grandmother|grandpa|grandad|granddad|mother-in-law|five year old|5 year old|six year old|"
    r"6 year old|"
    r"3 year old|kid|nephew|niece|toaster|kettle|printer|doorstop|brick|rock|lamp post|spoon)"
)
_GROUP = alternation("group")
_HEAD = r"(?:^|[.!?;:¡¿] ?)"
_ASK = r"(?:^|[.!?;:,] ?|\b(?:just|honestly|seriously|so|and|but|mate|love|lol|bro|dude|like) )"
_END = r"(?:$|[.!?;])"
_CRITTER = (
    rf"(?:(?:dead|half-dead|drunk) {_ANIMAL}|hamster|goldfish|houseplants?|pot plant|potted plant|parrot|monkey|chimp|"
    r"toaster|kettle|doorstop|brick|rock|lamp post|spoon)"
)
_DO = (
    r"(?:do|done|read|write|written|diagnose|diagnosed|interpret|interpreted|intubate|intubated|cannulate|"
    r"cannulated|suture|sutured|clerk|clerked|prescribe|prescribed|operate|operated|run|manage|managed|lead|led|"
    r"teach|taught|explain|explained|spell|place|placed)"
)

_WITH_HEAT = (
    r"(?:on earth|the hell|the heck|the fuck|the actual fuck|in (?:their|his|her|god's|gods) (?:right mind|name))"
)
_DONE = r"(?:$|[.!?;)]|,? (?:honestly|seriously|lmao|lol|ffs|tbh|mate|anyway|exactly|serieux)\b)"
_CREDENTIAL = (
    r"(?:(?:medical |nursing |pharmacy |phd |md |mbbs )?(?:degree|licen[cs]e|diploma|registration|qualification|pin|"
    r"cct|certificate|fellowship|doctorate|md|phd|mbbs|white coat|job|title))"
)
_LUCKY_DIP = (
    r"(?:cereal (?:box|packet)|box of (?:cereal|cornflakes)|packet of (?:cereal|cornflakes|crisps)|corn ?flakes?(?: "
    r"box| packet)?|(?:christmas )?cracker|raffle|tombola|lucky dip|lottery|happy meal|gumball machine|vending "
    r"machine|kinder egg|cracker jack box|claw machine|car boot(?: sale)?|garage sale|bargain bin|skip)"
)
_HARM = (
    r"(?:kill|hurt|harm|maim|murder)(?:s|ed)? (?:someone|somebody|anyone|anybody|a patient|one of|patients|people|a "
    r"child|another|more)"
)
_LEAVE = (
    r"(?:(?:get|stay) (?:the hell |the fuck |well )?out of (?:medicine|nursing|surgery|healthcare|pharmacy|midwifery|"
    r"(?:this|the) (?:profession|job)|clinical (?:work|practice|medicine))|(?:leave|quit) (?:medicine|nursing|surgery|"
    r"(?:this|the) (?:profession|job))|find (?:yourself )?(?:another|a different|a new) (?:job|career|profession)|"
    r"hand (?:in|back) (?:your|ur) (?:licen[cs]e|pin|registration|badge))"
)
_WORK = (
    r"(?:handover|hand-over|referral|letter|discharge|summary|notes?|clerking|documentation|report|consult|history|"
    r"presentation|plan|work|job|effort|write-?up|prescription|chart|ecg|shift)"
)
_EXAMEN = (
    r"(?:approbation|examen|staatsexamen|doktortitel|doktor|abschluss|facharzt|facharzttitel|titel|zulassung|diplom|"
    r"fuhrerschein|stelle)"
)
_TITULO = r"(?:titulo|diploma|carrera|licencia|plaza|grado|doctorado|mir)"
_DIPLOME = r"(?:diplome|concours|these|internat|doctorat|licence|titre|droit d'exercer|blouse)"

TURNS = Patterns(
    {
        # To somebody's face: doubts about their wits, their reading, their place.
        "insult.sure no_idea": (
            rf"(?P<at>\b{_YOU} (?:{_MUCH}){{0,2}}(?:have|had|got|have got|haven't|havent|haven't got|havent got) "
            rf"(?:absolutely |literally |quite |really )?(?:no idea|no clue|a clue|not a clue|zero idea|zero clue)"
            rf"(?: what (?:(?:you|u)(?: are| were)?|you're|youre|ur) (?:talking|on about|saying)|,? have (?:you|u)|"
            rf",? do (?:you|u)| about (?:medicine|nursing|surgery|anything|patients))|"
            rf"\b{_YOU} (?:clearly|obviously|evidently|plainly) (?:have|had|got|haven't|havent|haven't got|"
            rf"havent got) "
            rf"(?:absolutely |literally )?(?:no idea|no clue|a clue|not a clue|zero idea|zero clue)|"
            rf"{_HEAD}{_YOU} (?:really |literally |honestly )?have (?:absolutely |literally )?no (?:idea|clue) what "
            rf"(?:you're|youre|you are|ur) doing){_SHUT}"
        ),
        "insult.clear you_no_idea": (
            rf"{_OPEN}(?P<at>{_YOU} (?:{_MUCH}){{0,2}}(?:(?:have|had|got|have got) (?:absolutely |literally |really )?"
            rf"(?:no idea|no clue|not a clue|zero idea|zero clue)|(?:haven't|havent)(?: got)? a clue)"
            rf"(?: what| about| how to|$|[.!;]))"
        ),
        "insult.clear they_no_idea": (
            rf"{_OPEN}(?P<at>{_THEY} (?:{_MUCH}){{0,2}}(?:has|have|had) (?:absolutely |literally )?"
            r"(?:no idea|no clue|zero idea|not a clue) what (?:(?:he|she|they)(?: is| are| was| were)?|he's|she's|"
            r"they're|hes|shes|theyre) (?:doing|talking|on about|saying))"
        ),
        "insult.sure met_better": (
            rf"{_OPEN}(?P<at>(?:i've|i have|we've|ive|i) (?:met|seen|had|known|scraped|owned|"
            rf"trained) [a-z' -]{{3,36}} "
            r"(?:with (?:a )?(?:more|better|sharper) (?:brains?|brain cells|sense|common sense|judgement|judgment|"
            r"manners|"
            r"backbone|spine|empathy|charm|bedside manner|attention span|work ethic|intellect|grip)(?:$|[.!?,;]|"
            r" than)|"
            r"(?:smarter|sharper|brighter|more use|more useful|more competent) than (?:you|him|her|them)|"
            r"better than you))"
        ),
        "insult.clear met_better": (
            rf"{_OPEN}(?P<at>(?:i've|i have|we've|ive|i) (?:met|seen|had|known|scraped|owned|"
            rf"trained) [a-z' -]{{3,36}} "
            r"(?:kinder|quicker|better) than (?:you|him|her|them)(?:$|[.!?,;]))"
        ),
        "insult.sure out_of_backside": (
            rf"{_OPEN}(?P<at>heads? (?:is |are )?(?:out of|up|stuck up|so far up) "
            rf"(?:your|ur|his|her|their|its own|your own|his own|her own|their own) "
            rf"(?:own )?(?:arse|ass|arses|asses|backside|backsides|bum|behind|butt)|"
            rf"(?:fingers?|thumbs?) out of (?:your|ur|his|her|their) (?:own )?(?:arse|ass|arses|asses|"
            rf"backsides?)){_SHUT}"
        ),
        "insult.sure brain_cells": (
            rf"{_OPEN}(?P<at>brain ?cells? (?:optional|not required|to rub|between (?:you|them|the (?:two|three|"
            rf"four|five|"
            rf"lot|whole))(?: of (?:you|them))?)|half a brain ?cell|(?:their|your|his|her) only brain ?cell|that one "
            rf"brain ?cell|media neurona){_SHUT}"
        ),
        "insult.clear brain_cell": (
            rf"{_OPEN}(?P<at>brain ?cells? left|(?:one|two|a single|last) brain ?cells?|kein hirn|ohne hirn|"
            rf"pas de cerveau|sans cerveau|un seul neurone|sin cerebro){_SHUT}"
        ),
        "insult.sure which_idiot": (
            rf"{_OPEN}(?P<at>(?:(?:what|which|what sort of|what kind of|some) (?:complete |absolute |total |utter |"
            r"fucking |bloody |f\*+ing )?(?:idiot|moron|clown|muppet|genius|imbecile|fool|halfwit|numpty)s?|"
            r"only an? (?:complete |absolute |total |utter |fucking |bloody |f\*+ing )?(?:idiot|moron|clown|muppet|"
            r"imbecile|halfwit|numpty))"
            r"(?: (?:in|from|on|of|at) [a-z ]{2,16})? (?:would|could|prescribe[sd]?|wrote|writes|put|puts|"
            r"ordered|orders|"
            r"did|does|do|thought|thinks|left|leaves|signed|signs|booked|books|sent|sends|decided|let|lets|"
            r"took|takes))"
        ),
        "insult.sure absolute_lot": (
            rf"{_OPEN}(?P<at>(?:(?:absolute|complete|utter|total|proper) (?:clown|muppet|idiot|donkey|joker|cowboy|"
            r"numptie|moron)s?|(?:actual|literal) (?:muppet|idiot|moron)s?|(?:absolute|complete|utter|total|proper|"
            r"actual|"
            r"literal) clown show|(?:absolute|utter) (?:vulture|leeche|parasite|sheep)s?)(?: show)? "
            rf"(?:running|in|at|on|from|upstairs|downstairs|the lot|who|down|over)){_SHUT}"
        ),
        "insult.clear amateurs": (
            rf"{_OPEN}(?P<at>(?:absolute|complete|utter|total|proper) amateurs?(?: show)? (?:running|in|on|from|"
            rf"upstairs|"
            rf"downstairs|the lot|who|down|over)){_SHUT}"
        ),
        "insult.sure a_shower": (
            rf"{_OPEN}(?P<at>(?:are|were|is|was|what|such|still) an? (?:absolute |complete |total |right |"
            rf"utter )shower|"
            r"(?:you're|they're|you are|they are|what) a shower|"
            r"(?:are|were|is|was|what|such|still) (?:an? )?(?:absolute |complete |total |right |proper )?"
            r"(?:shambles of a (?:human|doctor|nurse|team)|waste of a (?:seat|bleep|badge|rota slot|chair))"
            r")(?:$|[.!,;])"
        ),
        "insult.sure your_lack": (
            rf"{_OPEN}(?P<at>(?:your|ur) (?:incompetence|stupidity|idiocy|laziness|uselessness|cluelessness)|"
            rf"(?:your|ur|his|her|their) (?:sheer|utter|complete|total|usual|famous|staggering|breathtaking) "
            rf"(?:incompetence|stupidity|ignorance|idiocy|laziness|uselessness|cluelessness)){_SHUT}"
        ),
        "insult.clear their_lack": (
            rf"{_OPEN}(?P<at>(?:his|her|their) (?:incompetence|stupidity|idiocy|laziness|uselessness|cluelessness)|"
            rf"(?:your|ur) (?:own )?ignorance|(?:your|ur) own (?:incompetence|stupidity|idiocy|laziness)){_SHUT}"
        ),
        "insult.sure excuse_for": (
            rf"{_OPEN}(?P<at>(?:pathetic|poor|sorry|miserable|sad|lousy|pitiful|feeble|"
            rf"lame) (?:little )?excuse for an? "
            rf"(?:[a-z-]+ )?(?:{_ROLE}|human|human being|person|man|woman|father|mother|boss|leader|clinician|"
            rf"professional|specialist|scientist|teacher|professor))(?:$|[^a-z0-9'])"
        ),
        "insult.clear excuse_for": (
            rf"{_OPEN}(?P<at>(?:pathetic|sorry|miserable|sad|pitiful|feeble) (?:little )?excuse for an?){_SHUT}"
        ),
        "insult.sure the_worst": (
            rf"{_OPEN}(?P<at>(?:(?:you|{_THEY})(?: are|'re| is|'s| were| was)|youre|ur|easily|by far|"
            rf"quite possibly) (?:easily |by far "
            r"|probably |possibly |honestly |officially )?(?:one of )?the (?:single )?(?:laziest|dumbest|"
            r"thickest|dimmest|stupidest|most useless|most incompetent|least competent|least useful|most clueless) "
            rf"(?:{_ROLE}|person|people|human)|"
            r"(?:you(?: are|'re| were)|youre|(?:he|she|they|that one|this one|the new one)(?: are|'re| is|'s)|hes|"
            r"shes|theyre) "
            r"(?:easily |by far |probably |possibly |honestly |officially )?(?:one of )?the (?:single )?(?:weakest|"
            r"worst|"
            r"slowest|poorest) (?:nurse|doctor|surgeon|gp|registrar|reg|consultant|resident|intern|student|medical "
            r"student|med student|physician|medic|paramedic|midwife|pharmacist|physio|receptionist|manager|sho|f1|f2|"
            rf"locum|attending|trainee|colleague|human)s?){_SHUT}"
        ),
        "insult.sure could_do_better": (
            rf"{_OPEN}(?P<at>(?:my|an?|any) (?:old |trained )?(?:{_CRITTER} (?:(?:could|would|can)(?: have)? {_DO} "
            rf"(?:[a-z]+ ){{0,4}}(?:better|faster|quicker|that|this)|has (?:an? )?better (?:memory|attention span|"
            rf"bedside manner|manners|judgement|judgment|brain|communication|work ethic|social skills))|"
            rf"{_ANIMAL} (?:could|would|can|has|knows|writes|reads|handles|manages)(?: have)? (?:[a-z]+ ){{0,5}}"
            rf"(?:better|faster|quicker) than (?:you|u|that lot|the (?:{_ROLE})|half|most of you))){_SHUT}"
        ),
        "insult.clear gran_could": (
            rf"{_OPEN}(?P<at>(?:my|an?|any) (?:dead |late |blind |old |trained |half-dead |drunk |house)?{_ANIMAL} "
            rf"(?:could|would)(?: have)? {_DO} (?:[a-z]+ ){{0,4}}(?:better|faster|quicker|that|this)){_SHUT}"
        ),
        "insult.sure not_bright": (
            rf"{_OPEN}(?P<at>(?:not|hardly|isn't|aren't|never been|wasn't) (?:exactly |really |quite |honestly )?"
            rf"(?:(?:the |the very )?(?:sharpest (?:tool|knife|spoon|scalpel|crayon|pencil)|brightest (?:bulb|"
            rf"lightbulb|crayon|spark|button|spoon|knife|tool)|smartest (?:tool|knife|bulb|crayon)|shiniest (?:tool|"
            rf"spoon|"
            rf"knife|scalpel|pencil|crayon))|the full shilling)){_SHUT}"
        ),
        "insult.clear not_bright": (
            rf"{_OPEN}(?P<at>(?:not|hardly|isn't|aren't|never been|wasn't) (?:exactly |really |quite |honestly )?"
            rf"(?:the )?(?:sharpest|brightest|smartest) (?:one|of (?:them|the)|in)){_SHUT}"
        ),
        "insult.sure life_depended": (
            rf"{_OPEN}(?P<at>(?:can't|cant|cannot|couldn't|couldnt|could not|can not|doesn't know how to) "
            r"(?:(?:read|spell|write|count|add|think|diagnose|interpret|prescribe|cannulate|intubate|suture|stitch|"
            r"teach|"
            r"lead|communicate|explain|present|tell|find a vein|find the vein) (?:[a-z]+ ){0,3}to save (?:his|her|"
            r"their|your|ur|its) (?:life|lives)|"
            r"[a-z]+ (?:[a-z]+ ){0,3}if (?:his|her|their|your|ur|its) (?:life|lives) depended))"
        ),
        "role.sure way_out_of": (
            rf"{_OPEN}(?P<at>(?:can't|cant|cannot|couldn't|couldnt|could not) (?:[a-z]+ (?:his|her|their|your|"
            rf"its) way out "
            rf"of an? (?:wet |damp |soggy |open )?(?:paper bag|crisp packet)|(?:refer|diagnose|audit|cannulate|suture|"
            rf"intubate|operate|scan|triage|prescribe|spell) (?:his|her|their|your|its) way out of an? (?:open |"
            rf"empty )?"
            rf"(?:lift|bag|box|cupboard|door|room|sack|phone box)))"
        ),
        # Talking down.
        "condescension.sure one_job": (
            rf"(?P<at>^(?:wow |lol |mate |seriously |honestly )?(?:you|u) had one job[ .!]*$|"
            rf"\b(?:you|u|they|he|she) (?:literally had one (?:single )?job|had (?:literally one (?:single )?job|"
            rf"one single job))){_END}"
        ),
        "condescension.clear one_job": rf"{_OPEN}(?P<at>(?:you|u|they|he|she) had one job){_END}",
        "condescension.sure want_medal": (
            rf"{_OPEN}(?P<at>(?:want|expecting|expect|waiting for) (?:an?|your) (?:medal|gold star|"
            rf"round of applause|parade|trophy|standing ovation) ?(?:for|\?|now)|(?:want|would (?:you|u) like) a "
            rf"(?:medal|gold star|round of applause|standing ovation) ?(?:for|\?|now|or)|want (?:a|your) (?:cookie|"
            rf"biscuit|"
            rf"sticker|lollipop) (?:for|now))"
        ),
        "condescension.clear want_medal": (
            rf"{_OPEN}(?P<at>(?:want|like|need) (?:an?|your) (?:cookie|medal|gold star|trophy) ?(?:\?|too|for)|"
            rf"give (?:you |him |her |them )a (?:parade|medal|cookie|gold star|biscuit) (?:for|then|or|now))"
        ),
        "condescension.clear party": (
            rf"{_OPEN}(?P<at>(?:shall|should) (?:we|i) (?:all )?(?:throw|call) (?:you |him |her |them )?"
            rf"(?:a party|a parade|the papers|the press)|throw (?:you|him|her|them) a parade|"
            rf"call the papers)(?:$|[.!?])"
        ),
        "condescension.sure another_genius": (
            rf"{_OPEN}(?P<at>(?:another|yet another) (?:genius|einstein) (?:from|at|who)|"
            rf"wieder so ein (?:genie|held)|wieder so eine leuchte){_SHUT}"
        ),
        "condescension.clear another_genius": (
            rf"{_OPEN}(?P<at>(?:another|yet another) (?:genius|einstein)|yet another (?:expert|hero)|encore un genie|"
            rf"otro genio){_SHUT}"
        ),
        "words.person says": rf"{_OPEN}(?P<at>says the)",
        "words.person genius": rf"{_OPEN}(?P<at>genius|einstein|genie|leuchte|genio|lumbrera|expert){_SHUT}",
        "tone.address verbs": (
            rf"{_OPEN}(?P<at>aprendes|tienes|dices|haces|crees|sabes|dais|das|aprende|vuelve|hast|kannst|"
            rf"bist|weisst|gehst|lern|geh|apprends|"
            rf"retourne|retournez|apprenez){_SHUT}"
        ),
        "insult.sure people_like_you": (
            rf"{_OPEN}(?P<at>(?:men|women|people|doctors|nurses|managers|gens|leute|gente|{_ROLE}) (?:like|"
            rf"comme|wie|como) (?:you|u|him|her|toi|vous|dich|du|tu)) "
            rf"(?:ruin|don't belong|dont belong|do not belong|belong (?:behind|in (?:prison|jail|a zoo|the bin))|"
            rf"should (?:quit|never (?:have|be|work)|not be|be (?:ashamed|sacked|fired|struck off|banned|locked|"
            rf"deported|shot))|(?:shouldn't|shouldnt) be (?:allowed|let|near|anywhere|in medicine|practi[sc]ing|"
            rf"working|doctors?|nurses?)|give (?:us|doctors|nurses|medicine|the profession|this profession|"
            rf"the nhs) a bad|"
            rf"make me (?:sick|ashamed|want to)|are (?:the problem|what is wrong|what's wrong|why (?:i|we|people|"
            rf"patients|nurses|doctors|everyone|nobody|no one) (?:left|leave|quit|die|died|hate|suffer|cry|drink))|"
            rf"sind (?:das problem|der grund|schuld)|sont (?:le probleme|un danger|une honte)|"
            rf"son (?:el problema|un peligro|una verguenza)){_SHUT}"
        ),
        "patients.sure deserve": (
            rf"{_OPEN}(?P<at>(?:alcoholics|smokers|addicts|junkies|drunks|drinkers|druggies|overdosers|overdoses|"
            rf"anti-?vaxxers|fatties|these people|that lot|scum) (?:all |just |only |always )?"
            rf"(?:(?:gets?|getting|got) what (?:they|he|she|these people) (?:deserves?|deserved|"
            rf"asked for|had coming)|(?:had|has|have) it coming|brought it on themselves))"
        ),
        "patients.clear deserve": (
            rf"{_OPEN}(?P<at>(?:gets|got) what (?:he|she|they) (?:deserved?|deserves|had coming)|"
            rf"(?:he|she|they) (?:really |totally |so |all )?had it coming)(?:$|[.!,;])"
        ),
        "threat.sure watch_back": (
            rf"(?P<at>^(?:so |just |you |you should |i'd )?watch (?:your|ur) back[ .!]*$|"
            rf"\bwatch (?:your|ur) back(?: (?:tonight|from now|buddy|pal|son|boy|girl|doc)|,? (?:i know|i'll|i will|"
            rf"we know|we'll|we will|i'm coming|we're coming|because (?:i|we) (?:know|will|am|are)|because (?:i'll|"
            rf"i'm|we'll|we're)))|"
            rf"\b(?:you'd|you|u|youd|ya|had) (?:had )?(?:better|best) watch (?:your|ur) back|"
            rf"\b(?:better|should) watch (?:your|ur) (?:mouth|tone)|"
            rf"\bbetter watch (?:your|ur) step (?:mate|pal|around here|around me|from now)){_SHUT}"
        ),
        "threat.hint watch_back": rf"{_OPEN}(?P<at>watch (?:your|ur) (?:back|step|mouth)){_SHUT}",
        "condescension.sure finally_right": (
            rf"{_OPEN}(?P<at>(?:you|u|he|she|they)(?: actually| finally| managed to| even){{1,2}} (?:read|wrote|write|"
            rf"answered|answer|turned up|showed up|remembered|bothered|(?:did|do) (?:your|his|her|their) (?:job|work)|"
            rf"(?:got|get|did|do) (?:it|one|that|something) right)[a-z ]{{0,24}} (?:for once|all by yourself)|"
            rf"(?:wow|oh look|look at that|shocker|well well|a miracle),? (?:you|u) (?:actually|finally|"
            rf"even) (?:got|did|"
            rf"read|wrote|found|managed|answered) (?:it|that|one|something)(?: [a-z]+)? (?:right|correctly|on time|"
            rf"yourself)){_SHUT}"
        ),
        "condescension.clear finally_right": (
            rf"{_OPEN}(?P<at>(?:you|u|he|she|they)(?: actually| finally| even){{1,2}} (?:did|got|read|wrote|found|"
            rf"answered|turned up|showed up|remembered|bothered)[a-z ]{{0,24}} (?:right|correctly|on time))(?:$|[.!;])"
        ),
        "condescension.sure always_this": (
            rf"{_OPEN}(?P<at>are (?:you|u) always (?:this|so|that) (?:slow|thick|dense|lazy|difficult|"
            r"dramatic|helpless|clueless|useless|careless|dim|rude|incompetent|unhelpful|sloppy))"
        ),
        "condescension.clear always_this": (
            rf"{_OPEN}(?P<at>are (?:you|u) always (?:this|so|that) (?:forgetful|confused|late)|"
            r"(?:are|is|were) (?:he|she|they) always (?:this|so|that) (?:lazy|dramatic|clueless|useless|careless|dim|"
            r"rude|incompetent|unhelpful|sloppy))"
        ),
        "condescension.sure first_day_or": (
            rf"{_OPEN}(?P<at>(?:is|was) (?:it|this|that) (?:your|his|her|their) first (?:rodeo|"
            rf"(?:day|shift|week|time) on earth)|(?:is|was) (?:it|this|that) (?:your|his|her|their) first (?:day|"
            rf"shift|"
            r"week)(?: here| in a hospital| as a doctor)?,? or (?:what|something|(?:are|is|do|does) (?:you|u|he|she|"
            r"they) "
            r"(?:just|always|really|actually|naturally|usually|this)))"
        ),
        "condescension.clear first_day_or": (
            rf"{_OPEN}(?P<at>(?:is|was) (?:it|this|that) (?:your|his|her|their) first (?:day|shift)"
            r"(?: in a hospital| as a doctor)?,? or)"
        ),
        "condescension.sure reading_or_just": (
            rf"{_OPEN}(?P<at>(?:are|is) (?:you|u|he|she|they|anyone (?:there|up there|down there|in [a-z]+)) "
            r"(?:actually |even )(?:reading|listening|thinking|looking)(?: [a-z]+){0,4},? or (?:just|are you just|"
            r"only)|(?:do|did|can|does) (?:you|u|he|she|they|anyone (?:there|up there|down there|in [a-z]+)) even "
            r"(?:read|listen|think|look|examine|check)(?: [a-z]+){0,4},? or (?:just|do you just|only|do they just|"
            r"does he "
            r"just|does she just|is it just)|(?:are|do|did|can|does|is) (?:you|u|he|she|they) (?:actually |ever |"
            r"really )?"
            r"(?:read|reading|listen|listening|think|thinking|look|looking|examine|"
            r"check)(?: [a-z]+){0,4},? or (?:do you |"
            r"are you |did you )?just (?:guess|guessing|make it up|making it up|rubber|copy and paste|pretend|"
            r"pretending|"
            r"nod|nodding|talk|talking|typing|shout|shouting|for show|here to))"
        ),
        "condescension.sure do_you_even": (
            rf"{_ASK}(?P<at>(?:do|did|can) (?:you|u) even (?:care|read|listen|think|bother|"
            r"understand|look at the|examine|know (?:what (?:you|you're|that|this|it|the|sepsis)|how (?:to|the|an?|"
            r"this|"
            r"that|it)|where|which|anything)|"
            r"try|work(?: here|$|[.!?]))|(?:do|did|does|can) (?:you|u|he|she|they) (?:even|ever) go to (?:med|medical|"
            r"nursing) school)"
        ),
        "condescension.clear do_they_even": (
            rf"{_ASK}(?P<at>(?:do|did|does|can) (?:he|she|they) even (?:care|read|listen|think|bother|"
            rf"look at the|examine|know anything)|(?:do|did) (?:you|u) ever (?:listen|think|read){_END})"
        ),
        "condescension.sure if_you_cant": (
            rf"{_OPEN}(?P<at>(?:if (?:you|u|they|he|she) (?:can't|cant|cannot|can not) (?:handle|hack|stand the|"
            rf"take the|"
            rf"keep up with|keep up)[a-z ']{{0,22}},? (?:then |maybe |perhaps |please |just )?(?:get out|quit|"
            rf"resign|retire|"
            rf"leave (?:medicine|nursing|the (?:job|profession|specialty|kitchen|ward|room))|stay (?:at home|home|"
            rf"out of)|"
            rf"go (?:home|and (?:work|be|find)|work|be|into)|find (?:yourself )?(?:another|a different|a new|"
            rf"an easier) "
            rf"(?:job|career|profession|line)|do something else|become an?|pick another|consider another)))"
        ),
        "condescension.clear if_you_cant": (
            rf"{_OPEN}(?P<at>(?:if (?:you|u|they|he|she) (?:can't|cant|cannot|can not) (?:take|cope with|"
            rf"manage|deal with|do)[a-z ']{{0,22}},? (?:then |maybe |perhaps |please |just )?(?:get out|quit|resign|"
            rf"leave (?:medicine|nursing|the (?:job|profession|specialty))|find (?:another|a different|a new) "
            rf"(?:job|career|profession)|become an?)))"
        ),
        "condescension.sure learn_to": (
            rf"{_START}(?P<at>(?:try |go |time to |might want to |should |could |needs? to |need to |maybe )?"
            r"learn (?:how )?to (?:(?:read|spell|count)(?:$|[.!?,;]| before| first| instead| properly| for once|"
            r" mate)|"
            r"shut up))"
        ),
        "condescension.clear learn_to": (
            rf"{_START}(?P<at>(?:go |time to |might want to |should |maybe )?learn (?:how )?to (?:listen|think|"
            rf"write|speak)"
            r"(?:$|[.!?]| before you| for once| instead| mate))"
        ),
        "condescension.sure use_your": (
            rf"{_START}(?P<at>(?:(?:try|try to|maybe|maybe try|just) )?(?:(?:use|switch on|engage) (?:your|"
            rf"ur) (?:brains?|"
            rf"grey matter|head)(?:$|[.!]| for once| for a change| before| next time| instead| mate)|"
            rf"try using (?:your|"
            rf"ur) (?:brains?|grey matter)|using (?:your|ur) brains? for (?:once|a change)))"
        ),
        "condescension.clear use_your": (
            rf"{_START}(?P<at>(?:try |try to |maybe )?(?:use|using) (?:your|ur) (?:eyes|ears|head)"
            rf"(?:$|[.!]| for once| for a change| next time))"
        ),
        "condescension.sure considered": (
            rf"{_OPEN}(?P<at>(?:have|has|had) (?:you|u|he|she|they|anyone) (?:ever |even )?(?:tried|"
            rf"considered|thought of|thought about) (?:(?:actually |just actually )(?:reading|thinking|listening|"
            rf"doing|"
            r"working|examining|looking)|thinking(?:$|[.!?]| first| before (?:you|typing|posting|speaking)|"
            r" for once)|reading the (?:notes|question|chart|"
            r"post|guideline|protocol)(?:$|[.!?]| first| before)|doing your (?:own )?job|not being (?:an? |so |"
            r"such |rude|"
            r"lazy|wrong|useless|stupid|difficult|awful|horrible|terrible)))"
        ),
        "condescension.clear considered": (
            rf"{_OPEN}(?P<at>(?:have|has) (?:you|u|he|she|they) (?:ever |even )?(?:considered|thought of|"
            rf"thought about) (?:maybe |perhaps )?(?:early retirement|accountancy|another career|a different career))"
        ),
        "condescension.sure even_a": (
            rf"{_OPEN}(?P<at>even an? (?:(?:first year students?|(?:[a-z0-9-]+ )?(?:students?|intern|monkey|goldfish|"
            rf"hamster|parrot|taxi driver|cleaner|receptionist|idiot)|first year|houseplant) (?:(?:could|"
            rf"would)(?: have)? "
            rf"(?:see|seen|spot|spotted|tell|told|know|known|diagnose|diagnosed|interpret|interpreted|manage|managed|"
            rf"done|do better|figure|figured)|knows (?:this|that|how|not|better|what|to)|can (?:see|spot|tell|"
            rf"diagnose)|"
            rf"gets it|spotted|noticed|got it)|(?:child|toddler|layperson|(?:five|six|5|6) year old) (?:could|"
            rf"would) (?:have "
            rf"(?:seen|spotted|known|diagnosed|done|managed)|do better)))"
        ),
        "condescension.clear even_a": (
            rf"{_OPEN}(?P<at>even (?:an?|the|my) (?:child|{_ANIMAL}|{_ROLE}|vet|layperson|google) (?:knows|"
            rf"understands|gets it|spotted|noticed|got it|can (?:see|spot|tell|read|understand|manage)|could (?:see|"
            rf"spot|tell|understand)))"
        ),
        "condescension.sure says_the": (
            rf"(?P<at>\bsays the one (?:who|that|whose|with|from|which)|"
            rf"(?:^|[.!?:] ?|\b(?:lol|haha|rich|funny|yeah|wow|ok),? )says the (?:guy|person|man|woman|girl|lad|bloke|"
            rf"{_ROLE}|department|team|specialty) (?:who|that|whose|with|from|which)){_SHUT}"
        ),
        "condescension.sure lane": (
            rf"{_OPEN}(?P<at>stay in (?:your|ur|their|his|her) lane|know (?:your|ur|their|his|her) place|"
            r"who do (?:you|u) think (?:you|u) are|get over (?:yourself|urself)|get off (?:your|ur|his|her|"
            r"their) high horse|"
            r"(?:let|leave (?:it|that|this) to) the (?:adults|grown-?ups|big boys|real (?:doctors|nurses|"
            r"surgeons|medics))"
            r"(?: talk| handle| speak| work| decide|$|[.!,;]| do))"
        ),
        "condescension.clear pay_grade": rf"{_OPEN}(?P<at>above (?:your|ur) pay ?grade)",
        "condescension.sure mouths_shut": (
            rf"{_OPEN}(?P<at>(?:should|could|need to|needs to|better) (?:just |really |please )?(?:keep|keeping) "
            rf"(?:(?:your|ur|their|his|her) mouths? shut|(?:your|ur|their|his|her) (?:gobs?|traps?) (?:shut|closed)|"
            rf"(?:your|ur|their|his|her) noses? out|(?:your|ur) opinions? to yourself)){_SHUT}"
        ),
        "condescension.clear mouths_shut": (
            rf"{_OPEN}(?P<at>(?:should|need to|needs to|better) (?:just |really )?keep (?:their|his|her) opinions? to "
            rf"(?:themselves|himself|herself)|(?:can|would|to) (?:just |really )?keep (?:your|ur|"
            rf"their) (?:mouths? shut|"
            rf"noses? out)){_SHUT}"
        ),
        "condescension.sure stop_whining": (
            rf"{_START}(?P<at>(?:stop|quit|enough with the|no more) (?:your |ur |the |all the |"
            rf"with the )?(?:whining|whinging|whingeing|moaning|bitching|"
            rf"sulking|snivelling|wallowing|sobbing)){_SHUT}"
        ),
        "condescension.sure calls_itself": (
            rf"(?:{_OPEN}and (?:you |he |she |they |it |still |has the nerve to )?(?:dares? to |dare )?calls?|"
            rf"{_HEAD}you (?:dare )?call|\bhow (?:can|dare|could) (?:you|they|he|she) call) (?P<at>(?:yourself|"
            rf"yourselves|"
            rf"urself|himself|herself|themselves|itself) an? (?:[a-z]+ ){{0,2}}(?:{_ROLE}|professional|scientist|"
            rf"clinician|expert|specialist|leader)){_SHUT}"
        ),
        "condescension.clear calls_itself": (
            rf"{_OPEN}(?P<at>(?:you |he |she |they )(?:calls?|called) (?:yourself|yourselves|urself|himself|herself|"
            rf"themselves) an? (?:[a-z]+ ){{0,2}}(?:{_ROLE}|professional|scientist|clinician|expert|specialist|"
            rf"leader))"
            rf"{_SHUT}"
        ),
        "condescension.sure not_hard": (
            rf"{_OPEN}(?P<at>(?:it's|its|it is|this is|that's|thats) (?:really |honestly |literally )?not (?:that |"
            rf"exactly )?(?:(?:rocket science|brain surgery),? (?:people|mate|love|sweetie|genius|folks|is it|pal|"
            rf"bud)|"
            rf"(?:hard|difficult|complicated),? (?:people|sweetie|genius|is it))){_SHUT}"
        ),
        "condescension.clear not_hard": (
            rf"{_OPEN}(?P<at>(?:it's|its|it is|this is|that's|thats) (?:really |honestly |literally )?not (?:that )?"
            rf"(?:hard|difficult|complicated),? (?:mate|love|guys|lads|folks|pal|bud)){_SHUT}"
        ),
        "condescension.sure in_your_life": (
            rf"{_OPEN}(?P<at>for once in (?:your|ur) (?:life|lives|career|careers)|(?:for once|"
            rf"first time) in (?:your|ur|"
            rf"his|her|their) sorry|(?:somebody|someone) who(?:'s| has| had)? (?:clearly|obviously|evidently|"
            r"plainly) (?:has |had )?never (?:read|worked|opened|touched|held|examined|treated|set foot|spent|done|"
            r"seen "
            r"(?:a patient|an ecg|a ward|the inside)))"
        ),
        "condescension.clear in_your_life": (
            rf"{_OPEN}(?P<at>for once in (?:his|her|their) (?:life|lives|career|careers)|first time in your career|"
            rf"(?:somebody|someone) who(?:'s| has| had)? (?:clearly|obviously|evidently|plainly) (?:has |"
            rf"had )?(?:never|not|"
            rf"hasn't)){_SHUT}"
        ),
        "condescension.sure explain_slowly": (
            rf"{_OPEN}(?P<at>(?:let me|i'll|i will|shall i|should i|want me to|need me to|do i have to|must i) "
            rf"(?:explain|say|spell|repeat|type|go|write)(?: it| this| that)?(?: again)?(?: out)? (?:in small words|"
            rf"in short words|in crayon|so (?:that )?even (?:you|u))|(?:do i (?:really |seriously )?have to|must i) "
            rf"(?:explain|spell|repeat|type)(?: it| this| that)?(?: again)?(?: out)? (?:(?:very |really )?slowly|"
            rf"for (?:you|u)"
            rf")|(?:let me|i'll|i will|shall i) explain (?:it|this|that)(?: again)? (?:very |really |"
            rf"nice and )?slowly (?:so|"
            rf"for) (?:that )?(?:you|u)){_SHUT}"
        ),
        "condescension.clear explain_slowly": (
            rf"{_OPEN}(?P<at>(?:let me|i'll|shall i|want me to|need me to) (?:explain|say|spell|type)(?: it| this|"
            rf" that)?"
            rf"(?: again)?(?: out)? (?:(?:very |really |nice and )slowly|slowly for (?:you|u))|(?:let me|i'll|"
            rf"need me to|"
            rf"want me to) spell (?:it|this|that) out for (?:you|u)){_SHUT}"
        ),
        "role.sure not_a_profession": (
            rf"{_OPEN}(?P<at>(?:don't|dont|do not|stop|let's not|lets not|please don't|"
            rf"quit) (?:pretend(?:ing)?|call(?:ing)?) "
            rf"(?:it|that|this|it's|its|you|they) ?(?:is |are |you're )?(?:(?:an? )?(?:real |proper |actual )"
            rf"(?:profession|medicine|science|specialty|job|doctor|surgery|work)|an? (?:profession|specialty|"
            rf"doctor))){_SHUT}"
        ),
        "role.sure for_a_living": (
            rf"{_OPEN}(?P<at>(?:sudokus?|crosswords?|instagram|naps?|candy crush|"
            rf"gossip|drink tea|push paper|hold hands|"
            rf"guess) (?:and [a-z]+ )?for a living|paid to (?:sit around|sit and|nap|scroll|drink (?:tea|coffee)|"
            rf"gossip|"
            rf"do nothing|walk people)){_SHUT}"
        ),
        "role.sure who_let": (
            rf"{_ASK}(?P<at>who (?:let|lets|allowed) (?:the|this|that|an?|these|those) (?:new |night |"
            rf"day |wee |little )?(?:{_ROLE}) (?:near|loose|out|touch|onto|speak|drive|write|anywhere))"
        ),
        "role.sure take_themselves": (
            rf"{_OPEN}(?P<at>(?:(?:who|that|and) (?:thinks?|fancies|reckons?) (?:he|she|they)(?:'s|'re| is| are) "
            rf"(?:(?:an? |the )?(?:real |proper |some kind of |sort of )(?:{_ROLE}|doctor)|god|god's gift|"
            rf"house md|dr house|above (?:us|everyone|everybody|it all|the rules|such|this|that|him|her|them))|"
            rf"(?:another|yet another|some) (?:[a-z-]+ ){{1,2}}who (?:thinks|fancies|reckons) (?:he|she|they)(?:'s|"
            rf"'re| is|"
            rf" are) an? (?:{_ROLE}))){_SHUT}"
        ),
        "role.sure just_a_role_what": (
            rf"{_OPEN}(?P<at>(?:just|only|merely|nothing but) an? (?:{_ROLE})(?:,|\.|;| -| so)? ?(?:what (?:would|"
            rf"do|could) "
            rf"(?:you|he|she|they) know|how would (?:you|he|she|they) know|who (?:are you to|asked|do you think)|"
            rf"stay (?:in|out|quiet)|leave (?:it|this|that|the)|nobody (?:asked|cares)|shut|know your)){_SHUT}"
        ),
        "role.sure even_for": (
            rf"{_OPEN}(?P<at>(?:dumb|stupid|silly|daft|thick|dim|lazy|sloppy|arrogant|useless|clueless|incompetent|"
            rf"pathetic|"
            rf"rude)(?: [a-z]{{2,14}})?,? even for an? (?:{_ROLE})|"
            rf"what did (?:you|i|we) expect from an? (?:{_ROLE})(?:$|[.!?])|"
            rf"because of course (?:{_ROLE}) (?:can't|cant|don't|"
            rf"dont|never)|(?:{_ROLE}) gonna (?:{_ROLE})(?:$|[.!?]))"
        ),
        "role.clear for_you": rf"{_OPEN}(?P<at>that's an? (?:{_ROLE}) for you)(?:$|[.!?,;])",
        "role.sure all_they_do": (
            rf"{_OPEN}(?P<at>all (?:(?:you|u|they|we ever see them|these people|{_ROLE}) (?:ever )?(?:do|does|did) is "
            rf"(?:to )?(?:moan|whinge|whine|complain|bitch|gossip|scroll|milk)|"
            rf"(?:{_ROLE}) (?:ever )?(?:do|does|did) is (?:to )?(?:sit|sleep|talk|cry|drink|walk|copy|refer|"
            rf"order)|(?:he|she) (?:ever )?does is (?:to )?(?:whinge|bitch|gossip|scroll))){_SHUT}"
        ),
        # Patients, and groups of people.
        "patients.sure one_in": (
            rf"{_OPEN}(?P<at>(?:the|that|our|another|another bloody) (?:fat|obese|smelly|"
            rf"stinky|crazy|mad|loony|demented|drunk|ugly|annoying|"
            r"whiny|needy|clingy|filthy|toothless|batty|nutty) (?:one|"
            r"creature|blob|mountain) (?:in|from) (?:bed|bay|cubicle|room|resus|side room|the corridor|[0-9]))"
        ),
        "patients.clear one_who": (
            rf"{_OPEN}(?P<at>(?:the|that|our|another|another bloody) (?:fat|smelly|stinky|crazy|mad|loony|demented|"
            rf"drunk|"
            r"ugly|whiny|needy|screaming|moaning|clingy|filthy|toothless|batty|nutty) (?:one|creature|"
            r"blob) (?:again|who))"
        ),
        "patients.sure gomer": (
            rf"{_OPEN}(?P<at>gomers? (?:(?:in|from|on) (?:bed|bay|room|cubicle|resus|ward|the ward|the nursing|"
            rf"the care)|"
            rf"again|back|number)|(?:another|that|this|our|old) gomers?){_SHUT}"
        ),
        "patients.clear gomer": rf"{_OPEN}(?P<at>gomers? (?:is|are|came|with)|a gomer){_SHUT}",
        "patients.sure holiday": (
            rf"{_OPEN}(?P<at>(?:back|here|in) (?:again )?for (?:(?:his|her|their|another) (?:weekly |daily |usual |"
            rf"free |"
            rf"nightly |monthly )(?:holiday|fix|sandwich|sandwiches|hotel|spa|attention|bed and breakfast|b&b)|"
            r"(?:his|her|their|another|a|some) (?:dose of attention|bit of attention|morphine holiday|opioid holiday|"
            rf"free (?:sandwich|sandwiches|meal|bed)|bed and breakfast|b&b|fix of (?:morphine|opioids|opiates))|"
            rf"(?:his|her|their) fix(?:$|[.!,;]))){_SHUT}?"
        ),
        "patients.sure milk_system": (
            rf"{_OPEN}(?P<at>(?:milk|milks|milking|scrounging off|sponging off) the (?:system|benefits|state|taxpayer|"
            rf"nhs)|bleeding the (?:taxpayer|nhs|benefits)){_SHUT}"
        ),
        "patients.clear game_system": (
            rf"{_OPEN}(?P<at>(?:gaming|games|playing|plays) the (?:system|benefits)){_SHUT}"
        ),
        "patients.sure whinge_about": (
            rf"{_OPEN}(?P<at>(?:hear|listen to|hearing|listening to) (?:him|her|them|that (?:woman|man|one)|"
            rf"bed \d+|another [a-z]+) (?:whinge|whinging|bang on|banging on|bleat|bleating|(?:whine|whining) "
            rf"(?:about|again|on|all))){_SHUT}"
        ),
        "patients.clear moan_about": (
            rf"{_OPEN}(?P<at>(?:hear|listen to|hearing|listening to) (?:him|her|them|that (?:woman|man|one)|"
            rf"bed \d+|another [a-z]+) (?:moan|moaning|go on|going on|drone|droning) (?:about|again|on)){_SHUT}"
        ),
        "hate.sure left_to_die": (
            rf"(?P<at>\b(?:{_GROUP}|these people|those people|people like (?:that|them|him|her|you)|you people|"
            rf"junkies|addicts|smokers|alcoholics|drunks|fatties|antivaxxers|anti-vaxxers) (?:all )?(?:should|"
            rf"deserve to|"
            rf"deserves to|ought to|need to) (?:all |just )*be (?:left to die|put down|sterilised|sterilized|culled|"
            rf"shot|"
            rf"locked up|deported|sent back|banned from)|"
            rf"\b(?:he|she|they) (?:all )?(?:should just|deserve to|deserves to|should all) be (?:left to die|"
            rf"put down|culled|"
            rf"shot|deported)|(?:^|[.!?;] ?)(?:just |so )?let (?:them|him|her|these people|"
            rf"them all) (?:all )?die(?:$|[.!;]))"
        ),
        "hate.clear natural_selection": (
            rf"{_OPEN}(?P<at>(?:let|leave it to) natural selection (?:to )?(?:work|do (?:its|the) (?:job|thing|work)|"
            rf"take care|sort)){_SHUT}"
        ),
        "hate.sure kitchen": (
            rf"(?P<at>{_HEAD}(?:get (?:back )?|go back |stay )(?:in|into|to) (?:the|your) kitchen(?:$|[.!?,;]| love|"
            rf" where|"
            rf" woman| girl| darling| and (?:make|cook))|\b(?:women|woman|girls|females|wives|she|you|they) (?:all )?"
            rf"belongs? (?:back )?in (?:the|a) kitchen|\bplace is in the kitchen|\bbelonging (?:back )?in the kitchen|"
            r"\bpretty (?:little )?faces? (?:belongs?|should|like (?:yours|hers))|"
            r"\b(?:are|is|were) (?:you|u|she) on (?:your|ur|her|the) (?:rag|period (?:again|or (?:something|what|"
            r"just))|"
            rf"period, or (?:something|what|just))|\bmust be (?:her|your) time of the month){_SHUT}?"
        ),
        # A doubt of what somebody has earned: who gave it to them, and where it was bought.
        "insult.sure who_on_earth": (
            rf"{_ASK}(?P<at>who {_WITH_HEAT} (?:let|hired|employed|qualified|passed|certified|licen[cs]ed|trained|"
            r"taught|gave|sold|handed) (?:you|u|him|her|them|that (?:lot|one|man|woman|clown))(?: (?:graduate|qualify|"
            r"practi[sc]e|pass|into (?:medicine|med school|medical school|nursing)|(?:near|loose on) (?:a |the "
            rf")?(?:patients?|wards?|public)|(?:an?|that|your|ur|this) {_CREDENTIAL}))?){_DONE}"
        ),
        "insult.clear who_gave_you": (
            rf"{_ASK}(?P<at>who (?:even |actually |ever )?(?:(?:let|allowed) (?:you|u|him|her|them) (?:to "
            r")?(?:graduate|qualify|practi[sc]e|pass(?: finals)?|out of (?:med|medical|nursing) school|into "
            r"(?:medicine|med school|medical school|nursing school|this profession|the profession)|loose on "
            r"(?:patients|the public|the ward|people))|(?:gave|sold|handed|awarded) (?:you|u|him|her|them) (?:an?|"
            rf"that|your|ur|this) {_CREDENTIAL}|(?:hired|employed|passed|licen[cs]ed|qualified) (?:you|u))){_DONE}"
        ),
        "insult.clear how_did_you_get": (
            rf"{_ASK}(?P<at>how (?:{_WITH_HEAT} )?did (?:you|u) (?:ever |even |actually )?(?:get|make it|scrape) "
            rf"(?:into|through|out of) (?:med|medical|nursing|pharmacy|vet|dental) school{_DONE})"
        ),
        "insult.sure bought_degree": (
            rf"{_OPEN}(?P<at>(?:get|got|win|won|find|found|buy|bought|pull|pulled|pick up|picked up|earn|earned) "
            rf"(?:your|ur|his|her|their|that) {_CREDENTIAL} (?:free )?(?:out of|from|in|with|at|inside) (?:an?|the|"
            rf"your) {_LUCKY_DIP}|(?:your|ur|his|her|their|that) {_CREDENTIAL} (?:probably |must have |clearly |"
            r"obviously )?(?:came|come|comes|fell) (?:free )?(?:out of|from|in|with|at|inside) (?:an?|the|your) "
            rf"{_LUCKY_DIP}){_SHUT}"
        ),
        "insult.clear bought_degree": (
            rf"{_OPEN}(?P<at>(?:buy|bought|win|won|print|printed) (?:your|ur|his|her|their|that) {_CREDENTIAL}(?: "
            r"(?:online|on (?:ebay|amazon|temu|wish|the internet|the dark web)|off (?:ebay|amazon|the internet)|"
            rf"yourself|or what|or something))?{_DONE}|(?:an? |your |ur |his |her |their ){_CREDENTIAL} (?:off|from|"
            rf"on) (?:ebay|amazon|temu|wish|gumtree|craigslist|the dark web|youtube|tiktok){_SHUT})"
        ),
        "insult.sure fr_diplome": (
            rf"{_OPEN}(?P<at>(?:achete|gagne|trouve|imprime|eu|decroche|obtenu) (?:ton|votre|son|leur) (?:diplome|"
            r"concours|internat|doctorat|these|licence) (?:au loto|a la (?:loterie|tombola|foire|kermesse|fete "
            r"foraine)|dans (?:un|une) (?:pochette|paquet|kinder|boite)|sur (?:internet|ebay|amazon|temu|wish|"
            r"leboncoin|vinted)|chez (?:lidl|action)|en solde|en promo)|(?:achete|gagne) (?:ton|votre) (?:diplome|"
            r"concours|internat|doctorat) ou quoi)"
        ),
        "insult.clear fr_diplome": (
            rf"(?P<at>{_HEAD}(?:mais |non mais |serieux |franchement )?qui (?:donc )?(?:t'a|vous a|lui a|leur a) "
            r"(?:donc |bien |vraiment )?(?:(?:donne|vendu|file|refile|offert|accorde|signe) (?:ton|ta|votre|le|la|un|"
            rf"une|son|sa|ce) {_DIPLOME}|laisse (?:exercer|operer|valider|sortir de la fac|entrer en medecine|"
            r"(?:approcher|toucher) (?:un|des|les) (?:patient|malade)s?)|embauchee?s?|recrutee?s?)(?:$|[.!?;]| \?| "
            r"serieux| franchement)|\b(?:achete|gagne) (?:ton|votre) (?:diplome|concours|internat|doctorat)(?:$|"
            r"[.!?,;]))"
        ),
        "insult.sure es_titulo": (
            rf"{_OPEN}(?P<at>(?:compraste|comprasteis|has comprado|habeis comprado|compro|ganaste|te toco|te ha tocado|"
            r"te regalaron|te han regalado|sacaste|conseguiste|encontraste) (?:el|tu|ese|la|esa|su|vuestro) "
            rf"{_TITULO},? en (?:el |la |una |un )?(?:feria|tombola|rifa|loteria|chinos?|mercadillo|rastro|bingo|"
            r"kiosco|caja de|bolsa de|cereales|sorteo|ebay|wallapop|amazon|temu))"
        ),
        "insult.clear es_titulo": (
            r"(?P<at>\b(?:compraste|comprasteis|has comprado|habeis comprado) (?:el|tu|ese|vuestro) (?:titulo|diploma|"
            rf"doctorado)(?:$|[.!?,;])|{_HEAD}(?:pero |y )?quien (?:demonios |cojones |narices |diablos )?te "
            r"(?:(?:dejo|ha dejado|permitio) (?:graduarte|ejercer|licenciarte|terminar la carrera|entrar en medicina|"
            rf"(?:acercarte|tocar) a)|(?:contrato|ha contratado|aprobo|ha aprobado){_END}|(?:vendio|ha vendido) (?:el|"
            rf"la|ese) {_TITULO}))"
        ),
        "insult.sure de_geschenkt": (
            rf"{_OPEN}(?P<at>(?:wer|welche uni|welcher prufer) hat (?:dir|ihnen|ihm|ihr|euch|denen|dem|der) (?:(?:denn|"
            r"blo(?:ss|ß)|nur|eigentlich|bitte|wohl) )*(?:die|deine|ihre|das|dein|ihr|den|deinen|ihren|eure|euer) "
            rf"{_EXAMEN} (?:geschenkt|nachgeworfen|hinterhergeworfen|verkauft|nachgeschmissen)|(?:{_EXAMEN}) "
            r"(?:(?:wohl|denn|eigentlich|etwa) )*(?:im lotto|auf dem (?:flohmarkt|jahrmarkt|rummel|trodel)|in der "
            r"(?:lotterie|tombola)|(?:bei|auf) (?:ebay|amazon|temu|aldi|lidl)|aus dem (?:kaugummiautomaten|"
            r"uberraschungsei|automaten)|im (?:uberraschungsei|internet)) (?:gewonnen|gekauft|gezogen|bekommen|"
            r"geschossen|bestellt)|wer hat (?:dich|sie|den|die|euch|so einen|so eine|so jemanden) (?:(?:denn|blo(?:ss|"
            r"ß)|nur|eigentlich|bitte|uberhaupt) )*auf (?:die |unsere )?(?:patienten|kranken?|menschen|menschheit|"
            rf"kinder|station) losgelassen){_SHUT}"
        ),
        "insult.clear de_eingestellt": (
            rf"{_OPEN}(?P<at>wer hat (?:dich|euch) (?:denn|blo(?:ss|ß)|nur|eigentlich|uberhaupt) (?:(?:denn|blo(?:ss|"
            r"ß)|nur|eigentlich|uberhaupt) )*(?:eingestellt|approbiert|zugelassen|durchgewinkt|ausgebildet|durchs? "
            rf"(?:das )?(?:examen|studium) (?:gelassen|gewinkt|kommen lassen))){_END}"
        ),
        # A profession and the trifle it is said to live on.
        "insult.sure strong_like_ox": (
            rf"{_OPEN}(?P<at>(?:as )?strong (?:like|as) (?:an? )?(?:ox|bull|horse|bear|oxen),? (?:and |but )?(?:half|"
            r"twice|nearly) as (?:smart|clever|bright|thick|dumb|stupid)|half as (?:smart|clever|bright) as an? (?:ox|"
            r"bull|door|plank|brick))"
        ),
        "role.sure in_white_coats": (
            rf"{_OPEN}(?P<at>(?:shopkeepers?|plumbers?|mechanics?|carpenters?|butchers?|typists?|waiters?|"
            r"waitress(?:es)?|salesm[ae]n|cashiers?|drug dealers?|pill pushers?|babysitters?|taxi drivers?|car "
            r"salesm[ae]n|robots?|tourists?) (?:in|with) (?:an? )?(?:white coats?|scrubs|stethoscopes?|lab coats?|"
            r"lanyards?|fancy titles?|degrees?))(?:$|[.!,;]| and | who | at )"
        ),
        "role.clear go_to_die": (
            rf"{_OPEN}(?P<at>where (?:careers?|brains?|ambitions?|logic|common sense|intelligence|talent|medical "
            rf"careers|failed [a-z]+s) (?:go|goes|come) to die){_SHUT}"
        ),
        "role.clear fr_payes_a": (
            rf"{_OPEN}(?P<at>(?:est|sont|etre|es|etes) (?:payee?s? (?:juste |que )?(?:a|pour) (?:regarder|boire|"
            r"papoter|bavarder|dormir|glander|discuter|blablater|(?:ne )?rien faire|tenir la main|sourire|jouer|"
            r"attendre|cliquer|faire (?:semblant|la sieste|du cafe|acte de presence|joujou)|se tourner)|(?:bons?|"
            r"bonnes?) qu'a [a-z]+)|(?:des|de simples|de vulgaires|que des) (?:distributeurs? (?:d'|de )(?:arrets|"
            r"ordonnances|antibio|doliprane|certificats|paracetamol|pilules|medocs)|(?:bavards?|planques?|touristes?|"
            r"parasites?|moulins? a paroles|garcons de cafe|vendeurs? de (?:creme|cremes|lunettes|tapis|pilules)) "
            r"(?:payee?s?|en blouse|en blanc))|(?:ne )?servent (?:a rien|qu'a|juste a))"
        ),
        "role.clear es_solo_sirven": (
            rf"{_OPEN}(?P<at>solo (?:sirven|valen|servis) para (?:poner|dar|hacer|tomar|pedir|cambiar|limpiar|"
            r"cotillear|estorbar|mirar|repartir|rellenar|llevar|cobrar|quejarse)|(?:no|ni) (?:piensan|escuchan|"
            r"exploran|miran|estudian|curan(?: a nadie)?),? (?:y )?(?:solo|nada mas|nomas) (?:piden|saben|hacen|"
            r"recetan|mandan|derivan|ponen|dan)|les pagan por (?:tomar|charlar|mirar|dormir|no hacer|pasear|cotillear|"
            r"dar la mano|sonreir)|(?:cobran|viven) (?:solo )?(?:por|de) (?:tomar|charlar|mirar|dormir|no hacer|"
            r"pasear|cotillear)|(?:enfermer[oa]s|medicos|medicas|cirujan[oa]s|residentes|celadores|auxiliares|los de "
            r"[a-z]+|las de [a-z]+) no saben ni (?:poner|leer|coger|escribir|hablar|hacer|tomar|interpretar|auscultar|"
            r"sumar))"
        ),
        "role.clear de_nur": (
            rf"{_OPEN}(?P<at>(?:konnen|machen|tun|kann|macht) (?:(?:doch|ja|eh|sowieso|eigentlich) )*(?:nur|blo(?:ss|"
            r"ß)|nichts (?:anderes )?als) (?:(?:krankschreibungen?|rezepte?|zettel|formulare|uberweisungen) "
            r"(?:ausfullen|schreiben|unterschreiben|stempeln|drucken)(?:$|[.!,;])|kaffee(?: trinken|$|[.!,;])|"
            r"rumsitzen|herumsitzen|quatschen|labern|tratschen|jammern|handchen ?halten|daumchen ?drehen|schlafen(?:$|"
            r"[.!,;]))|(?:furs|fur das|zum|dafur,? dass sie|nur furs) (?:handchenhalten|kaffeetrinken|rumsitzen|"
            r"herumsitzen|nichtstun|quatschen|zuschauen|spazierengehen|daumchendrehen|tratschen) (?:auch noch "
            r")?bezahlt|bezahlt (?:[a-z]+ )?furs (?:handchenhalten|kaffeetrinken|rumsitzen|nichtstun|quatschen|"
            r"zuschauen|spazierengehen)|(?:soll|sollen|sollst|sollt) (?:(?:gefalligst|lieber|nur|einfach) "
            rf")*[a-z]{{3,14}},? (?:und )?nicht (?:denken|mitdenken|mitreden)){_SHUT}?"
        ),
        # False praise.
        "insult.clear praised_failure": (
            rf"{_OPEN}(?P<at>(?:(?:congrats|congratulations|well done|bravo|kudos|good job|great job|nice job|nice "
            r"work|hats off|slow clap|round of applause)(?: to (?:you|u|the [a-z ]{2,16}))?,? (?:(?:on|for) "
            r"(?:missing (?:the|an?|every|that|another|both|all)|ignoring (?:the|every|my|our|all|that|another)|"
            r"losing (?:the|my|our|another|his|her) (?:[a-z]+ )?(?:sample|samples|notes|form|referral|bloods|specimen|"
            r"patient|consent|chart)|(?:nearly |almost )?killing|botching|ruining|misreading|wrecking|overdosing|not "
            r"(?:reading|checking|calling|ringing|noticing|examining|bothering)|the (?:single )?(?:most useless|most "
            r"pointless|most incoherent|most illegible|most unreadable|worst|laziest|sloppiest|dumbest|stupidest|"
            rf"poorest|least (?:useful|helpful|coherent)) (?:[a-z]+ )?{_WORK})|(?:you|u|he|she|they)(?:'ve| have|ve| "
            r"has)? (?:somehow |actually |really |just )?(?:managed to|succeeded in) (?:miss|lose|losing|kill|killing|"
            r"ruin|ruining|mess|messing|fail|screw|piss|upset|offend|delay|delaying|forget|overlook|misread|botch|"
            r"double|(?:make|turn|making|turning) (?:an?|the|this) (?:simple|basic|easy|routine|straightforward|"
            r"plain)|(?:get|getting) (?:it|that|this|everything|every [a-z]+|the [a-z]+) (?:all )?wrong)))|(?:thanks|"
            r"thank you|thx|cheers) for the (?:single )?(?:most useless|most pointless|most incoherent|worst|laziest|"
            rf"sloppiest|least (?:useful|helpful|coherent)) (?:[a-z]+ )?{_WORK})"
        ),
        "insult.clear thanked_genius": (
            rf"{_OPEN}(?P<at>(?:thanks|thank you|thx|cheers|shout ?out|hats off|kudos|bravo|congrats|well done|props|"
            r"applause|medal)(?: so much| a lot| a bunch)? (?:to|for) (?:the|whichever|whatever|that|our) (?:absolute "
            r"|complete |utter |total |bloody |fucking )?(?:genius|einstein|mastermind|bright spark|brain surgeon|"
            r"rocket scientist|brainiac|clever clogs|smartarse|smartass|wise guy)(?:es|s)? (?:who|that|in|from|on)|"
            r"(?:thanks|thank you|cheers) for (?:absolutely |literally |precisely )?(?:nothing|sod all|bugger all|"
            r"fuck all),? (?:(?:the )?(?:night|day|weekend|on-call|ward|surgical|medical) (?:team|shift|staff|lot)|"
            rf"team|guys|lads|colleagues|{_ROLE}))"
        ),
        "insult.clear lovely_shame": (
            rf"{_OPEN}(?P<at>(?:ten out of ten|10 out of 10|10/10|lovely|great|amazing|superb|excellent|brilliant|"
            rf"fantastic|beautiful|stellar|nice|outstanding) {_WORK}(?:,? [a-z]+){{0,7}},? (?:(?:shame|pity) (?:about|"
            r"no one|nobody) (?:the |your )?(?:content|facts|patient|diagnosis|dose|doses|drug|drugs|medicine|outcome|"
            r"spelling|accuracy|truth|result)|(?:and |but )?(?:i|we)(?:'ve)? (?:only|just) (?:had|have) to (?:redo|"
            r"rewrite|fix|correct|repeat|undo|chase)|only (?:two|three|four|five|six|ten|[0-9]{1,2}) (?:[a-z]+ "
            r")?(?:missed|missing|wrong|forgotten|errors|mistakes)))"
        ),
        "insult.clear nice_of_you": (
            rf"{_OPEN}(?P<at>(?:so |how )?(?:nice|kind|good|lovely|brave|generous|decent|sweet|thoughtful) of (?:you|u|"
            r"him|her|them|the [a-z]+) to (?:finally |actually |eventually |even )?(?:turn up|show up|come|appear|"
            r"join us|grace us|drop in|wake up|answer|reply|look in|pop in)(?: [a-z]+){0,6} (?:for once|for the "
            r"last|at last|eventually|before lunch|hours? late|minutes late|your (?:majesty|highness)|hero|now that "
            r"it's|when it's all|after it))"
        ),
        "insult.clear tell_us_how": (
            rf"{_OPEN}(?P<at>(?:(?:here|come|comes|arrived?) to |please,? |do |go on,? |always |love to |loves to "
            r")(?:tell|teach|explain to|show|telling|teaching) (?:us|me|the [a-z]+|real [a-z]+) how to (?:do (?:my|"
            rf"our|his|her|their|the) jobs?|be (?:an? )?(?:{_ROLE}))|(?:wow|oh|ooh|oh look|oh wow|look|great|brilliant|"
            rf"lol),? an? (?:{_ROLE}|first year|second year|third year|fresher) with (?:thoughts|opinions|an opinion|"
            r"views|ideas)|(?:oh great|oh good|oh look|oh joy|oh no|here comes|here come|all hail|hark),? (?:here "
            r"comes )?(?:the|our) (?:genius|geniuses|einstein|einsteins|mastermind|know-?it-?all|oracle))"
        ),
        "insult.clear fr_bravo": (
            rf"{_OPEN}(?P<at>(?:bravo|chapeau|felicitations|merci|un grand merci|applaudissements),? (?:a |au |aux |"
            r"pour )?(?:l'artiste|les artistes|le genie|la genie|les genies|genie|genies|einstein|champion qui|"
            r"championne qui|(?:celui|celle|ceux) qui (?:a|ont) (?:oublie|perdu|laisse|rate|mis|donne [a-z ]{2,24} "
            r"deux fois|prescrit))|(?:bravo|felicitations|chapeau),? (?:tu as|t'as|vous avez|ils ont|elle a|il a) "
            rf"(?:encore )?(?:reussi a|fait) (?:rater|oublier|perdre|tuer|louper|transformer|planter|rien)){_SHUT}"
        ),
        "insult.clear es_felicidades": (
            rf"{_OPEN}(?P<at>(?:felicidades|enhorabuena|bravo|gracias|muchas gracias|un aplauso),? (?:al? |a la |a los "
            r"|para el |para la )?(?:lumbreras?|iluminad[oa]s?|genios? que|genia que|einstein|listill[oa]s?|"
            r"cerebrito)|(?:felicidades|enhorabuena|bravo),? (?:has|habeis|han|ha) (?:conseguido|logrado) (?:perder|"
            rf"olvidar|matar|cargarte|romper|liarla|no )){_SHUT}"
        ),
        "insult.clear de_glueckwunsch": (
            rf"{_OPEN}(?P<at>(?:gluckwunsch|bravo|danke|vielen dank|super gemacht|toll gemacht|applaus|respekt),? "
            r"(?:an )?(?:das|den|die|du|dem)? ?(?:genie|genies|superhirn|schlaumeier|schlauberger|leuchte|einstein)|"
            r"(?:na super|na toll|na klasse|na prima|aha|oho|ach),? (?:unsere?r?|die|der|das) (?:herr |frau "
            r")?(?:professor|professorin|experte|expertin|genie|chefarzt|held|spezialist)(?: [a-z]+){0,5} (?:hat "
            r"gesprochen|spricht|weiss es besser)|(?:gluckwunsch|bravo),? (?:du hast|ihr habt|sie haben) es "
            r"(?:geschafft|hinbekommen),? [a-z ]{2,40}(?:zu (?:ubersehen|verlieren|vergessen|ruinieren|versauen|"
            rf"verpassen))){_SHUT}"
        ),
        # Leave this to others.
        "insult.sure before_you_kill": (
            rf"{_OPEN}(?P<at>{_LEAVE},? (?:please |now )?before (?:you|u|he|she|they) (?:actually |really |end up |go "
            rf"and )?{_HARM}|(?:changer? de|(?:trouve|cherche)[a-z-]* un autre) (?:metier|boulot|voie|carriere|"
            r"profession|taf),? avant (?:de|d'|que tu ne|que tu|que vous ne|que vous) (?:en )?(?:tuer|tues|tuiez|"
            r"blesser|blesses|achever|faire une connerie)|(?:dedicate|dediquese|dedicaos|deberias dedicarte|cambia de "
            r"(?:oficio|profesion|carrera|trabajo)|deja la (?:medicina|enfermeria|profesion)),?(?: a otra cosa,?)? "
            r"antes de (?:que )?(?:matar|mates|mate|cargarte|hacer dano)|(?:such dir|suchen sie sich|lern|wechsle?|"
            r"wechseln sie)(?: [a-z']+){1,4} (?:beruf|job),? (?:bitte )?bevor (?:du|sie) (?:noch )?(?:jemanden|"
            r"einen|wen|menschen|patienten) (?:[a-z]+ )?(?:umbring|tote?st|toten|auf dem gewissen))"
        ),
        "insult.clear other_career": (
            r"(?P<at>(?:\b(?:have|has|had) (?:you|u|he|she|they) (?:ever |even )?(?:considered|thought of|thought "
            r"about|tried) (?:an? |another |a different )(?:career|job|profession|line of work|hobby)(?: (?:that|"
            r"where|which|in which))? ?(?:doesn't|doesnt|does not|without|away from|far from|involves no|not "
            r"involving|nobody|no one|you can't|you cant) (?:involv(?:e|ing) |require |need |requiring )?(?:people|"
            r"patients|living|humans|human|thinking|sharp|brains?|a brain|responsibilit|dies|gets hurt|sick people|"
            rf"the public|reading|maths?)|{_HEAD}(?:just |please |pls |so )?{_LEAVE}(?:$|[.!,;])|{_HEAD}(?:just |"
            r"please |pls |so |and |now )?(?:stay|keep|get) (?:the hell |the fuck |well |far |right )?away from (?:my|"
            r"our|the|these|any) patients?(?:$|[.!,;])|\bdo (?:us|everyone|everybody|the ward|your patients|the world|"
            r"medicine)(?: all)? an? favou?r,? (?:and )?(?:resit|quit|resign|retire|drop out|disappear|shut|change "
            r"(?:career|job|special)|find another (?:job|career)|never (?:speak|post|operate|prescribe|touch))|"
            r"\bleave (?:it|this|that|the (?:hard|difficult|sick|real|big|complex|tricky|proper) [a-z]+|medicine) to "
            r"(?:people|those|somebody|someone|the ones) who (?:can|passed|actually|know|have a|have actually|"
            r"finished|went to|did|understand|read)))"
        ),
        "insult.sure any_dimmer": (
            rf"{_OPEN}(?P<at>if (?:you|u|he|she|they) (?:were|was|got|are|is) any (?:thicker|dumber|dimmer|denser|"
            r"lazier|stupider|more (?:useless|stupid|incompetent))|(?:explain|draw|spell|say)(?: [a-z]+){1,4},? but "
            r"(?:i|we)(?: [a-z']+){1,4} crayons|(?:nobody|no one|noone|none of us)(?: here| on [a-z]+)? (?:trusts?|"
            r"believes?) a (?:single )?word (?:you|u) (?:say|write))"
        ),
        "insult.clear reason_we_have": (
            rf"{_OPEN}(?P<at>(?:(?:you|he|she|they)(?:'re| are| is|'s)|youre|ur|u r) (?:literally |exactly |"
            r"single-?handedly |the )*reason (?:(?:we|they|there (?:is|are)|hospitals|wards)(?: have| need| invented| "
            r"got)? (?:incident|datix|warning|never events?|lawyers|supervision|malpractice|litigation|instructions|"
            r"m&ms?|complaints|indemnity|disclaimers?)|(?:people|patients|nurses|doctors|everyone|everybody|half the "
            r"team) (?:quit|hate|die|dread|complain|sue|drink|don't trust|dont trust|(?:left|leave)(?: medicine| "
            r"nursing| the (?:job|profession|team)|$|[.!,;])))|(?:nobody|no one|noone|none of us)(?: here| on "
            r"[a-z]+)? (?:trusts?|believes?) (?:a (?:single )?word|anything) (?:you|u|he|she|they) (?:say|says|write|"
            r"writes)|if (?:you|u) (?:were|was|got) any slower|(?:your|ur|his|her|their) (?:logbook|cv|portfolio|"
            r"training|handovers?|referrals?|letters?|notes|documentation|operation notes?|diagnos[ei]s|reasoning) "
            r"(?:must be|is|are|was|were|reads? like|belongs? in|looks? like) (?:an? |the )?(?:absolute |complete |"
            r"total )?(?:comedy|joke|fiction|work of fiction|fairy ?tale|horror (?:film|story|show)|crime scene|"
            r"parody|circus|dumpster fire|cry for help|bin)(?:$|[.!,;])|tell me (?:you've|youve|you have|you|u) "
            r"(?:never|can't|cant|don't|dont|didn't|didnt|skipped|failed|know nothing) [a-z ']{2,40} without "
            r"telling me)"
        ),
        "insult.sure off_my_shoe": (
            rf"{_OPEN}(?P<at>(?:scraped|stepped in|flushed|coughed up|wiped|sneezed|picked|passed|pulled|fished) "
            r"(?:better|smarter|brighter|cleverer|sharper|more (?:useful|competent|intelligent))(?: [a-z]+){0,3} "
            r"(?:off|in|out of|from|down|on) (?:my|the|a) (?:shoes?|boots?|sole|toilet|loo|tissue|nose|windscreen|"
            r"drain|pan|bin|bath|teeth)|(?:i'd|id|i would|we'd|we would) (?:rather|sooner) (?:be|have|trust|let|take|"
            rf"ask|hand|give)(?: [a-z]+){{0,4}} (?:by |to )?(?:my |an? |the )?(?:{_ANIMAL}|labrador|butcher|vending "
            r"machine|magic 8 ball|ouija board|stranger off the street)(?: [a-z]+){0,3} than (?:by |with |let |to |"
            rf"have )?(?:you|u|him|her|them|(?:that|this|any of the) (?:{_ROLE}))){_SHUT}"
        ),
        "insult.clear with_a_dartboard": (
            rf"{_OPEN}(?P<at>(?:triag|diagnos|dos|prescrib|referr?|report|code|cod|interpret|assess|allocat)(?:e|es|ed|"
            r"s|ing)? (?:it |this |that |him |her |them |patients |everyone |everything |people )?(?:with|using|via|"
            r"by) (?:an? |the )?(?:dart ?board|ouija board|magic 8 ball|crystal ball|tarot|coin toss|coin flip|"
            rf"horoscope)){_SHUT}"
        ),
        "insult.clear fr_metier": (
            rf"(?P<at>{_HEAD}(?:franchement |serieux |allez |alors |mais )?(?:changez?|change donc|pensez? a changer|"
            r"songez? a changer) (?:vite )?de (?:metier|boulot|voie|carriere|profession|taf)(?:$|[.!,;])|\b(?:tu "
            r"devrais|vous devriez|faudrait|il serait temps de) (?:vraiment |serieusement )?changer de (?:metier|"
            rf"boulot|carriere|profession|taf)(?:$|[.!,;])|{_HEAD}(?:va|allez) (?:plutot )?(?:vendre des|elever des|"
            r"garder des|bosser (?:chez|au)|faire (?:caissi|du macrame|des frites))|\b(?:devrais|devrait|devraient|"
            r"devriez|ferais mieux de|ferait mieux de|feraient mieux de|feriez mieux de) (?:retourner|aller) (?:jouer "
            rf"(?:a la|aux|au|avec)|a l'ecole|en p1|sur les bancs|a la maternelle)){_SHUT}?"
        ),
        "insult.sure es_no_sirves": (
            r"(?:^|[.!?;:,¡¿] ?|\b(?:tu|pues|simplemente|sencillamente|claramente) )(?P<at>no (?:sirves|vales|servis|"
            r"valeis) (?:ni )?para (?:esto|ser|medic|enfermer|la (?:medicina|enfermeria|cirugia)|cirujan)[a-z]*)"
        ),
        "insult.clear es_otra_cosa": (
            rf"{_OPEN}(?P<at>(?:(?:dedicate|dediquese|dedicaos|deberias dedicarte|tendrias que dedicarte|mejor te "
            r"dedicas) a (?:otra cosa|vender|barrer|plantar|limpiar|la jardineria|otro oficio)|cambia de (?:oficio|"
            r"profesion|carrera)))(?: [a-z]+)?(?:$|[.!,;])"
        ),
        "insult.sure de_nichts_verloren": (
            rf"{_OPEN}(?P<at>(?:hast|habt|haben sie|hat der|hat die|haben die) (?:in der medizin|in dem beruf|in "
            r"diesem beruf|im op|am patienten|bei patienten) (?:absolut |wirklich )?nichts (?:verloren|zu suchen))"
        ),
        "insult.clear de_beruf": (
            rf"(?P<at>{_HEAD}(?:bitte |dann |also |mensch,? )?(?:such dir|suchen sie sich|sucht euch) (?:(?:bitte|doch|"
            r"lieber|endlich|mal|besser) )*(?:einen |'nen |nen )?(?:anderen|neuen) (?:beruf|job)(?:$|[.!,;])|"
            r"\b(?:solltest|sollten sie|solltet) (?:(?:dringend|lieber|mal|besser|wirklich) )*(?:den|deinen|ihren) "
            r"(?:beruf|job) wechseln|\b(?:lass|lassen sie) (?:blo(?:ss|ß) |bitte )?die finger von (?:meinen |unseren |"
            r"den )patienten(?:$|[.!,;]))"
        ),
        # French, German and Spanish.
        "insult.sure fr_pas_fute": (
            rf"{_OPEN}(?P<at>(?:(?:t'es|tu es|t es|vous etes|il est|elle est|ils sont|elles sont) (?:vraiment |"
            rf"franchement |"
            rf"quand meme |decidement )?pas (?:bien |tres |vraiment |franchement |trop )?(?:fute|futee|futes|"
            rf"finaud|finaude|une lumiere|la lumiere|des lumieres|le couteau|le crayon)|"
            rf"(?:t'es|tu es|t es|vous etes) (?:vraiment |franchement |quand meme |decidement )?pas (?:bien |tres |"
            rf"vraiment |"
            rf"franchement |trop )?(?:malin|maligne|malins))){_SHUT}"
        ),
        "insult.clear fr_pas_doue": (
            rf"{_OPEN}(?P<at>(?:t'es|tu es|t es|vous etes|il est|elle est|ils sont|elles sont) (?:vraiment |"
            rf"franchement |"
            rf"quand meme |decidement )?pas (?:bien |tres |vraiment |franchement |trop )?(?:doue|douee|doues|aide|"
            rf"aidee|gate|"
            rf"gatee)(?:$|[.!?,;]))"
        ),
        "role.sure fr_se_prend": (
            rf"{_OPEN}(?P<at>(?:se prend|se prennent|te prends|vous vous prenez) (?:encore |toujours |vraiment )?pour "
            rf"(?:un |une |des |le |la |les )?(?:{_ROLE}|dieu|dieux|docteur|docteurs|genie|chef|patron|roi|reine|star|"
            rf"stars|qui|dr house)|(?:tu|vous|te|se) (?:crois|croit|croient|vous croyez) (?:vraiment |encore |"
            rf"toujours )?"
            rf"(?:dieu|chirurgien|docteur|au-dessus)){_SHUT}"
        ),
        "insult.sure fr_nullite": (
            rf"{_OPEN}(?P<at>d'une (?:telle |rare )(?:nullite|betise|incompetence|paresse|mediocrite|connerie)|"
            rf"d'une (?:nullite|betise|incompetence|paresse|mediocrite|connerie) (?:rare|crasse|sans nom|pareille|"
            rf"folle)){_SHUT}"
        ),
        "condescension.sure fr_ecole": (
            rf"(?P<at>{_HEAD}(?:alors |donc |bon |mais |allez )?(?:(?:retourne|retournez|repars|"
            rf"repartez) (?:a l'ecole|"
            rf"en cours|a la fac|sur les bancs|apprendre|reviser|en p1|en premiere annee|jouer|chez ta mere)(?:$|"
            rf"[.!,;]|"
            rf" avant| au lieu| et)|(?:apprends|apprenez) a (?:lire|ecouter|ecrire|compter|parler)(?:$|[.!,;]| avant|"
            rf" d'abord)|va (?:pleurer|te plaindre|chouiner)(?:$|[.!,;]| ailleurs| chez)|(?:tu veux|"
            rf"vous voulez) (?:une "
            rf"medaille|des applaudissements))|\b(?:nous|me) faire la lecon|\bfaut (?:te|vous) faire un dessin|"
            rf"\b(?:on|personne) (?:ne )?(?:t'a|vous a|t'avait) pas sonne|\bpersonne (?:ne )?(?:t'a|vous a|t'avait) "
            rf"(?:sonne|demande (?:ton|votre) avis)|\bdiplome (?:dans une pochette|dans un kinder|au loto|"
            rf"a la tombola|"
            rf"dans un paquet)|\bt'as trouve ton (?:diplome|concours)|\bmeme (?:un|une) (?:enfant|gamin|gosse|externe|"
            rf"chien|singe|stagiaire) (?:de [a-z0-9 ]{{1,12}})?(?:sait|saurait|ferait|comprendrait|le voit)){_SHUT}?"
        ),
        "condescension.clear fr_ecole": (
            rf"{_OPEN}(?P<at>donner? des lecons|faire la lecon|faut (?:lui|leur) faire un dessin|(?:tu veux|"
            rf"vous voulez) un "
            rf"dessin|(?:on|personne) (?:ne )?(?:t'a|vous a|t'avait) (?:pas )?(?:rien demande|demande ton avis)|"
            rf"meme (?:un|"
            rf"une|mon|ma) (?:enfant|gamin|gosse|externe|chien|singe|grand-mere|stagiaire) (?:sait|comprend|y arrive|"
            rf"le voit)){_SHUT}"
        ),
        "condescension.sure de_schuss": (
            rf"(?P<at>\bden schuss nicht gehort|\b(?:schon )?wieder so eine? (?:genie|held|heldin|experte|expertin|"
            rf"leuchte|"
            rf"spezialist|idiot|depp|trottel|schlaumeier|besserwisser|klugscheisser|wichtigtuer|pfeife|niete)|"
            rf"\bnicht (?:gerade )?die hellste (?:kerze|birne|leuchte|lampe)|\bnicht gerade (?:die|der) (?:hellste|"
            rf"schlauste|"
            rf"schlaueste|cleverste)(?:$|[.!,;])|{_HEAD}(?:dann |also |bitte )?lern(?:t|en sie)? (?:erst ?mal|"
            rf"doch mal|mal|"
            rf"endlich) (?:lesen|schreiben|zuhoren|denken|deutsch|untersuchen)|\b(?:hast|haben) (?:du|sie) uberhaupt "
            rf"(?:studiert|gelernt|gelesen|zugehort|nachgedacht)|\b(?:du bist|bist du|er ist|ist er|sie ist|ist sie|"
            rf"sie sind|sind sie|die sind|ihr seid|seid ihr) (?:[a-z]+ ){{0,2}}zu (?:doof|blod|dumm|faul) (?:zum|um|"
            rf"fur)|"
            rf"{_HEAD}geh (?:doch |mal )?(?:heulen|weinen|nach hause spielen)|"
            rf"\bsogar (?:ein|eine) (?:[a-z]+ )?(?:kind|hund|oma|praktikant|famulant|pj-ler|affe) (?:kann|konnte|"
            rf"wurde|weiss|"
            rf"wusste|sieht) (?:das|es)(?:$|[.!,;]| besser)|"
            rf"\b(?:einfach|mal|endlich|lieber|besser) (?:die |deine )?klappe halten|\bdeine klappe halten|"
            rf"(?:^|[.!?;:,] ?|\b(?:also|dann|jetzt) )halt (?:doch |bitte |mal |einfach |endlich )?(?:die|"
            rf"deine) klappe|"
            rf"\bund halt (?:die|deine) klappe(?:$|[.!])|"
            rf"\bselten so (?:ein|eine|einen|was) (?:[a-z]+ )?(?:dumm|inkompetent|faul)[a-z]*|"
            rf"\b(?:fur wen|wofur) halt(?:en|st|et)? (?:du dich|ihr euch|sie sich|die sich|der sich|er sich|"
            rf"sich)){_SHUT}"
        ),
        "condescension.clear de_zu_dumm": (
            rf"{_OPEN}(?P<at>zu (?:doof|blod|dumm|faul) (?:zum|um|fur)|(?:hat|haben) (?:wohl |ja |"
            rf"echt )*(?:keine ahnung von|"
            rf"nichts im kopf)|soll ich (?:dir|ihnen|euch) (?:ein bild malen|das aufmalen)|(?:hast|haben) (?:du|sie) "
            rf"(?:eigentlich|jemals) (?:gelesen|zugehort|nachgedacht)|sogar (?:ein|eine|mein|meine|der|"
            rf"die) (?:[a-z]+ )?"
            rf"(?:praktikant|famulant|pj-ler|affe) (?:kann|konnte|wurde|weiss|sieht)|(?:die )?klappe halten){_SHUT}"
        ),
        "role.sure de_typisch": (
            rf"{_OPEN}(?P<at>(?:mal wieder typisch|wieder typisch) (?:die |der |das )?(?:{_ROLE}|"
            rf"internist(?:en)?|chirurgie|innere|notaufnahme|radiologie|anasthesie|anasthesist|pflege|"
            rf"kardiologe|kardiologie|psychiater)|"
            rf"(?:spielt|spielen) (?:sich )?(?:mal wieder|wieder) (?:arzt|arztin|chefarzt|professor|"
            rf"doktor)|mochtegern-?[a-z]+){_SHUT}"
        ),
        "role.clear de_typisch": (
            rf"{_OPEN}(?P<at>typisch (?:die |der )?(?:{_ROLE}|internist(?:en)?|chirurgie|innere|notaufnahme|"
            rf"radiologie|"
            rf"anasthesie|anasthesist|pflege|kardiologe|psychiater)){_SHUT}"
        ),
        "condescension.sure es_aprende": (
            rf"(?P<at>\ba ver si (?:aprendes|aprendeis|aprenden) a (?:leer|escuchar|escribir|contar|pensar|hablar)|"
            rf"{_HEAD}(?:pues |anda |venga |tu )?(?:aprende|aprended|aprenda) a (?:leer|escuchar|escribir|contar|"
            rf"pensar|"
            rf"hablar)(?:$|[.!,;]| antes de| primero| de una vez)|\bya podias aprender a (?:leer|escuchar|escribir|"
            rf"contar|pensar|"
            rf"hablar)|\bno (?:tienes|tienen|teneis|tiene) ni puta idea|\bno (?:tienes|"
            rf"teneis) ni idea de (?:medicina|nada|"
            rf"lo que (?:hablas|dices|haces|hablais|decis|haceis))|\b(?:das|dais) (?:mucha |una )?(?:pena|"
            rf"verguenza(?: ajena)?)|{_HEAD}(?:pues |anda |venga )?vuelve a (?:la facultad|primero)(?:$|[.!,;]| de|"
            rf" antes)|"
            rf"\bte tengo que hacer un (?:dibujo|croquis)|\bquien te (?:ha dado|dio|regalo|ha regalado) (?:el titulo|"
            rf"la plaza)|\bdonde te (?:regalaron|han regalado) (?:el titulo|la plaza)|\bte ha tocado (?:el titulo|"
            rf"la plaza) "
            rf"en (?:una|la) (?:tombola|feria|rifa|caja)|\bse (?:cree|creen) (?:medic[oa]s?|el medico|la medico|"
            rf"doctor(?:a|es|as)?|dios)|\bte crees (?:medic[oa]|doctora?|dios|el rey|la reina)|\bhasta (?:un|"
            rf"una) (?:nino|"
            rf"nina|mono|perro|estudiante|celador) (?:sabe|sabria|lo haria|lo ve|lo hace)|"
            rf"\b(?:menudo|menuda|vaya) (?:elemento|elementa|inutil|lumbrera|panda de)|"
            rf"\bnadie te ha (?:preguntado|pedido (?:tu |la )?opinion)(?:$|[.!,;])){_SHUT}?"
        ),
        "condescension.clear es_idea": (
            rf"{_OPEN}(?P<at>no (?:tienes|tienen|teneis|tiene) ni idea|(?:da|dan) verguenza ajena|"
            rf"te hago un (?:dibujo|"
            rf"croquis)|hasta (?:mi|el|la) (?:nino|nina|mono|abuela|perro|estudiante|celador) (?:sabe|sabria|"
            rf"lo haria|lo "
            rf"ve)|(?:menudo|menuda|vaya) (?:nivel|personaje|genio|panda|tropa)(?:$|[.!,;])|nadie te ha (?:preguntado|"
            rf"pedido)){_SHUT}?"
        ),
    }
)
