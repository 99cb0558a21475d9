"""The first half of the hours: the rules' thresholds were set while looking at these."""

from bot.core.events import Role
from tests.hours import CHANNELS, Hour, Write, written
from tests.hours.talk import FRENCH, background, history

# Attacks


def raid_invite(hour: Hour) -> None:
    """A dozen accounts join within a minute and post the same invitation."""
    background(hour)
    rng = hour.rng
    for number in range(12):
        who = hour.enemy(f"raid{number}")
        hour.join(1_000 + number * 4, who)
        hour.say(
            1_060 + number * 2 + rng.random(), who, rng.choice(CHANNELS), "free nitro drop! discord.gg/xk29fj hurry"
        )


def raid_spun(hour: Hour) -> None:
    """The same with words that vary and a short link."""
    background(hour)
    rng = hour.rng
    for number in range(10):
        who = hour.enemy(f"acct{number}")
        hour.join(800 + number * 5, who)
        hello = rng.choice(["Hi all", "Hello doctors", "hey everyone", "Good day"])
        gain = rng.choice(["4k", "5k", "6000"])
        text = f"{hello}, I made {gain} this week from home with this broker, ask me how bit.ly/3fx{number}k"
        hour.say(860 + number * 7, who, rng.choice(CHANNELS), text)


def raid_copypasta(hour: Hour) -> None:
    """Many accounts paste the same long nonsense, without a link."""
    background(hour)
    rng = hour.rng
    text = "WAKE UP this server is run by puppets they delete the truth and we come back every night until it burns"
    for number in range(15):
        who = hour.enemy(f"night{number}")
        hour.join(500 + number * 2, who)
        hour.say(540 + number * 1.5, who, rng.choice(CHANNELS), text + "!" * rng.randint(1, 4))


def burst_phishing(hour: Hour) -> None:
    """One new account posts the same sign-in page everywhere."""
    background(hour)
    hour.enemy("nhsit", name="NHS IT")
    for number, channel in enumerate(CHANNELS):
        text = "All staff must re-register for the new mail system today: nhs-mail-portal.online/login"
        hour.say(1_200 + number * 2, "nhsit", channel, text)


def burst_walls(hour: Hour) -> None:
    """One new account pastes walls of different text as fast as it can."""
    background(hour)
    hour.enemy("wally", days=1)
    rng = hour.rng
    for number in range(14):
        text = " ".join(
            rng.choice(
                ["lorem", "dolor", "amet", "truth", "rise", "open", "eyes", "never", "sleep", "again", "forever"]
            )
            for _ in range(60)
        )
        hour.say(900 + number * 1.2, "wally", "general", text)


def flood_letters(hour: Hour) -> None:
    """One new account floods a channel with single letters."""
    background(hour)
    hour.enemy("aaa")
    for number in range(30):
        hour.say(700 + number * 0.7, "aaa", "general", "a" * (1 + number % 3))


def mention_flood(hour: Hour) -> None:
    """One new account calls everybody it can find."""
    background(hour)
    hour.enemy("pinger", days=2)
    for number in range(6):
        names = " ".join(f"<@{100 + number * 5 + one}>" for one in range(5))
        hour.say(1_500 + number * 3, "pinger", "general", f"{names} look at my profile")


def everyone_link(hour: Hour) -> None:
    """One new account calls everyone to a page."""
    background(hour)
    hour.enemy("loud")
    for number in range(3):
        hour.say(400 + number * 4, "loud", CHANNELS[number], "@everyone claim your gift card now steam-gifts.top/claim")


def drip_handle(hour: Hour) -> None:
    """One new account leads to the same handle every two hours, in other words each time."""
    background(hour, lasts=40_000)
    hour.enemy("coach", days=3)
    for number, text in enumerate(
        (
            "anybody else struggling with the exam? my mentor helped me, telegram: @passmrcp_help1",
            "passed on my third go thanks to telegram: @passmrcp_help1",
            "for recalls and questions write to telegram @passmrcp_help1",
            "last batch before the diet, telegram @passmrcp_help1",
            "questions of this morning are up, telegram @passmrcp_help1",
        )
    ):
        hour.say(2_000 + number * 7_200, "coach", ("teaching", "general")[number % 2], text)


