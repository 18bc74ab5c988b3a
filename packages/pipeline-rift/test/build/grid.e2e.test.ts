import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, expect, test } from "vitest";

import { runProgram } from "../fake.ts";

// The first grid of points, made of samples in every form that analyses offer them, as RIFT reads it back.
const python = join(process.env["ASIMOV_TEST_RIFT"] ?? "", "bin", "python3");
const program = fileURLToPath(new URL("../../programs/grid.py", import.meta.url));
const directory = realpathSync(mkdtempSync(join(tmpdir(), "rift-grid-")));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const place = (name: string): string => join(directory, name);

/** Points as RIFT reads them back: masses in solar masses, spins, tides and eccentricity. */
async function grid(request: object): Promise<readonly (readonly number[])[]> {
  writeFileSync(place("request.json"), JSON.stringify({ time: 1126259462.4, size: 100, spins: "all", ...request }));
  const made = await runProgram(python, [program, place("request.json"), place("grid.xml.gz")]);
  if (made.exitCode !== 0) throw new Error(made.stderr.trim().split("\n").at(-1));
  const { exitCode, stdout, stderr } = await runProgram(python, ["-c", back, place("grid.xml.gz")]);
  expect(stderr + exitCode).toMatch(/0$/);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as readonly (readonly number[])[];
}

test("a point", async () => {
  expect(await grid({ point: { m1: 38.5, m2: 33, s1z: 0.3, s2z: -0.1 } })).toEqual([close(38.5, 33, 0, 0, 0.3, 0, 0, -0.1, 0, 0, 0)]);
});

test("samples of bilby, with spins by size and tilt, by component, or none", async () => {
  const content = {
    chirp_mass: [30, 31],
    mass_ratio: [1, 0.5],
    a_1: [0.5, 0.5],
    tilt_1: [0, Math.PI / 2],
    a_2: [0.2, 0.2],
    tilt_2: [Math.PI, Math.PI],
    phi_12: [0, 0],
  };
  writeFileSync(place("result.json"), JSON.stringify({ posterior: { __dataframe__: true, content: { ...content, waveform: ["a", "b"] } } }));
  const samples = [place("result.json")];
  const m1 = 30 * 2 ** 0.2;
  expect((await grid({ samples }))[0]).toEqual(close(m1, m1, 0, 0, 0.5, 0, 0, -0.2, 0, 0, 0));
  expect((await grid({ samples }))[1]?.slice(2, 5)).toEqual(close(0.5, 0, 0));
  expect((await grid({ samples, spins: "aligned" }))[1]?.slice(2, 5)).toEqual(close(0, 0, 0));
  expect((await grid({ samples, spins: "none" }))[0]?.slice(2, 8)).toEqual(close(0, 0, 0, 0, 0, 0));
  writeFileSync(
    place("parts.json"),
    JSON.stringify({
      posterior: {
        mass_1: [2],
        mass_2: [1],
        spin_1x: [0.1],
        spin_1y: [0.2],
        spin_1z: [0.3],
        chi_2: [0.4],
        lambda_1: [100],
        lambda_2: [200],
        eccentricity: [0.1],
      },
    }),
  );
  expect(await grid({ samples: [place("parts.json")] })).toEqual([close(2, 1, 0.1, 0.2, 0.3, 0, 0, 0.4, 100, 200, 0.1)]);
});

test("samples in HDF5, of bilby and of PESummary", async () => {
  await runProgram(python, ["-c", hdf5, place("bilby.hdf5"), place("summary.h5")]);
  expect(await grid({ samples: [place("bilby.hdf5")] })).toEqual([
    close(40, 30, 0, 0, 0.1, 0, 0, 0, 0, 0, 0),
    close(41, 31, 0, 0, 0.2, 0, 0, 0, 0, 0, 0),
  ]);
  expect(await grid({ samples: [place("summary.h5")] })).toEqual([
    close(40, 30, 0, 0, 0.1, 0, 0, 0, 0, 0, 0),
    close(41, 31, 0, 0, 0.2, 0, 0, 0, 0, 0, 0),
  ]);
});

test("samples of RIFT, whose names may come last, and as many of them as are asked for", async () => {
  writeFileSync(place("last.dat"), "41 31 0 0.1 0.2\n40 30 0 0 0.1\n39 29 0 0 0\n# # m1 m2 a1x a1y a1z \n");
  const all = await grid({ samples: [place("last.dat")] });
  expect(all.map(([m1]) => Math.round(m1!))).toEqual([41, 40, 39]);
  expect(all[0]).toEqual(close(41, 31, 0, 0.1, 0.2, 0, 0, 0, 0, 0, 0));
  expect((await grid({ samples: [place("last.dat")], size: 2 })).map(([m1]) => Math.round(m1!))).toEqual([41, 39]);
});

test("what has no masses is refused by name", async () => {
  writeFileSync(place("no.json"), JSON.stringify({ posterior: { ra: [1] } }));
  await expect(grid({ samples: [place("no.json")] })).rejects.toThrow(
    `${place("no.json")} has neither both masses nor chirp mass and mass ratio; it has ra`,
  );
  writeFileSync(place("empty.json"), "{}");
  await expect(grid({ samples: [place("empty.json")] })).rejects.toThrow(`${place("empty.json")} has no posterior`);
});

function close(...numbers: readonly number[]): readonly number[] {
  return numbers.map((number) => expect.closeTo(number, 5) as number);
}

const back = `
import json, sys
import lal
from RIFT import lalsimutils
points = lalsimutils.xml_to_ChooseWaveformParams_array(sys.argv[1])
print(json.dumps([[P.m1 / lal.MSUN_SI, P.m2 / lal.MSUN_SI, P.s1x, P.s1y, P.s1z, P.s2x, P.s2y, P.s2z, P.lambda1, P.lambda2, P.eccentricity] for P in points]))
`;

const hdf5 = `
import sys
import h5py, numpy
columns = {"mass_1": [40, 41], "mass_2": [30, 31], "chi_1": [0.1, 0.2]}
with h5py.File(sys.argv[1], "w") as file:
    for name, values in columns.items():
        file["posterior/" + name] = numpy.array(values, dtype=float)
with h5py.File(sys.argv[2], "w") as file:
    table = numpy.array(list(zip(*columns.values())), dtype=[(name, float) for name in columns])
    file["analysis/posterior_samples"] = table
    file["version/pesummary"] = "1"
`;
