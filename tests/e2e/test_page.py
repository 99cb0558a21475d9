"""The playground's page, as people use it: by keyboard and pointer, wide and narrow, in the light and in the dark."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.adapters.local.world import CHANNELS, COMMUNITY, KEPT_POSTS, PEOPLE
from bot.core.actions import HoldMessage
from bot.core.events import MessageRef
from bot.core.text import Content, Part, PartKind
from config.catalogue import speaking
from tests.e2e.browser import PATIENCE_MS, Visit, Visitor, chromium, visit

# One browser serves all tests here, so they share its loop; every visitor has cookies and a window of their own.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

PATIENT = "Can somebody see {patient_data.direct 0.9: Margaret Ashdown} today?"
SPAM = "{spam.fraud 0.9: Earn five thousand a week}"
REMARK = "That was {disrespect.remark 0.6: daft} of them."

say = speaking("en")
NOTICE = say("notice.title", channel="general")
REFUSED = say("error.title")
CLAIM = say("button.claim")
SEND_NOTICE = say("button.rule.notice")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Start Chromium."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def here(tmp_path: Path, browser: Browser) -> AsyncIterator[Visit]:
    """Serve a playground of this test's own."""
    async with visit(tmp_path, browser) as opened:
        yield opened


async def test_ordinary_talk_stays_and_nobody_is_told(here: Visit) -> None:
    """A message without a finding stands in the channel, for its author and for others; no card appears."""
    ada, ben = await here.come("ada"), await here.come("ben")
    await ada.write("Which scale do you use for sedation?")
    await expect(ada.messages).to_have_count(1)
    await expect(ben.messages).to_contain_text("Which scale do you use")
    await expect(ada.page.locator("article")).to_have_count(0)
    assert await ada.page.locator("#composer-text").input_value() == ""


async def test_text_is_text(here: Visit) -> None:
    """Mark-up that somebody writes is shown as it was written, and a file is only its name."""
    ada = await here.come("ada")
    await ada.page.get_by_role("button", name="Attach a file name").click()
    await ada.page.get_by_role("textbox", name="File name").fill("ecg-<b>1</b>.pdf")
    await ada.page.keyboard.press("Enter")
    await ada.write("<img src=x onerror=alert(1)> **not bold**\nsecond line")
    await expect(ada.messages.locator(".body")).to_have_text("<img src=x onerror=alert(1)> **not bold** second line")
    await expect(ada.messages.locator(".part")).to_contain_text("ecg-<b>1</b>.pdf")
    await expect(ada.messages.locator("img, b, strong:not(header strong)")).to_have_count(0)


async def test_held_and_mended(here: Visit) -> None:
    """Patient data vanishes, its author is told in private, and what they mend is published."""
    ada = await here.come("ada")
    await ada.write(PATIENT)
    notice = ada.private(NOTICE)
    await expect(notice).to_contain_text(held())
    await expect(ada.messages).to_have_count(0)
    await expect(ada.page.locator("#live")).to_contain_text("New private message")
    await notice.get_by_role("button", name=say("button.fix.held")).click()
    dialog = ada.page.get_by_role("dialog", name=say("fix.title"))
    text = dialog.get_by_label(say("fix.field"))
    await expect(text).to_be_focused()
    assert "Ashdown" not in await text.input_value()
    await text.fill("Can somebody see a patient of mine today?")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog).to_be_hidden()
    await expect(ada.messages).to_contain_text("a patient of mine today?")
    await expect(ada.messages).to_contain_text("put back")
    await expect(ada.private(say("fix.done.title"))).to_be_visible()


async def test_a_form_says_what_is_missing_and_escape_leaves_it(here: Visit) -> None:
    """An empty answer is named beside its field; Escape closes and gives focus back to the button."""
    ada = await here.come("ada")
    await ada.write(PATIENT)
    button = ada.private(NOTICE).get_by_role("button", name=say("button.fix.held"))
    await button.click()
    dialog = ada.page.get_by_role("dialog")
    await dialog.get_by_label(say("fix.field")).fill(" ")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog.get_by_text("Please fill this in.")).to_be_visible()
    await expect(dialog.get_by_label(say("fix.field"))).to_be_focused()
    await ada.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(button).to_be_focused()


