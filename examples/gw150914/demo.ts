import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, styleText } from "node:util";

import { listAnalyses } from "@asimov-gw/core/analysis";
import { openLedger } from "@asimov-gw/core/project";
import { runsFromSources, writeAtomic } from "@asimov-gw/core/system";
import { ensurePython } from "../../scripts/setup-python.mjs";
import { printPosterior } from "./posterior.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = join(root, "examples", "gw150914");

const help = `Analyses GW150914, the first detected binary black-hole merger, from real strain with the real bilby.

  npm run demo                      in examples/gw150914/project, going on where an earlier run stopped
  npm run demo -- --fresh           from the start; an earlier project is moved aside
  npm run demo -- --project NAME    in a directory of this name beside it (project-NAME)
  npm run demo -- --scheduler slurm on the Slurm cluster of this machine, for a project that is begun now
`;

// Ctrl-C reaches the command that runs, too: it says what becomes of its jobs, and we end after it.
let interrupted = false;
process.on("SIGINT", () => {
  interrupted = true;
});

const { values } = parseArgs({
  options: { fresh: { type: "boolean" }, project: { type: "string" }, scheduler: { type: "string" }, help: { type: "boolean" } },
});
if (values.help) {
  process.stdout.write(help);
} else {
  try {
    process.exitCode = await demo(join(example, values.project === undefined ? "project" : `project-${values.project}`), values);
  } catch (error) {
    // What goes wrong here is mostly the machine's, a missing Python or a package that can't be reached: such errors say in their stack what to do.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}

interface DemoOptions {
  readonly fresh?: boolean | undefined;
  readonly scheduler?: string | undefined;
}

/** The whole job with the commands that a user would type; returns the exit code. */
async function demo(project: string, { fresh = false, scheduler }: DemoOptions): Promise<number> {
  const python = await ensurePython(root);
  if (fresh && existsSync(project)) await moveAside(project);
  if (!existsSync(join(project, ".asimov"))) {
    mkdirSync(project, { recursive: true });
    await asimov(project, "init", "GW150914");
    configure(project, python, scheduler);
  }
  const blueprints = join(example, "blueprints");
  const files = ["defaults", "event", "analyses"].flatMap((name) => ["-f", relative(project, join(blueprints, `${name}.yaml`))]);
  const code = (await asimov(project, "apply", ...files)) || (await asimov(project, "monitor", "--chain", "--watch"));
  await asimov(project, "report", "status");
  const result = resultIn(join(project, "results", "GW150914", "pe"));
  if (code !== 0 || result === undefined) {
    process.stderr.write(
      `\nThe analysis did not get to its end; the lines above say why, and npm run demo goes on from here.\nLogs: ${join(project, "working")}\n`,
    );
    return code === 0 ? 1 : code;
  }
  process.stdout.write("\n");
  await printPosterior(result);
  printWhere(project, result);
  return 0;
}

/** Runs the command in `project` as `./asimov` does, and returns its exit code. */
async function asimov(project: string, ...args: readonly string[]): Promise<number> {
  process.stdout.write(`\n${styleText("bold", `$ asimov ${args.join(" ")}`)}\n`);
  const bin = fileURLToPath(import.meta.resolve("@asimov-gw/cli/bin"));
  const flags = ["--disable-warning=ExperimentalWarning", ...(runsFromSources ? ["--conditions=@asimov-gw/source"] : [])];
  const child = spawn(process.execPath, [...flags, bin, ...args], { cwd: project, stdio: "inherit" });
  const [status] = (await once(child, "close")) as [number | null];
  if (interrupted || status === 130) process.exit(130);
  return status ?? 1;
}

/** Ends what runs in an earlier project, and moves it aside. */
async function moveAside(project: string): Promise<void> {
  const ledger = openLedger(project, { command: "demo --fresh" });
  const running = listAnalyses(ledger).filter(({ status }) => status === "running");
  ledger.close();
  if (running.length > 0) {
    await asimov(project, "analysis", "stop", ...running.map(({ address }) => address));
    await asimov(project, "monitor", "--watch");
  }
  const aside = `${project}-${new Date().toISOString().replaceAll(/[:.]/g, "")}`;
  renameSync(project, aside);
  process.stdout.write(`Moved the earlier project to ${aside}\n`);
}

/** Says where the programs are, and who runs the jobs: configuration of the machine, not of the analysis. */
function configure(project: string, python: string, scheduler: string | undefined): void {
  const file = join(project, ".asimov", "config.yaml");
  const environment = relative(project, python);
  const lines = ["# Where the programs are installed, relative to the project.", "pipelines:"];
  for (const pipeline of ["bilby", "welch", "pesummary"]) lines.push(`  ${pipeline}:`, `    environment: ${environment}`);
  if (scheduler !== undefined) lines.push("# Who runs the jobs.", `scheduler: ${scheduler}`);
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
