import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { scenarios } from "../faults/scenarios.ts";

// The full counts are in `npm run acceptance`; what was violated is in the output, with how to see it again.
const trials = process.env["ASIMOV_FAULTS"] ?? "34";
const part = process.env["ASIMOV_FAULTS_PART"] ?? "1/1";
const seed = process.env["ASIMOV_SEED"] ?? "20150914";
const only = process.env["ASIMOV_FAULTS_SCENARIO"];
const main = fileURLToPath(new URL("../faults/main.ts", import.meta.url));

test.for(scenarios.map(({ name }) => name).filter((name) => only === undefined || name === only))(
  `${trials} trials of %s with kill -9 between any two steps (part ${part}): all goes on rightly`,
  { timeout: 3_600_000 },
  async (scenario) => {
    const { code, output } = await faults("--built", "--scenario", scenario, "--trials", trials, "--seed", seed, "--part", part);
    const [count = 0, kills = 0] = /(\d+) trials, (\d+) kills, 0 violations\n$/.exec(output)?.slice(1).map(Number) ?? [];
    expect({ code, killed: kills > 0 && kills >= count / 2 }, output).toEqual({ code: 0, killed: true });
  },
);

function faults(...args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const flags = ["--disable-warning=ExperimentalWarning", "--conditions=@asimov-gw/source"];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...flags, main, ...args], { maxBuffer: 1 << 28 }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, output: `${stderr}${stdout}` });
    });
  });
}
