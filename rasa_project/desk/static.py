"""The style sheet and htmx, under addresses that change with their content."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .wording import NOT_FOUND

ROOT = Path(__file__).parents[1]
STYLES = (ROOT / "web" / "static" / "colours.css", ROOT / "desk" / "static" / "desk.css")
"""The colours are those of the staff's page."""
CONTENTS = {
    "desk.css": b"".join(path.read_bytes() for path in STYLES),
    "htmx.js": files("django_htmx").joinpath("static/django_htmx/htmx-2.min.js").read_bytes(),
}
TYPES = {"css": "text/css", "js": "text/javascript"}
ADDRESSES = {
    name: f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"
    for name, content in CONTENTS.items()
}


async def static(request: Request) -> Response:
    """One of the files; browsers may keep it, since nothing in it is anybody's."""
    name = request.path_params["name"]
    if name not in CONTENTS:
        raise HTTPException(404, NOT_FOUND)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    kind = TYPES[name.rpartition(".")[2]]
    return Response(CONTENTS[name], media_type=f"{kind}; charset=utf-8", headers=kept)
