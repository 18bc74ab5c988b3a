import { bareValue, textValue, type JsonVisitor } from "./tokens.ts";

// What may come next.
type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

const [quote, backslash] = [0x22, 0x5c];

// Bytes that end a bare token, and those between tokens.
const isBlank = flags(" \t\n\r");
const isDelimiter = flags(' \t\n\r,:[]{}"');

/**
 * Reads a JSON document in pieces of any size, and tells a visitor what is in it: memory is needed for single values only. Reads what Python writes
 * too: bare `NaN` and `Infinity`.
 */
export class JsonReader {
  readonly #visitor: JsonVisitor;
  /** Open objects and arrays, the innermost last, as their closing bytes. */
  readonly #open: number[] = [];
  /** The key or index in each of those, the innermost last. */
  readonly #path: (string | number)[] = [];
  #expected: Expected = "value";
  /** How deep the object is of whose member nothing is told; none while it is 0. */
  #skipped = 0;
  #token: string | undefined;
  #inText = false;
  #escaped = false;
  #offset = 0;

  constructor(visitor: JsonVisitor) {
    this.#visitor = visitor;
  }

  /** What is wrong at which byte; undefined as long as nothing is. Nothing may be read after it. */
  error: string | undefined;

  /** Whether the document has ended. */
  get isWhole(): boolean {
    return this.error === undefined && this.#expected === "nothing";
  }

  /** Reads the next bytes; false when they can't follow. */
  read(bytes: Buffer): boolean {
    let index = 0;
    while (index < bytes.length && this.error === undefined) {
      if (this.#inText) index = this.#text(bytes, index);
      else if (this.#token !== undefined) index = this.#bare(bytes, index);
      else this.#structure(bytes[index]!, index++);
    }
    this.#offset += bytes.length;
    return this.error === undefined;
  }

  #text(bytes: Buffer, start: number): number {
    let end = start;
    for (; end < bytes.length; end++) {
      const byte = bytes[end]!;
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) break;
    }
    this.#keep(bytes, start, end);
    if (end === bytes.length) return end;
    this.#inText = false;
    const token = this.#token!;
    this.#token = undefined;
    const text = this.#skipped > 0 ? token : textValue(token);
    if (text === undefined) this.#fail(end, "a text is not one of JSON");
    else if (this.#expected === "key" || this.#expected === "key or end") this.#key(text);
    else this.#scalar(text);
    return end + 1;
  }

  #bare(bytes: Buffer, start: number): number {
    let end = start;
    while (end < bytes.length && isDelimiter[bytes[end]!] === 0) end++;
    this.#keep(bytes, start, end);
    if (end === bytes.length) return end;
    const token = this.#token!;
    this.#token = undefined;
    const value = this.#skipped > 0 ? null : bareValue(token);
    if (value === undefined) this.#fail(end, `"${token.slice(0, 40)}" is no value`);
    else this.#scalar(value);
    return end;
  }

  // Of what nobody wants nothing is kept, however long it is.
  #keep(bytes: Buffer, start: number, end: number): void {
    if (this.#skipped === 0) this.#token += bytes.toString("latin1", start, end);
  }

  #structure(byte: number, index: number): void {
    if (isBlank[byte] === 1) return;
    const character = String.fromCharCode(byte);
    if (this.#ends(byte)) this.#close();
    else if (this.#expected === "comma or end" && character === ",") this.#next();
    else if (this.#expected === "colon" && character === ":") this.#expected = "value";
    else if (byte === quote && this.#takesText()) [this.#inText, this.#token] = [true, ""];
    else if (!this.#takesValue()) this.#fail(index, `"${character}" where ${described(this.#expected)} is expected`);
    else if (character === "{") this.#begin(0x7d, "", "key or end");
    else if (character === "[") this.#begin(0x5d, 0, "value or end");
    else if (isDelimiter[byte] === 1) this.#fail(index, `"${character}" where a value is expected`);
    else this.#token = this.#skipped > 0 ? "" : character;
  }

  #takesValue(): boolean {
    return this.#expected === "value" || this.#expected === "value or end";
  }

  #takesText(): boolean {
    return this.#takesValue() || this.#expected === "key" || this.#expected === "key or end";
  }

  #ends(byte: number): boolean {
    const mayEnd = this.#expected === "comma or end" || this.#expected === "value or end" || this.#expected === "key or end";
    return mayEnd && byte === this.#open.at(-1);
  }

  #begin(closing: number, place: string | number, expected: Expected): void {
    this.#open.push(closing);
    this.#path.push(place);
    this.#expected = expected;
  }

  #close(): void {
    this.#open.pop();
    this.#path.pop();
    this.#valueEnded();
  }

  #next(): void {
    const last = this.#path.length - 1;
    const place = this.#path[last]!;
    if (typeof place === "number") this.#path[last] = place + 1;
    this.#expected = typeof place === "number" ? "value" : "key";
  }

  #key(key: string): void {
    this.#path[this.#path.length - 1] = key;
    if (this.#skipped === 0 && !this.#visitor.wants(this.#path)) this.#skipped = this.#open.length;
    this.#expected = "colon";
  }

  #scalar(value: Parameters<JsonVisitor["value"]>[1]): void {
    if (this.#skipped === 0) this.#visitor.value(this.#path, value);
    this.#valueEnded();
  }

  #valueEnded(): void {
    if (this.#skipped === this.#open.length) this.#skipped = 0;
    this.#expected = this.#open.length === 0 ? "nothing" : "comma or end";
  }

  #fail(index: number, what: string): void {
    this.error = `${what}, at byte ${this.#offset + index}`;
  }
}

function described(expected: Expected): string {
  return (
    { "comma or end": "a comma or the end", colon: "a colon", "key or end": "a key", key: "a key", nothing: "the end of the file" }[
      expected as string
    ] ?? "a value"
  );
}

function flags(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
