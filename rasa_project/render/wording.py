"""Fixed sentences that staff read. Plain Japanese; nothing here decides anything."""

from __future__ import annotations

GREETING = (
    "こんにちは。協議ナビです。\n"
    "情報システムの企画・調達・変更・廃止などで、どの協議や報告が必要かを、質問に答えながら確かめられます。\n"
    "選択肢から選んでも、文で書いてもかまいません。「わからない」と答えても進めます。"
)
NOT_RECORDED = "わかりました。その内容は記録していません。"
STALE_BUTTON = "その選択肢は、いまは使えません。"
NOT_ASKED = "その答えは、いまの内容では使わないので、記録していません。"
AFTER_RESULT = "結果は上のとおりです。ほかに聞きたいことがあれば書いてください。"
UNREADABLE_AFTER_RESULT = (
    "すみません、読み取れませんでした。答えを直すときは「答えを変えたい」、"
    "別の案件を相談するときは「最初から」と書いてください。"
)
NO_FORMS = "この案件の結果では、出す様式はありません。"
NO_MORE_QUESTIONS = "質問は、もうありません。"
CHANGE_WHICH = "どの答えを変えますか。"
NOTHING_TO_CHANGE = "まだ答えがありません。"
FIRST_QUESTION = "これより前の質問はありません。"
BACK = "1つ前の質問に戻りました。"
RESTART_SURE = "これまでの答えを消して、最初から始めますか。"
RESTARTED = "最初から始めます。"
CONTINUE = "では、続けます。"
THANKS = "どういたしまして。"
GOODBYE = "おつかれさまでした。この画面を開けば、続きから始められます。"
HELLO = "こんにちは。"
HELP = (
    "できること\n"
    "・質問に答えると、必要な協議や報告、様式、窓口がわかります\n"
    "・「わからない」「なぜ聞くの？」「戻る」「答えを変えたい」「最初から」「ここまでの内容」\n"
    "・「スクラッチとは？」のように言葉の意味を聞く\n"
    "・「※8」「5(2)」「第7条」のように実施要領の項目を聞く\n"
    "・「様式は？」「窓口は？」「だれが出すの？」「もしデータを入れなかったら？」\n"
    "・「担当者に相談したい」"
)
OUT_OF_SCOPE = (
    "協議ナビは、情報システムの協議や報告が必要かどうかを案内するものです。"
    "それ以外のことには答えられません。"
)
IT_HELP = (
    "パスワードやプリンタなど、機器の使い方や故障の窓口ではありません。"
    "ふだんお使いの庁内の問い合わせ先に聞いてください。"
)
SHARED = (
    "進み具合を、担当の画面で指導役が見られるようにしました。名前は出ません。いつでもやめられます。"
)
HIDDEN = "進み具合は、だれにも見えません。"
WHAT_IF_NO_FACTS = "どの答えが変わったときの話か、読み取れませんでした。たとえば「もし市のデータを入れなかったら？」のように書いてください。"
TERM_UNKNOWN = "その言葉の説明は、用意していません。"
OURS = "（実施要領には定義がありません。協議ナビによる説明です）"
PROVISION_UNKNOWN = (
    "その番号の項目は見つかりませんでした。「5(2)」「第7条」「※8」のように書いてください。"
)
NO_FORM_RULE = "様式は、手続ごとに次のように決められています。"


def understood(facts: str) -> str:
    """What was read in a message, and how to put it right."""
    return f"こう読み取りました：{facts}（違うときは「答えを変えたい」と書いてください）"


def confirm(facts: str) -> str:
    """A doubtful reading, to be confirmed."""
    return f"「{facts}」という意味でよいですか。"


def refused(heading: str, value: str) -> str:
    """Two answers exclude each other."""
    return f"{excluded(value)}「{heading}」をもう一度選んでください。"


def excluded(value: str) -> str:
    """An answer that makes no sense beside the others."""
    return f"「{value}」は、これまでの答えと組み合わせられません。"


def who_knows(heading: str, who: str) -> str:
    """Who could tell what the user does not know."""
    return f"「{heading}」は、{who}に聞くとわかることがあります。あとで答えを変えられます。"


def unreadable(times: int, contact: str) -> str:
    """The answer could not be read, said differently each time."""
    if times == 1:
        return "すみません、答えを読み取れませんでした。次の説明を見て、もう一度答えてください。"
    if times == 2:
        return "まだ読み取れませんでした。下の選択肢から選ぶか、同じ言葉か番号で答えてください。"
    return (
        "うまく読み取れず、すみません。「わからない」を選んで先へ進むか、窓口に直接聞いてください。\n"
        f"窓口：{contact}"
    )
