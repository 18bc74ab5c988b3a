import { createReadStream } from "node:fs";

/**
 * Whether a file of any size is one JSON object from its first to its last bracket, with `key` among its own keys. Only the structure is looked at:
 * Python writes bare `NaN` and `Infinity`, which JSON does not have.
 */
export async function isWholeJson(path: string, key: string): Promise<boolean> {
  const scan = new Scan(key);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) if (!scan.feed(chunk as Uint8Array)) return false;
  return scan.ended && scan.found;
}

// Kinds of bytes outside text, by byte: result files can be large, so the scan looks up and compares numbers only.
const [other, blank, quote, opening, closing, colon] = [0, 1, 2, 3, 4, 5] as const;
const kinds = new Uint8Array(256);
for (const [characters, kind] of [
  [" \t\n\r", blank],
  ['"', quote],
  ["{[", opening],
  ["}]", closing],
  [":", colon],
] as const) {
  for (const character of characters.split("")) kinds[character.charCodeAt(0)] = kind;
}
const [quoteByte, backslash, brace] = [0x22, 0x5c, 0x7b];

class Scan {
  found = false;
  #depth = 0;
  #begun = false;
  #inText = false;
  #escaped = false;
  /** The last text directly in the object. */
  #text = "";
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  get ended(): boolean {
    return this.#begun && this.#depth === 0;
  }

  /** Takes the next bytes; false when they can't be part of an object. */
  feed(bytes: Uint8Array): boolean {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (this.#inText) {
        this.#inside(byte);
        continue;
      }
      const kind = kinds[byte]!;
      if (kind === blank || (kind === other && this.#depth > 0)) continue;
      if (this.ended || (!this.#begun && byte !== brace)) return false;
      this.#outside(kind);
    }
    return true;
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quoteByte) this.#inText = false;
    else if (this.#depth === 1) this.#text += String.fromCharCode(byte);
  }

  #outside(kind: number): void {
    this.#begun = true;
    if (kind === quote) [this.#inText, this.#text] = [true, this.#depth === 1 ? "" : this.#text];
    else if (kind === opening) this.#depth++;
    else if (kind === closing) this.#depth--;
    else if (kind === colon && this.#depth === 1 && this.#text === this.#key) this.found = true;
  }
}