def drip_accounts(hour: Hour) -> None:
    """A new account each day leads to the same shop."""
    background(hour, lasts=400_000)
    texts = (
        "has anybody used scrubs from medi-wear-outlet.shop? half price this week",
        "new scrubs came today, so soft: medi-wear-outlet.shop/new",
        "our whole ward ordered at medi-wear-outlet.shop/deal",
        "best scrubs ever medi-wear-outlet.shop",
        "code DOC50 works at medi-wear-outlet.shop",
        "only today medi-wear-outlet.shop/today",
    )
    for number, text in enumerate(texts):
        who = hour.enemy(f"shopper{number}", days=1)
        hour.say(4_000 + number * 60_000, who, CHANNELS[number], text)


def stolen_nitro(hour: Hour) -> None:
    """An account of three years that never posted a link sends the gift trick everywhere."""
    background(hour)
    hour.enemy("stolen", days=1_100)
    hour.attack_from = 1_000
    history(hour, "stolen")
    for number, channel in enumerate(CHANNELS):
        text = "Discord Nitro for free 3 months from Steam, get it here: https://dlscord-gifts.com/nitro"
        hour.say(1_000 + number * 3, "stolen", channel, text)


def stolen_journal(hour: Hour) -> None:
    """An English-speaking account suddenly invites to a journal, in Spanish."""
    background(hour)
    hour.enemy("garcia", days=700)
    hour.attack_from = 1_300
    history(hour, "garcia", lines=30)
    text = (
        "Estimado doctor, le invitamos a enviar su manuscrito a nuestra revista con publicación rápida en 72 horas y "
        "sin revisión, tasas reducidas solo esta semana para los miembros de este grupo: https://ijmcr-journals.site/submit"
    )
    for number in range(5):
        hour.say(1_300 + number * 6, "garcia", CHANNELS[number], text)


def stolen_sleeper(hour: Hour) -> None:
    """An account silent for months comes back with coins."""
    background(hour)
    hour.enemy("sleeper", days=1_500)
    hour.attack_from = 900
    history(hour, "sleeper", lines=24, over=10 * 86_400, before=-90 * 86_400)
    for number in range(6):
        text = (
            "I doubled my savings in 14 days with this trading bot, guaranteed profit, join here t.me/cryptodoubler_vip"
        )
        hour.say(900 + number * 5, "sleeper", CHANNELS[number], text)


def fake_moderator(hour: Hour) -> None:
    """Somebody with a moderator's name in look-alike letters asks for codes."""
    background(hour)
    hour.say(10, "mod", "general", "reminder: journal club is on Thursday")
    hour.enemy("fakemod", name="Miriam \u041ek\u043enkwo")
    for number in range(3):
        text = "Your membership needs to be confirmed, please write to me privately within 24 hours or lose access"
        hour.say(600 + number * 20, "fakemod", CHANNELS[number], text)


def fake_support(hour: Hour) -> None:
    """An account named like an office asks to sign in."""
    background(hour)
    hour.enemy("desk", name="Server Admin")
    for number in range(3):
        text = "due to the new policy every member verifies here: https://verify-members.site/start"
        hour.say(800 + number * 15, "desk", CHANNELS[number], text)


def numbers_everywhere(hour: Hour) -> None:
    """A long text with a phone number across channels, from an account of two days."""
    background(hour)
    hour.enemy("visa", days=2)
    text = (
        "Are you a nurse or doctor and want to work in Canada or Australia? We process licence, visa and job in eight "
        "weeks, no exam needed, serious people only, WhatsApp +44 7700 900123"
    )
    for number in range(7):
        hour.say(1_100 + number * 8, "visa", CHANNELS[number], text)


def recalls_seller(hour: Hour) -> None:
    """Exam questions for sale, every ten minutes in another channel."""
    background(hour, lasts=6_000)
    hour.enemy("recalls", days=4)
    for number in range(6):
        text = f"real exam questions paper {number + 1} available, dm me for price, proof on t.me/examgold"
        hour.say(300 + number * 600, "recalls", CHANNELS[number], text)


def survey_farm(hour: Hour) -> None:
    """A market researcher's link in every channel."""
    background(hour)
    hour.enemy("survey", days=0.5)
    for number in range(6):
        text = "Hi doctors! Take our 5 minute survey about prescribing and get a voucher: medpanel-research.net/s/881"
        hour.say(1_000 + number * 20, "survey", CHANNELS[number], text)


def papermill(hour: Hour) -> None:
    """Four accounts offer authorship."""
    background(hour)
    for number in range(5):
        who = hour.enemy(f"author{number}", days=3)
        text = f"Authorship positions open: first author {900 - number * 50} USD, Scopus paper, seats {5 - number}"
        hour.say(700 + number * 120, who, CHANNELS[number % 4], text)


