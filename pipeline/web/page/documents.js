// The list of documents: one row each, changed in place, so that focus and reading position stay.

import { announce, button, bytes, find, make, plural, setText, when } from "./dom.js";
import { confirmDeletion, openPdf, showText } from "./reading.js";
import { authorized } from "./session.js";
import { all, applyJob, byDocument, isActive, loadMore, more, remove, STAGES, stageNumber, store } from "./store.js";
import { again, cancel } from "./uploads.js";

const STEPS = {
  queued: "Accepted",
  job_validated: "Checked",
  parsing: "At the parser",
  parsed: "Text read",
  parse_validated: "Text checked",
  chunking: "Being cut",
  chunks_buffered: "Passages cut",
  embedding: "Being indexed",
  embedded: "Indexed",
};
// Faults of the file itself, where trying again is useless.
const HOPELESS = [
  "not_a_pdf", "pdf_truncated", "pdf_damaged", "pdf_encrypted", "no_text", "unreadable_text", "duplicate_content",
  "object_missing",
];
const UPLOADING = { waiting: "Waiting", hashing: "Reading the file", announcing: "Waiting", sending: "Sending" };
const HOPELESS_STATUS = [409, 413, 415];

const rows = new Map(); // entry -> row
let list;

export function showDocuments() {
  list = find("documents");
  store.addEventListener("change", ({ detail }) => draw(detail));
  store.addEventListener("gone", ({ detail }) => vanish(detail));
  store.addEventListener("lists", arrange);
}

