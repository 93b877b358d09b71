// Calls to the API. Every action of the user has its own correlation id, and every problem names it.

const base = document.querySelector('meta[name="countersign-api"]').content;
const UNREACHABLE = "The server cannot be reached. Check your connection and try again.";

export const liveAddress = base.replace(/^http/, "ws") + "/ws/jobs";

export class Problem extends Error {
  constructor({ status, code, message, reference, retryAfter = null, details = {} }) {
    super(message);
    Object.assign(this, { name: "Problem", status, code, reference, retryAfter, details });
  }

  get words() {
    return `${this.message} Reference: ${this.reference}`;
  }
}

export function newReference() {
  const random = crypto.getRandomValues(new Uint8Array(6));
  return `web-${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export const unreachable = (reference) =>
  new Problem({ status: 0, code: "unreachable", message: UNREACHABLE, reference });

export function problemOf(status, text, reference, retryAfter = null) {
  let error = {};
  try {
    error = JSON.parse(text).error ?? {};
  } catch {
    // an answer from a proxy
  }
  const { code = "refused", message = `The server answered with status ${status}.`, correlation_id: _, ...details } = error;
  const seconds = Number.parseInt(retryAfter, 10);
  return new Problem({ status, code, message, reference, details, retryAfter: seconds >= 0 ? seconds : null });
}

export async function call(method, path, { body, token, key, reference = newReference(), signal, as = "json" } = {}) {
  const headers = { "X-Correlation-ID": reference };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  if (key) headers["Idempotency-Key"] = key;
  try {
    const answer = await fetch(base + path, { method, headers, signal, body: body && JSON.stringify(body) });
    if (!answer.ok) {
      throw problemOf(answer.status, await answer.text(), reference, answer.headers.get("Retry-After"));
    }
    return answer.status === 204 ? null : await answer[as]();
  } catch (error) {
    if (error instanceof TypeError) throw unreachable(reference); // fetch throws it for a failed connection
    throw error;
  }
}
