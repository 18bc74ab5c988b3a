import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { childrenCpu, ownCpu, type Figure } from "./figure.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const example = join(root, "examples", "gw150914");

/**
 * The whole GW150914 job, and what of its CPU is asimov's: the command and its plugin hosts with the supervisor, less the one Python program
 * that the command waits for (bilby_pipe, run once more by itself to know its cost). The jobs belong to the supervisor and are not in these sums.
 */
export function exampleFigures(): readonly Figure[] {
  const state = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  const project = join(example, "project-bench");
  const env: NodeJS.ProcessEnv = { ...process.env, ASIMOV_LOCAL_STATE: state };
  rmSync(project, { recursive: true, force: true });
  try {
    const start = performance.now();
    const command = childrenOf(() =>
      run(process.execPath, ["--conditions=@asimov-gw/source", join(example, "demo.ts"), "--project", "bench"], root, env),
    );
    const wall = (performance.now() - start) / 1000;
    const supervisor = ownCpu(supervisorIn(state));
    const config = join(project, "checkouts", "GW150914", "analyses", "pe.ini");
    const prefix = join(project, /environment: (.*)/.exec(readFileSync(join(project, ".asimov", "config.yaml"), "utf8"))![1]!);
    const args = [config, "--label", "again", "--outdir", "again"];
    const builder = childrenOf(() => run(join(prefix, "bin", "bilby_pipe"), args, project, { ...env, PATH: `${prefix}/bin:${env["PATH"]}` }));
    return [
      { name: "the GW150914 job, wall-clock", value: wall, unit: "s" },
      { name: "  asimov's own part", value: command - builder + supervisor, unit: "s of CPU", aim: 5 },
      { name: "    of that, the supervisor", value: supervisor, unit: "s of CPU" },
    ];
  } finally {
    rmSync(state, { recursive: true, force: true });
    rmSync(project, { recursive: true, force: true });
  }
}

// It stays for a minute after its last workflow.
function supervisorIn(state: string): number {
  return (JSON.parse(readFileSync(join(state, "supervisor.json"), "utf8")) as { readonly identity: { readonly pid: number } }).identity.pid;
}

function childrenOf(work: () => void): number {
  const before = childrenCpu();
  work();
  return childrenCpu() - before;
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): void {
  const { status, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
}
