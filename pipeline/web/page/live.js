// Live status over WebSocket. After a cut it resumes from its cursor, so that no stage is missed. While it gets no
// socket, or its socket stays silent with work under way, it polls the lists instead.

import { liveAddress } from "./api.js";
import { accessToken, renewIf } from "./session.js";
import { active, applyMessage, load } from "./store.js";

const EXPIRED = 4401;
const SILENCE_MS = 20_000;
const LONGEST_PAUSE = 30;
const TRIES = 4;

export function follow(pollsPerMinute, tellState) {
  const pollSeconds = Math.max(7, Math.ceil(60 / pollsPerMinute) + 1);
  let cursor = null;
  let attempts = 0;
  let socket = null;
  let heardAt = 0;
  let again = null;
  let listed = false;
  let stopped = false;

  const list = () => quietly(load().then(() => (listed = true)));

  async function connect() {
    try {
      const token = await accessToken();
      if (stopped || socket) return;
      const address = cursor === null ? liveAddress : `${liveAddress}?cursor=${cursor}`;
      socket = new WebSocket(address, ["countersign.jobs", `bearer.${token}`]);
      socket.onmessage = ({ data }) => hear(JSON.parse(data));
      socket.onclose = ({ code }) => cut(code === EXPIRED ? token : null);
    } catch {
      cut(null);
    }
  }

  function hear(message) {
    heardAt = Date.now();
    attempts = 0;
    const fresh = cursor === null;
    cursor = message.cursor;
    if (message.type !== "hello") return quietly(applyMessage(message));
    tellState("Live");
    if (fresh) list(); // what happened before this socket opened
    return null;
  }

  async function cut(expired) {
    socket = null;
    if (stopped) return;
    attempts += 1;
    if (attempts > 1) tellState(resuming() ? "Reconnecting" : `Not live: checking every ${pollSeconds} s`);
    const pause = Math.min(LONGEST_PAUSE, 0.25 * 2 ** attempts) * (0.75 + Math.random() / 2);
    again = setTimeout(connect, expired && attempts === 1 ? 0 : pause * 1000);
    if (expired) await renewIf(expired).catch(() => {});
  }

  // After a short cut, rely on the cursor, which brings every stage; a list would bring only the last.
  const resuming = () => cursor !== null && attempts <= TRIES;

  function poll() {
    const silent = Date.now() - heardAt > SILENCE_MS;
    const deaf = socket?.readyState === WebSocket.OPEN ? silent : silent || !resuming();
    if (deaf && (active().length || !listed)) list();
  }

  function hurry() {
    if (document.hidden || stopped) return;
    list();
    if (socket === null) {
      clearTimeout(again);
      connect();
    }
  }

  const polling = setInterval(poll, pollSeconds * 1000);
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  list();
  connect();

  return () => {
    stopped = true;
    clearInterval(polling);
    clearTimeout(again);
    removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    socket?.close();
  };
}

// A short absence of the API is no error of the page: the next message, poll or list makes up for it.
const quietly = (work) => work?.catch?.((error) => (error.name === "Problem" || error.name === "AbortError" ? null : Promise.reject(error)));
