// The user's documents as the page knows them: from lists, live messages and its own uploads.

import { authorized } from "./session.js";

export const STAGES = [
  "queued", "job_validated", "parsing", "parsed", "parse_validated",
  "chunking", "chunks_buffered", "embedding", "embedded",
];
const ACTIVE = ["queued", "working", "retryable"];

export const store = new EventTarget(); // "change" and "gone" with the entry as detail, "lists" when lists were read
let entries = []; // newest first
const removed = new Set(); // documents that an old list may still contain
let nextOffset = null;
let reading = null;
let nextReading = null;

export const all = () => entries;
export const more = () => nextOffset !== null;
export const byDocument = (id) => entries.find((entry) => entry.documentId === id);
export const isActive = (entry) => Boolean(entry.jobId) && ACTIVE.includes(entry.state);
export const active = () => entries.filter(isActive);
export const stageNumber = (entry) => STAGES.indexOf(entry.stage) + 1; // 0 before acceptance

const tell = (kind, entry) => store.dispatchEvent(new CustomEvent(kind, { detail: entry }));

export function change(entry, changes) {
  Object.assign(entry, changes);
  tell("change", entry);
}

// A file that was just chosen: an entry without a document yet.
export function begin(file) {
  const entry = { file, filename: file.name, size: file.size, at: new Date().toISOString(), phase: "waiting" };
  entries.unshift(entry);
  tell("change", entry);
  return entry;
}

// The answer to an announcement. A faster live message may have brought an entry of its own.
export function accepted(entry, changes) {
  const twin = byDocument(changes.documentId);
  if (twin) {
    if (twin !== entry) drop(twin);
    Object.assign(changes, { stage: twin.stage ?? changes.stage, state: twin.state ?? changes.state });
  }
  change(entry, changes);
}

export function remove(entry) {
  removed.add(entry.documentId);
  drop(entry);
}

function drop(entry) {
  entries = entries.filter((other) => other !== entry);
  tell("gone", entry);
}

export function clear() {
  entries.forEach((entry) => tell("gone", entry));
  entries = [];
  nextOffset = null;
}

// Read both lists. A call during a reading leads to another one, because the first answer may be too old for it.
export function load() {
  if (!reading) return (reading = readLists().finally(() => (reading = null)));
  nextReading ??= reading.catch(() => {}).then(() => ((nextReading = null), load()));
  return nextReading;
}

async function readLists() {
  const known = entries.filter((each) => each.documentId && !each.phase); // an old list does not know later ones
  const [documents, { jobs }] = await Promise.all([page(0), authorized("GET", "/api/v2/jobs?limit=500")]);
  const listed = new Set(documents.map((document) => document.document_id));
  for (const entry of known.filter((each) => !listed.has(each.documentId))) {
    if (!more() || entry.at > documents.at(-1)?.created_at) drop(entry); // deleted elsewhere
  }
  place(documents);
  jobs.forEach(applyJob);
  tell("lists");
}

export async function loadMore() {
  place(await page(nextOffset));
  tell("lists");
}

// A list may contain a document before the answer to its announcement has come.
const beingAnnounced = (hash) => entries.find((each) => each.phase === "announcing" && !each.documentId && each.sha256 === hash);

async function page(offset) {
  const answer = await authorized("GET", `/api/v2/documents?limit=100&offset=${offset}`);
  if (offset >= (nextOffset ?? 0)) nextOffset = answer.next_offset;
  return answer.documents;
}

function place(documents) {
  for (const document of documents) {
    const known = byDocument(document.document_id) ?? beingAnnounced(document.file_sha256);
    if (!known && removed.has(document.document_id)) continue;
    const entry = known ?? {};
    if (!known) entries.push(entry);
    entry.documentId = document.document_id;
    const { filename, bytes_len: size, chunks, job_id: jobId, processing_status: status } = document;
    const stage = STAGES.includes(status) ? furthest(entry.stage, status) : entry.stage;
    const state = entry.state ?? (status === "embedded" ? "done" : status === "deadletter" ? "deadletter" : "working");
    const at = entry.at ?? document.created_at; // a file chosen on this page keeps its place
    change(entry, { filename, size, at, chunks, jobId, stage, state });
  }
  entries.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

export function applyJob(job) {
  const entry = byDocument(job.document_id);
  if (!entry || (entry.jobId && entry.jobId !== job.job_id)) return;
  const { job_id: jobId, state, last_error: failure } = job;
  change(entry, { ...arrived(job.stage), jobId, state, failure: isFailed(state) ? failure : null, stage: furthest(entry.stage, job.stage) });
}

// A live message. Stages only advance, so a message about a stage that a list brought first changes nothing.
export function applyMessage(message) {
  const entry = byDocument(message.document_id);
  if (!entry) return load();
  if (entry.state === "done") return null; // a list was faster
  const { job_id: jobId, state, code, message: text } = message;
  const failure = isFailed(state) ? (text ? { code, message: text } : entry.failure) : null;
  change(entry, { ...arrived(message.stage), jobId, state, failure, stage: furthest(entry.stage, message.stage) });
  return state === "done" ? countPassages(entry) : null;
}

async function countPassages(entry) {
  const { chunks } = await authorized("GET", `/api/v2/documents/${entry.documentId}`);
  change(entry, { chunks });
}

// Beyond the first stage the bytes have arrived, whatever answer the upload got.
const arrived = (stage) => (stage === STAGES[0] ? {} : { phase: null, problem: null });
const isFailed = (state) => state === "retryable" || state === "deadletter";
const furthest = (one, other) => (STAGES.indexOf(other) > STAGES.indexOf(one) ? other : one);
