/* A party's commitment, computed on its own machine: SM3(value . salt). The value is in no form and is never sent; without this script
   the same is done by `zhiheng draw commit VALUE`. SM3 after GB/T 32905-2016. */
"use strict";
(() => {
  const form = document.querySelector("form[data-draw-commit]");
  if (!form) return;
  const rotate = (x, n) => ((x << (n % 32)) | (x >>> ((32 - (n % 32)) % 32))) >>> 0;
  const p0 = (x) => (x ^ rotate(x, 9) ^ rotate(x, 17)) >>> 0;
  const p1 = (x) => (x ^ rotate(x, 15) ^ rotate(x, 23)) >>> 0;

  const compress = (v, view, at) => {
    const w = new Array(68);
    for (let j = 0; j < 16; j++) w[j] = view.getUint32(at + 4 * j);
    for (let j = 16; j < 68; j++) w[j] = (p1((w[j - 16] ^ w[j - 9] ^ rotate(w[j - 3], 15)) >>> 0) ^ rotate(w[j - 13], 7) ^ w[j - 6]) >>> 0;
    let [a, b, c, d, e, f, g, h] = v;
    for (let j = 0; j < 64; j++) {
      const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
      const ss1 = rotate((rotate(a, 12) + e + rotate(t, j)) >>> 0, 7);
      const ss2 = (ss1 ^ rotate(a, 12)) >>> 0;
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = ((ff >>> 0) + d + ss2 + ((w[j] ^ w[j + 4]) >>> 0)) >>> 0;
      const tt2 = ((gg >>> 0) + h + ss1 + w[j]) >>> 0;
      [d, c, b, a] = [c, rotate(b, 9), a, tt1];
      [h, g, f, e] = [g, rotate(f, 19), e, p0(tt2)];
    }
    return [a, b, c, d, e, f, g, h].map((x, i) => (x ^ v[i]) >>> 0);
  };

  const sm3 = (text) => {
    const bytes = new TextEncoder().encode(text);
    const length = Math.ceil((bytes.length + 9) / 64) * 64;
    const padded = new Uint8Array(length);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(length - 4, bytes.length * 8);
    let v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
    for (let at = 0; at < length; at += 64) v = compress(v, view, at);
    return v.map((x) => x.toString(16).padStart(8, "0")).join("");
  };

  for (const part of form.querySelectorAll("[data-draw-only]")) part.hidden = false;
  const value = form.querySelector("#own-value");
  const salt = form.querySelector("#own-salt");
  const commitment = form.querySelector("#commitment");
  form.querySelector("[data-draw-make]").addEventListener("click", () => {
    if (!/^[A-Za-z0-9 ,._-]{1,200}$/.test(value.value) || !/[A-Za-z0-9]/.test(value.value)) {
      value.focus();
      return;
    }
    if (!salt.value) {
      const random = crypto.getRandomValues(new Uint8Array(32));
      salt.value = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }
    commitment.value = "sm3:" + sm3(value.value + salt.value);
  });
})();
