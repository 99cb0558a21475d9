"""Documents of cards, as files in direct messages: what one person alone is shown in a channel can hold none on Slack.

Source: Slack's developer documentation, "Working with files": an address is asked for, the bytes go there, and the file
is shown where it belongs.
"""

from bot.adapters.slack.rest import Rest
from bot.adapters.slack.teams import Teams
from bot.core.cards import Document


async def hand_over(rest: Rest, teams: Teams, team: str, user: str, document: Document) -> None:
    """Put a document into the direct messages with somebody.

    Raises:
        ChaperoneError: Slack does not take it, or not now.
    """
    channel = await teams.letters(team, user)
    data = document.text.encode()
    place = await teams.call(team, "files.getUploadURLExternal", filename=document.name, length=len(data))
    await rest.upload(str(place["upload_url"]), data)
    shown = [{"id": place["file_id"], "title": document.name}]
    await teams.call(team, "files.completeUploadExternal", files=shown, channel_id=channel)
