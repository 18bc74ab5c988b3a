import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The checks of code and packages that are not tests. Each is a command; all are run, then the failed ones are named.
const root = fileURLToPath(new URL("..", import.meta.url));
const packed = mkdtempSync(join(tmpdir(), "asimov-packed-"));

interface Check {
  readonly name: string;
  readonly run: () => boolean;
}

const published = [
  "core",
  "results",
  "cli",
  "pipeline-bilby",
  "pipeline-pesummary",
  "pipeline-rift",
  "scheduler-htcondor",
  "scheduler-slurm",
  "testkit",
];

const checks: readonly Check[] = [
  {
    name: "build and types of the packages",
    run: () => command("npm", "run", "build"),
  },
  { name: "types of tests, examples and scripts", run: () => command("tsc", "-b", "tsconfig.test.json") },
  { name: "lint", run: () => command("oxlint", "--type-aware", "packages", "examples", "scripts", "bench", "faults", "test") },
  { name: "format", run: () => command("oxfmt", "--check", "packages", "examples", "scripts", "bench", "faults", "test", "vitest.config.ts") },
  { name: "no dead code or unused dependency", run: () => command("knip") },
  {
    // HTCondor may be named: its workflow language is what core reads.
    name: "core names no pipeline and no outside scheduler",
    run: () => !command("grep", "-rniE", "bilby|bayeswave|\\brift\\b|slurm", "packages/core/src"),
  },
  ...published.flatMap((name): readonly Check[] => [
    { name: `packed ${name}: publint`, run: () => pack(name) && command("publint", "--strict", tarball(name)) },
    ...(name === "cli"
      ? []
      : [{ name: `packed ${name}: types`, run: () => command("attw", tarball(name), "--profile", "esm-only", ...dataFiles(name)) }]),
  ]),
];

const failed = checks.filter(({ name, run }) => {
  process.stdout.write(`\n== ${name}\n`);
  return !run();
});
rmSync(packed, { recursive: true, force: true });
for (const { name } of failed) process.stdout.write(`check failed: ${name}\n`);
const counts = { passed: checks.length - failed.length, failed: failed.length };
if (process.env["ASIMOV_CHECK_COUNTS"] !== undefined) writeFileSync(process.env["ASIMOV_CHECK_COUNTS"], JSON.stringify(counts));
process.stdout.write(`checks: ${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function command(program: string, ...args: readonly string[]): boolean {
  return (
    spawnSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" } })
      .status === 0
  );
}

// Data has no types; that JSON has none is known without being told.
function dataFiles(name: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as { readonly exports?: object };
  const data = Object.keys(manifest.exports ?? {}).filter((entry) => entry.endsWith(".yaml"));
  return data.length === 0 ? [] : ["--exclude-entrypoints", ...data];
}

function pack(name: string): boolean {
  return command("npx", "--yes", "pnpm@12.21.0", "--dir", join("packages", name), "pack", "--pack-destination", packed);
}

function tarball(name: string): string {
  return join(packed, readdirSync(packed).find((file) => file.startsWith(`asimov-gw-${name}-`)) ?? `${name}.tgz`);
}
