"""A stand-in for the 協議ナビ server, to try the page alone:

    python tests/web/fake_server.py --port 8099

It serves rasa_project/web/static under /kyogi/ with the page's Content-Security-Policy, plays a
short scripted interview, listens on 127.0.0.1 only and stops by itself. Typed words that do more:
エラー (503 with a sentence, once), 壊れる (503 without one), 切断 (taken, but the connection
drops, once), 遅い (3 seconds), なぜ (a text, then the question again), 最初から (starts over).

The rules here are theatre: the regulation lives in rasa_project/regulation. The module is longer
than the house's 200 lines because nearly half of it is the script.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

Json = dict[str, Any]

STATIC = Path(__file__).parents[2] / "rasa_project" / "web" / "static"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

# ---- the script

UNKNOWN = "わからない"
GREETING = """こんにちは、協議ナビです。
情報システムやネットワークの案件について、実施要領で求められる協議をご案内します。
わからない質問には「わからない」とお答えください。"""
BUSY = "ただいま混み合っています。しばらくしてから、もう一度お送りください。"
NOT_UNDERSTOOD = "お答えを読み取れませんでした。選択肢から選ぶか、別の言い方でお試しください。"
WHY = "この答えによって、協議の要否が変わるためです（実施要領 5(2)）。"
# fact: (short name, question, {answer: description})
QUESTIONS: dict[str, tuple[str, str, dict[str, str]]] = {
    "subject": (
        "案件の対象",
        "どのようなものを企画していますか。",
        {
            "SaaS": "インターネットやLGWAN経由で利用するサービス（ASPを含む）",
            "スクラッチシステム": "本市独自のアプリケーションを開発して利用するもの",
            "WEBサイト": "ホームページなど。作成用のCMSは情報システムとして扱います",
            UNKNOWN: "",
        },
    ),
    "saas_city_data": (
        "本市の情報の入力",
        "本市が保有する情報（データ）を入力、またはアップロードしますか。",
        {"はい": "", "いいえ": "動画視聴サービスなど、見るだけの利用", UNKNOWN: ""},
    ),
    "network": (
        "ネットワークの利用",
        "本市情報通信ネットワークを利用、または接続しますか。",
        {"利用する": "庁内情報利用パソコンでの利用など", "利用しない": "", UNKNOWN: ""},
    ),
}
LABELS = {"required": "協議が必要", "exempt": "協議は不要（対象外）", "unclear": "要確認"}
FORMS = ["協議依頼書", "経費の見込額一覧", "協議条項に応じた様式"]
NEXT_STEPS = [
    "DX推進担当と、協議要否の確認など事前調整を行ってください。",
    "様式を作成し、情報統括管理者と情報統括主任の確認を受けてください。",
    "情報統括責任者から最高情報統括責任者に提出してください。",
]
EDITION = (
    "「大阪市情報システム等の整備及び運用に関する規程」の施行に関する実施要領（令和6年4月1日改正）"
)
DISCLAIMER = (
    "この案内は実施要領に基づく目安です。協議の要否は、デジタル統括室との事前調整で確定します。"
)
ROLES = {
    "作成": "情報統括責任者",
    "確認": "情報統括管理者、情報統括主任",
    "提出先": "最高情報統括責任者",
}
DX = {"name": "デジタル統括室 DX推進担当", "details": [], "note": "電話・メールは未登録です"}
NETWORK = {"name": "デジタル統括室 基盤担当", "details": ["内線 0000（見本）"], "note": None}

# (text, provision, note, (id, reading)): the reasons of a status
Reason = tuple[str, str, str, tuple[str, str] | None]
SYSTEM: Reason = ("SaaSは情報システムで、その導入は企画の協議の対象です。", "1(1)、5(1)", "", None)
R1 = "製品指定によらない契約更新は5(2)の例に挙げられていないため、必要と読んでいます。"
R2 = "「利用」には、契約更新後の継続利用も含まれると読んでいます。"
R9 = "わからない質問は、どちらの答えもあり得るものとして判断しています。"
ART7: dict[str, tuple[str, list[Reason]]] = {
    "はい": (
        "required",
        [
            SYSTEM,
            ("本市が保有する情報を入力するため、対象外にはあたりません。", "5(2)", "", None),
            ("製品指定による契約更新にあたりません。", "5(2)", "", ("R1", R1)),
        ],
    ),
    "いいえ": (
        "exempt",
        [SYSTEM, ("本市の情報を入力しないSaaSの利用は対象外です。", "5(2)", "", ("R2", R2))],
    ),
    UNKNOWN: (
        "unclear",
        [SYSTEM, ("本市の情報を入力するかどうかで要否が変わります。", "4(2)", "", ("R9", R9))],
    ),
}
ART11: list[Reason] = [
    ("他に選択の余地がなく、申込みしか対応できないSaaSです。", "9(2)", "※8", None),
    ("最高情報統括責任者が必要と認めた場合は対象になります。", "9(1)", "", None),
]
ART17: dict[str, tuple[str, list[Reason]]] = {
    "利用する": ("required", [("協議・申出書を作成し、提出します。", "10(1)", "", None)]),
    UNKNOWN: ("unclear", [("利用の有無を基盤担当に確認してください。", "4(3)", "", None)]),
}


def reason(text: str, provision: str, note: str, reading: tuple[str, str] | None) -> Json:
    shown = {"id": reading[0], "text": reading[1]} if reading else None
    notes = [note] if note else []
    return {"text": text, "provision": provision, "notes": notes, "reading": shown}


def procedure(
    name: str, status: str, reasons: list[Reason], forms: list[str], contact: Json
) -> Json:
    required = status == "required"
    return {
        "id": name,
        "name": name,
        "status": status,
        "status_label": LABELS[status],
        "reasons": [reason(*item) for item in reasons],
        "forms": forms,
        "forms_note": None if forms else "様式の指定なし",
        "contact": contact,
        "roles": [{"label": k, "value": v} for k, v in ROLES.items()] if required else [],
        "timing": "予算編成の前（ICT関連経費の算定の前提になります）" if required else None,
    }


def procedures(city_data: str, network: str) -> list[Json]:
    status, reasons = ART7[city_data]
    forms = {"required": FORMS, "exempt": [], "unclear": ["案件整理・相談票"]}[status]
    found = [procedure("企画に係る協議（規程第7条）", status, reasons, forms, DX)]
    found.append(procedure("調達に係る協議（規程第11条）", "exempt", ART11, [], DX))
    if network in ART17:
        name = "本市情報通信ネットワークの利用等に係る協議（規程第17条第3項）"
        status, reasons = ART17[network]
        forms = ["協議・申出書"] if status == "required" else []
        found.append(procedure(name, status, reasons, forms, NETWORK))
    return found


def card(answers: dict[str, str]) -> Json:
    return {
        "title": "この案件で求められる協議",
        "summary": "お答えの内容では、次のとおりです。",
        "procedures": procedures(answers["saas_city_data"], answers["network"]),
        "next_steps": NEXT_STEPS,
        "answers": [
            {"fact": f, "question": QUESTIONS[f][0], "value": v, "payload": f"/change/{f}"}
            for f, v in answers.items()
        ],
        "choices": [
            {"label": "様式について聞く", "payload": "/forms"},
            {"label": "最初からやり直す", "payload": "/restart"},
        ],
        "edition": EDITION,
        "source_url": "https://www.city.osaka.lg.jp/",
        "disclaimer": DISCLAIMER,
    }


# ---- the conversation


def message(text: str, choices: list[Json] | None = None, custom: Json | None = None) -> Json:
    return {"from": "bot", "text": text, "choices": choices or [], "custom": custom}


class Interview:
    """One conversation: what was said, what was answered."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.failed: set[str] = set()
        self.messages: list[Json] = [message(GREETING), self.question()]

    def open_fact(self) -> str | None:
        return next((fact for fact in QUESTIONS if fact not in self.answers), None)

    def question(self) -> Json:
        fact = self.open_fact()
        if fact is None:
            result = card(self.answers)
            return message(result["summary"], [], {"kind": "result", "card": result})
        _, text, values = QUESTIONS[fact]
        choices = [
            {"label": value, "payload": f"/answer/{value}", "description": about or None}
            for value, about in values.items()
        ]
        answered = len(self.answers)
        progress = {"answered": answered, "remaining_max": len(QUESTIONS) - answered}
        return message(text, choices, {"kind": "question", "fact": fact, "progress": progress})

    def reply(self, said: str) -> list[Json]:
        fact = self.open_fact()
        value = said.removeprefix("/answer/")
        if said.startswith("/change/"):
            self.answers.pop(said.removeprefix("/change/"), None)
        elif said in ("/restart", "最初から"):
            self.answers.clear()
        elif said == "/forms":
            return [message("様式は、大阪市の公式ページに掲載されている別紙をお使いください。")]
        elif fact and value in QUESTIONS[fact][2]:
            self.answers[fact] = value
        else:
            return [message(WHY if said.startswith("なぜ") else NOT_UNDERSTOOD), self.question()]
        return [self.question()]

    def take(self, body: Json) -> list[Json]:
        said = body.get("choice") or body["text"]
        new = self.reply(said)
        label = body.get("label") or said
        self.messages += [message(label) | {"from": "user"}, *new]
        return new


