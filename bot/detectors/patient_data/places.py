"""Places, employers and one-of-a-kind people: what singles a patient out though nothing names them.

A place smaller than a state counts when it is tied to the patient; so do a named employer, school, team or other
hospital, and a role, event or mark that only one person has. Countries and states, talk of places, the members' own
workplaces and rare diseases as such are clean: the labelling policy of the training corpus, section 2.5.
"""

import re
from collections.abc import Iterator

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.given import EPONYMS
from bot.detectors.patient_data.ordinary import ORDINARY
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patient_data.scene import AGE_AND_SEX, Scene
from bot.detectors.patient_data.vocabulary import PATIENT, listed
from bot.detectors.patterns import Patterns

PLACE, WORKPLACE, UNIQUE, NEWS = (
    "patient_data.place",
    "patient_data.workplace",
    "patient_data.one_of_a_kind",
    "patient_data.news_story",
)

RULES = {
    PLACE: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.PLACE,
        why="A place smaller than a state or country is tied to a patient.",
    ),
    WORKPLACE: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.ORGANISATION,
        why="A patient's employer, school, team, home or other hospital is named.",
    ),
    UNIQUE: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.OTHER,
        why="A role, an event or a distinction is told that only one person has.",
    ),
    NEWS: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.URL,
        why="A news story about the patient is linked or pointed to.",
    ),
}

_CAPITALS = (
    r"(?:[A-ZÀ-Ý][\wÀ-ÿ'’-]+(?: (?:of|on|upon|in|the|de|du|la|le|del|sur|am|an der|y"
    r"|&) [A-ZÀ-Ý][\wÀ-ÿ'’-]+| [A-ZÀ-Ý][\wÀ-ÿ'’-]+){0,3})"
)
_ORG_KIND = (
    r"(?i:school|primary|elementary|high|academy|college|university|uni|kindergarten|nursery"
    r"|daycare|preschool|gymnasium|grundschule|lycée|lycee|collège|école|ecole|colegio|instituto"
    r"|library|zoo|farm|dairy|bakery|cafe|café|restaurant|pub|hotel|brewery|mill|mine|quarry"
    r"|foundry|factory|works|plant|garage|salon|church|parish|mosque|temple|convent|monastery"
    r"|prison|jail|correctional|care home|nursing home|house|lodge|hospice|fire (?:& rescue"
    r"|station|department|service)|police|barracks|regiment|bn|battalion|fort|base|rfc|fc|afc|cc"
    r"|united|city|rovers|district|club|team|band|circus|theatre|council|county council|sparkasse"
    r"|bank|supermarket|airlines?|railway|ferries|shipyard|aggregates|logistics|motors|electrics"
    r"|salmon|fisheries|estate|vineyard|winery|co-?op|gmbh|ltd|inc|plc|group|press|gazette|radio"
    r"|tv)"
)
_JOBS = (
    r"driver|teacher|nurse|chef|cook|cleaner|porter|clerk|cashier|engineer|mechanic|welder|miner"
    r"|worker|guard|officer|manager|supervisor|farmer|baker|butcher|waiter|waitress|bartender"
    r"|barista|librarian|zookeeper|keeper|vet|pilot|steward|stewardess|sailor|fisherman|soldier"
    r"|sergeant|sgt|captain|cadet|recruit|pupil|student|teaching assistant|ta|headteacher"
    r"|head teacher|principal|deputy head|secretary|receptionist|caretaker|technician|lab tech"
    r"|scientist|lecturer|professor|coach|player|footballer|bowler|striker|goalkeeper|goalie"
    r"|quarterback|forward|winger|prop|gymnast|swimmer|runner|jockey|rider|cyclist|boxer|wrestler"
    r"|dancer|singer|drummer|guitarist|actor|aerialist|firefighter|paramedic|policeman"
    r"|police officer|constable|prison officer|inmate|resident|dj|presenter|journalist|editor"
    r"|priest|vicar|pastor|imam|rabbi|monk|nun|postman|postie|lollipop lady|dinner lady|groundsman"
    r"|gamekeeper|ranger|lifeguard|referee|umpire"
)
_SUBJECT = (
    rf"(?:{PATIENT}|he|she|they|him|her|his|their|family|parents|mum|mom|dad|wife|husband|couple"
    rf"|farmer|fisherman|hiker|climber|tourist|driver|worker|builder|teacher|{_JOBS}|{AGE_AND_SEX}"
    r"|\d{1,3}-?(?:yo|y/o|year old)|somebody|someone)"
)