def masked_link(hour: Hour) -> None:
    """A label that shows another place than where it leads."""
    background(hour)
    hour.enemy("mask")
    for number in range(4):
        text = "new rota is up [https://rota.nhs.uk/week12](https://rota-login-nhs.click/a)"
        hour.say(500 + number * 9, "mask", CHANNELS[number], text)


def adult_wave(hour: Hour) -> None:
    """Bots join and each says a line and a link of its own kind on the same host."""
    background(hour)
    lines = ("bored tonight", "my pics here", "who wants to chat", "come see me", "lonely doctor", "cam is on")
    for number in range(10):
        who = hour.enemy(f"lola{number}")
        hour.join(600 + number * 3, who)
        hour.say(650 + number * 4, who, "general", f"{lines[number % 6]} hotroom{number}.cam-now.xyz")


def stolen_two(hour: Hour) -> None:
    """Two stolen accounts say the same within minutes."""
    background(hour)
    hour.attack_from = 1_000
    for name in ("ines", "oscar"):
        hour.enemy(name, days=600)
        history(hour, name)
    for number in range(8):
        text = "lol is this you in this video?? https://vid-share-login.top/v?id=88231"
        hour.say(1_000 + number * 4, ("ines", "oscar")[number % 2], CHANNELS[number], text)


def supplements(hour: Hour) -> None:
    """A seller with a story and a shop, slowly, between ordinary remarks."""
    background(hour, lasts=20_000)
    hour.enemy("vita", days=5)
    hour.say(100, "vita", "general", "hello, happy to be here")
    for number in range(6):
        text = (
            "this powder changed my night shifts",
            "down 9 kg since May",
            "my patients love it",
            "link again",
            "last jars",
            "restocked",
        )
        hour.say(1_500 + number * 2_500, "vita", CHANNELS[number], f"{text[number]} pureglow-nutrition.store/r/vita")


def bilingual_burst(hour: Hour) -> None:
    """One new account, French, in every channel at once."""
    background(hour)
    hour.enemy("gain", days=1)
    for number in range(8):
        text = "Gagnez 3000 euros par semaine depuis chez vous, écrivez-moi vite sur WhatsApp wa.me/33700000000"
        hour.say(1_400 + number * 1.5, "gain", CHANNELS[number], text)


def files(hour: Hour) -> None:
    """A file that runs, offered as a guideline, by three new accounts."""
    background(hour)
    for number in range(4):
        who = hour.enemy(f"file{number}", days=1)
        text = "updated sepsis guideline 2026, download here http://185.22.10.4/guideline.exe"
        hour.say(900 + number * 30, who, CHANNELS[number], text)


ATTACKS: tuple[Write, ...] = (
    raid_invite,
    raid_spun,
    raid_copypasta,
    burst_phishing,
    burst_walls,
    flood_letters,
    mention_flood,
    everyone_link,
    drip_handle,
    drip_accounts,
    stolen_nitro,
    stolen_journal,
    stolen_sleeper,
    fake_moderator,
    fake_support,
    numbers_everywhere,
    recalls_seller,
    survey_farm,
    papermill,
    masked_link,
    adult_wave,
    stolen_two,
    supplements,
    bilingual_burst,
    files,
)

# Busy hours


def journal_club(hour: Hour) -> None:
    """A live chat: everybody at once, the paper's link ten times, agreement in few words."""
    background(hour, lines=20)
    rng = hour.rng
    people = [hour.person(f"reader{number}", days=rng.choice([1, 3, 60, 300])) for number in range(16)]
    for number in range(10):
        hour.say(600 + number * 11, people[number], "teaching", "https://journals.medpress.com/article/2026/114")
    said = (
        "+1",
        "agree",
        "table 2 is odd",
        "what about the dropouts?",
        "good point",
        "the confidence interval is huge",
        "+1",
        "so underpowered",
    )
    for number in range(120):
        hour.say(800 + number * 2.2 + rng.random(), rng.choice(people), "teaching", rng.choice(said))


def exam_results(hour: Hour) -> None:
    """Results are out: cheers, thanks to many, the board's page over and over."""
    background(hour, lines=20)
    rng = hour.rng
    people = [hour.person(f"cand{number}", days=rng.choice([0.5, 2, 5, 90])) for number in range(20)]
    said = (
        "I PASSED!!!",
        "passed!!!!",
        "congrats!!!",
        "CONGRATULATIONS everyone",
        "so happy for you all",
        "omg omg omg",
        "well done all of you!!",
    )
    for number in range(140):
        hour.say(300 + number * 1.6 + rng.random(), rng.choice(people), "general", rng.choice(said))
    hour.say(700, people[0], "general", "thank you <@1> <@2> <@3> <@4> <@5> I could not have done it without you")
    for number in range(6):
        hour.say(400 + number * 30, people[number], "general", "results are on https://www.mrcpuk.org/results now")


