// Hashes one file after another, beside the page. It reads a piece while it hashes the one before.

import { Sha256 } from "/sha256.js";

const PIECE = 4 * 1024 * 1024;

addEventListener("message", async ({ data: file }) => {
  try {
    const hash = new Sha256();
    const read = (from) => file.slice(from, from + PIECE).arrayBuffer();
    let next = read(0);
    for (let from = 0; from < file.size; from += PIECE) {
      const piece = await next;
      next = from + PIECE < file.size ? read(from + PIECE) : null;
      hash.update(new Uint8Array(piece));
      postMessage({ read: Math.min(from + PIECE, file.size) });
    }
    postMessage({ sha256: hash.hex() });
  } catch {
    postMessage({ unreadable: true }); // moved, changed or deleted since it was chosen
  }
});