_PLACES = Patterns(
    {
        "from": (
            r"(?:^|[^A-Za-z])(?i:from|lives? (?:in|at|on|near)|living (?:in|on|near)"
            r"|moved (?:here )?(?:from|to)|based in|born in|grew up in|resident (?:of|in)"
            r"|transferred (?:here )?from|transfer from|sent (?:over |up |down )?from|flown in from"
            r"|airlifted from|helicoptered from|brought in from|found (?:in|at|on|near|outside|under)"
            r"|outside|near|wintering in|holidaying in|fell (?:off|from|at|in)|crashed (?:on|at|in|near)"
            r"|drowned (?:in|at)|rescued (?:from|off|at)|collapsed (?:at|in|on)|shot (?:at|in|outside)"
            r"|stabbed (?:at|in|outside)|back (?:in|from)|originaire de|habite|vit (?:à|a|en)|vient de"
            r"|de retour de|adressée? (?:par|de)|vive en|vecin[oa] de|natural de|procedente de"
            r"|derivad[oa] de(?:sde)?|viene de|aus|wohnt in|lebt in|kommt aus|verlegt (?:aus|von)) (?:the "
            r"|a village (?:near|outside|called) |a farm (?:near|outside|in) |la |le |el |der "
            rf"|dem )?(?i:isle of |island of |village of |town of |parish of |port of )?(?P<at>{_CAPITALS})"
        ),
        "french": rf"(?:^|[^A-Za-zÀ-ÿ])(?i:à|de|d['’]|du|ds|près de|vers|sur|chez) ?(?P<at>{_CAPITALS})",
        "role in": (
            rf"(?:^|[^A-Za-z])(?i:{_JOBS}|grower|mayor|gp|doctor|dentist|pharmacist|midwife|undertaker"
            r"|coroner|magistrate|judge|mp|councillor|sheriff|pfarrer|bürgermeister|maire|curé|alcalde"
            r"|alcaldesa|cura|lehrer(?:in)?|champion) (?i:in|on|at|of|for|from|von|aus|de|du|à) (?:the "
            rf"|la |le |el )?(?i:isle of |island of |village of |town of )?(?P<at>{_CAPITALS})"
        ),
        "street": (
            r"(?:^|[^\w])(?i:on|in|off|at|near|along) (?:the )?(?P<at>(?:[A-Z][\w'’-]+ ){1,3}(?:Street|St"
            r"|Road|Rd|Lane|Avenue|Ave|Bridge|Beach|Pier|Harbour|Harbor|Quarry|Island|Bay|Falls|Gorge|Lake"
            r"|Loch|River|Valley|Peak|Ridge|Station|Airport|Market|Square|Estate|Village|Bluffs?|County"
            r"|Parish))\b"
        ),
    }
)
_WORKPLACES = Patterns(
    {
        "works": (
            r"(?:^|[^A-Za-z])(?i:works? (?:at|for|in|on)|working (?:at|for|in)|worked (?:at|for|in)"
            r"|employed (?:by|at)|employer(?: is|:)?(?: the)? ?\(?|job at|studies at|studying at|goes to"
            r"|attends|enrolled at|pupil at|plays (?:\w+ )?(?:for|in)|played for|coaches|coach (?:at|of"
            r"|for)|captain of|teaches at|serves (?:at|in|with)|stationed at|drives for|flies for"
            r"|resident (?:of|at)|lives at|carer at|travaille (?:à|chez|au|pour)|employée? (?:à|chez|de"
            r"|par)|élève (?:à|au)|trabaja (?:en|para)|estudia en|juega en|arbeitet (?:bei|bei der|beim"
            r"|in der|im)|angestellt bei|schüler(?:in)? (?:am|an der)|spielt (?:bei|für)) (?:the |a |la "
            rf"|le |el |der |dem |l['’])?(?P<at>{_CAPITALS})"
        ),
        "job at": (
            rf"(?:^|[^A-Za-z])(?i:{_JOBS}) (?i:at|for|with|from|bei|chez|en|in) (?:the |la |le |el "
            rf"|der )?(?P<at>{_CAPITALS})"
        ),
        "kind": (
            r"(?:^|[^A-Za-z])(?P<at>(?:[A-Z][\w'’-]+ ){1,3}(?:Primary School|Elementary"
            r"|Elementary School|High School|Middle School|Grammar School|Academy|Care Home|Nursing Home"
            r"|Fire & Rescue|Fire Station|Correctional|Prison|Barracks|Rovers|RFC|FC|Zoo|Dairy|Brewery"
            r"|Bakery|Shipyard|Distillery|Convent|Monastery|Sixth Form|Kindergarten|Grundschule"
            r"|Gymnasium))\b"
        ),
        "prison": r"(?P<at>HMP [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)",
        "other hospital": (
            r"(?i:transferred (?:here |in |over )?(?:from|to)|transfer from|sent (?:in |over )?from"
            r"|discharged from|repat(?:riated)? (?:from|to)|gp (?:at|is)|registered at|from the gp at"
            r"|moved from|referred (?:by|from)|came from|adressée? (?:par|de)|derivad[oa] (?:de|desde)"
            r"|verlegt (?:aus|von)) (?:the |la |le |el |der |dem "
            r"|l['’])?(?P<at>(?:[A-Z][\w'’.-]+ ){0,3}(?:Hospital|Infirmary|General|Royal|Medical Cent(?:er"
            r"|re)|Clinic|Surgery|Practice|Memorial|Hospice|Krankenhaus|Klinikum|Spital|Hôpital|CHU|CH"
            r"|Clinique|House|Lodge|Manor|Court|St\.? [A-Z][\w'’-]+|Our Lady[\w ']*))"
        ),
    }
)
_ALONE = (
    (
        r"(?:firefighter|paramedic|priest|vicar|pastor|imam|rabbi|mayor|gp|doctor|dentist|vet|midwife"
        r"|pharmacist|teacher|headteacher|lighthouse keeper|baker|butcher|blacksmith|undertaker|grower"
        r"|farmer|fisherman|pilot|surgeon|judge|magistrate|coroner|councillor|jockey|survivor|woman"
        r"|man|girl|boy|female|male|person|child|twin|black|asian|white|muslim|jewish|deaf|blind|trans"
        r"|lifeboatman|kiwifruit grower|member|"
    )
    + _JOBS
    + r")"
)
_EVENT = (
    r"(?:crash|collision|pile-?up|fire|blaze|blast|explosion|stabbing|shooting|knife attack"
    r"|dog attack|shark attack|acid attack|bombing|collapse|derailment|avalanche|landslide|flood"
    r"|floods|drowning|sinking|capsize|accident|disaster|rescue|siege|riot|kidnapping|murder"
    r"|assault|hostage|robbery|scandal|incident|tragedy|plane|flight|ferry|tornado|hurricane"
    r"|earthquake|storm|final|finals|marathon|festival|parade|race|rally|derby|regatta|fete|fair"
    r"|contest|show|concert|gig|match|game|championship|tournament|wedding)"
)
_UNIQUE = Patterns(
    {
        "only": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:the |our |an? )?(?:only|sole|first ever|first|last|last remaining"
            r"|youngest|oldest|tallest|heaviest|longest[- ]serving"
            rf"|longest[- ]surviving) (?:[\w'’-]+ ){{0,3}}{_ALONE}\b(?: (?:in|on|at|of|to|ever|from|for"
            r"|here)\b(?: (?:the |this |our |his |her )?[\w'’-]+(?: (?:of )?[A-Z][\w'’-]+)?)?)?)"
        ),
        "first to": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:the )?(?:first|only|second|third|oldest|youngest)(?: (?:person"
            r"|patient|pt|woman|man|child|baby|human|one|case|recipient))? (?:in|on|of) (?:the|this"
            r"|our) (?:country|world|state|county|region|province|uk|us|eu|nation|city|town|village|island"
            r"|continent|hospital's history|southern hemisphere|northern hemisphere|state apparently"
            r"|midlands|south west|north east)(?: to \w+(?: \w+)?)?)"
        ),
        "one of a handful": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:one of (?:only )?(?:two|three|four|five|2|3|4|5"
            r"|a handful of) (?:\w+ ){0,3}?(?:in|on) (?:the |this )?(?:country|world|uk|us|state|island"
            r"|town|village|county|region)|(?:world|national|olympic|county|state|regional|paralympic"
            r"|european|commonwealth|club|junior) (?:\w+ )?(?:champion|record holder|medall?ist|finalist"
            r"|rower|swimmer|sprinter|gymnast|runner-up)|olympian|paralympian|olympic \w+"
            r"|former olympi\w+ ?\w*|runner-up (?:on|in) [^.,;\n]{3,40}|contestant (?:on|in"
            r"|at) [^.,;\n]{3,40}|winner of [^.,;\n]{3,40}|won (?:the |last year's )[^.,;\n]{3,30}"
            r"|last year's (?:\w+ ){1,2}winner|lead singer (?:of|in) [^.,;\n]{3,30}"
            r"|drummer of [^.,;\n]{3,30}|miss [a-z]+ (?:19|20)\d\d|mr olympia|carnival queen"
            r"|homecoming queen|strongest man))"
        ),
        "who survived": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:the|that|our|this|le|la|l['’]|der|die"
            r"|el)? ?(?:[\w'’-]+ ){0,2}?(?:one|man|woman|lad|guy|bloke|boy|girl|lady|kid|child|couple"
            r"|driver|pilot|passenger|passengers|survivor|survivors|bride|groom|widow|widower|paramedic"
            r"|officer|copper|cop|soldier|climber|hiker|skydiver|diver|surfer|swimmer|cyclist|jockey"
            r"|stowaway|baby|teen|teenager|student|worker|builder|firefighter|tourist|skier|sailor|mum"
            r"|mother|father|dad|family|gunman|shooter|suspect|victim|hostage|guard|nurse|teacher"
            r"|quarterback|twins|player|pedestrian|motorcyclist|biker|farmer|fisherman|lab tech|postman"
            r"|postie|vicar|nun)(?:s)? (?:who(?:se)?|that|from|in|off|pulled from|rescued from"
            r"|they (?:found|pulled|rescued)|with the|hit by|killed in|caught in|trapped in|stuck in"
            rf"|found) [^.;\n]{{0,50}}?(?:{_EVENT}|news|papers?|telly|tv|headlines|roof|wheel well|silo"
            r"|cathedral|bridge|harbour|cliff|well|lift|mine|river|balcony|garage)\b(?: (?:at|in|on|near"
            r"|last|outside) (?:the )?[A-Z]?[\w'’-]+)?)"
        ),
        "from the event": (
            r"(?:^|[^A-Za-z])(?i:from|in|at|after|during|off|of|survived) (?P<at>(?:the |that "
            rf"|this )?(?:[A-Z][\w'’-]+ ){{1,3}}(?:\w+ ){{0,2}}?(?i:{_EVENT})s?)\b"
        ),
        "on the news": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:on|in|all over|made|you(?:'ll| will)? have seen|been on"
            r"|it was in) (?:the |it on the )(?:local |national |evening |front )?(?:news|newspapers?"
            r"|papers|paper|headlines|gazette|telly|tv|page)(?: last (?:week|night|month|year)| yesterday"
            r"| today| on \w+day)?|went viral|going viral|documentary about (?:him|her|them)|(?:made"
            r"|hit) the headlines|did a (?:bit|piece|story) on (?:him|her|them)|famous (?:round|around"
            r"|in) (?:here|town|these parts)|local (?:celebrity|legend|hero|character))(?:[^a-z]|$)"
        ),
        "local office": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:our|the|this|der|die|notre|el|la|le) (?:\w+ )?(?:mayor"
            r"|deputy mayor|mp|senator|councillor|sheriff|vicar|parish priest|priest|head ?teacher"
            r"|headmaster|headmistress|fire chief|police chief|chief of police|postmaster|postmistress"
            r"|lighthouse keeper|harbour ?master|coroner|deputy coroner|station master"
            r"|bürgermeister(?:in)?|pfarrer|maire|curé|alcalde|alcaldesa|cura|lollipop lady|lollipop man"
            r"|town crier|ice cream man|chief constable|bishop|archbishop|weather ?(?:man|girl|presenter)"
            r"|newsreader|tv chef|local butcher|local vet)(?: (?:of|for|in|at|von"
            r"|de) (?:the )?[A-Z]?[\w'’-]+(?: [A-Z][\w'’-]+)?)?|deputy coroner|sole gp"
            r"|single-handed gp)(?:[^a-z]|$)"
        ),
        "kin of event": (
            r"(?i)(?:^|[^a-z])(?:widow|widower|mother|father|mum|dad|son|daughter|brother|sister|parents?"
            r"|wife|husband|sons?|child|victim|survivor|both sons?|family)s? (?:of|who|and|drowned|died"
            r"|killed|lost|was|were)[^.\n]{0,50}? (?:in|at|by"
            rf"|from) (?P<at>(?:the )?[A-Z]?[\w'’-]+(?: [A-Z]?[\w'’-]+){{0,3}} {_EVENT})\b"
        ),
        "kin of somebody": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:the|our|la|le|el|der|die) (?:chaplain|mayor|vicar|mp|principal"
            r"|headteacher|head teacher|ceo|chief exec|chief executive|medical director|matron"
            r"|ward manager|consultant|coroner|sheriff|governor|minister|president|dean|coach|manager"
            r"|pastor|priest|imam|boss|hr manager|porter)['’]s (?:\w+ )?(?:mum|mom|dad|mother|father|wife"
            r"|husband|partner|son|daughter|auntie|aunt|uncle|nan|gran|brother|sister|cousin|baby|kid"
            r"|twins?|grand\w+|niece|nephew)|la (?:tante|mère|fille|femme|sœur|soeur) d[eu] (?:notre|la"
            r"|l['’])? ?(?:députée?|maire|directrice|directeur|préfet|ministre|chef\w*))(?:[^a-z]|$)"
        ),
        "tattooed": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:\w+ ){1,6}(?:tattooed|tatoué\w*|tatuad[oa]|tätowiert)"
            r" (?:\w+ ){0,4}\w+)"
        ),
        "winner": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:la|le|el|der|die|the) (?:gagnante?|vainqueur|ganadora?"
            r"|gewinner(?:in)?|finaliste?|winner) (?:\w+ ){1,6}(?:télé|tv|tele|show|concours|contest"
            r"|competition|lottery|raffle|bake[- ]off|marathon|final\w*))"
        ),
        "team role": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:captain|vice-captain|goalie|goalkeeper|striker|quarterback|keeper"
            r"|coach|drummer|singer|frontman|bassist|head girl|head boy|prom queen|chair(?:man|woman)?"
            r"|president|leader|conductor|organist|owner|landlord|landlady|founder|editor|presenter|host"
            r"|star|mascot) (?:of|for|in|at|from|on) (?:the|our|a local|that|his|her"
            r"|this) (?:[\w'’-]+ ?){1,5})"
        ),
        "public life": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:ex-?|former |retired |the actual |a famous |famous |local |z-list "
            r"|well-known )(?:mp|minister|mayor|footballer|boxer|wrestler|astronaut|olympian|champion"
            r"|actor|actress|newsreader|weatherman|jockey|cricketer|rugby (?:player|international)"
            r"|pop ?star|rock ?star|premier league \w+|international|bishop|judge|ambassador|spy"
            r"|goalkeeper|world no\.? ?\d)|(?:influencer|youtuber|tiktoker|streamer) with \d[^.,;\n]{2,20}"
            r"|(?:him|her|the (?:guy|bloke|lady|woman|man|one|lad|kid|girl|boy)) (?:off"
            r"|from) (?:the )?(?:telly|tv|news|adverts?|radio|bake ?off|love island|x factor|big brother"
            r"|the voice|strictly)|lottery winner|sole survivor|only survivor"
            r"|(?:\w+ ){1,3}quarterback twins|premier league player|(?:first"
            r"|second)[- ]team player)(?:[^a-z]|$)"
        ),
        "runs the": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:runs?|owns?|manages|who run|who own) (?:the|that"
            r"|our) (?:only )?(?:\w+ ){0,2}(?:shop|bakery|pub|cafe|café|chippy|post office|takeaway|garage"
            r"|farm|salon|restaurant|hotel|store|nursery|stables|kennels|boatyard|school|butcher'?s|b&b"
            r"|bookshop|museum|pharmacy|barber'?s|funeral home|kebab shop|corner shop"
            r"|newsagents?)\b(?: (?:in|on|at|by|near|opposite|next to|behind"
            r"|across from) (?:the )?(?:[\w'’-]+ ?){1,3})?)"
        ),
        "mark": (
            r"(?i)(?:^|[^a-z])(?P<at>(?:tattoo(?:ed)?|tattoos) (?:of|that says|saying|reading|with|across"
            r"|on) [^.;\n]{3,50}|(?:face|forehead|neck|full[- ]face) tattoo|(?:six|6|seven) (?:fingers"
            r"|toes) on|one (?:blue|green|brown) eye and one|conjoined twins?|quintuplets|sextuplets"
            r"|quads\b|the (?:six|five)-fingered)"
        ),
    }
)
_MAY_TELL = Patterns(
    {
        "lower": (
            r"(?i)\b(?:only|sole|first|youngest|oldest|last|champion|olymp\w+|runner-up|contestant|winner"
            r"|won|news|papers?|viral|headlines|telly|tv|mayor|mp|vicar|priest|sheriff|coroner|pfarrer"
            r"|maire|alcalde|cura|curé|bürgermeister|tattoo\w*|survivor|widow|widower|stowaway|bride|groom"
            r"|skydiver|passenger|the one|the (?:man|woman|lad|guy|kid|girl|boy|driver|pilot|paramedic"
            r"|lab tech|nurse)|crash|fire|blast|stabbing|shooting|collapse|accident|festival|marathon"
            r"|finals?|fair|show|flight|ferry|famous|celebrity|legend|singer|drummer|captain|goalie"
            r"|goalkeeper|striker|coach|head girl|head boy|president|owner|landlord|landlady|founder"
            r"|presenter|runs?|owns?|manages|ex-\w+|former|retired|actual|influencer|youtuber|tiktoker"
            r"|lottery|survivor|premier|quarterback|twins|tattooed|tatoue\w*|tatoué\w*|chaplain|tante"
            r"|gagnante?|ganadora?|principal|matron|dean)\b"
        ),
    }
)
_STATES = listed(
    """
    england scotland wales ireland britain uk usa america europe africa asia australia canada india pakistan
    bangladesh nepal nigeria ghana kenya egypt france spain germany italy portugal poland romania ukraine russia
    china japan korea vietnam thailand philippines indonesia malaysia mexico brazil argentina colombia peru chile
    ecuador venezuela bolivia cuba haiti jamaica syria iraq iran afghanistan turkey greece sweden norway denmark
    finland netherlands belgium switzerland austria somalia ethiopia eritrea sudan uganda tanzania zambia zimbabwe
    congo cameroon senegal mali morocco algeria tunisia libya israel palestine lebanon jordan yemen oman qatar
    kuwait nz zealand georgia armenia albania kosovo serbia croatia bosnia bulgaria hungary moldova estonia latvia
    lithuania iceland cyprus malta alabama alaska arizona arkansas california colorado connecticut delaware
    florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan
    minnesota mississippi missouri montana nebraska nevada hampshire jersey york carolina dakota ohio oklahoma
    oregon pennsylvania rhode tennessee texas utah vermont virginia washington wisconsin wyoming queensland nsw
    victoria tasmania ontario quebec alberta manitoba saskatchewan scotia brunswick newfoundland kerala punjab
    gujarat maharashtra karnataka tamil bengal bihar rajasthan odisha assam telangana andhra pradesh haryana lagos
    bretagne normandie occitanie provence alsace corse aquitaine andalucia cataluna galicia asturias aragon
    navarra bayern sachsen hessen thuringen brandenburg niedersachsen saarland bavaria saxony catalonia andalusia
    brittany normandy tyrol north south east west northern southern eastern western central midlands
    """
)
_NOT_PLACES = listed(
    """
    icu itu ed a&e er hdu nicu picu mau amu sau gp surgery theatre theatres clinic ward recovery radiology
    pharmacy micro haem onc ortho cardiology medicine resus majors ct mri ecmo hd home church school hospital bed
    bay room discharge day days week phase type grade stage class covid flu sepsis zoom teams epic cerner slack
    discord jama nejm bmj lancet nice who bnf uptodate medscape cochrane aha esc github google youtube twitter
    netflix amazon dr prof mr mrs ms nhs the a an my our his her their this that it me us you im i
    """
)
_OWN_TALK = re.compile(
    r"\b(?:i|i'm|im|i've|we|we're|my|our|anyone|anybody|who(?:'s| is)?|someone|any(?:one)? (?:here"
    r"|else)|you(?: lot| guys)?|colleague\w*|reg|sho|consultant|nurse|trainee\w*|student\w*"
    r"|resident|intern|fellow|locum|speaker|prof|dr|dean|friend|flatmate|moving|moved to"
    r"|relocat\w+|interview\w*|conference|course)\b[^\n.!?]{0,30}$"
)
_SUBJECT_NEAR = Patterns({"subject": rf"(?:^|[^a-z])(?:{_SUBJECT})(?:[^a-z]|$)"})


