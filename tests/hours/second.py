"""The second half of the hours: written after the rules and their thresholds were fixed, and not tuned on."""

from tests.hours import CHANNELS, Hour, Write, written
from tests.hours.talk import LINES, background, history

# Attacks


def raid_slow(hour: Hour) -> None:
    """Twenty accounts trickle in over an hour and each drops one invitation, in its own words."""
    background(hour, lasts=4_000)
    rng = hour.rng
    openings = (
        "new server for medics",
        "we moved over here",
        "more active than this place",
        "come and talk",
        "no rules here",
    )
    for number in range(20):
        who = hour.enemy(f"trickle{number}")
        at = 300 + number * 170 + rng.uniform(0, 60)
        hour.join(at - 20, who)
        hour.say(at, who, rng.choice(CHANNELS), f"{rng.choice(openings)} https://discord.com/invite/medlounge7")


def raid_two_waves(hour: Hour) -> None:
    """Two waves; the second has changed the text and the place."""
    background(hour)
    for wave, (start, link) in enumerate(((600, "pillz-direct.top/go"), (2_200, "rx-express-now.click/in"))):
        for number in range(9):
            who = hour.enemy(f"w{wave}n{number}")
            hour.join(start + number * 3, who)
            hour.say(
                start + 40 + number * 5, who, CHANNELS[number % 8], f"no prescription needed, same day delivery {link}"
            )


def raid_silent_name(hour: Hour) -> None:
    """Accounts join and all say one short insult to the place, without a link."""
    background(hour)
    rng = hour.rng
    for number in range(18):
        who = hour.enemy(f"grey{number}")
        hour.join(900 + number, who)
        hour.say(930 + number * 0.8 + rng.random() / 2, who, "general", "greyhats own this place now")


def raid_leet(hour: Hour) -> None:
    """A raid in disguised letters."""
    background(hour)
    forms = (
        "Fr\u0435\u0435 B1tc\u043ein g1veaway",
        "FREE B\u200bitcoin giveaway",
        "fr33 bitc0in g1veaway",
        "F R E E bitcoin giveaway",
    )
    for number in range(10):
        who = hour.enemy(f"coin{number}", days=0.2)
        hour.say(700 + number * 6, who, CHANNELS[number % 5], f"{forms[number % 4]} \u2192 bit.ly/btc-gift-now")


def burst_jobs(hour: Hour) -> None:
    """One recruiter account pastes five different adverts into five channels in a few seconds."""
    background(hour)
    hour.enemy("recruit", days=1)
    for number, place in enumerate(("Dubai", "Riyadh", "Perth", "Toronto", "Auckland", "Doha")):
        text = (
            f"URGENT: consultants and registrars wanted in {place}, tax-free package, relocation paid, send your CV to "
            f"medjobs.{place.lower()}@recruiters-global.com today"
        )
        hour.say(1_000 + number * 1.5, "recruit", CHANNELS[number], text)


def burst_images(hour: Hour) -> None:
    """One new account posts ten bare links to picture pages within seconds."""
    background(hour)
    hour.enemy("pix", days=0.3)
    for number in range(10):
        hour.say(1_300 + number * 0.9, "pix", "off-duty", f"https://imgshare-fast.com/v/{number}a{number * 7}")


def flood_emoji(hour: Hour) -> None:
    """One new account floods with signs only."""
    background(hour)
    hour.enemy("moji", days=2)
    for number in range(25):
        hour.say(800 + number * 0.6, "moji", "general", "\U0001f525" * (3 + number % 5))


def mention_roles(hour: Hour) -> None:
    """One new account calls roles and people in a single message, twice."""
    background(hour)
    hour.enemy("caller", days=1)
    called = (
        " ".join(f"<@&{number}>" for number in range(6)) + " " + " ".join(f"<@{200 + number}>" for number in range(6))
    )
    for number in range(3):
        hour.say(1_100 + number * 12, "caller", "general", f"{called} wake up")


def here_slack(hour: Hour) -> None:
    """The same in Slack's mark-up, with a page."""
    background(hour)
    hour.enemy("slackish", days=0.5)
    for number in range(3):
        text = "<!channel> payroll has moved, confirm your bank details at <https://payroll-confirm.net/nhs|the portal>"
        hour.say(600 + number * 9, "slackish", CHANNELS[number], text)


