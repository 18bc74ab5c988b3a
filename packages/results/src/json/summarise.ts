import { createReadStream } from "node:fs";

import { Column, realNumber } from "../columns.ts";
import { invalid, noSamples, truncated, unknownFormat } from "../errors.ts";
import { evidenceOf, type Format, type ParameterSummary, type PosteriorSummary, type ResultSummary } from "../summary.ts";
import { JsonReader } from "./reader.ts";
import { layoutOf, type Layout } from "./layouts.ts";
import type { Path, Scalar } from "./tokens.ts";

/** The posteriors in a JSON file of bilby or PESummary, of any size: it needs memory for the samples of one table at most. */
export async function summariseJson(file: string): Promise<ResultSummary> {
  const posteriors = new Posteriors();
  const reader = new JsonReader(posteriors);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 }))
    if (!reader.read(chunk as Buffer)) throw invalid(file, `the JSON is broken: ${reader.error}`);
  if (!reader.isWhole) throw truncated(file, "the JSON ends before its last bracket");
  if (posteriors.format === undefined)
    throw unknownFormat(file, 'it is JSON, with neither "posterior" as bilby writes it nor "posterior_samples" as PESummary does');
  const found = posteriors.summaries();
  const empty = found.find(({ samples }) => samples === 0);
  if (found.length === 0 || empty)
    throw noSamples(file, `a ${posteriors.format} without one sample${empty?.label === undefined ? "" : ` of "${empty.label}"`}`);
  const uneven = posteriors.uneven();
  if (uneven !== undefined) throw invalid(file, uneven);
  return { file, format: posteriors.format, posteriors: found };
}

interface Table {
  /** By name, or by place where the names stand apart. */
  readonly columns: Map<string, Column>;
  /** Columns whose samples have ended: only this is kept of them. */
  readonly done: Map<string, ParameterSummary | undefined>;
  /** The length of each column. */
  readonly lengths: Map<string, number>;
  readonly names: string[];
}

// What of a document are samples or evidence; everything else is passed over.
class Posteriors {
  format: Format | undefined;
  readonly #tables = new Map<string, Table>();
  readonly #sampled: string[] = [];
  readonly #evidence = new Map<string, Map<string, number>>();

  wants(path: Path): boolean {
    const layout = layoutOf(path);
    // Seen although there may be nothing in it.
    if (layout?.kind === "samples") this.#table(layout);
    return layout !== undefined;
  }

  value(path: Path, value: Scalar): void {
    const layout = layoutOf(path);
    if (layout?.kind === "name" && typeof value === "string") this.#table(layout).names.push(value);
    else if (layout?.kind === "sampled" && typeof value === "string") this.#sampled.push(value);
    else if (layout?.kind === "sample") this.#push(layout, value);
    else if (layout?.kind === "evidence") this.#keep(layout.label ?? "", layout.name, realNumber(value));
  }

  summaries(): readonly PosteriorSummary[] {
    return [...this.#tables].map(([label, table]) => {
      for (const [name] of table.columns) finish(table, name);
      const named = [...table.done].map(([name, summary]) => [table.names[Number(name)] ?? name, summary] as const);
      return {
        ...(label === "" ? {} : { label }),
        samples: Math.max(0, ...table.lengths.values()),
        parameters: named.flatMap(([name, summary]) => (summary ? [{ ...summary, name }] : [])),
        others: named.flatMap(([name, summary]) => (summary ? [] : [name])),
        ...(this.#sampled.length === 0 ? {} : { sampled: this.#sampled }),
        evidence: evidenceOf((name) => (this.#evidence.get(label) ?? new Map<string, number>()).get(name)),
      };
    });
  }

  /** What is wrong with the lengths of the columns, if anything. */
  uneven(): string | undefined {
    for (const { lengths, names } of this.#tables.values()) {
      if (names.length > 0 && names.length !== lengths.size) return `there are ${names.length} names of parameters for ${lengths.size} columns`;
      const [first, ...others] = [...lengths];
      const odd = first && others.find(([, length]) => length !== first[1]);
      if (odd) return `the columns are of different lengths: ${first[0]} has ${first[1]} samples, ${odd[0]} has ${odd[1]}`;
    }
    return undefined;
  }

  #table({ label, format }: Layout): Table {
    this.format ??= format;
    const known = this.#tables.get(label ?? "");
    const table = known ?? { columns: new Map(), done: new Map(), lengths: new Map(), names: [] };
    if (!known) this.#tables.set(label ?? "", table);
    return table;
  }

  #push(layout: Extract<Layout, { kind: "sample" }>, value: Scalar): void {
    const table = this.#table(layout);
    let column = table.columns.get(layout.column);
    if (!column) {
      // Whole columns follow each other, and one at a time is kept.
      if (!layout.inRows) for (const [name] of table.columns) finish(table, name);
      table.columns.set(layout.column, (column = new Column()));
    }
    if (layout.part === undefined) column.push(realNumber(value));
    // Of a complex number, or a list, each part is told by itself.
    else if (layout.row >= column.length) column.push(undefined);
  }

  #keep(label: string, name: string, value: number | undefined): void {
    if (value === undefined) return;
    const known = this.#evidence.get(label) ?? new Map<string, number>();
    this.#evidence.set(label, known.set(name, value));
  }
}

function finish(table: Table, name: string): void {
  const column = table.columns.get(name)!;
  table.done.set(name, column.isReal ? column.summary(name) : undefined);
  table.lengths.set(name, column.length);
  table.columns.delete(name);
}
