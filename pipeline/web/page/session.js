// The signed-in user. The access token lives in memory; the refresh token, which works once, in this tab's storage.
//
// A duplicated tab starts with a copy of that storage. If both tabs used their copy of the token, the API would take it
// for stolen and end the session. So the tabs of a session renew one at a time, share new tokens, and ask the others
// before they renew.

import { call, newReference } from "./api.js";
import { wait } from "./dom.js";

const STORED = "countersign.session";
const ANSWER_SECONDS = 1;
const AGAIN_SECONDS = 5;

export const session = new EventTarget(); // "started" and "ended"
let tokens = null; // { session, access, refresh, expiresAt, user }
let renewing = null;
let timer = null;
let leave = () => {};

const channel = new BroadcastChannel("countersign.session");
channel.addEventListener("message", ({ data }) => {
  const mine = tokens && data.session === tokens.session;
  if (mine && data.kind === "ask" && tokens.access !== data.stale && remaining() > 0) tell("tokens");
  if (mine && data.kind === "tokens" && data.tokens.expiresAt > tokens.expiresAt) adopt(data.tokens);
  if (mine && data.kind === "ended") end();
});

const tell = (kind) => channel.postMessage({ kind, session: tokens.session, tokens: kind === "tokens" ? tokens : null });
const remaining = () => tokens.expiresAt - Date.now();
export const user = () => tokens?.user;

export async function enter(path, email, password) {
  const answer = await call("POST", path, { body: { email, password } });
  adopt(fromAnswer(answer));
  session.dispatchEvent(new Event("started"));
}

export async function restore(onTrouble) {
  const stored = JSON.parse(sessionStorage.getItem(STORED) ?? "null");
  if (!stored) return false;
  tokens = { ...stored, access: null, expiresAt: 0, user: null };
  join();
  while (tokens) {
    try {
      await renew();
      session.dispatchEvent(new Event("started"));
      return true;
    } catch (problem) {
      if (!tokens) return false;
      onTrouble(problem);
      await wait(problem.retryAfter ?? AGAIN_SECONDS);
    }
  }
  return false;
}

export async function signOut() {
  const token = await accessToken().catch(() => null);
  if (!tokens) return;
  tell("ended");
  end();
  await call("POST", "/logout", { token }).catch(() => {}); // signed out here in any case
}

// A call for the user, with a fresh access token.
export async function authorized(method, path, options = {}) {
  const reference = options.reference ?? newReference();
  const token = await accessToken();
  try {
    return await call(method, path, { ...options, reference, token });
  } catch (problem) {
    if (problem.status !== 401 || !tokens) throw problem;
    await renewIf(token);
    return call(method, path, { ...options, reference, token: await accessToken() });
  }
}

export async function accessToken() {
  if (!tokens) throw new DOMException("signed out", "AbortError");
  if (remaining() <= 0) await renew();
  return tokens.access;
}

// Renew if this tab still holds the token that the API refused.
export const renewIf = async (refused) => (tokens?.access === refused ? renew() : null);

function renew() {
  const { session: name, access } = tokens;
  renewing ??= exclusively(`countersign.renewal.${name}`, () => exchange(access)).finally(() => (renewing = null));
  return renewing;
}

async function exchange(stale) {
  if (!tokens || tokens.access !== stale) return; // another tab was faster
  await askOtherTabs(stale);
  if (!tokens || tokens.access !== stale) return;
  try {
    const answer = await call("POST", "/refresh", { body: { refresh_token: tokens.refresh } });
    if (!tokens) return; // signed out in the meantime
    adopt(fromAnswer(answer));
    tell("tokens");
  } catch (problem) {
    if (problem.status === 401) end("Your session has ended. Sign in again.");
    throw problem;
  }
}

async function askOtherTabs(stale) {
  const held = (await navigator.locks?.query())?.held.filter((lock) => lock.name === tabs()) ?? [];
  if (held.length < 2) return;
  const patience = new AbortController();
  const answered = ({ data }) => data.kind === "tokens" && data.session === tokens?.session && patience.abort();
  channel.addEventListener("message", answered);
  channel.postMessage({ kind: "ask", session: tokens.session, stale });
  await wait(ANSWER_SECONDS, patience.signal).catch(() => {});
  channel.removeEventListener("message", answered);
}

function fromAnswer({ access_token: access, refresh_token: refresh, expires_in: seconds, user: who }) {
  const claims = JSON.parse(atob(access.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  const early = Math.min(60, seconds / 5);
  return { session: claims.sid, access, refresh, expiresAt: Date.now() + (seconds - early) * 1000, user: who };
}

function adopt(given) {
  tokens = given;
  sessionStorage.setItem(STORED, JSON.stringify({ session: tokens.session, refresh: tokens.refresh }));
  join();
  clearTimeout(timer);
  timer = setTimeout(renewInTime, Math.max(remaining(), 0));
}

function renewInTime() {
  if (!tokens) return;
  renew().catch(() => tokens && (timer = setTimeout(renewInTime, AGAIN_SECONDS * 1000)));
}

function end(reason = "") {
  tokens = null;
  clearTimeout(timer);
  leave();
  leave = () => {};
  sessionStorage.removeItem(STORED);
  session.dispatchEvent(new CustomEvent("ended", { detail: reason }));
}

// All tabs of a session share a lock, so that each can see whether there are others.
const tabs = () => `countersign.tabs.${tokens.session}`;
let joined = null;
function join() {
  if (joined === tokens.session) return;
  leave();
  joined = tokens.session;
  const staying = new Promise((resolve) => (leave = () => ((joined = null), resolve())));
  navigator.locks?.request(tabs(), { mode: "shared" }, () => staying);
}

const exclusively = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());
