import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, styleText } from "node:util";

import { runsFromSources, writeAtomic } from "@asimov-gw/core/system";
import { ensurePython } from "../../scripts/setup-python.mjs";
import { printPosterior } from "./posterior.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = join(root, "examples", "gw150914");

const help = `Analyses GW150914, the first detected binary black-hole merger, from real strain with the real bilby.

  npm run demo                      in examples/gw150914/project, going on where an earlier run stopped
  npm run demo -- --fresh           from the start; an earlier project is moved aside
  npm run demo -- --project NAME    in a directory of this name beside it (project-NAME)
`;

const { values } = parseArgs({ options: { fresh: { type: "boolean" }, project: { type: "string" }, help: { type: "boolean" } } });
if (values.help) {
  process.stdout.write(help);
} else {
  try {
    process.exitCode = await demo(join(example, values.project === undefined ? "project" : `project-${values.project}`), values.fresh === true);
  } catch (error) {
    // What goes wrong here is the machine's: a missing Python, a package that can't be reached. The message says it, a stack would hide it.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** The whole job with the commands that a user would type; returns the exit code. */
async function demo(project: string, fresh: boolean): Promise<number> {
  if (fresh && existsSync(project)) renameSync(project, `${project}-${new Date().toISOString().replaceAll(/[:.]/g, "")}`);
  const python = await ensurePython(root);
  if (!existsSync(join(project, ".asimov"))) {
    mkdirSync(project, { recursive: true });
    asimov(project, "init", "GW150914");
    configure(project, python);
  }
  const blueprints = join(example, "blueprints");
  const files = ["defaults", "event", "analyses"].flatMap((name) => ["-f", relative(project, join(blueprints, `${name}.yaml`))]);
  const code = asimov(project, "apply", ...files) || asimov(project, "monitor", "--chain", "--watch");
  asimov(project, "report", "status");
  const result = resultIn(join(project, "results", "GW150914", "pe"));
  if (code !== 0 || result === undefined) {
    process.stderr.write(
      `\nThe analysis did not get to its end; the lines above say why, and npm run demo goes on from here.\nLogs: ${join(project, "logs")}\n`,
    );
    return code === 0 ? 1 : code;
  }
  process.stdout.write("\n");
  await printPosterior(result);
  printWhere(project, result);
  return 0;
}

/** Runs the command in `project` as `./asimov` does; stops the demo when it is interrupted. */
function asimov(project: string, ...args: readonly string[]): number {
  process.stdout.write(`\n${styleText("bold", `$ asimov ${args.join(" ")}`)}\n`);
  const bin = fileURLToPath(import.meta.resolve("@asimov-gw/cli/bin"));
  const flags = ["--disable-warning=ExperimentalWarning", ...(runsFromSources ? ["--conditions=@asimov-gw/source"] : [])];
  const { status, signal } = spawnSync(process.execPath, [...flags, bin, ...args], { cwd: project, stdio: "inherit" });
  if (signal) {
    process.stderr.write("\nInterrupted. Jobs that were submitted go on by themselves; npm run demo looks after them again.\n");
    process.exit(130);
  }
  return status ?? 1;
}

/** Says where the programs are: configuration of the machine, not of the analysis. */
function configure(project: string, python: string): void {
  const file = join(project, ".asimov", "config.yaml");
  const environment = relative(project, python);
  const lines = ["# Where the programs are installed, relative to the project.", "pipelines:"];
  for (const pipeline of ["bilby", "welch"]) lines.push(`  ${pipeline}:`, `    environment: ${environment}`);
  writeAtomic(file, `${lines.join("\n")}\n`);
  process.stdout.write(`Wrote ${file}: the programs are in ${python}\n`);
}

function resultIn(store: string): string | undefined {
  if (!existsSync(store)) return undefined;
  const files = readdirSync(store, { recursive: true, encoding: "utf8" });
  const result = files
    .filter((file) => file.endsWith("_result.json"))
    .sort()
    .at(-1);
  return result === undefined ? undefined : join(store, result);
}

function printWhere(project: string, result: string): void {
  const places = {
    "posterior samples (stored, read-only)": result,
    "config files (git repository)": join(project, "checkouts", "GW150914"),
    "run directories, with logs": join(project, "working", "GW150914"),
    ledger: join(project, ".asimov", "ledger.db"),
  };
  process.stdout.write(`\n${styleText("bold", "Where everything is")}\n`);
  for (const [what, path] of Object.entries(places)) process.stdout.write(`  ${what.padEnd(38)} ${relative(process.cwd(), path) || path}\n`);
  process.stdout.write(`\nTo look further: cd ${relative(process.cwd(), project)} && ${relative(project, join(root, "asimov"))} report status\n`);
}