@pytest.mark.parametrize(
    ("button", "answered"), [("button.withdraw", "withdrawn.title"), ("button.mistake", "mistake.title")]
)
async def test_held_and_answered(here: Visit, button: str, answered: str) -> None:
    """The other buttons of a notice turn it into what became of it."""
    ada = await here.come("ada")
    await ada.write(PATIENT)
    await ada.private(NOTICE).get_by_role("button", name=say(button)).press("Enter")
    answer = ada.private(say(answered))
    await expect(answer).to_be_visible()
    await expect(answer).to_be_focused()
    await expect(ada.private(NOTICE)).to_have_count(0)
    await expect(answer.get_by_role("button")).to_have_count(0)


async def test_spam_by_a_newcomer_vanishes(here: Visit) -> None:
    """It disappears for everybody, and its author reads why and for how long they cannot write."""
    ada, ben = await here.come("ada"), await here.come("ben")
    await ben.write(SPAM)
    notice = ben.private(NOTICE).filter(has=ben.page.get_by_role("button", name=say("button.mistake")))
    await expect(notice).to_have_count(1)
    await expect(notice.get_by_role("button")).to_have_count(1)
    await expect(ben.messages).to_have_count(0)
    await expect(ada.messages).to_have_count(0)
    await expect(ben.page.get_by_text("Ben is in a timeout until")).to_be_visible()
    await ben.write("Hello?")
    await expect(ben.page.locator("#composer-error")).to_contain_text("cannot write until")
    assert await ben.page.locator("#composer-text").input_value() == "Hello?"
    await expect(ada.private(NOTICE)).to_have_count(0)


async def test_a_nudge_leaves_the_message(here: Visit) -> None:
    """A remark earns a private word; edited in place, it ends there."""
    ada = await here.come("ada")
    await ada.write(REMARK)
    await expect(ada.private(NOTICE).get_by_role("button", name=say("button.fix.visible"))).to_be_visible()
    await expect(ada.messages).to_have_count(1)
    await open_menu(ada, "That was")
    await ada.page.get_by_role("menuitem", name="Edit").press("Enter")
    await ada.page.get_by_label("Edit your message").fill("That was unlucky of them.")
    await ada.page.keyboard.press("Enter")
    await expect(ada.messages).to_contain_text("That was unlucky of them.")
    await expect(ada.messages).to_contain_text("edited")


async def test_a_half_written_edit_outlives_what_happens_around_it(here: Visit) -> None:
    """When the message above goes, the words and the focus below stay."""
    ada, playground = await here.come("ada"), here.site.playground
    for text in ("A first word.", "A second word.", "A third word."):
        await playground.post("local:ada", "general", text)
    await expect(ada.messages).to_have_count(3)
    await open_menu(ada, "A second")
    await ada.page.get_by_role("menuitem", name="Edit").press("Enter")
    box = ada.page.get_by_label("Edit your message")
    await box.fill("A second word that is much lon")
    first = playground.adapter.world.in_channel(CHANNELS[0].id)[0]
    hold = HoldMessage(message=MessageRef(channel=first.channel, id=first.id))
    await playground.adapter.perform(COMMUNITY, hold, "a key")
    await expect(ada.messages).to_have_count(2)
    await expect(box).to_have_value("A second word that is much lon")
    await expect(box).to_be_focused()
    await ada.page.keyboard.type("ger")
    await ada.page.keyboard.press("Enter")
    await expect(ada.messages.first).to_contain_text("A second word that is much longer")


async def test_focus_is_not_lost_with_what_somebody_else_took(here: Visit) -> None:
    """Whoever stands on a button of a card that moves to the finished ones stays in the queue."""
    ada, mia, noor = await here.come("ada"), await here.come("mia"), await here.come("noor")
    await ada.write(PATIENT)
    await noor.board("Case 1").get_by_role("button", name=CLAIM).focus()
    await mia.board("Case 1").get_by_role("button", name=say("button.rule.release")).click()
    await expect(noor.page.locator("#finished")).to_contain_text("Finished (1)")
    await expect(noor.page.get_by_role("group", name="Moderators’ queue")).to_be_focused()


async def test_a_message_of_ones_own_is_deleted(here: Visit) -> None:
    """Deleting says so, and nothing about being taken out of sight."""
    ada = await here.come("ada")
    await ada.write("A word too many.")
    await open_menu(ada, "A word")
    await ada.page.get_by_role("menuitem", name="Delete").click()
    await expect(ada.messages).to_have_count(0)
    await expect(ada.page.locator("#toast")).to_contain_text("Deleted.")


