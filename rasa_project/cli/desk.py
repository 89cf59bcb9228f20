"""`kyogi desk`: accounts of the desk that have to be there before anybody can sign in."""

from __future__ import annotations

import argparse
import getpass
import sys

from ..core.errors import KyogiError
from ..settings import read_settings
from ..store.accounts import Accounts
from ..store.cases import DESKS
from ..store.engine import open_engine
from ..store.migrate import migrate
from ..store.users import ROLES

FIRST = "最初の利用者は、管理の役割にしてください（--role administrator）。"
DIFFERENT = "2回のパスワードが違います。もう一度実行してください。"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("desk", description="担当の画面を使う人を登録します。")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser(
        "create-user",
        description="利用者を登録します。パスワードは、端末では2回たずね、そうでなければ標準入力の1行目を読みます。",
    )
    create.add_argument("name", metavar="NAME", help="サインインに使う利用者名")
    create.add_argument("--role", choices=ROLES, required=True, help="役割（閲覧、対応、管理）")
    create.add_argument("--desk", choices=DESKS, required=True, help="担当（DX推進、基盤）")
    create.add_argument("--display-name", metavar="TEXT", help="画面に出す名前（なければ利用者名）")
    create.set_defaults(run=create_user)


def create_user(args: argparse.Namespace) -> int:
    """Register somebody; the first must be able to register the others."""
    engine = open_engine(read_settings().records)
    migrate(engine)
    accounts = Accounts(engine)
    if args.role != "administrator" and not any(
        user.active and user.role == "administrator" for user in accounts.users()
    ):
        raise KyogiError(FIRST)
    user = accounts.create(
        args.name,
        args.display_name or args.name,
        args.desk,
        args.role,
        password=read_password(),
        actor="system",
    )
    print(f"利用者「{user.name}」を登録しました。")
    return 0


def read_password() -> str:
    """Typed twice, unseen, or the first line of standard input. Never an argument: others could see it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("パスワード（12文字以上）: ")
    if password != getpass.getpass("パスワード（もう一度）: "):
        raise KyogiError(DIFFERENT)
    return password