def drip_patient(hour: Hour) -> None:
    """One account waits a day between messages that lead to the same shop of certificates."""
    background(hour, lasts=500_000)
    hour.enemy("cert", days=1)
    texts = (
        "did the course at quick-cert-online.com, took me 20 minutes",
        "for revalidation points I use quick-cert-online.com",
        "quick-cert-online.com has ALS without attending",
        "still works, quick-cert-online.com",
        "my colleagues too, quick-cert-online.com/als",
        "discount at quick-cert-online.com until Sunday",
    )
    for number, text in enumerate(texts):
        hour.say(5_000 + number * 86_400, "cert", CHANNELS[number], text)


def drip_talkative(hour: Hour) -> None:
    """A seller who also chats: three ordinary lines for each mention of the chat room."""
    background(hour, lasts=20_000)
    hour.enemy("chatty", days=4)
    rng = hour.rng
    for number in range(8):
        at = 1_000 + number * 2_000
        hour.say(at, "chatty", rng.choice(CHANNELS), rng.choice(LINES))
        hour.say(at + 300, "chatty", CHANNELS[number], f"we discuss step {number} in t.me/usmle_whisper, seats are few")


def drip_sisters(hour: Hour) -> None:
    """Four sister accounts, a day apart, praise the same consultant by phone number."""
    background(hour, lasts=400_000)
    for number in range(5):
        who = hour.enemy(f"sister{number}", days=2)
        text = (
            "Dr Hameed fixed my licence papers, WhatsApp +1 202 555 0143",
            "call Hameed for dataflow and licence: +1 202 555 0143 whatsapp",
            "need licence quickly? whatsapp +1 202 555 0143",
            "whatsapp +1 202 555 0143, he helped my cousin too",
            "licence in two weeks, +1 202 555 0143 on whatsapp",
        )[number]
        hour.say(3_000 + number * 70_000, who, CHANNELS[number], text)


def stolen_documents(hour: Hour) -> None:
    """A stolen account shares a document to sign in for."""
    background(hour)
    hour.enemy("paula", days=900)
    hour.attack_from = 1_000
    history(hour, "paula", lines=40)
    for number in range(7):
        text = "Paula shared a confidential file with you. Open the secure document: https://sharepoint-docs.viewfile.online/x"
        hour.say(1_000 + number * 4, "paula", CHANNELS[number], text)


def stolen_quiet_link(hour: Hour) -> None:
    """A stolen account sends a bare link, without a word that gives it away, to every channel."""
    background(hour)
    hour.enemy("quentin", days=1_200)
    hour.attack_from = 1_500
    history(hour, "quentin", lines=30)
    for number, channel in enumerate(CHANNELS):
        hour.say(1_500 + number * 3, "quentin", channel, "have a look https://photos-of-us-2026.com/album")


def stolen_unknown(hour: Hour) -> None:
    """A stolen account of which nothing is remembered, as after a restart."""
    background(hour)
    hour.enemy("olga", days=2_000)
    for number in range(7):
        text = "I am giving away my MacBook for free, in perfect health, write to me at t.me/olga_gives if interested"
        hour.say(900 + number * 5, "olga", CHANNELS[number], text)


def stolen_slow(hour: Hour) -> None:
    """A stolen account that takes ten minutes between channels."""
    background(hour, lasts=6_000)
    hour.enemy("sven", days=800)
    hour.attack_from = 800
    history(hour, "sven", lines=28)
    for number in range(6):
        text = "This trader turned my 500 into 9,000 in five days, guaranteed, contact her on WhatsApp wa.me/15550100"
        hour.say(800 + number * 600, "sven", CHANNELS[number], text)


def stolen_french(hour: Hour) -> None:
    """An English-speaking account asks in French to confirm an account."""
    background(hour)
    hour.enemy("fiona", days=650)
    hour.attack_from = 1_000
    history(hour, "fiona", lines=30)
    for number in range(5):
        text = (
            "Votre messagerie sera suspendue ce soir, vous devez confirmer vos identifiants pour la garder sur "
            "https://messagerie-sante.confirmation-compte.com avec votre mot de passe"
        )
        hour.say(1_000 + number * 8, "fiona", CHANNELS[number], text)


def fake_bot(hour: Hour) -> None:
    """An account named like the bot announces a verification."""
    background(hour)
    hour.enemy("bot", name="Ch\u0430perone")
    for number in range(3):
        hour.say(
            700 + number * 5, "bot", CHANNELS[number], "Automatic notice: confirm that you are human within the hour."
        )


