// From a chosen file to a job: hash it, announce it, send its bytes, and wait when the API asks for it.

import { newReference, Problem, problemOf, unreachable } from "./api.js";
import { bytes, wait } from "./dom.js";
import { sha256 } from "./hashing.js";
import { authorized, user } from "./session.js";
import { accepted, active, all, begin, change, remove, store } from "./store.js";

const PDF = "application/pdf";
const SENT_AT_ONCE = 3;
const LONGEST_WAIT = 300; // seconds that an upload waits by itself; after a daily limit the user decides
const MALFORMED = "The name or the kind of this file cannot be accepted. Rename it and try again.";
const DUPLICATE = "You uploaded this file before.";

let limits = null;
let announcing = Promise.resolve();

export const setLimits = (given) => (limits = given);
const largest = () => (user()?.plan === "large" ? limits.large_file_bytes : limits.max_file_bytes);
export const limitsInWords = () => `PDF only, up to ${bytes(largest())} each, several at once.`;

export const add = (files) => Promise.all([...files].reverse().map((file) => begin(file)).reverse().map(upload));

export async function upload(entry) {
  entry.control = new AbortController();
  entry.reference = newReference();
  const { signal } = entry.control;
  try {
    if (!canSendAgain(entry)) {
      change(entry, { phase: "hashing", done: 0, problem: null });
      checkHere(entry.file, entry.reference);
      entry.sha256 ??= await sha256(entry.file, (done) => change(entry, { done }), signal);
      await announced(entry, signal);
    }
    change(entry, { phase: "sending", done: 0, problem: null });
    await send(entry, signal);
    change(entry, { phase: null, sent: true });
  } catch (error) {
    if (signal.aborted) return;
    change(entry, { phase: "refused", problem: inWords(error, entry.reference) });
  }
}

// The link of an interrupted upload accepts the bytes again while it is valid.
const canSendAgain = (entry) => entry.link && Date.parse(entry.linkUntil) > Date.now() + 10_000;

// Send the file of a failed upload again, as a new document if the first cannot be completed.
export async function again(entry) {
  if (!canSendAgain(entry) && entry.documentId) {
    await authorized("DELETE", `/api/v2/documents/${entry.documentId}`).catch((problem) => {
      if (problem.status !== 404) throw problem;
    });
    Object.assign(entry, { documentId: null, jobId: null, stage: null, state: null, failure: null, key: null, link: null });
  }
  return upload(entry);
}

export async function cancel(entry) {
  entry.control?.abort(new DOMException("cancelled", "AbortError"));
  if (entry.documentId) await authorized("DELETE", `/api/v2/documents/${entry.documentId}`);
  remove(entry);
}

export function cancelAll() {
  for (const entry of all()) if (entry.phase) entry.control?.abort(new DOMException("signed out", "AbortError"));
}

function checkHere(file, reference) {
  const refuse = (status, code, message) => {
    throw new Problem({ status, code, message, reference });
  };
  if (mimeOf(file) !== PDF) refuse(415, "not_a_pdf", "Only PDF files are accepted.");
  if (file.size === 0) refuse(422, "empty", "The file is empty.");
  if (file.size > largest()) {
    refuse(413, "too_large", `The file is larger than the ${bytes(largest())} allowed.`);
  }
}

const mimeOf = (file) => file.type || (/\.pdf$/i.test(file.name) ? PDF : "application/octet-stream");

// One announcement at a time, in the order of choosing the files.
function announced(entry, signal) {
  const turn = announcing.then(() => announce(entry, signal));
  announcing = turn.catch(() => {});
  return turn;
}

async function announce(entry, signal) {
  entry.key ??= newReference();
  const { filename, size: bytes_len, sha256: hash } = entry;
  const body = { filename, bytes_len, mime: mimeOf(entry.file), sha256: hash };
  for (;;) {
    signal.throwIfAborted();
    await room(entry, signal);
    change(entry, { phase: "announcing" });
    try {
      const answer = await authorized("POST", "/api/v2/upload", { body, key: entry.key, reference: entry.reference });
      if (signal.aborted) {
        await authorized("DELETE", `/api/v2/documents/${answer.document_id}`);
        throw signal.reason;
      }
      accepted(entry, {
        documentId: answer.document_id, jobId: answer.job_id, stage: "queued", state: "queued",
        link: answer.signed_url, linkUntil: answer.upload_expires_at,
      });
      return;
    } catch (problem) {
      const patient = [429, 503].includes(problem.status) && (problem.retryAfter ?? 1) <= LONGEST_WAIT;
      if (!patient || signal.aborted) throw problem;
      const seconds = problem.retryAfter ?? 5;
      const because = problem.message.replace(/ Try again in .*$/, "");
      change(entry, { phase: "waiting", because: `${because} The next attempt is in ${seconds} s.` });
      await wait(seconds, signal);
    }
  }
}

// Wait until the user has fewer jobs than may run at once: an earlier request would only be refused.
async function room(entry, signal) {
  const full = () =>
    active().length >= limits.jobs_at_once || all().filter((each) => each.phase === "sending").length >= SENT_AT_ONCE;
  while (full()) {
    change(entry, { phase: "waiting", because: "It continues when an earlier document is done." });
    await new Promise((resolve, reject) => {
      store.addEventListener("change", resolve, { once: true, signal });
      store.addEventListener("gone", resolve, { once: true, signal });
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }
}

// XMLHttpRequest, because fetch does not report how many bytes were sent.
function send(entry, signal) {
  const { file, link, reference } = entry;
  const request = new XMLHttpRequest();
  request.open("PUT", link);
  request.setRequestHeader("Content-Type", PDF);
  request.setRequestHeader("X-Correlation-ID", reference);
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => (request.abort(), reject(signal.reason)), { once: true });
    request.upload.addEventListener("progress", ({ loaded }) => change(entry, { done: loaded }));
    request.addEventListener("error", () => reject(unreachable(reference)));
    request.addEventListener("load", () => {
      const there = request.status === 200 || request.status === 409; // 409: they arrived earlier, and only the answer was lost
      if (there) resolve();
      else reject(problemOf(request.status, request.responseText, reference));
    });
    request.send(file);
  });
}

function inWords(error, reference) {
  if (error instanceof Problem) {
    if (error.status === 422 && error.code === "malformed") error.message = MALFORMED;
    if (error.code === "duplicate") error.message = DUPLICATE;
    return error;
  }
  if (error.name === "NotReadableError") {
    const message = "The file can no longer be read. Choose it again.";
    return new Problem({ status: 0, code: "unreadable", message, reference });
  }
  reportError(error);
  return new Problem({ status: 0, code: "page_error", message: "Something went wrong in this page. Try again.", reference });
}
