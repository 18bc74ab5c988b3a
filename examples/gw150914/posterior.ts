import { summarise } from "@asimov-gw/results";

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

/** What a result file says of GW150914: each quantity beside its published value. Throws as `summarise`, and when a column is missing. */
export async function posteriorIn(resultFile: string): Promise<readonly Summary[]> {
  const { posteriors } = await summarise(resultFile);
  return quantities.map((quantity) => {
    const found = posteriors[0]?.parameters.find(({ name }) => name === quantity.parameter);
    if (!found) throw new Error(`the posterior has no samples of ${quantity.parameter}`);
    return { ...quantity, median: found.median, lower: found.lower, upper: found.upper };
  });
}

/** Prints the posterior of a result file beside the published values, as a table. */
export async function printPosterior(resultFile: string, print: (text: string) => unknown = (text) => process.stdout.write(text)): Promise<void> {
  print(table(await posteriorIn(resultFile)));
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
