// The SHA-256 of a file, without loading it into memory and without blocking the page.

let last = Promise.resolve();

// One file at a time: two would only share the disk and the processor.
export function sha256(file, onRead, signal) {
  const turn = last.then(() => hashed(file, onRead, signal));
  last = turn.catch(() => {});
  return turn;
}

function hashed(file, onRead, signal) {
  signal.throwIfAborted();
  const worker = new Worker("/hash-worker.js", { type: "module" });
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.addEventListener("error", () => reject(new Error("the hashing worker failed")));
    worker.addEventListener("message", ({ data }) => {
      if (data.sha256) resolve(data.sha256);
      else if (data.unreadable) reject(new DOMException("unreadable", "NotReadableError"));
      else onRead(data.read);
    });
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