def find(reading: Reading, found: list[Found]) -> Iterator[Said]:
    """Find places, employers, distinctions and news stories that single a patient out."""
    scene = reading.scene(0)
    if len(reading.folded) <= 600 and not (scene.clinical or found or scene.shows("third person")):
        return
    for rule, shapes in ((WORKPLACE, _WORKPLACES), (PLACE, _PLACES)):
        for match in shapes.find(reading.plain):
            said = _named(reading, rule, match.name, match.start, match.end, found)
            if said is not None:
                yield said
    if _MAY_TELL.names(reading.plain):
        for match in _UNIQUE.find(reading.plain):
            yield _unique(reading, match.name, match.start, match.end)
    if "/" in reading.plain:
        yield from _news(reading)


def _weight_of_scene(scene: Scene) -> float:
    """Weigh what the message is about: care of one person, or work."""
    weight = 0.05 * min(scene.clinical, 4) - sum(weight for name, weight in _AGAINST.items() if name in scene.names)
    if scene.clinical > 1 and scene.shows("patient", "age and sex", "third person"):
        return weight + 0.06
    return weight if scene.clinical else weight - 0.25


_AGAINST = {
    "event": 0.18,
    "job": 0.3,
    "celebration": 0.22,
    "literature": 0.25,
    "pet": 0.4,
    "rarity of rules": 0.1,
    "code talk": 0.15,
    "own": 0.1,
    "general": 0.3,
}


