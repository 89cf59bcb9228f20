// The page of 協議ナビ. A module, hence strict mode. Server text only ever becomes text nodes, never markup,
// and nothing here calls another origin: the page runs under a strict CSP.
const SYMBOLS = { required: "●", conditional: "△", unclear: "？", exempt: "－", not_applicable: "－" };
const SLOW_MS = 300; // quicker replies show no waiting sign: a flash per turn disturbs eyes and screen readers
const GIVE_UP_MS = 60_000;
const LOOK_MS = 60_000; // a desk may have answered
const COUNTER_FROM = 1800;
const OFFLINE = "サーバーと通信できませんでした。ネットワークの接続を確かめて、もう一度お試しください。";
const [log, typing, composer, input, sendButton, counter, trouble, troubleText, retryButton] =
  ["log", "typing", "composer", "text", "send", "counter", "trouble", "trouble-text", "retry"]
    .map((id) => document.getElementById(id));
// shown: the messages on the page; unsure: a request broke off, so the server may have taken it all the same.
// sent: the message on its way and its name; sent again under the same name, it is answered once.
const state = { busy: false, shown: [], unsure: false, cards: 0, slowTimer: 0, sent: {} };

/** Children are text, nodes, {attribute: value}, or empty (left out, so that optional parts stay expressions). */
function el(spec, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = Object.assign(document.createElement(tag), { className: classes.join(" ") });
  for (const child of children.flat(2)) {
    if (typeof child === "string" || child instanceof Node) node.append(child);
    else for (const [name, value] of Object.entries(child ?? {})) node.setAttribute(name, value);
  }
  return node;
}

function button(spec, children, onPress) {
  const node = el(spec, { type: "button" }, children);
  // A press without a pointer (Enter, Space, a screen reader) has detail 0.
  node.addEventListener("click", (event) => { if (!state.busy) onPress(event.detail === 0); });
  return node;
}

const some = (value, build) => (value?.length ? build(value) : null);
const list = (tag, items) => some(items, () => el(tag, items.map((item) => el("li", item))));
const pair = (term, ...content) => el("div", el("dt", term), el("dd", ...content));

// ---- messages
/** An aside of a question ("why?", "back") looks less than an answer: pressing it answers nothing. */
function choiceButton({ label, payload, description }, _, all) {
  const parts = [el("span.label", label), some(description, () => el("span.about", description))];
  const aside = payload.startsWith("act:") && all.some((choice) => choice.payload.startsWith("answer:"));
  return button(aside ? "button.choice.aside" : "button.choice", [{ "data-label": label }, parts], (byKey) => sendChoice(payload, label, byKey));
}

function botMessage({ text, choices, custom }) {
  const card = custom?.kind === "result" ? custom.card : null;
  const { answered, remaining_max: left } = (custom?.kind === "question" && custom.progress) || {};
  const hint = [answered > 0 && `回答済み ${answered}問`, left > 0 && `あと最大 ${left}問`].filter(Boolean).join("・");
  const group = some(card?.choices?.length ? card.choices : choices,
    (all) => el("div.choices", { role: "group", "aria-label": "選択肢" }, all.map(choiceButton)));
  const said = hint ? text.replace(/\n（あと最大\d+問）$/, "") : text; // channels without a page say it in the text
  const body = card ? resultCard(card, custom.filed) : el("div.bubble", el("p.text", said), some(hint, () => el("p.progress", hint)));
  return el("div.message.bot", el("p.who", "協議ナビ"), body, group);
}

const userMessage = (text) => el("div.message.user", el("p.who", "あなた"), el("div.bubble", el("p.text", text)));

/** Marks the picked button by its label: a reloaded conversation knows no more about the answer than that. */
function add(message, node = message.from === "user" ? userMessage(message.text) : botMessage(message)) {
  const offered = message.from === "user" ? [...activeGroup()?.children ?? []] : [];
  const picked = offered.find((choice) => choice.dataset.label === message.text);
  picked?.classList.add("picked");
  picked?.firstElementChild.append(el("span.unseen", "（選択済み）"));
  if (!node.isConnected) log.append(node);
  state.shown.push(message);
  return node;
}

// ---- result card
function reason({ text, provision, notes, reading }) {
  const basis = [provision, ...notes ?? []].filter(Boolean).join("・");
  return el("li", text, some(basis, () => el("span.basis", `［実施要領 ${basis}］`)),
    reading && el("p.reading", el("strong", `読み方（解釈）${reading.id}`), reading.text));
}

