// SHA-256 in pieces (FIPS 180-4), because crypto.subtle needs the whole file in memory.

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const K = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const BEGIN = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const BLOCK = 64;

export class Sha256 {
  #state = BEGIN.slice();
  #words = new Int32Array(64);
  #rest = new Uint8Array(2 * BLOCK);
  #kept = 0; // bytes in #rest
  #length = 0;

  update(bytes) {
    this.#length += bytes.length;
    let from = 0;
    if (this.#kept) {
      from = Math.min(BLOCK - this.#kept, bytes.length);
      this.#rest.set(bytes.subarray(0, from), this.#kept);
      this.#kept += from;
      if (this.#kept < BLOCK) return this;
      this.#blocks(this.#rest, 0, BLOCK);
      this.#kept = 0;
    }
    const whole = from + Math.floor((bytes.length - from) / BLOCK) * BLOCK;
    this.#blocks(bytes, from, whole);
    this.#rest.set(bytes.subarray(whole));
    this.#kept = bytes.length - whole;
    return this;
  }

  hex() {
    const end = this.#kept + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
    this.#rest.fill(0, this.#kept);
    this.#rest[this.#kept] = 0x80;
    new DataView(this.#rest.buffer).setBigUint64(end - 8, BigInt(this.#length) * 8n);
    this.#blocks(this.#rest, 0, end);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #blocks(bytes, from, to) {
    const state = this.#state;
    const w = this.#words;
    const k = K;
    let h0 = state[0];
    let h1 = state[1];
    let h2 = state[2];
    let h3 = state[3];
    let h4 = state[4];
    let h5 = state[5];
    let h6 = state[6];
    let h7 = state[7];
    for (let at = from; at < to; at += BLOCK) {
      for (let i = 0, p = at; i < 16; i++, p += 4) {
        w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
      }
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let a = h0;
      let b = h1;
      let c = h2;
      let d = h3;
      let e = h4;
      let f = h5;
      let g = h6;
      let h = h7;
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + (g ^ (e & (f ^ g))) + k[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + t1) | 0;
        d = c;
        c = b;
        b = a;
        a = (t1 + t2) | 0;
      }
      h0 = (h0 + a) | 0;
      h1 = (h1 + b) | 0;
      h2 = (h2 + c) | 0;
      h3 = (h3 + d) | 0;
      h4 = (h4 + e) | 0;
      h5 = (h5 + f) | 0;
      h6 = (h6 + g) | 0;
      h7 = (h7 + h) | 0;
    }
    state.set([h0, h1, h2, h3, h4, h5, h6, h7]);
  }
}
