"""`kyogi regulation`: hold the edition against the official text and against itself."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from ..edition import editions, in_force
from ..edition.coverage import cover
from ..edition.official import read_official
from ..edition.verify import Finding, verify
from .inputs import day


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its two subcommands."""
    parser = commands.add_parser("regulation", description="要領のデータを確かめます。")
    actions = parser.add_subparsers(dest="action", metavar="verify|coverage", required=True)
    verifying = actions.add_parser("verify", description="要領の本文と照らし合わせます。")
    verifying.add_argument("text", metavar="TEXT", type=Path, help="要領の本文（UTF-8のテキスト）")
    covering = actions.add_parser("coverage", description="どの規則も使われるかを調べます。")
    parser.set_defaults(run=run)
    for action in (verifying, covering):
        action.add_argument(
            "--as-of",
            type=day,
            default=date.today(),
            metavar="YYYY-MM-DD",
            help="この日に施行されている版を確かめる（書かなければ今日）",
        )


def run(args: argparse.Namespace) -> int:
    """Run the subcommand. Returns 0, or 1 where something has to be put right."""
    return run_verify(args) if args.action == "verify" else run_coverage(args)


def run_verify(args: argparse.Namespace) -> int:
    """Print what does not fit the official text. Returns 1 if anything does not."""
    official = read_official(args.text)
    edition = in_force(args.as_of)
    finding = verify(edition, official, editions()[edition.in_force_from])
    print("\n".join(report(finding)))
    return 1 if finding.problems else 0


def report(finding: Finding) -> list[str]:
    """The lines for an officer: problems, then what to look through, then how much was checked."""
    lines = [f"問題: {problem}" for problem in finding.problems]
    if finding.uncited:
        lines.append(f"どの規則も根拠にしていない項目: {'、'.join(finding.uncited)}")
    counts = (("規則", finding.rules), ("項目", finding.provisions), ("文", finding.texts))
    lines.append("確かめた数: " + "、".join(f"{what} {a}/{b}" for what, (a, b) in counts))
    lines.append(
        f"問題が{len(finding.problems)}件あります。" if finding.problems else "問題はありません。"
    )
    return lines


def run_coverage(args: argparse.Namespace) -> int:
    """Print how many rules decide something somewhere. Returns 1 if one never does."""
    coverage = cover(in_force(args.as_of))
    total, never = len(coverage.rules), coverage.never
    for rule in never:
        print(
            f"問題: 規則「{rule}」は、どの相談でも結論の根拠になりません。"
            "その手続の decided_when か、上にある規則に隠れています。条件を直すか、消してください。"
        )
    used = total - len(never)
    percent = 100 * used // total if total else 100
    print(f"相談の終わり {coverage.ends}通りのどこかで根拠になる規則: {used}/{total}（{percent}%）")
    return 1 if never else 0