def fake_colleague(hour: Hour) -> None:
    """A moderator's name with one letter doubled, and a form."""
    background(hour)
    hour.say(5, "mod", "general", "please use the jobs channel for jobs")
    hour.enemy("double", name="Miriam Okonkwoo", days=3)
    for number in range(3):
        text = "All members fill in the membership form before Friday: https://society-membership-form.com/a"
        hour.say(900 + number * 60, "double", CHANNELS[number], text)


def conference_spam(hour: Hour) -> None:
    """A sham conference in four channels, with a day in between."""
    background(hour, lasts=300_000)
    hour.enemy("confer", days=2)
    for number in range(5):
        text = (
            "Dear esteemed researcher, you are invited as keynote speaker at the 9th World Congress on Medicine and "
            "Nursing in Paris, submit your abstract today: https://worldcongress-med.org/speaker"
        )
        hour.say(2_000 + number * 50_000, "confer", CHANNELS[number], text)


def questionnaire_ring(hour: Hour) -> None:
    """Six accounts of two days each ask for the same form to be filled in."""
    background(hour)
    for number in range(6):
        who = hour.enemy(f"form{number}", days=2)
        text = f"please fill in my form about burnout it takes {number + 3} minutes and pays: https://paid-forms-easy.com/burnout"
        hour.say(600 + number * 100, who, CHANNELS[number], text)


def wallet(hour: Hour) -> None:
    """Recovered coins: testimonials from three accounts, to one handle."""
    background(hour)
    texts = (
        "I lost 40k to a broker and got it all back, contact @recover_pro99 on telegram",
        "same here, telegram: @recover_pro99 is a genius",
        "can confirm, telegram: @recover_pro99",
        "message @recover_pro99 before it is too late",
    )
    for number, text in enumerate(texts):
        who = hour.enemy(f"victim{number}", days=5)
        hour.say(900 + number * 200, who, "off-duty", text)


def macro_file(hour: Hour) -> None:
    """A rota with macros, from a new account, in three channels."""
    background(hour)
    hour.enemy("rotaman", days=1)
    for number in range(4):
        text = "please enable editing when you open the new rota https://files-drop.net/rota_march.xlsm"
        hour.say(1_000 + number * 30, "rotaman", CHANNELS[number], text)


def hate_walls(hour: Hour) -> None:
    """Five new accounts paste the same long pamphlet, minutes apart, without joining as a wave."""
    background(hour)
    text = (
        "Read this before they delete it. The hospitals are hiding the numbers, your seniors are paid to be silent and "
        "everybody in this group who says otherwise is bought. Copy this to all groups you are in. Part one of nine."
    )
    for number in range(8):
        who = hour.enemy(f"pamphlet{number}", days=1)
        hour.say(700 + number * 90, who, CHANNELS[number], text)


def scattered_numbers(hour: Hour) -> None:
    """One account sells leave certificates in every channel, with another price each time and no link."""
    background(hour)
    hour.enemy("notes", days=3)
    for number in range(8):
        text = (
            f"sick note or fit note within one hour, {20 + number} pounds, no questions asked, message me privately now"
        )
        hour.say(1_200 + number * 7, "notes", CHANNELS[number], text)


ATTACKS: tuple[Write, ...] = (
    raid_slow,
    raid_two_waves,
    raid_silent_name,
    raid_leet,
    burst_jobs,
    burst_images,
    flood_emoji,
    mention_roles,
    here_slack,
    drip_patient,
    drip_talkative,
    drip_sisters,
    stolen_documents,
    stolen_quiet_link,
    stolen_unknown,
    stolen_slow,
    stolen_french,
    fake_bot,
    fake_colleague,
    conference_spam,
    questionnaire_ring,
    wallet,
    macro_file,
    hate_walls,
    scattered_numbers,
)

# Busy hours


def journal_club_two(hour: Hour) -> None:
    """Another live chat, with a video room, a shared document and people who come for it."""
    background(hour, lines=15)
    rng = hour.rng
    people = [hour.person(f"jc{number}", days=rng.choice([0.1, 2, 40, 700])) for number in range(18)]
    hour.say(
        400, "mod", "teaching", "room is open: https://zoom.us/j/5550100 and notes at https://shared-notes-pad.org/jc"
    )
    for number in range(5):
        hour.say(430 + number * 8, people[number], "teaching", "notes are at https://shared-notes-pad.org/jc")
    said = (
        "sound is off",
        "can hear now",
        "why intention to treat?",
        "NNT of 40",
        "I would not change practice",
        "me neither",
        "+1",
        "figure 3!",
        "who funded it",
    )
    for number in range(130):
        hour.say(500 + number * 2 + rng.random(), rng.choice(people), "teaching", rng.choice(said))