async def test_a_command_by_keyboard(here: Visit) -> None:
    """Typing a slash suggests; arrows move, Enter takes, Enter sends; the answer is private."""
    ada = await here.come("ada")
    box = ada.page.locator("#composer-text")
    await box.press_sequentially("/pri")
    rows = ada.page.get_by_role("listbox").get_by_role("option")
    await expect(rows.first).to_contain_text("/privacy")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    await box.press("Enter")
    await expect(box).to_have_value("/privacy ")
    await expect(rows.filter(has_text="topic").first).to_be_visible()
    await box.press("ArrowDown")
    await expect(rows.first).to_have_attribute("aria-selected", "true")
    await box.press("Tab")
    await expect(box).to_have_value(re.compile(r"^/privacy topic:\S+"))
    await box.press("Escape")
    await expect(ada.page.get_by_role("listbox")).to_be_hidden()
    await box.press("Enter")
    card = ada.page.locator(".pane-private article")
    await expect(card).to_have_count(1)
    await expect(card).to_contain_text("only you see this")
    await expect(box).to_be_focused()
    await card.get_by_role("button", name="Dismiss").click()
    await expect(card).to_have_count(0)
    await ada.write("/nothing")
    await expect(ada.private(REFUSED)).to_contain_text(say("error.unknown_command", command="nothing"))


async def test_reporting_from_a_messages_menu(here: Visit) -> None:
    """The menu opens by right click, its form asks for a reason, and the moderators hear."""
    ada, mia = await here.come("ada"), await here.come("mia")
    await mia.write("Take two of these and call nobody.")
    await ada.messages.filter(has_text="Take two").click(button="right")
    await ada.page.get_by_role("menuitem", name=say("menu.report")).click()
    dialog = ada.page.get_by_role("dialog", name=say("report.title"))
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog.get_by_text("Please choose one.")).to_be_visible()
    await dialog.get_by_label(say("report.reason.advice")).check()
    await dialog.get_by_label(say("report.anonymous")).check()
    await dialog.get_by_role("button", name="Submit").click()
    await expect(ada.private(say("report.thanks.title"))).to_be_visible()
    await expect(mia.board("Case 1")).to_contain_text(say("case.reports", count=1))


async def test_the_queue_from_reveal_to_next(here: Visit) -> None:
    """Reveal with a reason, claim, rule by the form, undo, next: the board and the desk follow."""
    ada, mia = await here.come("ada"), await here.come("mia")
    await ada.write(PATIENT)
    card = mia.board("Case 1")
    await expect(card).to_contain_text("needs you")
    await expect(card).not_to_contain_text("Ashdown")
    await card.get_by_role("button", name=say("button.reveal")).click()
    dialog = mia.page.get_by_role("dialog")
    await dialog.get_by_label(say("reveal.reason")).fill("To see whether it is a patient")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(mia.desk(say("reveal.shown.title", case=1))).to_contain_text("Ashdown")

    await card.get_by_role("button", name=CLAIM).click()
    mine = mia.desk("Case 1 ·")
    await expect(mine).to_be_focused()
    await expect(mine).not_to_contain_text("Ashdown")
    await expect(card).to_contain_text("claimed")

    await mine.get_by_role("button", name=say("button.more")).click()
    dialog = mia.page.get_by_role("dialog", name=say("decide.title", case=1))
    await expect(dialog.get_by_role("radio", checked=True)).to_have_count(0)
    await dialog.get_by_label(say("ruling.strike.does")).check()
    await dialog.get_by_role("button", name="Submit").click()
    ruled = mia.desk(ruled_title("strike"))
    await expect(ruled).to_be_visible()
    await expect(ada.page.locator(".pane-private")).to_contain_text("strike")
    await expect(mia.page.locator("#finished")).to_contain_text("Finished (1)")

    await ruled.get_by_role("button", name=say("button.undo")).click()
    await expect(mia.desk(say("undone.title", case=1))).to_be_visible()
    await expect(card.get_by_role("button", name=CLAIM)).to_be_visible()
    await mia.desk(say("undone.title", case=1)).get_by_role("button", name=say("button.open")).click()
    await mia.desk("Case 1 ·").first.get_by_role("button", name=SEND_NOTICE).click()
    await mia.desk(ruled_title("notice")).get_by_role("button", name=say("button.next")).click()
    await expect(mia.desk(say("queue.empty.title"))).to_be_visible()


