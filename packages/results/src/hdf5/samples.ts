import { Dataset, type Group } from "h5wasm/node";

import { Column, realNumber, summaryOf } from "../columns.ts";
import { invalid } from "../errors.ts";
import type { PosteriorSummary } from "../summary.ts";

/** What a table says of a posterior. */
export type Samples = Pick<PosteriorSummary, "samples" | "parameters" | "others">;

// HDF5's classes of types that are real numbers: whole ones and those with a point.
const realClasses = new Set([0, 1]);

// How many rows are in memory at a time.
const rowsAtOnce = 4096;

/** Samples in a group of one data set for each parameter. */
export function columnsIn(file: string, group: Group): Samples {
  const columns = group.keys().map((name) => ({ name, data: group.get(name) }));
  const found = columns.flatMap(({ name, data }) => (data instanceof Dataset ? [{ name, data, samples: data.shape?.[0] ?? 0 }] : []));
  const [first] = found;
  const odd = first && found.find(({ samples }) => samples !== first.samples);
  if (odd) throw invalid(file, `the columns are of different lengths: ${first.name} has ${first.samples} samples, ${odd.name} has ${odd.samples}`);
  const isReal = ({ data }: (typeof found)[number]): boolean => data.shape?.length === 1 && realClasses.has(data.metadata.type);
  return {
    samples: first?.samples ?? 0,
    parameters: found.filter(isReal).map(({ name, data }) => summaryOf(name, Float64Array.from(data.value as ArrayLike<number | bigint>, Number))),
    others: found.filter((one) => !isReal(one)).map(({ name }) => name),
  };
}

/** Samples in a data set whose rows have a member for each parameter. */
export function rowsIn(file: string, data: Dataset): Samples {
  const members = data.metadata.compound_type?.members;
  if (!members) throw invalid(file, `${data.path} is not a table of named columns`);
  const samples = data.shape?.[0] ?? 0;
  const columns = members.map(({ name }) => ({ name, column: new Column() }));
  for (let row = 0; row < samples; row += rowsAtOnce) {
    const rows = data.slice([[row, Math.min(row + rowsAtOnce, samples)]]) as readonly (readonly unknown[])[];
    for (const cells of rows) for (const [index, { column }] of columns.entries()) column.push(realNumber(cells[index]));
  }
  return {
    samples,
    parameters: columns.filter(({ column }) => column.isReal).map(({ name, column }) => column.summary(name)),
    others: columns.filter(({ column }) => !column.isReal).map(({ name }) => name),
  };
}
