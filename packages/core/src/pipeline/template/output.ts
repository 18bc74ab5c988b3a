import type { RenderedConfig } from "../types.ts";

// Handlebars knows only text. So values, and the ends of blocks, are emitted as numbered marks, and the marks replaced when all of the text is there.
const open = "\uE000";
const close = "\uE001";
const marks = new RegExp(`${open}([a-z])(\\d*)${close}`, "u");

/** Whether `text` has the characters that marks are made of. */
export function hasMarks(text: string): boolean {
  return text.includes(open) || text.includes(close);
}

/** Collects what a template emits, and which settings it came from. */
export class Output {
  readonly #values: { readonly text: string; readonly paths: readonly string[] }[] = [];
  readonly #ranges: (readonly string[])[] = [];

  /** A mark for `text` that was made from the settings at `paths`. */
  value(text: string, paths: readonly string[]): string {
    return mark("v", this.#values.push({ text, paths }) - 1);
  }

  /** `rendered`, every line of it depending on the settings at `paths`. */
  range(rendered: string, paths: readonly string[]): string {
    if (paths.length === 0 || rendered === "") return rendered;
    const number = this.#ranges.push(paths) - 1;
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
      const around = [...active].flatMap((range) => this.#ranges[range] ?? []);
      lines.add(pieces[i] ?? "", around);
      const [kind, number] = [pieces[i + 1], Number(pieces[i + 2])];
      if (kind === "s") active.add(number);
      else if (kind === "e") active.delete(number);
      else if (kind === "x") lines.vanish();
      else if (kind === "v") lines.add(this.#values[number]?.text ?? "", [...around, ...(this.#values[number]?.paths ?? [])]);
    }
    return lines.finish();
  }
}

class Lines {
  readonly #done: { readonly text: string; readonly paths: readonly string[] }[] = [];
  #text = "";
  #paths = new Set<string>();
  #vanishes = false;

  add(text: string, paths: readonly string[]): void {
    for (const piece of text.split(/(?<=\n)/)) {
      if (piece === "") continue;
      this.#text += piece;
      for (const path of paths) this.#paths.add(path);
      if (piece.endsWith("\n")) this.#endLine();
    }
  }

  vanish(): void {
    this.#vanishes = true;
  }

  finish(): RenderedConfig {
    if (this.#text !== "") this.#endLine();
    return { text: this.#done.map((line) => line.text).join(""), lineage: this.#done.map((line) => line.paths) };
  }

  #endLine(): void {
    if (!this.#vanishes) this.#done.push({ text: this.#text, paths: [...this.#paths] });
    this.#text = "";
    this.#paths = new Set();
    this.#vanishes = false;
  }
}

function mark(kind: string, number: number | "" = ""): string {
  return `${open}${kind}${number}${close}`;
}