INTERVIEWS: dict[str, Interview] = {}


class Handler(BaseHTTPRequestHandler):
    key = ""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = STATIC / (path.removeprefix("/kyogi/") or "index.html")
        if path == "/kyogi/api/conversation":
            self.send(HTTPStatus.OK, {"messages": self.interview().messages})
        elif path.startswith("/kyogi/") and file.parent == STATIC and file.is_file():
            self.send(HTTPStatus.OK, file.read_bytes(), TYPES[file.suffix])
        else:
            self.send(HTTPStatus.NOT_FOUND, {"error": "ページが見つかりません。"})

    def do_POST(self) -> None:
        body: Json = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        interview, text = self.interview(), body.get("text", "")
        first = text not in interview.failed
        interview.failed.add(text)
        if text == "エラー" and first:
            self.send(HTTPStatus.SERVICE_UNAVAILABLE, {"error": BUSY})
        elif text == "壊れる":
            self.send(HTTPStatus.SERVICE_UNAVAILABLE, b"<h1>Unavailable</h1>", "text/html")
        elif text == "切断" and first:
            interview.take(body)
            self.close_connection = True
        else:
            time.sleep(3 if text == "遅い" else 0)
            self.send(HTTPStatus.OK, {"messages": interview.take(body)})

    def interview(self) -> Interview:
        cookie = self.headers.get("Cookie", "").partition("kyogi=")[2][:32]
        self.key = cookie if cookie in INTERVIEWS else uuid4().hex
        return INTERVIEWS.setdefault(self.key, Interview())

    def send(self, status: HTTPStatus, body: Json | bytes, kind: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        if self.key:
            cookie = f"kyogi={self.key}; Path=/kyogi/; HttpOnly; SameSite=Strict"
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: the tests of the page print their own lines."""


def start(port: int = 0, seconds: float = 600) -> ThreadingHTTPServer:
    """A server in a thread of its own until `seconds` have passed; port 0 takes a free one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    timer = threading.Timer(seconds, server.shutdown)
    timer.daemon = True
    timer.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description="協議ナビの画面を単独で試すための見本サーバー")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--seconds", type=float, default=600, help="この秒数で自動的に止まる")
    options = parser.parse_args()
    server = start(options.port, options.seconds)
    print(f"http://127.0.0.1:{server.server_address[1]}/kyogi/", flush=True)
    time.sleep(options.seconds)
    server.server_close()


if __name__ == "__main__":
    main()
