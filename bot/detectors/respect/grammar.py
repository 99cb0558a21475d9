"""How words must stand to one another to be a remark about somebody: who, what is said of them, in which order.

A name is ``family.strength`` (see ``remarks.toml``) and a word that tells the patterns apart. Each pattern runs only
where the words that it needs were found. Gaps are counted in words and never longer than `_FEW`.
"""

from bot.detectors.patterns import Gated
from bot.detectors.respect.lexicon import alternation

_NOUN = alternation("insult_noun")
_DOUBLE = alternation("double_noun")
_STRONG = alternation("strong_noun")
_STRONG_QUALITY = alternation("strong_adjective")
_ADJECTIVE = alternation("insult_adjective")
_ROLE = alternation("role")
_PERSON = alternation("person")
_PATIENT = alternation("patient")
_GROUP = alternation("group")

_FEW = r"(?:[a-z'@*-]+,? ){0,4}"
_TWO = r"(?:[a-z'*-]+,? ){0,2}"
_SUCH = (
    r"(?:(?:an?|the|such|just|really|still|always|being|so|as|quite|simply|basically|all|both|most|biggest|worst"
    r"|nothing but|no more than|little more than|bunch of|pack of|load of|lot of|bit of an?|kind of an?|absolute"
    r"|complete|utter|total|proper|right|real|actual|fucking|f\*+cking|f\*+ing|bloody|damn|goddamn|little|big|old|poor"
    r"|sad|massive|huge|dirty|dumb|un|une|des|le|la|les|vrai|vraie|vrais|gros|grosse|petit|petite|sale|pauvre"
    r"|espece de|bande de|ein|eine|einfach|nur|der|die|das|una|unos|unas|muy|tan|puto|puta|pedazo de|[a-z]+ly"
    rf"|{_ADJECTIVE}),? ){{0,4}}"
)
_ONE = r"(?:[a-z'*-]+,? )?"
_YOU_ARE = (
    r"(?:you are|you're|youre|your|ur|u r|u are|you were|you must be|you sound|you look|you really are|you lot are"
    r"|are you|you being|you absolute|you complete|you utter|you total|you fucking|you f\*+cking|you stupid"
    r"|you lazy|you"
    r"|tu es|t'es|t es|vous etes|espece de|espece d'|quel|quelle|du bist|ihr seid|sie sind|du|ihr|eres|sois|sos)"
)
_YOU_BE = (
    r"(?:you are|you're|youre|u r|u are|you were|you must be|you sound|you look|you really are|you lot are"
    r"|are you|you being"
    r"|tu es|t'es|t es|vous etes|du bist|ihr seid|eres|sois|sos)"
)
_THEY_ARE = (
    r"(?:(?:he|she|they|who|dr [a-z]+|mr [a-z]+|everyone(?: [a-z]+){0,3})(?: [a-z]+ly)?(?:'s|'re| is| are| was"
    r"| were| being| must be| sounds like| acts like)"
    r"|shes|hes|theyre|il est|elle est|ils sont|elles sont|c'est un|c'est une|er ist|sie ist|die sind|alles"
    r"|es un|es una|son unos|son unas|son todos|esta)"
)
_BE = r"(?: is| are| was| were|'s|'re| being| be|,| est| sont| ist| sind| es| son)"
_OPEN = r"(?:^|[^a-z0-9])"
_SHUT = r"(?:$|[^a-z0-9])"

_IDLE = (
    r"(?:(?:mak(?:e|ing)|drink(?:ing)?|brew(?:ing)?) (?:the |some )?(?:toast|tea|coffee|brews?)|sit(?:ting)? "
    r"(?:around|down|on their|and)|chat(?:ting)?(?: all|$|[.!,;])|gossip(?:ing)?|nap(?:ping)?|sleep(?:ing)?(?: all|$|"
    r"[.!,;])|scroll(?:ing)?|hold(?:ing)? hands|push(?:ing)? (?:paper|buttons|trolleys)|shuffl(?:e|ing) paper|"
    r"print(?:ing)? leaflets|hand(?:ing)? out leaflets|sell(?:ing)? (?:cream|creams|glasses|vitamins|smiles)|"
    r"watch(?:ing)? (?:people|netflix|tv|telly|the clock)|walk(?:ing)? people|click(?:ing)? (?:a )?(?:buttons?|boxes)|"
    r"nod(?:ding)?(?: and|$|[.!,;])|colour(?:ing)? in|color(?:ing)? in|do(?:ing)? (?:crosswords|sudokus?|nothing)|"
    r"count(?:ing)? pills|twiddl(?:e|ing)|copy(?:ing)?(?: and |[- ])past(?:e|ing)|fluff(?:ing)? pillows|stick(?:ing)? "
    r"labels|look(?:ing)? busy|guess(?:ing)?(?: and|$|[.!,;]))"
)