def mass_casualty(hour: Hour) -> None:
    """A coach crash: the same calls pasted to three channels, short lines at speed, a chat group for the teams."""
    background(hour, lines=15)
    rng = hour.rng
    for who in ("incident", "edcons", "theatre"):
        hour.person(who, days=1_000)
    hour.person("newreg", days=3)
    for number, text in enumerate(
        ("need hands in resus", "all theatres on standby please", "blood fridge is being restocked, send a runner")
    ):
        for index, channel in enumerate(("resus", "surgery", "general")):
            hour.say(300 + number * 60 + index * 2, "incident", channel, text)
    for index, channel in enumerate(("resus", "surgery", "general")):
        hour.say(420 + index * 3, "edcons", channel, "team chat for tonight https://chat.whatsapp.com/HxT55example")
    short = (
        "coming",
        "on my way",
        "bay 3 free",
        "need two more porters",
        "CT is clear",
        "who has the O neg",
        "here",
        "bay 5 ready",
    )
    for number in range(90):
        hour.say(
            500 + number * 1.5 + rng.random(),
            rng.choice(["incident", "edcons", "theatre", "newreg", "dr1", "dr2"]),
            "resus",
            rng.choice(short),
        )
    for index, channel in enumerate(("resus", "surgery", "general")):
        hour.say(650 + index * 2, "newreg", channel, "two surgical registrars free, where do you need us")


def announcement(hour: Hour) -> None:
    """A moderator tells every channel, with a link, and members repeat it."""
    background(hour)
    for number, channel in enumerate(CHANNELS):
        hour.say(
            500 + number,
            "mod",
            channel,
            "@everyone our annual survey is open until Sunday: https://society-survey.org/2026",
        )
    for number in range(5):
        who = hour.person(f"kind{number}", days=2)
        hour.say(
            900 + number * 40,
            who,
            "general",
            "reminder, our annual survey is open until Sunday: https://society-survey.org/2026",
        )


def plus_ones(hour: Hour) -> None:
    """Fifty members second a proposal within two minutes."""
    background(hour)
    rng = hour.rng
    for number in range(50):
        who = hour.person(f"plus{number}", days=rng.choice([0.2, 3, 50, 500]))
        hour.say(700 + number * 2, who, "general", rng.choice(["+1", "+1", "+1!", "same", "seconded", "agree"]))


def guideline(hour: Hour) -> None:
    """Ten people paste the same society guideline, some of them new."""
    background(hour)
    for number in range(10):
        who = hour.person(f"paste{number}", days=(1, 200, 300, 4, 500, 2, 700, 90, 5, 1)[number])
        text = (
            "https://www.eurosociety-nephro.org/guideline-aki.pdf",
            "here it is https://www.eurosociety-nephro.org/guideline-aki.pdf",
        )[number % 2]
        hour.say(400 + number * 25, f"paste{number}", "general", text)
        assert who in hour.people


def lecture_wave(hour: Hour) -> None:
    """A lecturer shows the invitation: thirty join in five minutes and say hello."""
    background(hour)
    rng = hour.rng
    hello = (
        "hi everyone",
        "hello from Leeds",
        "hi, F2 here",
        "hello all, great talk",
        "hi from the lecture hall",
        "good evening",
        "nice to be here, thank you for the talk",
    )
    for number in range(30):
        who = hour.person(f"listener{number}", days=0.001)
        hour.join(600 + number * 5, who)
        hour.say(640 + number * 7, who, "general", rng.choice(hello))
    hour.say(900, "mod", "teaching", "slides: https://kidney-lecture-slides.org/2026")
    hour.say(960, "listener3", "teaching", "found them: https://kidney-lecture-slides.org/2026")


def introductions(hour: Hour) -> None:
    """Newcomers fill in the same form about themselves."""
    background(hour)
    jobs = ("anaesthetics", "surgery", "paediatrics", "general practice", "radiology", "medicine", "pathology")
    towns = ("Leeds", "Bristol", "Cork", "Utrecht", "Lyon", "Porto", "Graz")
    for number in range(7):
        hour.person(f"intro{number}", days=0.1)
        text = f"Name: see above. Role: trainee in {jobs[number]}. Place: {towns[number]}. Looking for: company"
        hour.say(300 + number * 90, f"intro{number}", "general", text)