function arrange() {
  all().forEach((entry, place) => {
    const { item } = rows.get(entry);
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
  find("empty").hidden = all().length > 0;
  find("older").hidden = !more();
}

function vanish(entry) {
  const row = rows.get(entry);
  rows.delete(entry);
  if (!row) return;
  const focused = row.item.contains(document.activeElement);
  const next = row.item.nextElementSibling ?? row.item.previousElementSibling;
  row.item.remove();
  find("empty").hidden = all().length > 0;
  if (focused) (next?.querySelector("button, summary") ?? find("files")).focus();
}

function draw(entry) {
  if (!rows.has(entry)) {
    rows.set(entry, newRow(entry));
    arrange();
  }
  const row = rows.get(entry);
  const look = lookOf(entry);
  if (look === "ready" && row.item.dataset.look === "processing") announce(`${entry.filename} is ready`);
  row.item.dataset.look = look;
  row.item.id = entry.documentId ? `document-${entry.documentId}` : "";
  setText(row.about, `${bytes(entry.size)}, ${when(entry.at)}`);
  setText(row.status, statusOf(entry, look));
  drawProgress(row, entry);
  drawSteps(row, entry, look);
  drawProblem(row, entry, look);
  drawActions(row, entry, look);
}

function lookOf(entry) {
  if (entry.phase === "refused") return "failed";
  if (entry.phase) return "uploading";
  if (entry.state === "deadletter") return "failed";
  return entry.state === "done" ? "ready" : "processing";
}

function newRow(entry) {
  const row = {
    name: make("h3", { text: entry.filename, title: entry.filename }),
    about: make("p", { class: "about" }),
    status: make("p", { class: "status" }),
    progress: make("progress", { max: 100, value: 0, hidden: true, "aria-label": `Progress of ${entry.filename}` }),
    steps: make("ol", { class: "steps" }),
    summary: make("summary"),
    problem: make("p", { class: "problem" }),
    actions: make("div", { class: "actions" }),
    drawn: "",
  };
  row.steps.append(
    ...STAGES.map((stage) => {
      const reached = make("span", { class: "unseen" });
      return make("li", { dataset: { stage } }, STEPS[stage], reached);
    }),
  );
  row.details = make("details", { class: "stages", hidden: true }, row.summary, row.steps);
  const head = make("div", { class: "head" }, row.name, row.about);
  row.item = make("li", { class: "document" }, head, row.status, row.progress, row.problem, row.details, row.actions);
  return row;
}

function statusOf(entry, look) {
  if (look === "ready") return entry.chunks ? `Ready, ${plural(entry.chunks, "passage")}` : "Ready";
  if (look === "failed") return entry.phase ? "Not uploaded" : "Failed";
  if (entry.phase === "waiting" && entry.because) return `Waiting. ${entry.because}`;
  if (entry.phase === "hashing" || entry.phase === "sending") {
    return `${UPLOADING[entry.phase]}: ${bytes(entry.done)} of ${bytes(entry.size)}`;
  }
  if (entry.phase) return UPLOADING[entry.phase];
  const waiting = entry.state === "retryable" ? ". It will be tried again." : "";
  return `Processing: ${STEPS[entry.stage].toLowerCase()}${waiting}`;
}

function drawProgress({ progress }, { phase, done, size }) {
  progress.hidden = phase !== "hashing" && phase !== "sending";
  if (!progress.hidden) progress.value = size ? Math.min(100, Math.round((done / size) * 100)) : 0;
}

function drawSteps(row, entry, look) {
  const number = stageNumber(entry);
  row.details.hidden = !number;
  setText(row.summary, `Stages reached: ${number} of ${STAGES.length}`);
  const open = look === "processing" || look === "uploading";
  if (row.opened !== open) row.details.open = row.opened = open;
  STAGES.forEach((stage, index) => {
    const step = row.steps.children[index];
    const reached = index < number;
    const current = index === number - 1 && look !== "ready";
    step.dataset.reached = reached;
    step.toggleAttribute("data-current", current);
    if (current) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
    setText(step.lastChild, reached ? ", reached" : ", not yet");
  });
}

function drawProblem(row, entry, look) {
  const words = entry.problem?.words ?? (look === "failed" || entry.state === "retryable" ? failureOf(entry) : "");
  if (row.words === words) return;
  row.words = words;
  row.problem.replaceChildren(words);
  const first = entry.problem?.details.document_id;
  if (first) row.problem.append(" ", button("Show the first one", "", () => showFirst(first), "link"));
  if (words && look === "failed") announce(`${entry.filename}: ${words}`);
}

function failureOf({ failure, reference }) {
  if (!failure) return "";
  return reference ? `${failure.message} Reference: ${reference}` : failure.message;
}

async function showFirst(documentId) {
  while (!byDocument(documentId) && more()) await loadMore();
  const row = rows.get(byDocument(documentId));
  if (!row) return;
  row.item.setAttribute("tabindex", "-1");
  row.item.scrollIntoView({ block: "center" });
  row.item.focus();
}

function drawActions(row, entry, look) {
  const wanted = actionsOf(entry, look);
  const drawn = wanted.map(([name]) => name).join();
  if (row.drawn === drawn) return;
  const focused = row.actions.contains(document.activeElement);
  row.drawn = drawn;
  row.actions.replaceChildren(
    ...wanted.map(([name, act]) => button(name, entry.filename, () => acting(row, entry, act))),
  );
  if (focused) row.actions.querySelector("button")?.focus();
}

function actionsOf(entry, look) {
  if (look === "uploading") return [["Cancel", () => cancel(entry)]];
  const open = ["Open PDF", () => openPdf(entry.documentId)];
  const erase = ["Delete", () => deleteAfterAsking(entry)];
  if (look === "ready") return [open, ["Read text", () => showText(entry)], erase];
  if (look === "processing") return [erase];
  const retry = entry.phase ? retryUpload(entry) : retryJob(entry);
  return [...retry, entry.phase ? ["Remove", () => cancel(entry)] : erase];
}

const retryUpload = (entry) =>
  HOPELESS_STATUS.includes(entry.problem?.status) ? [] : [["Try again", () => again(entry)]];

function retryJob(entry) {
  if (HOPELESS.includes(entry.failure?.code)) return [];
  if (entry.stage === "queued") return entry.file ? [["Try again", () => again(entry)]] : [];
  const retry = async () => applyJob(await authorized("POST", `/api/v2/jobs/${entry.jobId}/retry`));
  return [["Try again", retry]];
}

async function acting(row, entry, act) {
  if (row.acting) return; // disabling the button would lose the focus
  row.acting = true;
  try {
    await act();
  } catch (problem) {
    if (problem.name === "AbortError") return; // signed out in the meantime
    if (problem.name !== "Problem") throw problem;
    row.words = problem.words;
    row.problem.textContent = problem.words;
    announce(`${entry.filename}: ${problem.words}`);
  } finally {
    row.acting = false;
  }
}

async function deleteAfterAsking(entry) {
  if (!(await confirmDeletion(entry.filename, isActive(entry)))) return;
  await authorized("DELETE", `/api/v2/documents/${entry.documentId}`).catch((problem) => {
    if (problem.status !== 404) throw problem;
  });
  entry.control?.abort(new DOMException("deleted", "AbortError"));
  remove(entry);
  announce(`${entry.filename} is deleted`);
}