async def test_two_moderators_and_one_case(here: Visit) -> None:
    """Who presses a card that somebody else has decided meanwhile is told so; one effect happens."""
    ada, mia, noor = await here.come("ada"), await here.come("mia"), await here.come("noor")
    await ada.write(PATIENT)
    await expect(noor.board("Case 1")).to_be_visible()
    await noor.write("/queue view 1")
    stale = noor.private("Case 1 ·")
    await expect(stale).to_be_visible()
    await mia.board("Case 1").get_by_role("button", name=say("button.rule.release")).click()
    await expect(mia.desk(ruled_title("release"))).to_be_visible()
    await expect(ada.messages).to_contain_text("put back")
    await stale.get_by_role("button", name=SEND_NOTICE).click()
    await expect(noor.private(REFUSED)).to_be_visible()
    await expect(noor.board("Case 1").get_by_role("button")).to_have_count(0)
    await expect(ada.messages).to_have_count(1)


async def test_a_restart_in_the_middle(here: Visit) -> None:
    """The page waits for the server, finds everything as it was, and old buttons still work."""
    ada = await here.come("ada")
    await ada.write("Before the restart.")
    await ada.write(PATIENT)
    await expect(ada.private(NOTICE)).to_be_visible()
    ada.forgives_silence = True
    await here.site.stop()
    await expect(ada.page.get_by_text("Reconnecting…")).to_be_visible()
    await ada.write("Is anybody there?")
    await expect(ada.page.locator("#composer-error")).to_contain_text("does not answer")
    await here.site.start()
    await expect(ada.page.get_by_text("Reconnecting…")).to_be_hidden()
    await ada.page.locator("#composer-text").press("Enter")
    await expect(ada.messages).to_have_count(2)
    await expect(ada.messages.first).to_contain_text("Before the restart.")
    await ada.private(NOTICE).get_by_role("button", name=say("button.withdraw")).click()
    await expect(ada.private(say("withdrawn.title"))).to_be_visible()


async def test_everybody_in_a_tab_of_their_own(here: Visit) -> None:
    """More tabs than a browser has connections to one server: the one in front works, the others look in."""
    ada = await here.come("ada")
    tabs = [ada]
    for person in PEOPLE[1:]:
        await tabs[-1].page.evaluate(_HIDDEN, True)
        tab = Visitor(page=await ada.page.context.new_page(), address=ada.address)
        tab.listen()
        here.visitors.append(tab)
        await tab.be(person.name.lower())
        tabs.append(tab)
    await tabs[-1].write("From the last tab.")
    await expect(tabs[-1].messages).to_contain_text("From the last tab.")
    await expect(tabs[1].messages).to_contain_text("From the last tab.", timeout=PATIENCE_MS)
    await ada.page.evaluate(_HIDDEN, False)
    await expect(ada.messages).to_contain_text("From the last tab.")
    await ada.write("From the first.")
    await expect(tabs[-1].messages).to_have_count(2)


async def test_the_sample_conversation_and_starting_afresh(here: Visit) -> None:
    """The conversation plays by itself, and a fresh start empties every pane."""
    ada = await here.come("ada")
    play = ada.page.get_by_role("button", name="Play the sample conversation")
    await play.click()
    await expect(ada.page.get_by_role("button", name="Playing…")).to_be_disabled()
    await expect(ada.messages.first).to_contain_text("Morning all")
    await ada.page.get_by_role("button", name="Start afresh").click()
    dialog = ada.page.get_by_role("dialog", name="Start afresh?")
    await dialog.get_by_role("button", name="Start afresh").click()
    await expect(dialog).to_be_hidden()
    await expect(ada.messages.filter(has_text="Morning all")).to_have_count(0)


async def test_what_the_bot_did_not_take_out_of_sight_is_not_said_to_be(here: Visit) -> None:
    """Neither a fresh start, nor an author's own deletion, nor a full channel is told as the bot's doing."""
    ada, ben = await here.come("ada"), await here.come("ben")
    playground = here.site.playground
    world, ada_id, general = playground.adapter.world, PEOPLE[0].id, CHANNELS[0].id
    for number in range(KEPT_POSTS):
        content = Content(parts=(Part(kind=PartKind.BODY, text=f"Round {number} is over."),))
        world.write(general, ada_id, playground.time(), content=content)
    await playground.post("local:mia", "lounge", "Shows everybody what was written.")
    await expect(ada.messages).to_have_count(KEPT_POSTS)
    await playground.post("local:ben", "general", "One more than there is room for.")
    await expect(ada.messages.first).to_contain_text("Round 1 is")
    await expect(ada.page.locator("#toast")).to_be_hidden()
    await expect(ada.page.locator(".gone")).to_have_count(0)
    last = world.in_channel(general)[-1]
    await playground.adapter.delete("local:ben", last.id)
    await expect(ada.messages).to_have_count(KEPT_POSTS - 1)
    await expect(ben.page.locator("#toast")).to_be_hidden()
    await expect(ada.page.locator(".gone")).to_have_count(0)

    await ada.page.get_by_role("button", name="Start afresh").click()
    await ada.page.locator("#reset-yes").click()
    await expect(ada.messages).to_have_count(0)
    await ada.write("A first word.")
    await expect(ben.messages).to_have_count(1)
    await ada.page.get_by_role("button", name="Start afresh").click()
    await ada.page.locator("#reset-yes").click()
    await expect(ben.messages).to_have_count(0)
    await expect(ada.page.locator("#toast span")).to_have_text("Everything is as it was at first.")
    await expect(ben.page.locator(".gone")).to_have_count(0)