def webinar(hour: Hour) -> None:
    """An established organiser puts a teaching day into five channels."""
    background(hour)
    hour.person("organiser", days=800)
    history(hour, "organiser")
    for number in range(5):
        text = (
            "Our free teaching day on airway emergencies is on 12 May, sign up at https://airway-teaching-day.org/2026"
        )
        hour.say(500 + number * 20, "organiser", CHANNELS[number], text)


def rota_swearing(hour: Hour) -> None:
    """The rota is out, and so are the words."""
    background(hour)
    rng = hour.rng
    said = (
        "what the fuck is this rota",
        "fucking hell, four nights",
        "who made this shit",
        "bloody rota again",
        "I am so done with this",
        "oh for fuck's sake",
        "lol same",
        "this rota is a crime",
    )
    for number in range(40):
        hour.say(600 + number * 4, f"dr{rng.randint(0, 11)}", "off-duty", rng.choice(said))


def fast_case(hour: Hour) -> None:
    """Two people think aloud in short lines, quickly."""
    background(hour)
    hour.person("quick", days=3)
    lines = (
        "so",
        "I was thinking",
        "what if it's the valve",
        "and the lactate",
        "is just the shunt",
        "hm",
        "no wait",
        "that would not explain the fever",
        "right?",
        "ok",
        "so echo first",
        "then lines out",
    )
    for number, text in enumerate(lines):
        hour.say(700 + number * 2.5, "quick", "cardiology", text)
        hour.say(701 + number * 2.5, "dr4", "cardiology", ("yes", "hmm", "go on", "true")[number % 4])


