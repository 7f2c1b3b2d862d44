"""files.*: the three steps of an upload, and what is known of a file."""

from dataclasses import replace

from sandbox.slack.methods.places import thread_of, writable
from sandbox.slack.posting import post
from sandbox.slack.rules.refusal import Refused, bad_arguments
from sandbox.slack.shapes import Json, Message, Upload, packed
from sandbox.slack.state import State
from sandbox.slack.wire import Call, Desk, Method

LARGEST = 8 * 1024 * 1024


async def get_upload_url(desk: Desk, call: Call) -> Json:
    state = desk.state
    length = call.number("length", 0)
    if length <= 0:
        raise bad_arguments("must be more than 0 [json-pointer:/length]")
    if length > LARGEST:
        raise Refused("file_upload_size_restricted")
    name = call.text("filename")
    upload = Upload(id=state.ids.next("F"), name=name, title=name, length=length)
    state.keep_upload(upload)
    return {"upload_url": f"{state.base_url}/upload/v1/{upload.id}", "file_id": upload.id}


def receive(state: State, id: str, content: bytes) -> bool:
    """The second step: the file itself; False if it is not the one that was announced."""
    found = state.uploads.get(id)
    if found is None or found.is_complete or len(content) != found.length:
        return False
    state.keep_upload(replace(found, content=content))
    return True


async def complete_upload(desk: Desk, call: Call) -> Json:
    state = desk.state
    given = call.parsed("files")
    if not isinstance(given, list) or not given:
        raise bad_arguments("must provide files [json-pointer:/files]")
    channels = call.listed("channels") or call.listed("channel_id")
    places = [writable(state, id) for id in channels]
    done = [_completed(state, one, tuple(place.id for place in places)) for one in given]
    for place in places:
        message = Message(
            channel=place.id,
            ts=state.ids.ts(),
            user=state.app.bot_user,
            text=call.maybe("initial_comment") or "",
            thread_ts=thread_of(state, place, call),
            is_app=True,
            subtype="file_share",
            body=packed({"files": [file_json(state, one) for one in done], "upload": True}),
        )
        post(state, message)
    return {"files": [file_json(state, one) for one in done]}


def _completed(state: State, given: object, channels: tuple[str, ...]) -> Upload:
    if not isinstance(given, dict):
        raise bad_arguments("must be an object [json-pointer:/files/0]")
    found = state.uploads.get(str(given.get("id")))
    if found is None or found.content is None:
        raise Refused("file_not_found")
    title = str(given.get("title") or found.name)
    done = replace(found, title=title, channels=channels, is_complete=True)
    state.uploads[done.id] = done
    return done


async def info(desk: Desk, call: Call) -> Json:
    found = desk.state.uploads.get(call.text("file"))
    if found is None or not found.is_complete:
        raise Refused("file_not_found")
    return {"file": file_json(desk.state, found)}


def file_json(state: State, upload: Upload) -> Json:
    address = f"{state.base_url}/files-pri/{upload.id}"
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.title,
        "size": upload.length,
        "filetype": upload.name.rsplit(".", 1)[-1].lower() if "." in upload.name else "",
        "mode": "hosted",
        "user": state.app.bot_user,
        "channels": list(upload.channels),
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
    }


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
