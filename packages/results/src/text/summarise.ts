import { createReadStream } from "node:fs";

import { Column, realNumber } from "../columns.ts";
import { invalid, noSamples, truncated, unknownFormat } from "../errors.ts";
import type { Format, ResultSummary } from "../summary.ts";
import { linesOf } from "./lines.ts";

/** The posterior in a table of text: PESummary's, with one line of names above it, or RIFT's, whose names are a comment above or below it. */
export async function summariseText(file: string): Promise<ResultSummary> {
  const table = new Table(file);
  let last = { text: "", ended: true };
  for await (const line of linesOf(createReadStream(file))) {
    table.read(line.text, line.ended);
    last = line;
  }
  if (!last.ended) throw truncated(file, `the last line, ${table.lines}, has no end`);
  return { file, ...table.summary() };
}

const noTable = "it is text without a table of numbers";

class Table {
  lines = 0;
  readonly #file: string;
  readonly #columns: Column[] = [];
  readonly #comments: (readonly string[])[] = [];
  #names: readonly string[] | undefined;
  #isTabbed = false;

  constructor(file: string) {
    this.#file = file;
  }

  read(text: string, ended: boolean): void {
    this.lines++;
    const content = text.trim();
    if (content === "") return;
    if (content.startsWith("#")) this.#comments.push(content.replaceAll("#", " ").trim().split(/\s+/));
    else if (this.#names === undefined && this.#columns.length === 0 && isHeader(content))
      [this.#names, this.#isTabbed] = [content.split(/\s+/), content.includes("\t")];
    else this.#row(content.split(/\s+/), ended);
  }

  summary(): Pick<ResultSummary, "format" | "posteriors"> {
    const samples = this.#columns[0]?.length ?? 0;
    const commented = this.#comments.findLast(({ length }) => length === this.#columns.length);
    const names = this.#names ?? (samples === 0 ? this.#comments.at(-1) : commented);
    const format: Format = this.#names === undefined ? "RIFT text" : "PESummary text";
    if (names === undefined) throw unknownFormat(this.#file, this.#nameless(samples));
    // A few words are no table that has lost its rows.
    if (samples === 0 && this.#names && !this.#isTabbed) throw unknownFormat(this.#file, noTable);
    if (samples === 0) throw noSamples(this.#file, `a table of ${names.length} columns without one row`);
    const columns = this.#columns.map((column, index) => ({ name: names[index]!, column }));
    const real = columns.filter(({ column }) => column.isReal);
    const others = columns.filter(({ column }) => !column.isReal).map(({ name }) => name);
    return { format, posteriors: [{ samples, parameters: real.map(({ name, column }) => column.summary(name)), others, evidence: {} }] };
  }

  #row(cells: readonly string[], ended: boolean): void {
    const width = this.#names?.length ?? (this.#columns.length === 0 ? cells.length : this.#columns.length);
    if (cells.length !== width) {
      const what = `line ${this.lines} has ${cells.length} columns where the others have ${width}`;
      throw ended ? invalid(this.#file, what, this.lines) : truncated(this.#file, what);
    }
    while (this.#columns.length < width) this.#columns.push(new Column());
    for (const [index, cell] of cells.entries()) this.#columns[index]!.push(realNumber(cell));
  }

  #nameless(samples: number): string {
    if (this.#columns.length === 0) return noTable;
    return `it is a table of ${samples} rows in ${this.#columns.length} columns, and no line of it names them`;
  }
}

// A table begins with the names of its columns: some are words, none is a number.
function isHeader(content: string): boolean {
  const cells = content.split(/\s+/);
  return cells.length > 1 && cells.every((cell) => /^[A-Za-z_]\w*$/.test(cell) && realNumber(cell) === undefined);
}
