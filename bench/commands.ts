import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { builtCommand, cpuSeconds, type Figure } from "./figure.ts";
import { projectOf } from "./synthetic.ts";

/** What single commands cost, with Node's own start beside them. */
export function commandFigures(): readonly Figure[] {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  const project = projectOf(directory, 1);
  const command = (...args: readonly string[]): number => cpuSeconds(process.execPath, [builtCommand, ...args], project);
  try {
    return [
      { name: "node itself (node -e 0)", value: cpuSeconds(process.execPath, ["-e", "0"], directory), unit: "s of CPU" },
      { name: "asimov --version", value: command("--version"), unit: "s of CPU", aim: 0.1 },
      { name: "asimov --help", value: command("--help"), unit: "s of CPU", aim: 0.1 },
      { name: "asimov report status, one event with five analyses", value: command("report", "status"), unit: "s of CPU", aim: 0.2 },
      { name: "asimov plugins", value: command("plugins"), unit: "s of CPU" },
      { name: "asimov monitor, nothing to do", value: command("monitor"), unit: "s of CPU" },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
