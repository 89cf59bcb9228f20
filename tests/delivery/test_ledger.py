"""A turn is kept whole, once, and never over another's."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from delivery.conftest import event
from sqlalchemy.engine import Engine

from rasa_project.delivery import tables
from rasa_project.delivery.event import Event, Thought, bot_says
from rasa_project.delivery.ledger import ConflictError, Ledger, Present
from rasa_project.delivery.migrate import migrate_conversations
from rasa_project.store.engine import reading, writing

HELLO = Thought({"words": ["こんにちは"]}, (bot_says("はい。"),))


def rows(engine: Engine, table: sa.Table) -> int:
    with reading(engine) as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_the_migrations_make_the_tables_that_the_program_expects(engine: Engine) -> None:
    inspector = sa.inspect(engine)
    for table in tables.metadata.sorted_tables:
        columns = {c["name"]: c["nullable"] for c in inspector.get_columns(table.name)}
        assert columns == {c.name: c.nullable for c in table.columns}, table.name
        made = {
            i["name"]: (i["column_names"], bool(i["unique"]))
            for i in inspector.get_indexes(table.name)
        }
        assert made == {
            i.name: ([c.name for c in i.columns], bool(i.unique)) for i in table.indexes
        }


def test_migrations_go_back_and_forth(empty: Engine) -> None:
    for revision in ("head", "base", "head"):
        migrate_conversations(empty, revision)
    assert rows(empty, tables.conversations) == 0


def test_a_turn_is_there_again_with_its_state_and_words(ledger: Ledger) -> None:
    first = event("こんにちは")
    assert ledger.present(first) == Present(0)
    ledger.finish(first, Present(0), HELLO)
    again = ledger.present(event("つぎ"))
    assert (again.version, again.state, again.answered) == (1, HELLO.state, None)
    assert [(said["from"], said["text"]) for said in ledger.history("a" * 32)] == [
        ("user", "こんにちは"), ("bot", "はい。"),
    ]  # fmt: skip
    assert ledger.history("b" * 32) == ()


def test_the_same_event_gets_the_same_reply(ledger: Ledger) -> None:
    first = event("こんにちは")
    ledger.finish(first, Present(0), HELLO)
    assert ledger.present(first).answered == HELLO.messages
    with pytest.raises(ConflictError):
        ledger.finish(first, ledger.present(event("つぎ")), HELLO)
    assert ledger.present(event("つぎ")).version == 1


def test_who_loaded_an_older_version_saves_nothing(ledger: Ledger, engine: Engine) -> None:
    ledger.finish(event("一"), Present(0), HELLO)
    stale = ledger.present(event("二"))
    ledger.finish(event("二"), stale, HELLO)
    with pytest.raises(ConflictError):
        ledger.finish(event("三"), stale, Thought({"words": []}, (bot_says("上書き"),)))
    with pytest.raises(ConflictError):
        ledger.finish(event("四"), Present(0), HELLO)
    assert ledger.present(event("三")).version == 2
    assert rows(engine, tables.spoken) == 2 and rows(engine, tables.inbox) == 2


def test_an_accepted_event_waits_until_it_has_its_turn(ledger: Ledger) -> None:
    address = {"room": "!x:example"}
    for name in ("一", "二", "一"):
        ledger.accept(event(name, address=address))
    waiting = ledger.waiting("a" * 32)
    assert [one.text for one in waiting] == ["一", "二"], "twice the same is once"
    ledger.finish(waiting[0], Present(0), HELLO)
    assert [one.text for one in ledger.waiting("a" * 32)] == ["二"]
    with pytest.raises(ConflictError):
        ledger.finish(waiting[0], ledger.present(waiting[1]), HELLO)
    assert ledger.present(event("一", address=address)).answered == HELLO.messages


def test_what_was_typed_does_not_stay_in_the_inbox(ledger: Ledger, engine: Engine) -> None:
    ledger.accept(event("秘密の文", address={"room": "x"}))
    ledger.finish(ledger.waiting("a" * 32)[0], Present(0), HELLO)
    with reading(engine) as connection:
        row = connection.execute(sa.select(tables.inbox)).mappings().one()
    assert (row["text"], row["shown"], row["address"], row["turn"]) == (None, None, None, 1)


def test_all_of_a_turn_is_kept_or_nothing(ledger: Ledger, engine: Engine) -> None:
    with writing(engine) as connection:  # the outbox refuses
        connection.execute(sa.text("DROP TABLE outbox"))
    with pytest.raises(Exception, match="保存"):
        ledger.finish(event("一", address={"room": "x"}), Present(0), HELLO)
    assert rows(engine, tables.conversations) == rows(engine, tables.inbox) == 0
    assert rows(engine, tables.spoken) == 0


def test_of_many_at_once_each_version_is_written_once(ledger: Ledger) -> None:
    ledger.finish(event("始め"), Present(0), HELLO)
    conflicts, saved = [], []

    def add(number: int) -> None:
        mine = event(f"語{number}")
        while True:
            present = ledger.present(mine)
            words = [*(present.state or {})["words"], mine.text]
            try:
                ledger.finish(mine, present, Thought({"words": words}, (bot_says("はい"),)))
            except ConflictError:
                conflicts.append(number)
                continue
            saved.append(number)
            return

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    present = ledger.present(Event("page", "?", "a" * 32, ""))
    assert present.version == 7 and len(saved) == 6
    assert sorted((present.state or {})["words"][1:]) == [f"語{number}" for number in range(6)]
