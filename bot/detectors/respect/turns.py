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
_SEE = r"(?:do|see|read|spot|tell|manage|work|understand|interpret|diagnose|find|get|count|figure|write|put|run|know)"

TURNS = Patterns(
    {
        # To somebody's face: doubts about their wits, their reading, their place.
        "insult.sure no_idea": (
            rf"{_OPEN}(?P<at>{_YOU} (?:{_MUCH}){{0,2}}(?:have|had|got|haven't|havent|havent got|have got) "
            rf"(?:absolutely |literally |quite |really )?(?:no idea|no clue|a clue|not a clue|zero idea|"
            rf"zero clue)"
            rf"(?: what| how|$|[.!,;]| about| have)){_SHUT}?"
        ),
        "insult.clear they_no_idea": (
            rf"{_OPEN}(?P<at>{_THEY} (?:{_MUCH}){{0,2}}(?:has|have|had) (?:absolutely |literally )?"
            r"(?:no idea|no clue|zero idea|not a clue) what (?:he|she|they|he's|she's|they're))"
        ),
        "insult.sure met_better": (
            rf"{_OPEN}(?P<at>(?:i've|i have|we've|ive|i) (?:met|seen|had|known|scraped|owned|trained) "
            r"[a-z' -]{3,36} (?:with (?:more|better|a better|a sharper)|(?:smarter|sharper|brighter|kinder|"
            r"quicker|"
            r"more use|more useful|more competent|better) than (?:you|him|her|them|that|this)))"
        ),
        "insult.sure out_of_backside": (
            rf"{_OPEN}(?P<at>(?:head|heads|finger|fingers|thumb|thumbs) (?:is |are )?(?:out of|up|stuck up|"
            rf"so far up) "
            rf"(?:your|ur|his|her|their|its own|your own|his own|her own|their own) "
            rf"(?:own )?(?:arse|ass|arses|asses|backside|backsides|bum|behind|butt)){_SHUT}"
        ),
        "insult.sure brain_cells": (
            rf"{_OPEN}(?P<at>brain ?cells? (?:optional|between|to rub|left|not|missing|required)|(?:one|two|"
            rf"a single|"
            rf"half a|that one|their only|your only|his only|her only|last) brain ?cells?|kein hirn|"
            rf"ohne hirn|hirn aus|"
            rf"pas de cerveau|sans cerveau|un seul neurone|deux neurones|sin cerebro|media neurona|"
            rf"dos neuronas){_SHUT}"
        ),
        "insult.sure which_idiot": (
            rf"{_OPEN}(?P<at>(?:what|which|what sort of|what kind of|only an?|some) (?:complete |absolute |"
            rf"total |utter |"
            r"fucking |bloody |f\*+ing )?(?:idiot|moron|clown|muppet|genius|imbecile|fool|halfwit|numpty|"
            r"donkey|monkey)s?"
            r"(?: (?:in|from|on|of|at) [a-z ]{2,16})? (?:would|could|prescribe[sd]?|wrote|writes|put|puts|"
            r"ordered|orders|"
            r"did|does|do|thought|thinks|left|leaves|signed|signs|booked|books|sent|sends|decided|let|lets|"
            r"took|takes))"
        ),
        "insult.sure absolute_lot": (
            rf"{_OPEN}(?P<at>(?:absolute|complete|utter|total|proper|actual|literal) (?:clown|muppet|idiot|"
            rf"donkey|amateur|"
            r"joker|cowboy|numptie|moron|vulture|leeche|parasite|sheep)s?(?: show)? (?:running|in|at|on|"
            r"from|upstairs|"
            rf"downstairs|the lot|who|down|over)){_SHUT}"
        ),
        "insult.sure a_shower": (
            rf"{_OPEN}(?P<at>(?:are|were|is|was|what|such|still) (?:an? )?(?:absolute |complete |total |"
            rf"right |proper )?"
            r"(?:shower|shambles of a (?:human|doctor|nurse|team)|waste of a (?:seat|bleep|badge|rota slot|"
            r"slot|post|chair))"
            r")(?:$|[.!,;])"
        ),
        "insult.sure your_lack": (
            rf"{_OPEN}(?P<at>(?:your|ur|his|her|their) (?:sheer |utter |complete |total |own |usual |famous |"
            rf"staggering |"
            rf"breathtaking )?(?:incompetence|stupidity|ignorance|idiocy|laziness|uselessness|"
            rf"cluelessness)){_SHUT}"
        ),
        "insult.sure excuse_for": (
            rf"{_OPEN}(?P<at>(?:pathetic|poor|sorry|miserable|sad|lousy|pitiful|feeble|"
            rf"lame) (?:little )?excuse for an?"
            rf"){_SHUT}"
        ),
        "insult.sure the_worst": (
            rf"{_OPEN}(?P<at>(?:(?:you|{_THEY})(?: are|'re| is|'s| were| was)|youre|ur|easily|by far|"
            rf"quite possibly) (?:easily |by far "
            r"|probably |possibly |honestly |officially )?(?:one of )?the (?:single )?(?:weakest|worst|"
            r"slowest|laziest|dumbest|"
            r"thickest|dimmest|stupidest|poorest|most useless|most incompetent|least competent|least useful|"
            r"most clueless) "
            rf"(?:{_ROLE}|person|people|trainee|human|colleague|team|excuse|thing))"
        ),
        "insult.sure could_do_better": (
            rf"{_OPEN}(?P<at>(?:my|an?|any) (?:dead |late |blind |old |trained |half-dead |drunk |house)?{_ANIMAL} "
            r"(?:(?:could|would|can|has|knows|writes|reads|handles|manages)(?: have)? (?:[a-z]+ ){0,5}(?:better|faster"
            rf"|quicker)|(?:could|would)(?: have)? {_SEE}[a-z]* (?:that|this))){_SHUT}"
        ),
        "insult.sure not_bright": (
            rf"{_OPEN}(?P<at>(?:not|hardly|isn't|aren't|never been|wasn't) (?:exactly |really |quite |"
            rf"honestly )?(?:the |"
            r"the very )?(?:sharpest|brightest|quickest|smartest|fastest|full shilling|shiniest) (?:tool|"
            r"knife|bulb|lamp|"
            rf"spoon|scalpel|crayon|one|of|in|at|star|pencil|lightbulb|thing)){_SHUT}"
        ),
        "insult.sure life_depended": (
            rf"{_OPEN}(?P<at>(?:can't|cant|cannot|couldn't|couldnt|could not|can not|"
            rf"doesn't know how to) [a-z]+ "
            r"(?:[a-z]+ ){0,3}(?:to save|if|way out of|out of) (?:his|her|their|your|ur|its|my) "
            r"(?:life|lives|way out|life depended|lives depended))"
        ),
        "role.sure way_out_of": (
            rf"{_OPEN}(?P<at>(?:can't|cant|cannot|couldn't|couldnt|could not) [a-z]+ (?:his|her|their|your|"
            rf"its) way out of)"
        ),
        # Talking down.
        "condescension.sure one_job": (
            rf"{_OPEN}(?P<at>(?:you|u|they|he|she) had (?:literally )?one (?:single )?job)(?:$|[.!?,;])"
        ),
        "condescension.sure want_medal": (
            rf"{_OPEN}(?P<at>(?:want|like|need|expecting|expect|waiting for) (?:an?|your|some) (?:medal|"
            rf"cookie|biscuit|sticker|"
            r"gold star|round of applause|parade|trophy|certificate|lollipop|standing ovation) ?(?:for|\?|"
            r"now|or|too|with)|"
            r"(?:give) (?:you |him |her |them )?a (?:parade|medal|cookie|gold star|biscuit) ?(?:for|\?|then|"
            r"or|now))"
        ),
        "condescension.clear party": (
            rf"{_OPEN}(?P<at>(?:throw|call) (?:you |him |her |them )?(?:a party|a parade|the papers))"
        ),
        "condescension.sure another_genius": (
            rf"{_OPEN}(?P<at>(?:another|yet another|wieder so ein|schon wieder so ein|encore un|"
            rf"otro) (?:genius|einstein|expert|hero|genie|held|leuchte|"
            rf"genio|lumiere)(?: (?:from|in|at|who|aus|von|de|du|del|that))?){_SHUT}"
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
            rf"comme|wie|como) (?:you|u|him|her|toi|vous|dich|tu) "
            rf"(?:are|is|give|make|ruin|should|shouldn't|don't|belong|sont|sind|son)){_SHUT}"
        ),
        "patients.sure deserve": (
            rf"{_OPEN}(?P<at>(?:gets?|getting|got) what (?:they|he|she|these people) (?:deserves?|deserved|"
            rf"asked for|had coming)|"
            r"(?:had|has|have) it coming|brought it on (?:himself|herself|themselves))"
        ),
        "threat.sure watch_back": (
            rf"{_OPEN}(?P<at>watch (?:your|ur) back(?:$|[.!,;]| (?:mate|pal|on|next|tonight|from now|because|"
            rf"i|we|buddy|love|son|girl|boy|doc|if|around))|"
            rf"(?:better|should|to) watch (?:your|ur) (?:back|mouth|step|tone)){_SHUT}?"
        ),
        "condescension.sure finally_right": (
            rf"{_OPEN}(?P<at>(?:you|u|he|she|they)(?: actually| finally| managed to| even){{1,2}} (?:did|do|"
            rf"got|get|read|"
            r"wrote|write|find|found|managed|answered|answer|turned up|showed up|remembered|"
            r"bothered)[a-z ]{0,24}"
            r"(?: for once| right| correctly| on time| by yourself| by himself| by herself| all by))"
        ),
        "condescension.sure always_this": (
            rf"{_OPEN}(?P<at>(?:are|is|were) (?:you|u|he|she|they) always (?:this|so|that) (?:slow|thick|"
            rf"dense|lazy|difficult|"
            r"dramatic|helpless|clueless|useless|forgetful|confused|careless|dim|rude|incompetent|late|"
            r"unhelpful|sloppy))"
        ),
        "condescension.sure first_day_or": (
            rf"{_OPEN}(?P<at>(?:is|was) (?:it|this|that) (?:your|his|her|their) first (?:day|shift|week|time|"
            rf"rodeo)"
            r"(?: here| on earth| in a hospital| as a doctor)?,? or)"
        ),
        "condescension.sure reading_or_just": (
            rf"{_OPEN}(?P<at>(?:are|do|did|can|does|is) (?:you|u|he|she|they|anyone (?:there|up there|"
            rf"down there|in [a-z]+)) (?:actually |ever |even |really )"
            r"?(?:read|reading|listen|listening|think|thinking|look|looking|examine|"
            r"check)(?: [a-z]+){0,4},? or (?:just|do "
            r"you just|are you just|only|do they just|does he just|does she just|is it just))"
        ),
        "condescension.sure do_you_even": (
            rf"{_OPEN}(?P<at>(?:do|did|does|can) (?:you|u|he|she|they) (?:even|ever) (?:care|read|listen|"
            rf"think|bother|"
            r"understand|look at the|examine|know (?:what|how|where|which|anything)|go to (?:med|medical|"
            r"nursing) school|"
            r"work|try))"
        ),
        "condescension.sure if_you_cant": (
            rf"{_OPEN}(?P<at>(?:if (?:you|u|they|he|she) (?:can't|cant|cannot|can not) (?:handle|hack|take|"
            rf"stand|cope with|"
            r"manage|deal with|do|keep up with|keep up)[a-z ']{0,22},? (?:then |maybe |perhaps |please |"
            r"just )?(?:go|get out|"
            r"find|leave|quit|stay|become|try|retire|stick|do something|consider|pick)))"
        ),
        "condescension.sure learn_to": (
            rf"{_START}(?P<at>(?:try |go |time to |might want to |want to |should |could |needs? to |need to )?"
            r"(?:learn(?:ing)?|learned?) (?:how )?to (?:read|listen|spell|count|think|write|speak|shut up)"
            r"(?:$|[.!?,;]| before| first| what| instead| properly| for once| and| mate| then))"
        ),
        "condescension.sure use_your": (
            rf"{_START}(?P<at>(?:try |try to |maybe )?(?:use|using|switch on|engage) (?:your|ur) (?:brain|"
            rf"brains|head|eyes|"
            rf"ears|grey matter)){_SHUT}"
        ),
        "condescension.sure considered": (
            rf"{_OPEN}(?P<at>(?:have|has|had) (?:you|u|he|she|they|anyone) (?:ever |even )?(?:tried|"
            rf"considered|thought of|thought about) "
            r"(?:actually |maybe |perhaps |just )?(?:reading|thinking|listening|doing your|working|retiring|"
            r"retirement|"
            r"another career|a career in|a different (?:career|job)|examining|looking at the|not being|"
            r"early retirement|accountancy|gardening))"
        ),
        "condescension.sure even_a": (
            rf"{_OPEN}(?P<at>even (?:an?|my|the|your) (?:[a-z0-9-]+ ){{0,2}}(?:child|{_ANIMAL}|students?|"
            rf"first year|intern|"
            rf"{_ROLE}|monkey|vet|layperson|taxi driver|cleaner|receptionist|idiot|google) (?:could|would|"
            rf"knows?|gets it|"
            rf"understands|manages|can {_SEE}|can see|spotted|noticed|got it|worked))"
        ),
        "condescension.sure says_the": (
            rf"{_OPEN}(?P<at>says the (?:one|guy|person|man|woman|girl|lad|bloke|{_ROLE}|department|team|"
            rf"specialty) (?:who|that|whose|"
            rf"with|from|which)){_SHUT}"
        ),
        "condescension.sure lane": (
            rf"{_OPEN}(?P<at>stay in (?:your|ur|their|his|her) lane|know (?:your|ur|their|his|her) place|"
            rf"above (?:your|ur) pay ?grade|"
            r"who do (?:you|u) think (?:you|u) are|get over (?:yourself|urself)|get off (?:your|ur|his|her|"
            r"their) high horse|"
            r"(?:let|leave (?:it|that|this) to) the (?:adults|grown-?ups|big boys|real (?:doctors|nurses|"
            r"surgeons|medics)|professionals|experts)"
            r"(?: talk| handle| speak| work| decide|$|[.!,;]| do| in))"
        ),
        "condescension.sure mouths_shut": (
            rf"{_OPEN}(?P<at>(?:should|could|can|would|need to|needs to|better|to) (?:just |really |"
            rf"please )?(?:keep|keeping) "
            rf"(?:your|ur|their|his|her) (?:mouths?|gobs?|traps?|opinions?|noses?) (?:shut|closed|"
            rf"to (?:yourself|themselves|himself|herself)|"
            rf"out)){_SHUT}"
        ),
        "condescension.sure stop_whining": (
            rf"{_START}(?P<at>(?:stop|quit|enough with the|no more) (?:your |ur |the |all the |"
            rf"with the )?(?:whining|whinging|whingeing|moaning|bitching|"
            rf"sulking|snivelling|wallowing|sobbing)){_SHUT}"
        ),
        "condescension.sure calls_itself": (
            rf"{_OPEN}(?P<at>(?:you |he |she |they |and )?(?:calls?|calling|called) (?:yourself|yourselves|"
            rf"urself|himself|herself|"
            rf"themselves|itself) an? (?:[a-z]+ ){{0,2}}(?:{_ROLE}|professional|scientist|clinician|expert|"
            rf"specialist|leader)){_SHUT}"
        ),
        "condescension.sure not_hard": (
            rf"{_OPEN}(?P<at>(?:it's|its|it is|this is|that's|thats) (?:really |honestly |"
            rf"literally )?not (?:that |exactly )?(?:hard|difficult|"
            r"rocket science|complicated|brain surgery),? (?:people|mate|love|sweetie|genius|guys|lads|"
            r"folks|is it|honestly|pal|bud))"
        ),
        "condescension.sure in_your_life": (
            rf"{_OPEN}(?P<at>(?:for once in|first time in) (?:your|ur|his|her|their) (?:life|lives|career|"
            rf"careers|sorry)|somebody who (?:has|had) (?:clearly |obviously |"
            r"evidently )?never|someone who (?:has|had|'s)? ?(?:clearly|obviously|evidently|"
            r"plainly) (?:has |had )?(?:never|not|hasn't))"
        ),
        "condescension.sure explain_slowly": (
            rf"{_OPEN}(?P<at>(?:let me|i'll|i will|shall i|should i|want me to|need me to|do i have to|"
            rf"must i) (?:explain|say|spell|repeat|"
            r"type|go|write)(?: it| this| that)?(?: again)?(?: out)? (?:very |really |nice and )?(?:slowly|"
            r"slow|in small words|in short words|in crayon|"
            r"for you|so (?:that )?(?:even )?(?:you|u)))"
        ),
        "role.sure not_a_profession": (
            rf"{_OPEN}(?P<at>(?:don't|dont|do not|stop|let's not|lets not|please don't|"
            rf"quit) (?:pretend(?:ing)?|call(?:ing)?) "
            rf"(?:it|that|this|it's|its|you|they) ?(?:is |are )?(?:an? )?(?:real |proper |"
            rf"actual )?(?:profession|medicine|science|specialty|job|doctor|"
            rf"surgery|work|evidence|research)){_SHUT}"
        ),
        "role.sure for_a_living": (
            rf"{_OPEN}(?P<at>(?:sudokus?|crosswords?|instagram|naps?|golf|coffee|candy crush|sleep|chat|"
            rf"gossip|drink tea|push paper|hold hands|"
            rf"guess|knit) (?:and [a-z]+ )?for a living|paid to (?:sit|sleep|nap|scroll|drink|chat|gossip|"
            rf"do nothing|walk people)){_SHUT}"
        ),
        "role.sure who_let": (
            rf"{_OPEN}(?P<at>who (?:let|lets|gave|allowed) (?:the|this|that|an?|these|those) (?:new |night |"
            rf"day |wee |little )?(?:{_ROLE}) "
            r"(?:near|loose|out|in|write|touch|have|a|the|access|onto|to|hold|speak|drive))"
        ),
        "role.sure take_themselves": (
            rf"{_OPEN}(?P<at>(?:who|that|another|and) (?:thinks?|believes?|fancies|imagines|reckons?) (?:he|"
            rf"she|they|it)(?:'s|'re| is| are) (?:an? |the )?"
            rf"(?:real |proper |god|god's|some kind of |sort of )?(?:{_ROLE}|doctor|gift|consultant|house md|"
            rf"dr house|above)){_SHUT}"
        ),
        "role.sure just_a_role_what": (
            rf"{_OPEN}(?P<at>(?:just|only|merely|nothing but) an? (?:{_ROLE})(?:,|\.|;| -| so)? ?(?:what|how|"
            rf"why|who|so|stay|don't|dont|leave|nobody|"
            rf"you|calm|shut|know)){_SHUT}"
        ),
        "role.sure even_for": (
            rf"{_OPEN}(?P<at>even for an? (?:{_ROLE})|what do you expect from an? (?:{_ROLE})|"
            rf"what did (?:you|i|we) expect from (?:an? )?(?:{_ROLE})|"
            rf"that's (?:an? )?(?:{_ROLE}) for you|because (?:of course )?(?:{_ROLE}) (?:can't|cant|don't|"
            rf"dont|never)|(?:{_ROLE}) gonna (?:{_ROLE}))"
        ),
        "role.sure all_they_do": (
            rf"{_OPEN}(?P<at>all (?:you|u|he|she|they|we ever see them|these people|"
            rf"(?:{_ROLE})) (?:ever )?(?:do|does|did) is (?:to )?(?:moan|whinge|whine|complain|"
            rf"sit|sleep|talk|bitch|cry|milk|drink|gossip|scroll|walk|push|hand|copy|refer|say|send|"
            rf"order)){_SHUT}"
        ),
        # Patients, and groups of people.
        "patients.sure one_in": (
            rf"{_OPEN}(?P<at>(?:the|that|our|another|another bloody) (?:fat|fatty|obese|huge|giant|smelly|"
            rf"stinky|crazy|mad|loony|demented|drunk|ugly|weird|annoying|"
            r"whiny|needy|screaming|moaning|clingy|dirty|filthy|toothless|batty|nutty) (?:one|lump|thing|"
            r"creature|blob|mountain) (?:in|from|on|at|again|who|that))"
        ),
        "patients.sure gomer": (
            rf"{_OPEN}(?P<at>gomers? (?:in|is|are|on|from|again|back|of|came|with|number|number)|(?:another|a|"
            rf"that|this|our|old) gomer){_SHUT}"
        ),
        "patients.sure holiday": (
            rf"{_OPEN}(?P<at>(?:back|here|in) (?:again )?for (?:his|her|their|the|another|a|some) (?:weekly |"
            rf"daily |usual |free |nightly |monthly |annual )?(?:holiday|fix|"
            r"sandwich|sandwiches|free food|hotel|five star|5 star|spa|attention|dose of attention|"
            r"morphine holiday|mini ?break|bed and breakfast|b&b))"
        ),
        "patients.sure milk_system": (
            rf"{_OPEN}(?P<at>(?:milk|milks|milking|gaming|games|playing|plays|scrounging off|sponging off|"
            rf"bleeding) the (?:system|benefits|state|taxpayer|nhs)){_SHUT}"
        ),
        "patients.sure whinge_about": (
            rf"{_OPEN}(?P<at>(?:hear|listen to|hearing|listening to) (?:him|her|them|that (?:woman|man|one)|"
            rf"bed \d+|another [a-z]+) (?:whinge|whine|moan|bang on|drone|"
            r"cry|go on|complain|bleat|wail|whinging|moaning|whining|crying|complaining))"
        ),
        "hate.sure left_to_die": (
            rf"{_OPEN}(?P<at>(?:should|deserve to|deserves to|ought to|need to) (?:just )?be (?:left to die|"
            rf"put down|sterilised|sterilized|culled|shot|locked up|deported|"
            r"sent (?:back|home)|banned from)|let (?:them|him|her|these people) (?:all )?die|"
            r"natural selection (?:work|do|at work|in action))"
        ),
        "hate.sure kitchen": (
            rf"{_OPEN}(?P<at>(?:back|get|go|stay|belongs?|belonging)(?: back)? (?:in|to|into) the kitchen|"
            rf"pretty (?:little )?faces? (?:belongs?|should|at|on|like)|"
            r"(?:are|is|were) (?:you|u|she) on (?:your|ur|her) (?:period|rag)|must be (?:that|her|"
            r"your) time of the month)"
        ),
        # French, German and Spanish.
        "insult.sure fr_pas_fute": (
            rf"{_OPEN}(?P<at>(?:t'es|tu es|t es|vous etes|il est|elle est|ils sont|elles sont|"
            rf"c'est) (?:vraiment |franchement |quand meme |decidement )?pas "
            rf"(?:bien |tres |vraiment |franchement |trop )?(?:fute|futee|futes|malin|maligne|malins|doue|"
            rf"douee|doues|finaud|finaude|une lumiere|la lumiere|des lumieres|le couteau|"
            rf"le crayon|aide|aidee|gate|gatee)){_SHUT}"
        ),
        "role.sure fr_se_prend": (
            rf"{_OPEN}(?P<at>(?:se prend|se prennent|te prends|vous prenez|se croit|se croient|te crois|"
            rf"vous croyez) (?:pour |encore |toujours |vraiment )?(?:pour )?(?:un|une|des|le|la|les|"
            rf"dieu|medecin|chirurgien|docteur|qui)){_SHUT}"
        ),
        "insult.sure fr_nullite": (
            rf"{_OPEN}(?P<at>d'une (?:telle |rare )?(?:nullite|betise|incompetence|paresse|lenteur|"
            rf"mediocrite|connerie)(?: rare| crasse| sans nom| pareille| folle)?){_SHUT}"
        ),
        "condescension.sure fr_ecole": (
            rf"{_OPEN}(?P<at>(?:retourne|retournez|repars|rentre|retourner) (?:a l'ecole|en cours|a la fac|"
            rf"sur les bancs|apprendre|reviser|en p1|en premiere annee|jouer|dormir|chez toi|"
            rf"chez ta mere)|donner? des lecons|faire la lecon|apprends a (?:lire|ecouter|ecrire|compter|"
            rf"parler)|apprenez a (?:lire|ecouter|ecrire|compter)|"
            rf"faut (?:te|vous|lui|leur) faire un dessin|tu veux (?:une medaille|un dessin|un cookie|"
            rf"des applaudissements)|vous voulez (?:une medaille|un dessin)|va (?:pleurer|te plaindre|"
            rf"chouiner)|"
            rf"(?:on|personne) (?:ne )?(?:t'a|vous a|t'avait) (?:pas )?(?:sonne|demande ton avis|"
            rf"rien demande)|diplome (?:dans une pochette|dans un kinder|au loto|a la tombola|"
            rf"dans un paquet)|"
            rf"t'as (?:eu ton|trouve ton) (?:diplome|concours)|meme (?:un|une|mon|ma) (?:enfant|gamin|gosse|"
            rf"externe|chien|singe|grand-mere|stagiaire) (?:de [a-z0-9 ]{{1,12}})?(?:sait|saurait|ferait|"
            rf"comprend|"
            rf"comprendrait|y arrive|le voit)){_SHUT}"
        ),
        "condescension.sure de_schuss": (
            rf"{_OPEN}(?P<at>den schuss nicht gehort|schon wieder so ein(?:e)? [a-z]+|"
            rf"wieder so ein(?:e)? (?:genie|held|heldin|experte|expertin|leuchte|spezialist)|"
            rf"nicht (?:gerade )?(?:die|der|das) (?:hellste|schnellste|schlauste|schlaueste|"
            rf"cleverste)[a-z ]{{0,12}}|lern(?:t|en sie)? (?:erst ?mal|doch mal|mal|endlich) (?:lesen|"
            rf"schreiben|zuhoren|denken|deutsch|untersuchen)|"
            rf"(?:hast|haben) (?:du|sie) (?:uberhaupt|eigentlich|jemals) (?:studiert|gelernt|gelesen|"
            rf"zugehort|nachgedacht|mal)|soll ich (?:dir|ihnen|euch) (?:ein bild|das aufmalen|"
            rf"das buchstabieren)|"
            rf"zu (?:doof|blod|dumm|faul) (?:zum|um|fur)|geh (?:doch |mal )?(?:heulen|weinen|"
            rf"nach hause spielen|zuruck)|sogar (?:ein|eine|mein|meine|der|die) (?:[a-z]+ )?(?:kind|hund|oma|"
            rf"praktikant|famulant|pj-ler|affe) (?:kann|konnte|"
            rf"wurde|weiss|sieht|hatte)|(?:hat|haben) (?:wohl |ja |echt )*(?:keine ahnung von|"
            rf"nichts im kopf)|klappe halten|halt (?:die|deine) klappe|selten so (?:ein|eine|einen|"
            rf"was) (?:[a-z]+ )?(?:dumm|inkompetent|faul)[a-z]*|"
            rf"(?:fur wen|wofur) halt(?:en|st|et)? (?:sich|du|ihr|die))"
        ),
        "role.sure de_typisch": (
            rf"{_OPEN}(?P<at>(?:typisch|mal wieder typisch|wieder typisch) (?:die |der |das )?(?:{_ROLE}|"
            rf"internist(?:en)?|chirurgie|innere|notaufnahme|radiologie|anasthesie|anasthesist|pflege|"
            rf"kardiologe|kardiologie|psychiater)|"
            rf"(?:spielt|spielen) (?:sich )?(?:mal wieder |wieder |hier )?(?:arzt|arztin|chefarzt|professor|"
            rf"doktor)|mochtegern-?[a-z]+){_SHUT}"
        ),
        "condescension.sure es_aprende": (
            rf"{_OPEN}(?P<at>(?:a ver si (?:aprendes|aprendeis|aprenden|aprende)|aprende|aprended|aprenda|"
            rf"ya podias aprender) a (?:leer|escuchar|escribir|contar|pensar|hablar)|"
            rf"(?:no tienes|no tienen|no teneis|no tiene) ni (?:puta )?idea|(?:dan|das|dais|da) (?:mucha |"
            rf"una )?(?:pena|verguenza(?: ajena)?)|vuelve a (?:la )?(?:facultad|guarderia|escuela|primero)|"
            rf"te (?:hago|tengo que hacer) un (?:dibujo|croquis|esquema)|(?:quien|donde) te (?:ha dado|dio|"
            rf"regalaron|han regalado) (?:el titulo|la plaza)|te ha tocado (?:el titulo|la plaza) en|"
            rf"se (?:cree|creen) (?:medic|el medico|la medico|doctor|dios)[a-z]*|"
            rf"te crees (?:medic|doctor|dios|el rey|la reina)[a-z]*|hasta (?:un|una|mi|el|la) (?:nino|nina|"
            rf"mono|abuela|perro|estudiante|celador) (?:sabe|sabria|lo haria|lo ve|lo hace|puede|podria)|"
            rf"(?:menudo|menuda|vaya) (?:nivel|elemento|elementa|personaje|genio|inutil|crack|lumbrera|panda|"
            rf"tropa)|nadie te ha (?:preguntado|pedido)){_SHUT}"
        ),
    }
)
