import type { Value } from "../../settings/index.ts";

/**
 * The value that a text of a config file means, as such files write maps, lists and scalars: `{H1: 20, L1: 'a b'}`, `[H1, L1]`, `True`, `None`.
 * Undefined for what can't be understood, such as a call; words without quotes are text.
 */
export function readLiteral(text: string): Value | undefined {
  const reader = new Reader(text);
  const value = reader.value("");
  return reader.atEnd() ? value : undefined;
}

const special: Readonly<Record<string, Value>> = { True: true, true: true, False: false, false: false, None: null };

/** Reads one value after the other from a text; each is undefined from the first one on that can't be understood. */
class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#skip();
    return this.#position === this.#text.length;
  }

  /** The value up to one of `ends`, which stays. */
  value(ends: string): Value | undefined {
    this.#skip();
    const first = this.#text[this.#position] ?? "";
    if (first === "{") return this.#map();
    if (first === "[" || first === "(") return this.#list(first === "[" ? "]" : ")");
    if (first === "'" || first === '"') return this.#quoted(first);
    return this.#word(ends);
  }

  #map(): Value | undefined {
    const entries: [string, Value][] = [];
    this.#position++;
    while (!this.#take("}")) {
      const key = this.value(":=},");
      if (key === undefined || key === null || typeof key === "object" || !(this.#take(":") || this.#take("="))) return undefined;
      const value = this.value(",}");
      if (value === undefined || !(this.#take(",") || this.#sees("}"))) return undefined;
      entries.push([String(key), value]);
    }
    return Object.fromEntries(entries);
  }

  #list(end: string): Value | undefined {
    const items: Value[] = [];
    this.#position++;
    while (!this.#take(end)) {
      const item = this.value(`,${end}`);
      if (item === undefined || !(this.#take(",") || this.#sees(end))) return undefined;
      items.push(item);
    }
    return items;
  }

  #quoted(quote: string): Value | undefined {
    const end = this.#text.indexOf(quote, this.#position + 1);
    if (end < 0 || this.#text.slice(this.#position, end).includes("\\")) return undefined;
    const value = this.#text.slice(this.#position + 1, end);
    this.#position = end + 1;
    return value;
  }

  #word(ends: string): Value | undefined {
    const start = this.#position;
    while (this.#position < this.#text.length && !ends.includes(this.#text[this.#position]!)) this.#position++;
    const word = this.#text.slice(start, this.#position).trim();
    if (word === "" || /[()[\]{}"'\n]/.test(word)) return undefined;
    if (Object.hasOwn(special, word)) return special[word];
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : word;
  }

  #take(character: string): boolean {
    if (!this.#sees(character)) return false;
    this.#position++;
    return true;
  }

  #sees(character: string): boolean {
    this.#skip();
    return this.#text[this.#position] === character;
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#position] ?? "")) this.#position++;
  }
}