GRAMMAR = Gated(
    {
        "insult.sure you": (("words.insult_noun",), rf"{_OPEN}(?P<at>{_YOU_ARE} {_SUCH}{_ONE}(?:{_NOUN})){_SHUT}"),
        "insult.sure you_double": (
            ("words.double_noun",),
            rf"{_OPEN}(?P<at>{_YOU_BE} {_SUCH}(?:{_DOUBLE}))(?:$|[^a-z0-9 '-]| and | who | with | of a )",
        ),
        "insult.sure you_little_double": (
            ("words.double_noun",),
            (
                rf"{_OPEN}(?P<at>(?:you|u|ya|tu|du) (?:absolute|complete|utter|total|fucking|f\*+ing|bloody|little"
                rf"|dirty|sad|old|{_ADJECTIVE}) {_ONE}(?:{_DOUBLE}))"
                r"(?:$|[^a-z0-9 '-])"
            ),
        ),
        "insult.clear they_double": (
            ("words.double_noun",),
            (
                rf"{_OPEN}(?P<at>(?:{_THEY_ARE}|(?:{_ROLE}|{_PERSON}){_BE}) (?:an? |the |such an? |just an? |all "
                r"|nothing but |absolute |complete |utter |total |fucking |bloody |lazy |lying |[a-z]+ly ){1,3}"
                rf"(?:{_DOUBLE}))"
                r"(?:$|[^a-z0-9 '-]| and | who | with )"
            ),
        ),
        "insult.sure your_quality": (
            ("words.insult_adjective",),
            (
                rf"{_OPEN}(?P<at>(?:your|ur|youre|you) (?:so |such |all |just |really |too |fucking |bloody "
                rf"|actually ){{0,3}}(?:{_ADJECTIVE}))(?:$|[^a-z0-9 '-]| and )"
            ),
        ),
        "insult.sure you_quality": (
            ("words.insult_adjective",),
            (
                rf"{_OPEN}(?P<at>(?:{_YOU_BE}) (?:all |so |just |such |really |too |genuinely |truly |honestly "
                r"|fucking |f\*+ing |bloody |actually |clearly |literally |a |an |the |as |the most |absolutely "
                r"|completely |utterly |totally |vraiment |trop |tellement |si |wirklich |so |echt |muy |tan |un "
                rf"|una |ein |eine ){{0,4}}(?:{_ADJECTIVE})){_SHUT}"
            ),
        ),
        "insult.sure strong_they": (
            ("words.strong_noun",),
            rf"{_OPEN}(?P<at>{_THEY_ARE} {_SUCH}{_ONE}(?:{_STRONG})){_SHUT}",
        ),
        "insult.sure strong_role": (
            ("words.strong_noun",),
            rf"{_OPEN}(?P<at>(?:{_ROLE}|{_PERSON}){_BE} {_SUCH}{_ONE}(?:{_STRONG})){_SHUT}",
        ),
        "insult.sure strong_lot": (
            ("words.strong_noun",),
            (
                rf"{_OPEN}(?P<at>(?:what an?|such an?|bunch of|pack of|load of|lot of|crowd of|group of"
                rf"|bande d[e'] ?|hatajo de|panda de|haufen) {_TWO}(?:{_STRONG})){_SHUT}"
            ),
        ),
        "insult.sure strong_named": (
            ("words.strong_noun",),
            (
                rf"{_OPEN}(?P<at>@?[a-z]{{2,20}} (?:is|was|remains) (?:an?|the|such an?|one) "
                rf"(?:[a-z'-]+,? ){{0,3}}(?:{_STRONG})){_SHUT}"
            ),
        ),
        "insult.clear strong": (
            ("words.strong_noun",),
            rf"{_OPEN}(?P<at>(?:{_STRONG})){_SHUT}",
        ),
        "insult.clear they": (("words.insult_noun",), rf"{_OPEN}(?P<at>{_THEY_ARE} {_SUCH}{_ONE}(?:{_NOUN})){_SHUT}"),
        "insult.clear they_quality": (
            ("words.insult_adjective",),
            rf"{_OPEN}(?P<at>{_THEY_ARE} {_TWO}(?:{_ADJECTIVE})){_SHUT}",
        ),
        "insult.clear what_a": (
            ("words.insult_noun",),
            (
                rf"{_OPEN}(?P<at>(?:what (?:an?|absolute|utter|total|complete)|such an?|(?:an?|the|that|this|those"
                r"|these|some|our|bunch of|pack of|load of|lot of|another) (?:absolute|complete|utter|total"
                r"|fucking|bloody|stupid|lying|lazy|useless|proper|massive|little|pathetic|arrogant|fat|old"
                r"|ignorant|sad|smug|spineless|incompetent|gibbering|blithering|brainless|nasty|miserable|dirty"
                rf"|filthy|real|right)) {_TWO}(?:{_NOUN})){_SHUT}"
            ),
        ),
        "insult.clear those": (
            ("words.insult_noun",),
            (
                rf"{_OPEN}(?P<at>(?:those|these|bunch of|pack of|load of|idiots|you|the) (?:{_NOUN})s? (?:in|at|on"
                rf"|from|who|upstairs|downstairs|running)){_SHUT}"
            ),
        ),
        "insult.clear role_noun": (
            ("words.role",),
            rf"{_OPEN}(?P<at>(?:{_ROLE}|{_PERSON}){_BE} {_SUCH}{_ONE}(?:{_NOUN})){_SHUT}",
        ),
        "insult.clear role_quality": (
            ("words.insult_adjective",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE}|{_PERSON}) {_TWO}(?:is|are|was|were|being|be|est|sont|ist|sind|es|son) "
                r"(?:all |so |just |such |really |too |fucking |bloody |f\*+ing |actually |as |the most "
                r"|absolutely |completely |utterly |totally |tous |tellement |alle "
                rf"|todos ){{0,3}}(?:{_ADJECTIVE})){_SHUT}"
            ),
        ),
        "insult.sure strong_quality": (
            ("words.strong_adjective",),
            (
                rf"{_OPEN}(?P<at>(?:{_THEY_ARE}|(?:{_ROLE}|{_PERSON})(?: [a-z]+)?(?: is| are| was| were| sont"
                rf"| est| sind| ist"
                rf"| es| son)) (?:[a-z*]+ly |all |so |just |such |too |fucking |bloody |tous |alle |todos ){{0,2}}"
                rf"(?:{_STRONG_QUALITY})){_SHUT}"
            ),
        ),
        "insult.clear quality_role": (
            ("words.insult_adjective",),
            (
                rf"{_OPEN}(?P<at>(?:{_ADJECTIVE}) (?:fucking |bloody |old |little |ass |arse |arsed )?(?:{_ROLE}"
                rf"|{_PERSON})){_SHUT}"
            ),
        ),
        "insult.clear only_an": (
            ("words.insult_noun",),
            (
                rf"{_OPEN}(?P<at>(?:only an?|any|every|which|what sort of|what kind of|some|typical|whichever"
                rf"|because some) (?:complete |absolute |total |utter )?(?:{_NOUN}) (?:would|could|who|that|thinks"
                rf"|decided|wrote|put|ordered|in|on|left|did|has)){_SHUT}"
            ),
        ),
        "insult.clear named": (
            ("words.insult_noun",),
            (
                rf"{_OPEN}(?P<at>@?[a-z]{{2,20}} (?:is|was|remains) (?:an?|the|such an?) "
                rf"(?:[a-z'-]+ ){{0,3}}(?:{_NOUN})){_SHUT}"
            ),
        ),
        "insult.clear vocative": (
            ("words.insult_noun",),
            rf"(?:^|[.!?\n] ?|, )(?P<at>(?:{_NOUN})s?)(?:$|[.!?\n,])",
        ),
        "insult.hint people_like": (
            ("words.person",),
            (
                rf"{_OPEN}(?P<at>(?:people|someone|doctors|nurses|idiots|gens|leute|gente) (?:like|comme|wie|como) "
                rf"(?:you|u|him|her|them|toi|dich|tu|that)){_SHUT}"
            ),
        ),
        "role.sure just_a": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:you|u|she|he|they|they're|you're|she's|he's|youre|ur|hes|shes|is|are|was|of"
                r"|from|by) (?:are |is |were )?(?:literally |basically |really |still )?\"?(?:just|only|merely"
                r"|nothing but|no more than|nothing more than|basically)\"? "
                rf"(?:an? )?\"?(?:[a-z-]+ )?(?:{_ROLE})){_SHUT}"
            ),
        ),
        "role.sure cannot": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE}) (?:really |just |still |literally |honestly )?(?:can't|cant|cannot"
                r"|couldn't|couldnt|can barely|can hardly|don't know how to|dont know how to|don't even|can't even"
                r"|ne savent pas|ne sait pas|konnen nicht|kann nicht|no saben|no sabe) (?:even )?(?:read|think"
                r"|count|spell|tell|write|diagnose|interpret|find|add|handle|cope|function|be trusted|do maths"
                rf"|do math|use|lire|compter|penser|lesen|denken|rechnen|leer|pensar|contar)){_SHUT}"
            ),
        ),
        "role.sure are_nothing": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE}) (?:is|are|=) (?:all |just |basically |literally |really |honestly "
                r"|only )*(?:nothing but|not real|not proper|not actual|not even|glorified|barely|little more than"
                r"|no more than|a waste of|an? (?:joke|disgrace|embarrassment|liability|cult)|basically"
                r"|where [a-z]+ [a-z]+ go|what happens when|for people who|useless|pointless|overrated|for "
                r"(?:failures|rejects|dropouts)|(?:furniture|decoration|baggage|monkeys|robots|sheep|secretaries"
                r"|typists|waitresses|maids|babysitters|butchers|carpenters|plumbers|mechanics|parasites"
                rf"|leeches))){_SHUT}"
            ),
        ),
        "role.clear are_just": (
            ("words.role",),
            rf"{_OPEN}(?P<at>(?:{_ROLE}) (?:is|are) (?:just|only) (?:an? )?[a-z-]+(?:s|er|or|ist|ies)){_SHUT}",
        ),
        "role.clear why_have": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:why do we (?:even |still )?(?:have|need|pay|employ|let)|what (?:is"
                r"|are) the point of|who needs|what's the point of|whats the point of|since when do"
                r"|never trust an?|never let an?|imagine being an?|only an?|says the|spoken like an?|typical) "
                rf"(?:{_ROLE})){_SHUT}"
            ),
        ),
        "role.clear fit_only": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE}) (?:should|need to|needs to|have to|ought to|better) (?:just "
                r"|really )?(?:stick|know|stay|shut|keep (?:quiet|out)|learn|be (?:seen|quiet|grateful|banned"
                r"|replaced|kept|supervised|doing)|not be (?:allowed|trusted|touching|near|in)|stop (?:pretending"
                rf"|playing|thinking|acting))){_SHUT}"
            ),
        ),
        "role.clear paid_for_trifles": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE}) (?:just |only |basically |literally |mostly )?(?:(?:get|gets|are|is|being|"
                rf"getting) paid (?:just )?(?:to|for) {_IDLE}|(?:get|gets|got|have|has|need|needs) an? (?:whole |"
                r"entire )?(?:degree|diploma|phd|masters) in (?:walking|nodding|toast|googling|colou?ring|crayons|"
                r"gossip|small talk|bedpans|tea|making (?:tea|beds|toast|coffee)|wiping|hand ?holding|plasters|"
                r"nothing|moaning|whining|pushing|stretching|guessing|common sense|laziness)))"
            ),
        ),
        "role.clear just_trifles": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE}) (?:(?:just|only|mostly|do nothing but|can only|literally just|basically "
                rf"just) {_IDLE}|(?:don't|dont|do not|never|can't|cant) (?:actually |even |really )?(?:save|cure|treat|"
                r"heal|help|fix) (?:anyone|anybody|anything|people|a soul),? (?:they|it's|its|so they|all they do "
                rf"is)(?: just| only)? {_IDLE}|(?:hate|fear|avoid|can't stand|cant stand|are (?:scared|afraid|"
                r"terrified) of) (?:people|humans|patients|the living),? (?:so|that's why|thats why|which is why|"
                r"hence)|hide in [a-z ]{2,24} (?:because|bc|cos|cuz|coz|as|since)(?: they)? (?:can't|cant|cannot|"
                r"couldn't|hate|are scared|are afraid)))"
            ),
        ),
        "role.sure rather_see_die": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE}) (?:would|will) (?:rather|sooner) (?:see|let|watch|have) (?:an?|the|your|"
                r"their|our) [a-z]+ (?:die|suffer|bleed|bleed out|crash) than)"
            ),
        ),
        "role.sure idle_abroad": (
            ("words.role",),
            (
                rf"{_OPEN}(?P<at>(?:{_ROLE})(?: [a-z]+ [a-z]+)?,? (?:(?:est|sont) (?:juste |vraiment )?payee?s? "
                r"(?:juste )?(?:a|pour) (?:papoter|bavarder|dormir|glander|blablater|(?:ne )?rien faire|boire (?:du|"
                r"le|des) cafes?|faire (?:semblant|la sieste|joujou))|solo (?:sirven|valen) para (?:cotillear|"
                r"estorbar|cobrar|quejarse|tomar cafe|repartir pastillas)|(?:werden|wird) (?:doch |nur |ja )*furs "
                r"(?:handchenhalten|kaffeetrinken|rumsitzen|nichtstun|quatschen|zuschauen) bezahlt|(?:konnen|machen|"
                r"tun) (?:doch |eh |ja |sowieso )*(?:nur|nichts als) (?:kaffee ?trinken|rumsitzen|quatschen|labern|"
                r"tratschen|jammern)))"
            ),
        ),
        "hate.sure group_are": (
            ("words.group",),
            (
                rf"{_OPEN}(?P<at>(?:{_GROUP})(?: [a-z]+)? (?:is|are|sind|sont|son) "
                rf"(?:(?:all |just |nothing but |like |only |an? )?(?:{_NOUN}|{_DOUBLE})|{_TWO}(?:{_ADJECTIVE})"
                r"|dirty|thieves|criminals|terrorists|rapists|liars|cheats|violent|lazy|backward|primitive|savages"
                r"|subhuman|evil|disgusting|parasites|invaders|scum|a plague|a cancer on|a disease|ruining"
                rf"|destroying|taking over)){_SHUT}"
            ),
        ),
        "hate.clear group_modal": (
            ("words.group",),
            (
                rf"{_OPEN}(?P<at>(?:{_GROUP})(?: [a-z]+)? (?:shouldn't|shouldnt|should never be|don't belong"
                rf"|dont belong"
                rf"|will never|deserve|belong|need to go|have no business|only got|only get)){_SHUT}"
            ),
        ),
        "hate.clear all_these": (
            ("words.group",),
            (
                rf"{_OPEN}(?P<at>(?:all (?:these|those|the)|bloody|fucking|f\*+ing|damn|typical|too many|so many"
                r"|another|these|those|no more|sick of|hate|can't stand|don't trust|not a fan of|tous ces|ces"
                rf"|diese|diese ganzen|scheiss|todos estos|putos|malditos|saleté de) (?:{_GROUP})){_SHUT}"
            ),
        ),
        "patients.sure noun": (
            ("words.patient",),
            rf"{_OPEN}(?P<at>(?:{_PATIENT}) {_FEW}(?:{_NOUN})){_SHUT}",
        ),
        "patients.clear quality": (
            ("words.insult_adjective",),
            (
                rf"{_OPEN}(?P<at>(?:{_ADJECTIVE}) (?:fucking |bloody |old |little |ass )?(?:{_PATIENT}|lady|woman"
                rf"|man|bloke|drunk|druggie|junkie|granny|gran|mum|mother|kid|family)){_SHUT}"
            ),
        ),
        "patients.sure noun_before": (
            ("words.insult_noun",),
            (
                rf"{_OPEN}(?P<at>(?:{_NOUN})s? (?:in|from|who came|came back|who|with|on) (?:{_PATIENT}|again"
                rf"|the ward|ed|his|her|a self)){_SHUT}"
            ),
        ),
        "condescension.clear vocative": (
            ("condescension.hint", "condescension.clear"),
            (
                r"(?:, |^|\. |! |\? )(?P<at>(?:sweetie|sweetheart|darling|princess|honey|hun|love|dear|kiddo|kid"
                r"|buddy|pal|mate|champ|genius|einstein|sherlock|sunshine|petal|missy|little one|young lady|boy"
                r"|son|grandpa|grandma|karen))(?:$|[.,!?])"
            ),
        ),
        "threat.clear going_to": (
            ("threat.hint", "threat.clear", "threat.sure"),
            (
                rf"{_OPEN}(?P<at>(?:i'll|i will|ill|gonna|going to|we'll|i'd|want to|wanna|should|someone will) "
                rf"(?:[a-z]+ ){{0,2}}(?:kill|hurt|end|ruin|destroy|break|smash|punch|slap|stab|bury|strangle|shoot"
                rf"|find|expose|bury|report|deport|finish) (?:you|ur|your|u|her|him|them)){_SHUT}"
            ),
        ),
    }
)