def match_day(hour: Hour) -> None:
    """Places are announced: capitals, signs, the same sentence from many, thanks by name."""
    background(hour, lines=15)
    rng = hour.rng
    said = (
        "I MATCHED!!!!",
        "got my first choice!!!",
        "so proud of all of you",
        "anyone else going to Newcastle?",
        "crying happy tears",
        "congratulations to everyone who matched today",
        "thank you for all the help with interviews",
    )
    for number in range(110):
        who = hour.person(f"match{number % 30}", days=(0.5, 2, 6, 200)[number % 4])
        hour.say(300 + number * 1.9 + rng.random(), who, "general", rng.choice(said))
    hour.say(620, "match2", "general", "thanks @ada @ben @chiara @luc @mia for reading my statement")


def flood_night(hour: Hour) -> None:
    """A burst pipe: the coordinator pastes orders into all channels and newcomers answer at speed."""
    background(hour, lines=10)
    rng = hour.rng
    hour.person("coord", days=700)
    for who in ("fy1", "fy2", "agency"):
        hour.person(who, days=4)
    for number, text in enumerate(
        ("theatre 2 is flooded, move the list to day surgery", "do not use the east lifts", "bleep 4411 for transport")
    ):
        for index, channel in enumerate(CHANNELS[:6]):
            hour.say(300 + number * 90 + index * 1.5, "coord", channel, text)
    for number in range(100):
        who = rng.choice(["fy1", "fy2", "agency", "dr3", "dr7"])
        hour.say(
            600 + number * 1.4 + rng.random(),
            who,
            "surgery",
            rng.choice(["ok", "done", "moving bed 4", "who has keys", "east lift stuck", "thanks", "next?", "on it"]),
        )


def thunderstorm_asthma(hour: Hour) -> None:
    """A new trainee calls for help in four channels at once, in the same words."""
    background(hour)
    hour.person("trainee", days=5)
    for index, channel in enumerate(("resus", "general", "paediatrics", "cardiology")):
        hour.say(
            500 + index * 3,
            "trainee",
            channel,
            "we have twelve asthmatics in the waiting room and two nebulisers, any spare ones please",
        )
    hour.say(560, "trainee", "general", "thank you all, six arrived")


def policy_day(hour: Hour) -> None:
    """Two moderators put one announcement into all channels, and one corrects it everywhere."""
    background(hour)
    for number, channel in enumerate(CHANNELS):
        hour.say(300 + number, "mod", channel, "<!channel> new sick-leave form: https://hr-forms-hospital.net/leave")
        hour.say(
            400 + number, "mod", channel, "<!channel> correction, the form moved: https://hr-forms-hospital.net/leave2"
        )
    for number in range(6):
        who = hour.person(f"hr{number}", days=1)
        hour.say(
            600 + number * 30,
            who,
            "general",
            f"is https://hr-forms-hospital.net/leave2 working for you? question {number}",
        )


def seconded(hour: Hour) -> None:
    """A motion: seventy votes in words."""
    background(hour)
    rng = hour.rng
    for number in range(70):
        who = hour.person(f"vote{number}", days=rng.choice([0.5, 4, 30, 900]))
        hour.say(
            500 + number * 1.3,
            who,
            "general",
            rng.choice(["in favour", "in favour of the motion", "yes", "+1", "aye", "against, sorry"]),
        )


def paper_everywhere(hour: Hour) -> None:
    """A trial is published: twelve people, half of them new, share it in their own words."""
    background(hour)
    words = (
        "wow",
        "have you seen this",
        "practice changing?",
        "finally out",
        "read the supplement too",
        "discuss tomorrow?",
    )
    for number in range(12):
        hour.person(f"trial{number}", days=(2, 300)[number % 2])
        text = f"{words[number % 6]} https://www.newtrialsjournal.org/articles/heart-2026-77"
        hour.say(300 + number * 45, f"trial{number}", CHANNELS[number % 4], text)


def course_start(hour: Hour) -> None:
    """A course begins: sixteen join within a minute and all post the course's own chat page, which the tutor gave."""
    background(hour)
    hour.say(300, "mod", "teaching", "course page: https://echo-course-2026.org/start")
    for number in range(16):
        who = hour.person(f"course{number}", days=0.001)
        hour.join(400 + number * 3, who)
        hour.say(
            470 + number * 12,
            who,
            "teaching",
            ("hello", "hi, found it", "is it https://echo-course-2026.org/start ?", "here")[number % 4],
        )


