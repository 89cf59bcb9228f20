"""Fixed sentences of the course. Plain Japanese; nothing here knows an answer."""

from __future__ import annotations

TITLE = "実施要領の学習"
INTRODUCTION = (
    "短いレッスンと、問題があります。好きなところから始められます。"
    "途中でやめても、続きから始められます。"
)
QUESTION = "【問題】次の案件で、「{}」はどうなりますか。"
ANSWER = "{}は「{}」です。"
RIGHT = "正解です。"
WRONG = "ちがいます。あなたの答えは「{}」でした。"
STALE = "その選択肢は、いまは使えません。"
NOT_READ = (
    "答えを読み取れなかったので、まだ採点していません。"
    "選択肢から選ぶか、「{}」のような言葉か、上から何番目かの数で答えてください。"
    "学習をやめるときは、「相談に戻る」と書いてください。"
)
WHICH = "どちらの意味ですか。まだ採点していません。"
DONE, TO_REVIEW, BEGUN, NOT_BEGUN = "済み", "復習", "途中", "まだ"
READ_LESSON = "レッスン{}を読む"
TO_REPEAT = "くり返すところ"
AND_MORE = "ほかに{}つあります。"
NOTHING_TO_REPEAT = "くり返すところは、いまはありません。"

ALL_LOST = "学習の記録を読めませんでした。学習を最初から始めます。"
OTHER_EDITION = "要領の版が変わりました。学習を最初から始めます。"
LESSONS_LOST = "レッスンの記録を読めませんでした。レッスンを最初から始めます。"
QUIZ_LOST = "クイズの記録を読めませんでした。クイズを最初から始めます。"
QUESTION_LOST = "途中の問題を読めませんでした。別の問題から続けてください。"

TO_OVERVIEW = "一覧へ"
TO_QUIZ = "クイズへ"
TO_SUMMARY = "まとめを見る"
TO_CONSULTATION = "相談に戻る"
NEXT_QUESTION = "次の問題へ"
NEXT_LESSON = "次のレッスンへ"
AGAIN = "もう一度答える"
