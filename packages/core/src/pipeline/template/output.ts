import { pathOfKey } from "../../settings/index.ts";
import type { RenderedConfig } from "../types.ts";
import type { Reads } from "./record.ts";

/** What a piece of text was made from. */
type Sources = Pick<Reads, "found" | "products">;

// Handlebars knows only text. So values, and the ends of blocks, are emitted as numbered marks, and the marks replaced when all of the text is there.
const open = "\uE000";
const close = "\uE001";
const marks = new RegExp(`${open}([a-z])(\\d*)${close}`, "u");

/** Whether `text` has the characters that marks are made of. */
export function hasMarks(text: string): boolean {
  return text.includes(open) || text.includes(close);
}

/** Collects what a template emits, and what it came from. */
export class Output {
  readonly #values: { readonly text: string; readonly sources: Sources }[] = [];
  readonly #ranges: Sources[] = [];

  /** A mark for `text` that was made from `sources`. */
  value(text: string, sources: Sources): string {
    return mark("v", this.#values.push({ text, sources }) - 1);
  }

  /** `rendered`, every line of it depending on `sources`. */
  range(rendered: string, sources: Sources): string {
    if (sources.found.length + sources.products.length === 0 || rendered === "") return rendered;
    const number = this.#ranges.push(sources) - 1;
    return mark("s", number) + rendered + mark("e", number);
  }

  /** A mark that makes its whole line vanish. */
  vanish(): string {
    return mark("x");
  }

  /** Replaces the marks in what Handlebars rendered. */
  finish(rendered: string): RenderedConfig {
    const lines = new Lines();
    const active = new Set<number>();
    // Splitting at a pattern with two groups gives text, kind, number, text, ...
    const pieces = rendered.split(marks);
    for (let i = 0; i < pieces.length; i += 3) {
      const around = [...active].map((range) => this.#ranges[range]!);
      lines.add(pieces[i] ?? "", around);
      const [kind, number] = [pieces[i + 1], Number(pieces[i + 2])];
      if (kind === "s") active.add(number);
      else if (kind === "e") active.delete(number);
      else if (kind === "x") lines.vanish();
      else if (kind === "v") lines.add(this.#values[number]!.text, [...around, this.#values[number]!.sources]);
    }
    return lines.finish();
  }
}

class Lines {
  readonly #done: ({ readonly text: string } & Sources)[] = [];
  #text = "";
  #found = new Set<string>();
  #products = new Set<string>();
  #vanishes = false;

  add(text: string, sources: readonly Sources[]): void {
    for (const piece of text.split(/(?<=\n)/)) {
      if (piece === "") continue;
      this.#text += piece;
      for (const { found, products } of sources) {
        for (const path of found) this.#found.add(path);
        for (const key of products) this.#products.add(key);
      }
      if (piece.endsWith("\n")) this.#endLine();
    }
  }

  vanish(): void {
    this.#vanishes = true;
  }

  finish(): RenderedConfig {
    if (this.#text !== "") this.#endLine();
    return {
      text: this.#done.map((line) => line.text).join(""),
      lineage: this.#done.map((line) => line.found),
      products: this.#done.map((line) => line.products.map(pathOfKey)),
    };
  }

  #endLine(): void {
    if (!this.#vanishes) this.#done.push({ text: this.#text, found: [...this.#found], products: [...this.#products] });
    this.#text = "";
    this.#found = new Set();
    this.#products = new Set();
    this.#vanishes = false;
  }
}

function mark(kind: string, number: number | "" = ""): string {
  return `${open}${kind}${number}${close}`;
}
