import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { childrenCpu, type Figure } from "./figure.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The whole GW150914 job: CPU of everything that is asimov's. Builders are waited for by the command and so are Python's CPU in its sum; they are
 * left out by their own account, and the jobs belong to the supervisor, which is measured by its own clock.
 */
export function exampleFigures(): readonly Figure[] {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  const state = join(directory, "state");
  const account = join(directory, "python-cpu");
  try {
    const before = childrenCpu();
    const demo = join(root, "examples", "gw150914", "demo.ts");
    const { status } = spawnSync(process.execPath, ["--conditions=@asimov-gw/source", demo, "--project", "bench", "--fresh"], {
      env: { ...process.env, ASIMOV_LOCAL_STATE: state, ASIMOV_BENCH_ACCOUNT: account },
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) throw new Error(`the demo ended with ${status}`);
    return [{ name: "the GW150914 job, all of the command's processes, builders included", value: childrenCpu() - before, unit: "s of CPU" }];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