def _named(reading: Reading, rule: str, name: str, start: int, end: int, found: list[Found]) -> Said | None:
    """Judge a named place or institution: whose it is, and what the message is about."""
    taken = any(one.start < end and start < one.end for one in found[-20:])
    if taken or not _tells(reading.folded[start:end]) or reading.plain[start:end].isupper():
        return None
    scene = reading.scene(start)
    if scene.nobody:
        return LetGo(rule, start, end, "an exam, a simulation, a test record, fiction or history")
    before = reading.before(start)
    own = _OWN_TALK.search(before) is not None and name != "other hospital"
    confidence = _BASE[name] + _weight_of_scene(scene)
    confidence += 0.1 if _SUBJECT_NEAR.names(before) else -0.12
    confidence -= 0.0 if not own else 0.12 if scene.shows("age and sex") else 0.3
    confidence += 0.1 if found else 0.0
    if confidence >= _KEPT:
        return Found(rule, start, end, round(min(confidence, _SUREST), 3))
    return LetGo(rule, start, end, "a place or an institution in talk of work" if own else "not tied to a patient")


_BASE = {
    "works": 0.6,
    "job at": 0.5,
    "kind": 0.46,
    "prison": 0.6,
    "other hospital": 0.55,
    "from": 0.48,
    "french": 0.36,
    "role in": 0.46,
    "street": 0.4,
}
"""How sure each way of naming a place or an institution is, before its surroundings are read (see the package)."""