def conference_wave(hour: Hour) -> None:
    """Forty delegates join within four minutes and say where they are from."""
    background(hour)
    rng = hour.rng
    towns = ("Leeds", "Ghent", "Turin", "Bern", "Oslo", "Lille", "Cork")
    for number in range(40):
        who = hour.person(f"delegate{number}", days=0.001)
        hour.join(500 + number * 6, who)
        town = rng.choice(towns)
        hour.say(
            530 + number * 8,
            who,
            "general",
            rng.choice([f"hello from {town}", "hi all, enjoying the congress", f"good morning, {town} here", "hi"]),
        )


def lost_property(hour: Hour) -> None:
    """Someone looks for a lost badge in every channel, in the same words, for an hour."""
    background(hour)
    hour.person("badge", days=300)
    for number in range(6):
        hour.say(
            400 + number * 40,
            "badge",
            CHANNELS[number],
            "has anybody found a lanyard with a blue badge near the canteen",
        )


def flat_hunt(hour: Hour) -> None:
    """A newcomer looks for a room, in two channels, with the advert."""
    background(hour)
    hour.person("flat", days=2)
    for number in range(2):
        hour.say(
            500 + number * 200,
            "flat",
            ("off-duty", "general")[number],
            "looking for a room near the hospital from May, here is what I can offer: https://rooms-and-flats.org/ad/99",
        )


def organiser_reminds(hour: Hour) -> None:
    """An established organiser reminds of a free webinar three times in a week, in two channels."""
    background(hour, lasts=500_000)
    hour.person("host", days=1_000)
    history(hour, "host", lines=24)
    for number in range(6):
        text = "reminder: our webinar on sepsis in pregnancy, free for members, register at https://society-webinars.org/sepsis"
        hour.say(2_000 + number * 80_000, "host", ("teaching", "general")[number % 2], text)


def night_anger(hour: Hour) -> None:
    """Angry about the management, in capitals, with signs."""
    background(hour)
    rng = hour.rng
    said = (
        "I AM SO TIRED OF THIS",
        "AGAIN no beds!!!",
        "fuck the bed manager's spreadsheet",
        "WHY is CT closed at night",
        "this place is falling apart",
        "same here!!!",
    )
    for number in range(45):
        hour.say(500 + number * 5, f"dr{rng.randint(0, 11)}", "off-duty", rng.choice(said))


def quick_typist(hour: Hour) -> None:
    """A newcomer who types fast and splits every thought, alone."""
    background(hour)
    hour.person("fast", days=3)
    words = [
        "so",
        "I",
        "saw",
        "this",
        "and",
        "thought",
        "hm",
        "maybe",
        "it",
        "is",
        "the",
        "other",
        "way",
        "round",
        "because",
        "the",
        "sodium",
        "was",
        "low",
        "and",
        "then",
    ]
    for number, word in enumerate(words):
        hour.say(600 + number * 1.8, "fast", "cardiology", word)


