import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { stopLocal } from "@asimov-gw/core/scheduler";
import { summarise } from "@asimov-gw/results";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// The real bilby with two waveform models, and the real PESummary over both: one blueprint file, one command, nobody in between.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const project = join(root, "examples", "gw150914", `project-summary-${process.pid}`);
const state = mkdtempSync(join(tmpdir(), "asimov-state-"));
const env = { ...process.env, ASIMOV_LOCAL_STATE: state, XDG_CONFIG_HOME: join(state, "config") };

/** The example's blueprints as one file, with less to compute. */
function blueprint(): string {
  const texts = ["defaults", "event", "analyses", "summary"].map((name) =>
    readFileSync(join(root, "examples", "gw150914", "blueprints", `${name}.yaml`), "utf8"),
  );
  const [defaults = "", event = "", analyses = "", summary = ""] = texts;
  // Of the analyses the noise alone: the posterior comes from the strategy.
  return [defaults, event, analyses.split("---")[0], summary]
    .join("\n---\n")
    .replace(/nlive: \d+/, "nlive: 50")
    .replace(/naccept: \d+/, "naccept: 1")
    .replace(/dlogz: \d+/, "dlogz: 5")
    .replace(/^waveform:$/m, "waveform:\n  generation function: noconvert")
    .replace(
      "no_ligo_skymap: true ",
      "no_conversion: true\n      disable_interactive: true\n      disable_corner: true\n      no_ligo_skymap: true ",
    );
}

describe("PESummary over two waveform models", () => {
  beforeAll(() => {
    mkdirSync(project);
    const prefix = process.env["ASIMOV_TEST_PYTHON"];
    asimov("init", "summary");
    const pipelines = ["bilby", "welch", "pesummary"].map((name) => `${name}: {environment: ${prefix}}`);
    writeFileSync(join(project, ".asimov", "config.yaml"), `pipelines: {${pipelines.join(", ")}}\n`);
    writeFileSync(join(project, "all.yaml"), blueprint());
  });

  afterAll(async () => {
    await stopLocal({ directory: state });
    rmSync(project, { recursive: true, force: true });
    rmSync(state, { recursive: true, force: true });
  });

  it("combines what the strategy made, unattended, with its products in the store and its pages published", async () => {
    expect(asimov("apply", "-f", "all.yaml").stderr).toBe("");
    watch();
    expect(statuses()).toEqual({ psd: "uploaded", "pe-IMRPhenomD": "uploaded", "pe-IMRPhenomXAS": "uploaded", summary: "uploaded" });
    expect(readdirSync(join(project, "results", "GW150914", "summary", "1")).sort()).toEqual([
      "manifest.json",
      "pe_IMRPhenomD_pesummary.dat",
      "pe_IMRPhenomXAS_pesummary.dat",
      "posterior_samples.h5",
    ]);
    expect(readFileSync(join(project, "checkouts", "GW150914", "subject_analyses", "summary.yaml"), "utf8")).toContain(
      `psds: ${JSON.stringify({ H1: join(project, "working", "GW150914", "psd", "H1-psd.dat"), L1: join(project, "working", "GW150914", "psd", "L1-psd.dat") })}`,
    );
    expect(await labels(1)).toEqual(["pe_IMRPhenomD", "pe_IMRPhenomXAS"]);
    const home = readFileSync(join(project, "pages", "GW150914", "summary", "pesummary", "home.html"), "utf8");
    expect(home).toContain("pe_IMRPhenomXAS");
  });

  it("makes the summary again by itself, once, when another model is added", async () => {
    const [, late = ""] = /^(kind: analysis\nname: pe-[\s\S]*?)^---$/m.exec(blueprint().split("---").slice(3).join("---")) ?? [];
    writeFileSync(join(project, "late.yaml"), late.replace("[IMRPhenomD, IMRPhenomXAS]", "[IMRPhenomC]"));
    expect(asimov("apply", "-f", "late.yaml").stdout).toContain("added  analysis GW150914/pe-IMRPhenomC");
    watch();
    expect(await labels(2)).toEqual(["pe_IMRPhenomC", "pe_IMRPhenomD", "pe_IMRPhenomXAS"]);
    const [script] = globSync(join(project, "working", "GW150914", "summary", "summarise.sh"));
    expect(readFileSync(script!, "utf8")).toMatch(/--add_to_existing[^]*--labels pe_IMRPhenomC \\\n/);
    watch();
    expect(readdirSync(join(project, "results", "GW150914", "summary")).sort()).toEqual(["1", "2"]);
    expect(readdirSync(join(project, "results", "GW150914", "pe-IMRPhenomD"))).toEqual(["1"]);
  });
});

async function labels(attempt: number): Promise<readonly string[]> {
  const { format, posteriors } = await summarise(join(project, "results", "GW150914", "summary", String(attempt), "posterior_samples.h5"));
  expect(format).toBe("PESummary HDF5");
  return posteriors.flatMap(({ label }) => label ?? []).sort();
}

function watch(): void {
  const { status, stdout, stderr } = asimov("monitor", "--chain", "--watch");
  expect(status, stdout + stderr).toBe(0);
}

function statuses(): Readonly<Record<string, string>> {
  const rows = JSON.parse(asimov("report", "status", "--json").stdout) as readonly { readonly address: string; readonly status: string }[];
  return Object.fromEntries(rows.map(({ address, status }) => [address.replace("GW150914/", ""), status]));
}

function asimov(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(join(root, "asimov"), args, { cwd: project, env, encoding: "utf8" });
}