_KEPT, _SUREST = 0.3, 0.85
"""Below the first a finding is not worth masking; above the second no wording alone is ever sure."""


def _tells(folded: str) -> bool:
    """Whether the words name something smaller than a state: not a country, a ward, a platform or an eponym."""
    words = [word for word in re.split(r"[^a-z&0-9]+", folded) if word]
    telling = [word for word in words if word.isalpha() and len(word) > 2 and word not in _STATES | _NOT_PLACES]
    if not telling or words[0] in _NOT_PLACES:
        return False
    return len(words) > 1 or (words[0] not in EPONYMS and (words[0] not in ORDINARY or words[0] in _CITIES))


_CITIES = listed(
    "london paris berlin madrid boston chicago mumbai delhi dublin sydney melbourne toronto "
    "heidelberg munich glasgow edinburgh cardiff belfast manchester birmingham leeds liverpool "
    "bristol oxford cambridge barcelona lyon marseille vienna"
)
_UNIQUE_BASE = {
    "only": 0.5,
    "first to": 0.55,
    "one of a handful": 0.56,
    "who survived": 0.6,
    "from the event": 0.5,
    "on the news": 0.5,
    "local office": 0.46,
    "kin of event": 0.58,
    "kin of somebody": 0.5,
    "tattooed": 0.48,
    "winner": 0.52,
    "team role": 0.46,
    "public life": 0.48,
    "runs the": 0.5,
    "mark": 0.46,
}


