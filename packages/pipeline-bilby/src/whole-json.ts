import { createReadStream } from "node:fs";

/**
 * Whether a file of any size is one JSON object from its first to its last bracket, with `key` among its own keys. Only the structure is looked at:
 * Python writes bare `NaN` and `Infinity`, which JSON does not have.
 */
export async function isWholeJson(path: string, key: string): Promise<boolean> {
  const scan = new Scan(key);
  for await (const chunk of createReadStream(path)) if (!scan.feed(chunk as Uint8Array)) return false;
  return scan.ended && scan.found;
}

const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];
const opening: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const closing: ReadonlySet<number> = new Set([0x7d, 0x5d]);
const blank: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

class Scan {
  found = false;
  #depth = 0;
  #begun = false;
  #inText = false;
  #escaped = false;
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
    for (const byte of bytes) {
      if (this.#inText) this.#inside(byte);
      else if (!this.#outside(byte)) return false;
    }
    return true;
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inText = false;
    else if (this.#depth === 1) this.#text += String.fromCodePoint(byte);
  }

  #outside(byte: number): boolean {
    if (blank.has(byte)) return true;
    if (this.ended || (!this.#begun && byte !== 0x7b)) return false;
    this.#begun = true;
    if (byte === quote) [this.#inText, this.#text] = [true, ""];
    else if (opening.has(byte)) this.#depth++;
    else if (closing.has(byte)) this.#depth--;
    else if (byte === colon && this.#depth === 1 && this.#text === this.#key) this.found = true;
    return true;
  }
}