def quiz(hour: Hour) -> None:
    """A quiz: everybody answers with a letter at once."""
    background(hour)
    rng = hour.rng
    for number in range(80):
        who = hour.person(f"player{number % 20}", days=rng.choice([0.3, 4, 100]))
        hour.say(500 + (number // 20) * 60 + rng.random() * 8, who, "teaching", rng.choice("ABCDE"))


def crosspost(hour: Hour) -> None:
    """A newcomer asks the same question in two channels, with a link to the paper meant."""
    background(hour)
    hour.person("asker", days=1)
    for number in range(2):
        text = "has anybody applied this score? https://academic-papers.org/score-2025 I can't make sense of table 3"
        hour.say(500 + number * 40, "asker", CHANNELS[number], text)


def own_guideline(hour: Hour) -> None:
    """A newcomer shares their hospital's page, then another of it."""
    background(hour)
    hour.person("sharer", days=4)
    hour.say(300, "sharer", "general", "hello, new here, ICU nurse")
    hour.say(700, "sharer", "resus", "we use this one https://stmarys-hospital-teaching.org/drips")
    hour.say(1_100, "sharer", "paediatrics", "and for children https://stmarys-hospital-teaching.org/drips-children")
    hour.say(1_400, "sharer", "general", "you are welcome!")


def two_tongues(hour: Hour) -> None:
    """An established member changes from English to French, and shares a link for the first time."""
    background(hour)
    hour.person("luc", days=900, locale="fr")
    history(hour, "luc", lines=30)
    for number, text in enumerate(FRENCH):
        hour.say(500 + number * 30, "luc", "general", text)
    hour.say(
        900,
        "luc",
        "general",
        "la recommandation est sur https://www.societe-cardio-exemple.fr/reco et elle est très claire pour nous",
    )


def conference(hour: Hour) -> None:
    """A member posts from a congress: many links, quickly."""
    background(hour)
    hour.person("reporter", days=400)
    history(hour, "reporter")
    for number in range(12):
        text = f"late breaker {number + 1}: primary endpoint met, abstract at https://congress-esc-example.org/abs/{number}"
        hour.say(500 + number * 25, "reporter", "cardiology", text)


def swaps(hour: Hour) -> None:
    """Swap requests in three channels, from several people, one of them new."""
    background(hour)
    hour.person("swapper", days=2)
    for who, at in (("dr2", 400), ("swapper", 800), ("dr5", 1_200)):
        for index, channel in enumerate(("general", "off-duty", "surgery")):
            hour.say(at + index * 4, who, channel, "can anybody take my night on Saturday, I will do any of yours")


def get_well(hour: Hour) -> None:
    """A colleague is ill: everybody says the same."""
    background(hour)
    rng = hour.rng
    said = (
        "get well soon, we are all thinking of you",
        "get well soon!!",
        "thinking of you and your family",
        "get well soon, we miss you on the ward",
    )
    for number in range(25):
        who = hour.person(f"wisher{number}", days=rng.choice([1, 5, 80, 800]))
        hour.say(300 + number * 15, who, "general", rng.choice(said))


def thanks(hour: Hour) -> None:
    """A team is thanked by name, by several."""
    background(hour)
    hour.person("grateful", days=3)
    hour.say(500, "grateful", "general", "thank you <@11> <@12> <@13> <@14> <@15> <@16> for last night")
    hour.say(560, "dr3", "general", "and <@21> <@22> <@23> <@24> <@25> <@26> <@27> who stayed on")


def french_hour(hour: Hour) -> None:
    """The same kind of hour, in French."""
    background(hour, lines=10)
    rng = hour.rng
    for number in range(60):
        who = hour.person(f"coll{number % 15}", days=rng.choice([2, 200, 900]), locale="fr")
        hour.say(
            300 + number * 9,
            who,
            "general",
            rng.choice([*FRENCH, "félicitations !!!", "bravo !", "+1", "d'accord avec toi"]),
        )


def outage(hour: Hour) -> None:
    """The record system is down: everybody asks everywhere."""
    background(hour)
    rng = hour.rng
    said = (
        "is the record system down for everyone?",
        "EPR down here too",
        "down in Leeds",
        "same",
        "status page https://status.epr-vendor-example.com",
        "is the record system down?",
    )
    for number in range(60):
        who = hour.person(f"down{number % 24}", days=rng.choice([1, 6, 400]))
        hour.say(300 + number * 5, who, rng.choice(CHANNELS[:4]), rng.choice(said))


def new_moderator_namesake(hour: Hour) -> None:
    """A newcomer happens to share a moderator's first name, and shares a guideline."""
    background(hour)
    hour.say(10, "mod", "general", "good morning")
    hour.person("namesake", days=1, name="Miriam")
    hour.say(400, "namesake", "general", "hello, I am a GP trainee")
    hour.say(500, "namesake", "general", "we follow https://www.nice.org.uk/guidance/ng136")


def study_group(hour: Hour) -> None:
    """Newcomers of one course agree on a time, quickly."""
    background(hour)
    rng = hour.rng
    for number in range(70):
        who = hour.person(f"student{number % 7}", days=1)
        hour.say(
            300 + number * 2.4,
            who,
            "teaching",
            rng.choice(
                [
                    "Tuesday?",
                    "can't",
                    "8 pm works",
                    "7 works for me",
                    "ok",
                    "chapter 3 or 4?",
                    "4",
                    "Tuesday at 8 then",
                    "great",
                ]
            ),
        )


def jobs_day(hour: Hour) -> None:
    """Departments advertise posts in the jobs channel, each once."""
    background(hour)
    for number, place in enumerate(("Leeds", "Bristol", "Cork", "Lille", "Ghent")):
        hour.person(f"lead{number}", days=300)
        text = f"Two registrar posts in anaesthetics in {place}, closing 30 May, details on the hospital's jobs page: https://www.jobs.nhs.uk/{number}"
        hour.say(300 + number * 200, f"lead{number}", "jobs", text)


def retreat(hour: Hour) -> None:
    """A long, slow hour in which an established member writes much longer than ever."""
    background(hour)
    hour.person("essay", days=1_000)
    history(hour, "essay", lines=30)
    text = " ".join(
        ["When I began we had neither scanners nor guidelines and learnt from one another at the bedside."] * 8
    )
    hour.say(900, "essay", "off-duty", text)
    hour.say(1_200, "essay", "off-duty", "the whole talk is at https://history-of-medicine-talks.org/anaesthesia")


BUSY: tuple[Write, ...] = (
    journal_club,
    exam_results,
    mass_casualty,
    announcement,
    plus_ones,
    guideline,
    lecture_wave,
    introductions,
    webinar,
    rota_swearing,
    fast_case,
    quiz,
    crosspost,
    own_guideline,
    two_tongues,
    conference,
    swaps,
    get_well,
    thanks,
    french_hour,
    outage,
    new_moderator_namesake,
    study_group,
    jobs_day,
    retreat,
)

HOURS = [
    *written([(write.__name__, True, write) for write in ATTACKS], seed=1),
    *written([(write.__name__, False, write) for write in BUSY], seed=1),
]

assert all(any(one.role is Role.MODERATOR for one in hour.people.values()) for hour in HOURS)
