// The conversation with the agent: questions, answers, and the passages they are based on.

import { newReference, Problem } from "./api.js";
import { button, find, make } from "./dom.js";
import { showPassage } from "./reading.js";
import { authorized } from "./session.js";

let conversation = { id: null };
let log;

export function showChat() {
  log = find("conversation");
  const field = find("question");
  find("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const question = field.value.trim();
    if (!question || log.ariaBusy === "true") return;
    field.value = "";
    ask(question);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    find("ask").requestSubmit();
  });
  find("new-conversation").addEventListener("click", () => {
    clearChat();
    field.focus();
  });
}

export function clearChat() {
  conversation = { id: null };
  log.ariaBusy = null;
  log.replaceChildren(find("conversation-empty") ?? empty());
  find("new-conversation").hidden = true;
}

const empty = () =>
  make("p", {
    class: "hint",
    id: "conversation-empty",
    text: "Answers come from your documents alone, and cite the passages they are based on.",
  });

function ask(question) {
  find("conversation-empty")?.remove();
  find("new-conversation").hidden = false;
  const turn = make("div", { class: "turn" }, make("p", { class: "asked", text: question }));
  const answer = make("div", { class: "answer" });
  turn.append(answer);
  log.append(turn);
  return answerTo(question, answer);
}

async function answerTo(question, place) {
  place.replaceChildren(make("p", { class: "pending", text: "Looking through your documents…" }));
  place.scrollIntoView({ block: "nearest" });
  log.ariaBusy = "true";
  const asked = conversation; // a new one may have begun when the answer comes
  try {
    const body = { message: question, conversation_id: asked.id };
    const found = await authorized("POST", "/chat", { body, reference: newReference() });
    asked.id = found.conversation_id;
    place.replaceChildren(make("p", { text: found.answer }), ...sourcesOf(found.sources));
  } catch (problem) {
    place.replaceChildren();
    if (problem.name === "AbortError") return;
    if (!(problem instanceof Problem)) throw problem;
    const retry = button("Try again", "", () => answerTo(question, place));
    place.append(make("p", { class: "problem", role: "alert", text: problem.words }), retry);
  } finally {
    log.ariaBusy = null;
    place.scrollIntoView({ block: "nearest" });
  }
}

function sourcesOf(sources) {
  if (!sources.length) return [];
  const items = sources.map((source, index) => {
    const open = button(`${index + 1}. ${source.filename}, passage ${source.chunk_ord + 1}`, "", () =>
      showPassage(source, index + 1), "source");
    return make("li", {}, open);
  });
  return [make("h3", { text: "Sources" }), make("ul", { class: "sources" }, ...items)];
}
