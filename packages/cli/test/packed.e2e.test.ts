import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

import { stopLocal } from "@asimov-gw/core/scheduler";

// What users get: packed tarballs, installed by npm beside each other, run by the oldest Node that they are published for.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const node22 = join(root, "test", "node_modules", "node-22", "bin", "node");
const directory = mkdtempSync(join(tmpdir(), "asimov-packed-"));
const state = join(directory, "state");

beforeAll(() => {
  const packages = [
    "packages/core",
    "packages/results",
    "packages/cli",
    "packages/pipeline-bilby",
    "packages/pipeline-pesummary",
    "packages/pipeline-rift",
    "examples/pipeline-welch",
  ];
  for (const name of packages) run("npx", ["--yes", "pnpm@12.21.0", "--dir", name, "pack", "--pack-destination", directory], root);
  const tarballs = readdirSync(directory).filter((file) => file.endsWith(".tgz"));
  if (tarballs.length !== packages.length) throw new Error(`packed ${tarballs.join(", ")}, wanted ${packages.join(", ")}`);
  writeFileSync(join(directory, "package.json"), JSON.stringify({ private: true }));
  run("npm", ["install", "--no-audit", "--no-fund", ...tarballs.map((file) => `./${file}`)], directory);
  mkdirSync(join(directory, "project"));
});

afterAll(async () => {
  await stopLocal({ directory: state });
  rmSync(directory, { recursive: true, force: true });
});

it("the packages that are published hold what they need, and nothing of the tests", () => {
  const core = join(directory, "node_modules", "@asimov-gw", "core");
  expect(readdirSync(core).sort()).toEqual(["LICENSE", "README.md", "assets", "dist", "package.json"]);
  expect(existsSync(join(directory, "node_modules", "@asimov-gw", "pipeline-bilby", "templates", "bilby.ini.hbs"))).toBe(true);
  expect(existsSync(join(directory, "node_modules", "@asimov-gw", "pipeline-pesummary", "templates", "pesummary.yaml.hbs"))).toBe(true);
  const rift = ["LICENSE", "README.md", "dist", "package.json", "programs", "templates", "vocabulary.json"];
  expect(readdirSync(join(directory, "node_modules", "@asimov-gw", "pipeline-rift")).sort()).toEqual(rift);
});

it("a whole analysis runs on the oldest Node, with the noise of GW150914 estimated from real strain", () => {
  const prefix = process.env["ASIMOV_TEST_PYTHON"];
  expect(prefix).toBeDefined();
  expect(asimov("init", "packed").stderr).toBe("");
  writeFileSync(join(directory, "project", ".asimov", "config.yaml"), `pipelines: {welch: {environment: ${prefix}}}\n`);
  const data = join(root, "examples", "gw150914", "data");
  writeFileSync(join(directory, "project", "psd.yaml"), blueprint(data));
  expect(asimov("plugins").stdout).toMatch(
    /^pipelines +bilby .*\n(?:.*\n)?pipelines +pesummary .*\n(?:.*\n)*?pipelines +rift .*\n(?:.*\n)*?pipelines +welch /,
  );
  expect(asimov("apply", "-f", "psd.yaml").stdout).toBe("added  event GW150914  (psd.yaml)\nadded  analysis GW150914/psd  (psd.yaml)\n");
  const monitor = asimov("monitor", "--chain", "--watch");
  expect(monitor.status, monitor.stdout + monitor.stderr).toBe(0);
  expect(readdirSync(join(directory, "project", "results", "GW150914", "psd", "1")).sort()).toEqual(["H1-psd.dat", "L1-psd.dat", "manifest.json"]);
});

it("results are read on the oldest Node, also from HDF5", () => {
  const fixtures = join(root, "packages", "results", "test", "fixtures");
  for (const [file, format, samples] of [
    ["lalinference_posterior.hdf5", "LALInference HDF5", 70],
    ["bilby_result.json", "bilby JSON", 40],
  ] as const) {
    const { status, stdout, stderr } = asimov("results", "--file", join(fixtures, file), "--json");
    expect(status, stdout + stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ format, posteriors: [{ samples }] }]);
  }
});

it("an older Node is told so in one line", ({ skip }) => {
  const { status, stderr } = spawnSync("/usr/bin/env", ["node", bin(), "--version"], {
    encoding: "utf8",
    env: { ...process.env, PATH: olderNode() },
  });
  skip(status === 0, "the machine's own Node is new enough");
  expect(stderr).toMatch(/^asimov needs Node.js 22.18 or newer; this is 2\d\.\d+\.\d+ \(.*\)\.\n$/);
  expect(status).toBe(1);
});

function blueprint(data: string): string {
  return `kind: event
name: GW150914
event time: 1126259462.4
interferometers: [H1, L1]
data:
  segment length: 4
  data files: {H1: ${data}/H-H1_GWOSC_4KHZ_R1-1126259447-32.gwf, L1: ${data}/L-L1_GWOSC_4KHZ_R1-1126259447-32.gwf}
  channels: {H1: "H1:GWOSC-4KHZ_R1_STRAIN", L1: "L1:GWOSC-4KHZ_R1_STRAIN"}
likelihood: {sample rate: 1024}
---
kind: analysis
name: psd
event: GW150914
pipeline: welch
`;
}

function bin(): string {
  return join(directory, "node_modules", "@asimov-gw", "cli", "dist", "bin.js");
}

function asimov(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { ...process.env, ASIMOV_LOCAL_STATE: state, XDG_CONFIG_HOME: join(directory, "config"), NODE_OPTIONS: "" };
  return spawnSync(node22, [bin(), ...args], { cwd: join(directory, "project"), env, encoding: "utf8" });
}

// The machine's own Node, where it is older than the one that runs the tests.
function olderNode(): string {
  return (process.env["PATH"] ?? "")
    .split(":")
    .filter((path) => !path.includes("node_modules"))
    .join(":");
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
}
