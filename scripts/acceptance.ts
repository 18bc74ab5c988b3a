import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// The end-to-end tests that are about chance or many configurations, with their full counts, in parts that each have a seed: npm run acceptance [-- SEED] [-- --part NAME]
// A run that was interrupted goes on with the first part that has not passed; parts that have, with their commit, are in acceptance.jsonl.
const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { part: { type: "string" } } });
const seed = Number(positionals[0] ?? 20150914);
const results = join(root, "acceptance.jsonl");

interface Part {
  readonly name: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

const killsInPart = 200;
const faults = { trials: 900, parts: 3 };
const scenarios = ["life", "rescue", "restart"].flatMap((life) => [`local-${life}`, `scripted-${life}`]);
const parts: readonly Part[] = [
  ...scenarios.flatMap((scenario) =>
    Array.from({ length: faults.parts }, (_, index) => ({
      name: `faults ${scenario} ${index + 1}`,
      file: "test/faults.e2e.test.ts",
      env: {
        ASIMOV_FAULTS: String(faults.trials),
        ASIMOV_FAULTS_SCENARIO: scenario,
        ASIMOV_FAULTS_PART: `${index + 1}/${faults.parts}`,
        ASIMOV_SEED: String(seed),
      },
    })),
  ),
  ...Array.from({ length: 5 }, (_, index) => ({
    name: `local kills ${index + 1}`,
    file: "packages/core/test/scheduler/local/kills.e2e.test.ts",
    env: { ASIMOV_KILLS: "100", ASIMOV_SEED: String(seed + index) },
  })),
  {
    name: "Slurm kills",
    file: "packages/scheduler-slurm/test/kills.e2e.test.ts",
    env: { ASIMOV_KILLS: "100", ASIMOV_SEED: String(seed) },
  },
  ...Array.from({ length: 2000 / killsInPart }, (_, index) => ({
    name: `kills ${index + 1}`,
    file: "packages/cli/test/kills.e2e.test.ts",
    env: { ASIMOV_KILLS: String(killsInPart), ASIMOV_SEED: String(seed + index) },
  })),
  { name: "RIFT configurations", file: "packages/pipeline-rift/test/build/configurations.e2e.test.ts", env: { ASIMOV_RIFT_CONFIGURATIONS: "all" } },
  { name: "writers", file: "packages/cli/test/writers.e2e.test.ts", env: { ASIMOV_COMMANDS: "200" } },
];

const commit = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).stdout.trim();
const lines = existsSync(results) ? readFileSync(results, "utf8").split("\n") : [];
const passed = new Set(
  lines.filter((line) => line.includes(`"commit":"${commit}","seed":${seed},`)).map((line) => /"part":"([^"]+)"/.exec(line)?.[1]),
);

const due = parts.filter(({ name }) => !passed.has(name) && (values.part === undefined || name === values.part));
if (values.part !== undefined && !parts.some(({ name }) => name === values.part)) {
  process.stderr.write(`there is no part ${JSON.stringify(values.part)}; parts: ${parts.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}
for (const { name, file, env } of due) {
  process.stdout.write(`\n== ${name}, seed ${env["ASIMOV_SEED"] ?? seed}\n`);
  const { status } = spawnSync("vitest", ["run", "--project", "e2e", file], { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) process.exit(1);
  appendFileSync(results, `{"commit":"${commit}","seed":${seed},"part":"${name}","time":"${new Date().toISOString()}"}\n`);
}
process.stdout.write(`all ${values.part === undefined ? parts.length : due.length} parts passed: ${results}\n`);
