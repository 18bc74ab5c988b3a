import { readFile } from "node:fs/promises";

/** One quantity of a posterior: its median, and the bounds of the central 90 % of the samples. */
export interface Summary {
  /** The column of the result. */
  readonly parameter: string;
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly published?: Published | undefined;
}

/** A published median with the distances to the bounds of its 90 % interval. */
interface Published {
  readonly median: number;
  readonly plus: number;
  readonly minus: number;
}

/** What is known of GW150914 from the text of a bilby result file: each quantity beside its published value. Throws when a column is missing. */
export function summarise(resultText: string): readonly Summary[] {
  const columns = parseResult(resultText).posterior?.content;
  if (columns === undefined) throw new Error("the result file has no posterior");
  return quantities.map((quantity) => {
    const samples = columns[quantity.parameter]?.filter((value) => typeof value === "number");
    if (samples === undefined || samples.length === 0) throw new Error(`the posterior has no samples of ${quantity.parameter}`);
    const sorted = samples.sort((a, b) => a - b);
    return { ...quantity, median: quantile(sorted, 0.5), lower: quantile(sorted, 0.05), upper: quantile(sorted, 0.95) };
  });
}

/** Prints the posterior of a result file beside the published values, as a table. */
export async function printPosterior(resultFile: string, print: (text: string) => unknown = (text) => process.stdout.write(text)): Promise<void> {
  print(table(summarise(await readFile(resultFile, "utf8"))));
}

/** The table of {@link printPosterior}. */
export function table(summaries: readonly Summary[]): string {
  const rows = summaries.map(({ name, unit, median, lower, upper, published, parameter }) => {
    const digits = parameter === "luminosity_distance" ? 0 : parameter === "mass_ratio" ? 2 : 1;
    const values = (m: number, plus: number, minus: number): string => `${m.toFixed(digits)}  +${plus.toFixed(digits)} -${minus.toFixed(digits)}`;
    const known = published === undefined ? "" : values(published.median, published.plus, published.minus);
    return [name, unit, values(median, upper - median, median - lower), known];
  });
  const all = [["", "", "this run", "published"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd());
  return ["Posterior of GW150914: median and 90 % interval", "", ...lines, "", ...notes, ""].join("\n");
}

const notes = [
  "Published: Abbott et al. 2019, PRX 9, 031040 (spins and sky position free). This run: zero spins, sky position and polarisation held fixed.",
  "Strain: Gravitational Wave Open Science Center, data set GW150914_R1; see examples/gw150914/data/README.md.",
];

const solarMasses = "M_sun";

const quantities: readonly Omit<Summary, "median" | "lower" | "upper">[] = [
  { parameter: "chirp_mass", name: "chirp mass, detector frame", unit: solarMasses },
  { parameter: "chirp_mass_source", name: "chirp mass, source frame", unit: solarMasses, published: { median: 28.6, plus: 1.7, minus: 1.5 } },
  { parameter: "mass_ratio", name: "mass ratio", unit: "" },
  { parameter: "luminosity_distance", name: "luminosity distance", unit: "Mpc", published: { median: 440, plus: 150, minus: 170 } },
  { parameter: "mass_1_source", name: "heavier mass, source frame", unit: solarMasses, published: { median: 35.6, plus: 4.7, minus: 3.1 } },
  { parameter: "mass_2_source", name: "lighter mass, source frame", unit: solarMasses, published: { median: 30.6, plus: 3.0, minus: 4.4 } },
];

interface Result {
  readonly posterior?: { readonly content?: Readonly<Record<string, readonly unknown[] | undefined>> };
}

// Python writes bare NaN and Infinity, which JSON does not have; in strings they are only letters.
function parseResult(text: string): Result {
  const repaired = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
    token.startsWith('"') ? token : (numbers[token] ?? token),
  );
  return JSON.parse(repaired) as Result;
}

// JSON.parse reads a number beyond the range of a double as infinity.
const numbers: Readonly<Record<string, string>> = { NaN: "null", Infinity: "1e999", "-Infinity": "-1e999" };

// Linear between the two nearest samples, as numpy's default.
function quantile(sorted: readonly number[], q: number): number {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}
