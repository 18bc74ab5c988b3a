import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { posteriorIn, table } from "../posterior.ts";

const columns = ["chirp_mass", "chirp_mass_source", "mass_ratio", "luminosity_distance", "mass_1_source", "mass_2_source"];

const directory = mkdtempSync(join(tmpdir(), "posterior-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("medians and 90 % intervals as numpy computes them, beside what was published", async () => {
  const summaries = await posteriorIn(write(resultText((i) => i)));
  expect(summaries.map(({ parameter }) => parameter)).toEqual(columns);
  expect(summaries[1]).toEqual({
    parameter: "chirp_mass_source",
    name: "chirp mass, source frame",
    unit: "M_sun",
    // numpy.quantile(range(10), [.5, .05, .95])
    median: 4.5,
    lower: expect.closeTo(0.45, 12),
    upper: expect.closeTo(8.55, 12),
    published: { median: 28.6, plus: 1.7, minus: 1.5 },
  });
});

test("the table", async () => {
  const [masses, ratio, distance] = [30.5, 0.8, 400];
  const value: Readonly<Record<string, number>> = { mass_ratio: ratio, luminosity_distance: distance };
  const text = resultText((i, column) => (value[column] ?? masses) * (1 + (i - 4.5) / 100));
  expect(table(await posteriorIn(write(text)))).toMatchInlineSnapshot(`
    "Posterior of GW150914: median and 90 % interval

                                           this run            published
      chirp mass, detector frame   M_sun   30.5  +1.2 -1.2
      chirp mass, source frame     M_sun   30.5  +1.2 -1.2     28.6  +1.7 -1.5
      mass ratio                           0.80  +0.03 -0.03
      luminosity distance          Mpc     400  +16 -16        440  +150 -170
      heavier mass, source frame   M_sun   30.5  +1.2 -1.2     35.6  +4.7 -3.1
      lighter mass, source frame   M_sun   30.5  +1.2 -1.2     30.6  +3.0 -4.4

    Published: Abbott et al. 2019, PRX 9, 031040 (spins and sky position free). This run: zero spins, sky position and polarisation held fixed.
    Strain: Gravitational Wave Open Science Center, data set GW150914_R1; see examples/gw150914/data/README.md.
    "
  `);
});

test("a result without what is asked for says so", async () => {
  await expect(posteriorIn(write('{"posterior": {"content": {"chirp_mass": [1]}}}'))).rejects.toThrow(
    "the posterior has no samples of chirp_mass_source",
  );
});

function write(text: string): string {
  const file = join(directory, "result.json");
  writeFileSync(file, text);
  return file;
}

/** A result as bilby writes it, with ten samples in no order, and with the bare words that Python's JSON has. */
function resultText(sample: (i: number, column: string) => number): string {
  const order = [3, 9, 0, 7, 5, 1, 8, 2, 6, 4];
  const content = Object.fromEntries(columns.map((column) => [column, order.map((i) => sample(i, column))]));
  const posterior = JSON.stringify({ __dataframe__: true, content });
  return `{"label": "NaN or -Infinity \\" in text", "evidence": [NaN, Infinity, -Infinity], "posterior": ${posterior}}`;
}