function particulars({ forms, forms_note: note, contact, roles, timing }) {
  const details = (contact?.details ?? []).map((line) => el("p", line));
  const rows = [
    (forms?.length || note) && pair("様式", list("ul", forms), note && el("p", note)),
    ...(roles ?? []).map((role) => pair(role.label, role.value)),
    timing && pair("時期", timing),
    contact && pair("問い合わせ先", el("p", contact.name), details, contact.note && el("p.note", contact.note)),
  ].filter(Boolean);
  return some(rows, () => el("dl.particulars", rows));
}

function procedureBlock(procedure) {
  const symbol = el("span.symbol", { "aria-hidden": "true" }, SYMBOLS[procedure.status] ?? "・");
  const badge = el("span.badge", { "data-status": procedure.status }, symbol, procedure.status_label);
  const reasons = some(procedure.reasons, (all) => el("div", el("h4", "理由"), el("ul.reasons", all.map(reason))));
  return el("div.procedure", el("h3", badge, " ", procedure.name), el("div.columns", reasons, particulars(procedure)));
}

function answerRow({ question, value, payload }) {
  const label = ["変える", el("span.unseen", `：${question}（今の答えは「${value}」）`)];
  const change = button("button.change", label, (byKey) => sendChoice(payload, `答えを変える：${question}`, byKey));
  return pair(question, el("span", value), change);
}

/** A download; a date that is given in its field, where it has one, goes with it. */
function download({ label, href, day }) {
  const link = el("a", { href, download: "" }, label);
  if (!day) return link;
  const field = el("input.day", { type: "date", name: day.name, max: "9999-12-31" });
  field.addEventListener("input", () => { // a date half typed, or none, is no value
    link.setAttribute("href", field.value ? `${href}?${new URLSearchParams({ [day.name]: field.value })}` : href);
  });
  return [el("label.ask", day.label, field), link]; // in the order in which they are used
}

/** The number under which the consultation is on record, and what can be downloaded of it. */
function record({ reference, note, papers }) {
  const links = (papers ?? []).map(download);
  return el("div.filed", el("h3", "記録と書類"), el("p", "相談番号：", el("strong", reference)), el("p", note), list("ul", links));
}

function resultCard(card, filed) {
  const id = `result-${++state.cards}`;
  const link = card.source_url?.startsWith("https://") && { href: card.source_url, target: "_blank", rel: "noopener" };
  return el("article.card", { "aria-labelledby": id }, el("h2", { id, tabindex: "-1" }, card.title), el("p.summary", card.summary),
    (card.procedures ?? []).map(procedureBlock),
    some(card.next_steps, (steps) => el("div.steps", el("h3", "次にすること"), list("ol", steps))),
    some(card.answers, (all) => el("div.given", el("h3", "お答えの内容"), el("dl.answers", all.map(answerRow)))),
    filed && record(filed),
    el("div.source", el("p", card.edition), link && el("p", el("a", link, "大阪市の公式ページ", el("span.screen", "（新しいタブで開きます）"))),
      el("p", card.disclaimer), el("p.printed")),
    button("button.print", "印刷する", () => window.print()));
}

// ---- what can be pressed now
/** Choices belong to the bot's latest turn: the last group, unless the user has answered after it. */
function activeGroup() {
  const last = [...log.querySelectorAll(".choices, .user:not(.pending)")].at(-1);
  return last?.matches(".choices") ? last : null;
}

function refresh() {
  const [active, newest] = [activeGroup(), [...log.querySelectorAll(".card")].at(-1)];
  for (const box of log.querySelectorAll(".choices, .card")) {
    const past = box !== active && box !== newest;
    box.classList.toggle("past", past);
    for (const node of box.querySelectorAll("button")) {
      node.disabled = past;
      // While waiting only aria-disabled: a truly disabled button would drop the keyboard focus.
      node.setAttribute("aria-disabled", String(past || state.busy));
    }
  }
  for (const message of log.children) message.classList.toggle("newest", message.contains(newest ?? null));
}

function setBusy(busy) {
  state.busy = busy;
  clearTimeout(state.slowTimer);
  typing.textContent = "";
  if (busy) state.slowTimer = setTimeout(() => { typing.textContent = "確認しています"; }, SLOW_MS);
  sendButton.setAttribute("aria-disabled", String(busy));
  log.setAttribute("aria-busy", String(busy));
  input.readOnly = busy;
  refresh();
}

/** A long turn is shown from its beginning, a short one whole: nobody should scroll back to the question. */
function reveal(first, last) {
  const height = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  const tall = height > window.innerHeight - composer.offsetHeight - 48;
  if (tall && first === log.firstChild) window.scrollTo(0, 0); // at the beginning the heading belongs to it
  else (tall ? first : last).scrollIntoView({ block: tall ? "start" : "end" });
}