def _unique(reading: Reading, name: str, start: int, end: int) -> Said:
    scene = reading.scene(start)
    before = reading.before(start)
    if scene.nobody:
        return LetGo(UNIQUE, start, end, "an exam, a simulation, a test record, fiction or history")
    confidence = _UNIQUE_BASE[name] + _weight_of_scene(scene)
    if scene.clinical < 2 and not scene.shows("patient", "age and sex"):
        confidence -= 0.2 if scene.clinical else 0.0
    if _OF_THINGS.search(before) or (name == "only" and _ONLY_THINGS.search(reading.folded[start:end])):
        confidence -= 0.25
    if confidence >= _KEPT:
        return Found(UNIQUE, start, end, round(min(confidence, _SUREST), 3))
    return LetGo(UNIQUE, start, end, "not tied to a patient")


_OF_THINGS = re.compile(r"\b(?:i'm|i am|am i|we're|we are|is this|was i|my) (?:the )?$")
_ONLY_THINGS = re.compile(
    r"\b(?:first|last|only) (?:\w+ )?(?:one|author|year|order|registrar|consultant|sho|doctor"
    r"|nurse|other|paper|answer|number|letter|quarter|offer|semester|trimester|ever|never|over"
    r"|after|under|paramedic on|surgeon|presenter|speaker|reviewer|factor|disorder|marker|trigger"
    r"|line|doctor on|for|or|person to)\b|\bto (?:present|publish|comment|answer|reply|say)\b"
)


def _news(reading: Reading) -> Iterator[Said]:
    for link in reading.text.links:
        around = reading.before(link.start) + reading.after(link.end)
        scene = reading.scene(link.start)
        if (
            _NEWS_LINK.search(link.url.lower())
            and _ABOUT_PATIENT.search(around)
            and not scene.shows("literature", "job")
        ):
            yield Found(NEWS, link.start, link.end, 0.66)


_NEWS_LINK = re.compile(
    r"news|gazette|herald|times|tribune|post|journal|courier|echo|chronicle|argus|mail|presse"
    r"|zeitung|blatt|anzeiger|diario|noticias|periodico|/20\d\d/|bbc|cnn|itv|article|story|stories"
    r"|local"
)
_ABOUT_PATIENT = re.compile(
    r"\b(?:my|our|the|this) (?:pt|patient|lady|guy|man|woman|lad|kid|boy|girl|case|chap|gent)"
    r"|\b(?:he|she|they)'?s (?:in|on|now|my|our)|\bmy pt|\babout (?:him|her|my|our|the pt)"
    r"|\b(?:that's|it's|this is) (?:him|her|my|our|the one)|\b(?:pt|patient)\b"
)