def lecture_quiz(hour: Hour) -> None:
    """Answers in words, all at once, by newcomers."""
    background(hour)
    rng = hour.rng
    for number in range(90):
        who = hour.person(f"quiz{number % 30}", days=(0.2, 3, 100)[number % 3])
        hour.say(
            400 + (number // 30) * 90 + rng.random() * 10,
            who,
            "teaching",
            rng.choice(["hyperkalaemia", "it is hyperkalaemia", "B", "answer B I think", "digoxin"]),
        )


def help_desk(hour: Hour) -> None:
    """A member helps newcomers with the same sentence and the same page, again and again."""
    background(hour)
    hour.person("helper", days=500)
    history(hour, "helper", lines=24)
    for number in range(9):
        hour.say(
            400 + number * 120,
            "helper",
            "general",
            "welcome! the starter page is https://starter-pack-residents.org, ask me if you get stuck",
        )


def resident_blog(hour: Hour) -> None:
    """A newcomer answers three questions with three pages of one teaching site, between other remarks."""
    background(hour)
    hour.person("blogger", days=6)
    for number in range(3):
        hour.say(300 + number * 500, "blogger", CHANNELS[number], LINES[number])
        hour.say(
            420 + number * 500,
            "blogger",
            CHANNELS[number],
            f"this explains it well: https://teach-anaesthesia.net/topic/{number}",
        )
        hour.say(500 + number * 500, "blogger", CHANNELS[number], LINES[number + 5])


def german_guest(hour: Hour) -> None:
    """An established member writes German for once, at length, with the society's page."""
    background(hour)
    hour.person("jonas", days=1_300)
    history(hour, "jonas", lines=30)
    text = (
        "Für die Kollegen aus der Schweiz: die neue Leitlinie ist da und sie ist auf der Seite der Gesellschaft, "
        "ich habe sie gestern mit dem Team gelesen und wir werden sie so umsetzen: https://www.fachgesellschaft-beispiel.de/leitlinie"
    )
    hour.say(700, "jonas", "cardiology", text)
    hour.say(760, "jonas", "general", "sorry, that was German, the guideline is also on the page in English")


def wedding(hour: Hour) -> None:
    """A colleague marries: thirty congratulations in nearly the same words."""
    background(hour)
    rng = hour.rng
    for number in range(30):
        who = hour.person(f"guest{number}", days=rng.choice([0.5, 3, 90, 900]))
        hour.say(
            300 + number * 9,
            who,
            "off-duty",
            rng.choice(
                [
                    "congratulations to you both, we wish you all the best",
                    "all the best to you both!!",
                    "congratulations!!!",
                    "wishing you both a long and happy life together",
                ]
            ),
        )


def thank_you_round(hour: Hour) -> None:
    """After a shift a newcomer thanks ten people one after the other."""
    background(hour)
    hour.person("novice", days=6)
    for number in range(7):
        hour.say(500 + number * 15, "novice", "resus", f"thank you <@{300 + number}>")


def spanish_hour(hour: Hour) -> None:
    """Residents of an exchange talk Spanish, fast."""
    background(hour, lines=10)
    rng = hour.rng
    said = (
        "¿quién está de guardia hoy?",
        "yo, con Marta",
        "vale, gracias",
        "la gasometría ya está",
        "jajaja sí",
        "nos vemos a las ocho",
        "+1",
        "¡enhorabuena!",
    )
    for number in range(80):
        who = hour.person(f"erasmus{number % 12}", days=(1, 5, 300)[number % 3])
        hour.say(300 + number * 3.1, who, "off-duty", rng.choice(said))


def dropped_calls(hour: Hour) -> None:
    """A connection fails and the app sends the same message four times."""
    background(hour)
    hour.person("train", days=3)
    for number in range(4):
        hour.say(700 + number * 2, "train", "general", "on the train, will read the paper tonight and answer then")


def whatsapp_team(hour: Hour) -> None:
    """An established member gives the on-call team's chat room in two channels."""
    background(hour)
    hour.person("oncall", days=600)
    history(hour, "oncall", lines=24)
    for number in range(2):
        hour.say(
            600 + number * 30,
            "oncall",
            ("surgery", "resus")[number],
            "on-call team chat for the weekend: https://chat.whatsapp.com/AbC123team",
        )


def same_name(hour: Hour) -> None:
    """A newcomer bears a moderator's whole name by chance and says hello."""
    background(hour)
    hour.say(10, "mod", "general", "hello all")
    hour.person("samename", days=1, name="Miriam Okonkwo")
    hour.say(400, "samename", "general", "hello, I am the other Miriam, midwife in Lagos")
    hour.say(500, "samename", "paediatrics", "we follow https://www.who.int/publications/newborn")


def audit(hour: Hour) -> None:
    """An established trainee asks for answers to an approved audit in six channels."""
    background(hour)
    hour.person("auditor", days=400)
    history(hour, "auditor", lines=22)
    for number in range(6):
        hour.say(
            500 + number * 90,
            "auditor",
            CHANNELS[number],
            "approved audit on handover quality, five questions, please help: https://forms.gle/handover26",
        )


BUSY: tuple[Write, ...] = (
    journal_club_two,
    match_day,
    flood_night,
    thunderstorm_asthma,
    policy_day,
    seconded,
    paper_everywhere,
    course_start,
    conference_wave,
    lost_property,
    flat_hunt,
    organiser_reminds,
    night_anger,
    quick_typist,
    lecture_quiz,
    help_desk,
    resident_blog,
    german_guest,
    wedding,
    thank_you_round,
    spanish_hour,
    dropped_calls,
    whatsapp_team,
    same_name,
    audit,
)

HOURS = [
    *written([(write.__name__, True, write) for write in ATTACKS], seed=2),
    *written([(write.__name__, False, write) for write in BUSY], seed=2),
]