async def test_becoming_somebody_else(here: Visit) -> None:
    """The menu of people works by keyboard, the address follows, and an unknown person becomes the first one."""
    ada = await here.come("ada")
    who = ada.page.locator("#who")
    await who.press("Enter")
    await expect(ada.page.get_by_role("menuitemradio", name="Ada")).to_be_focused()
    await ada.page.keyboard.press("n")
    await ada.page.keyboard.press("Enter")
    await expect(who).to_contain_text("You are Noor")
    await expect(ada.page.get_by_role("heading", name="Moderators’ queue")).to_be_visible()
    assert ada.page.url.endswith("/#/noor/general")
    await ada.page.get_by_role("button", name=re.compile("^Spam")).click()
    await expect(who).to_contain_text("You are Ben")
    await expect(ada.page.locator("#composer-text")).to_have_value(re.compile("example"))
    ada.complaints.clear()
    await ada.page.goto("about:blank")
    await ada.page.goto(f"{here.site.address}/#/nobody/nowhere")
    await expect(who).to_contain_text("You are Ada")
    ada.complaints.clear()  # the browser reports the 404 for a person that does not exist


async def test_a_phone(here: Visit) -> None:
    """At 360 pixels nothing hangs over, one pane shows at a time, and what waits elsewhere is counted."""
    mia, ada = await here.come("mia", width=360), await here.come("ada")
    await ada.write(PATIENT)
    await expect(mia.page.locator("#toast")).to_contain_text("New in the queue")
    await mia.write(PATIENT)
    tab = mia.page.get_by_role("button", name="Private, 1 unread")
    await expect(tab).to_be_visible()
    await assert_fits(mia.page)
    await tab.click()
    await expect(mia.private(NOTICE)).to_be_visible()
    await expect(mia.page.locator("#composer-text")).to_be_hidden()
    await assert_fits(mia.page)
    await mia.page.get_by_role("button", name="Queue, 1 waiting").click()
    await expect(mia.board("Case 1")).to_be_visible()
    await assert_fits(mia.page)
    await mia.page.get_by_role("button", name="Channels").click()
    await mia.write("/tip")
    await expect(mia.page.locator(".pane-private article").first).to_be_focused()
    await mia.page.locator("#more").click()
    await mia.page.get_by_role("menuitem", name="Help").click()
    await expect(mia.page.get_by_role("dialog", name="What this is")).to_be_visible()
    await assert_fits(mia.page)


async def test_a_card_on_a_phone_leads_to_its_message(here: Visit) -> None:
    """Its button brings the channel to the front, or says that the message is gone."""
    ben, ada = await here.come("ben", "lounge"), await here.come("ada", width=360)
    await here.site.playground.post("local:ada", "lounge", "Nobody ever listens to the night team.")
    await ben.messages.filter(has_text="Nobody ever").click(button="right")
    await ben.page.get_by_role("menuitem", name=say("menu.meant")).click()
    await ada.page.get_by_role("button", name="Private, 1 unread").click()
    leads = ada.page.locator(".pane-private article").get_by_role("button", name=say("calm.asked.link"))
    await leads.click()
    await expect(ada.messages.filter(has_text="Nobody ever")).to_be_focused()
    await expect(ada.messages).to_be_visible()
    await open_menu(ada, "Nobody ever")
    await ada.page.get_by_role("menuitem", name="Delete").press("Enter")
    await expect(ada.messages).to_have_count(0)
    await ada.page.get_by_role("button", name="Private", exact=True).click()
    await leads.click()
    await expect(ada.page.locator("#toast")).to_contain_text("This message is gone.")