// ---- talking to the server
async function call(path, body) {
  const post = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const reply = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(GIVE_UP_MS), ...post });
  const data = await reply.json();
  if (!reply.ok) throw Object.assign(new Error(data.error), { said: Boolean(data.error) });
  return data.messages;
}

/** Adds what the page lacks; starts over only when the two differ, so that nothing is read out twice. */
function synchronise(messages) {
  const same = ({ from, text }, i) => from === messages[i]?.from && text === messages[i].text;
  if (!state.shown.every(same)) {
    log.replaceChildren();
    state.shown = [];
  }
  const fresh = messages.slice(state.shown.length);
  const turn = fresh.findLastIndex((message) => message.from === "user");
  const nodes = fresh.map((message) => add(message));
  refresh();
  if (nodes.length) reveal(nodes[turn + 1] ?? nodes.at(-1), nodes.at(-1));
  return fresh[turn];
}

async function attempt(work, label, retry) {
  let failure = null;
  setBusy(true);
  const done = await work().catch((error) => { failure = error; });
  trouble.hidden = !failure;
  troubleText.textContent = failure?.said ? failure.message : failure && OFFLINE;
  Object.assign(retryButton, { textContent: label, onclick: retry });
  setBusy(false);
  return done;
}

const load = () => attempt(async () => synchronise(await call("api/conversation")), "もう一度読み込む", load);

/** A name of its own for each message, and the same one when it is sent again. */
function named(body) {
  const key = JSON.stringify(body);
  if (state.sent.key !== key) {
    const letters = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is for https only
    state.sent = { key, id: Array.from(letters, (byte) => byte.toString(16).padStart(2, "0")).join("") };
  }
  return { ...body, id: state.sent.id };
}

/** True when the server has this message, false when only an earlier one turned out to have arrived. */
async function exchange(body, label) {
  const pending = userMessage(label);
  pending.classList.add("pending");
  try {
    const taken = state.unsure ? synchronise(await call("api/conversation")) : null;
    state.unsure = false;
    if (taken) state.sent = {};
    if (taken) return taken.text === label; // the broken-off message had arrived: it must not go out twice
    log.append(pending);
    reveal(pending, pending);
    const messages = await call("api/messages", named(body));
    state.sent = {};
    add({ from: "user", text: label }, pending).classList.remove("pending");
    const nodes = messages.map((message) => add(message));
    if (nodes.length) reveal(nodes[0], nodes.at(-1));
    return true;
  } catch (error) {
    pending.remove();
    state.unsure ||= !error.said;
    throw error;
  }
}

async function sendTyped() {
  const text = input.value.trim();
  if (state.busy || !text) return;
  input.value = "";
  fitInput();
  if (!await attempt(() => exchange({ text }, text), "もう一度送る", sendTyped)) input.value = text;
  fitInput();
  input.focus({ preventScroll: true });
}

async function sendChoice(choice, label, byKey) {
  await attempt(() => exchange({ choice, label }, label), "もう一度送る", () => sendChoice(choice, label, byKey));
  const touch = window.matchMedia("(pointer: coarse)").matches; // there, the field would bring up the keyboard
  // A result is read from its heading: its own choices come only after it.
  const next = byKey || touch ? activeGroup()?.parentElement.querySelector("h2, .choice") : null;
  (trouble.hidden ? next ?? (touch ? null : input) : retryButton)?.focus({ preventScroll: true });
}

function fitInput() {
  input.style.height = "auto"; // shrink first: scrollHeight never falls below the current height
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
  counter.hidden = input.value.length < COUNTER_FROM;
  counter.textContent = `${input.value.length}／${input.maxLength}文字`;
}

function onKey(event) {
  // keyCode 229: Safari ends the composition before this keydown, and Enter would send a half-converted word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  sendTyped();
}

composer.addEventListener("submit", (event) => { event.preventDefault(); sendTyped(); });
input.addEventListener("keydown", onKey);
input.addEventListener("input", fitInput);
/** Another tab may have gone on, or a desk answered; never disturb someone who is writing. */
function look() {
  if (document.visibilityState === "visible" && !state.busy && !input.value && trouble.hidden) load();
}

document.addEventListener("visibilitychange", look);
setInterval(look, LOOK_MS);
window.addEventListener("beforeprint", () => {
  const now = new Date().toLocaleString("ja-JP", { dateStyle: "long", timeStyle: "short" });
  for (const line of document.querySelectorAll(".printed")) line.textContent = `印刷日時：${now}`;
});
load();