@pytest.mark.parametrize(
    ("width", "height"),
    [(720, 450), (640, 360), (320, 256)],
    ids=["200 per cent", "a phone on its side", "400 per cent"],
)
async def test_however_little_fits_one_can_write(here: Visit, width: int, height: int) -> None:
    """On a page that is zoomed or small, neither the explanation nor file names push the message box out of it."""
    ada = await here.come("ada", width=width)
    page = ada.page
    await page.set_viewport_size({"width": width, "height": height})
    await expect(page.get_by_role("heading", name="Try it")).to_be_in_viewport()
    assert await page.evaluate(_CUT_OFF) == []
    for _ in range(3):
        await page.get_by_role("button", name="Attach a file name").click()
        await page.get_by_role("textbox", name="File name").fill("a-letter-with-a-long-name-" * 7)
        await page.keyboard.press("Enter")
    assert await page.evaluate(_CUT_OFF) == []
    await ada.write("A word.")
    await expect(ada.messages).to_be_in_viewport()
    assert await page.evaluate(_CUT_OFF) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out(here: Visit, scheme: str) -> None:
    """Every text has the contrast that WCAG 2.2 AA asks for (4.5 to 1), in both themes."""
    mia = await here.come("mia", scheme=scheme)
    await mia.write("A first word.")
    await mia.write(PATIENT)
    await expect(mia.private(NOTICE)).to_be_visible()
    await mia.write("/queue list")
    await expect(mia.private(say("queue.list.title"))).to_be_visible()
    assert await mia.page.evaluate(_FAINT) == []
    await mia.page.get_by_role("button", name="Help").click()
    assert await mia.page.evaluate(_FAINT) == []


async def test_the_theme_is_chosen_and_remembered(here: Visit) -> None:
    """The switch goes from the system's theme to light to dark, and a reload keeps it."""
    ada = await here.come("ada")
    await ada.page.get_by_role("button", name="Theme: auto").click()
    await ada.page.get_by_role("button", name="Theme: light").click()
    await ada.page.reload()
    await expect(ada.page.get_by_role("button", name="Theme: dark")).to_be_visible()
    background = "getComputedStyle(document.body).backgroundColor"
    assert await ada.page.evaluate(background) == "rgb(15, 20, 25)"


def held() -> str:
    """Say what a member reads first when their message was hidden."""
    what = say("notice.what.patient_data.direct")
    return say("notice.held.happened", channel="general", what=what).replace("**", "")


def ruled_title(ruling: str) -> str:
    """Say how a card is headed once its case is ruled on."""
    return say("decided.title", case=1, ruling=say(f"ruling.{ruling}"))


async def open_menu(visitor: Visitor, text: str) -> None:
    """Open a message's menu by keyboard."""
    row: Locator = visitor.messages.filter(has_text=text)
    await row.get_by_role("button", name="Menu of your message").press("Enter")
    await expect(visitor.page.get_by_role("menuitem").first).to_be_focused()


async def assert_fits(page: Page) -> None:
    """See that nothing makes the page wider than the screen, and that fingers can hit what is to be pressed."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert await page.evaluate(_SMALL) == []


_HIDDEN = """(is) => {
  Object.defineProperty(document, "hidden", { value: is, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""Puts a tab behind the others, or in front; Chromium without a screen shows every tab."""

_CUT_OFF = """() => [...document.querySelectorAll(".room .box button, #messages-scroll, .channels")]
  .filter((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    for (let box = one.parentElement; box; box = box.parentElement) {
      const around = box.getBoundingClientRect();
      const cuts = getComputedStyle(box).overflowY === "hidden";
      if (cuts && (top < around.top - 1 || bottom > around.bottom + 1)) return true;
    }
    return false;
  })
  .map((one) => one.outerHTML.slice(0, 80))"""
"""Lists what of a channel lies where nobody can scroll to."""

_SMALL = """() => [...document.querySelectorAll("button, select, input[type=text], summary")]
  .filter((one) => one.checkVisibility() && !one.classList.contains("skip"))
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 80))"""

_FAINT = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      const alpha = numbers(colour)[3] ?? 1;
      if (alpha > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((one) => one.checkVisibility({ opacityProperty: true }) && !one.closest("option, .unseen, noscript"))
    .map((one) => {
      const [high, low] = [luminance(getComputedStyle(one).color), luminance(ground(one))].sort((a, b) => b - a);
      return [(high + 0.05) / (low + 0.05), one.outerHTML.slice(0, 80)];
    })
    .filter(([ratio]) => ratio < 4.5);
}"""
"""Lists what is written too faintly (source: WCAG 2.2, success criterion 1.4.3 and its definition of contrast)."""
