import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { runProgram } from "../fake.ts";
import type { TestFiles } from "./configurations.ts";

/** Makes the files that configurations name, by RIFT's own tools where they have a form of its own. */
export async function makeFiles(rift: string, directory: string, files: TestFiles, psds: Readonly<Record<string, string>>): Promise<void> {
  for (const file of Object.values(psds)) writeFileSync(file, spectrum());
  mkdirSync(dirname(files.xml["H1"]!), { recursive: true });
  for (const detector of ["H1", "L1"]) {
    const args = ["--fname-psd-ascii", psds[detector]!, "--ifo", detector, "--conventional-postfix"];
    await tool(rift, join(rift, "bin", "convert_psd_ascii2xml"), args, dirname(files.xml["H1"]!));
  }
  writeFileSync(files.samples, JSON.stringify({ posterior: { content: posterior(200) } }));
  writeFileSync(files.table, "not read before jobs run");
  writeFileSync(files.envelope, "20 1 0 0.9 -0.1 1.1 0.1\n1024 1 0 0.9 -0.1 1.1 0.1\n");
  copyFileSync(join(import.meta.dirname, "..", "..", "..", "pipeline-bilby", "test", "fixtures", "gw150914.ini"), files.bilbyConfig);
  const request = join(directory, "grid.json");
  writeFileSync(request, JSON.stringify({ time: 1126259462.416, samples: [files.samples], size: 20, spins: "all" }));
  await tool(rift, join(rift, "bin", "python3"), [join(import.meta.dirname, "..", "..", "programs", "grid.py"), request, files.grid], directory);
}

async function tool(rift: string, command: string, args: readonly string[], directory: string): Promise<void> {
  const { exitCode, stdout, stderr } = await runProgram(command, args, {
    directory,
    environment: { PATH: `${join(rift, "bin")}:${process.env["PATH"]}` },
  });
  if (exitCode !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
}

function spectrum(): string {
  return Array.from({ length: 4097 }, (_, bin) => `${bin / 8} ${1e-46 * (1 + (50 / (bin / 8 + 1)) ** 4)}\n`).join("");
}

// As bilby has them: spins by size and tilt.
function posterior(length: number): Readonly<Record<string, readonly number[]>> {
  const column = (from: number, to: number): readonly number[] => Array.from({ length }, (_, i) => from + ((to - from) * i) / (length - 1));
  return {
    chirp_mass: column(29, 33),
    mass_ratio: column(0.5, 0.99),
    a_1: column(0.1, 0.8),
    a_2: column(0.7, 0.2),
    tilt_1: column(0.1, 3),
    tilt_2: column(1, 2),
    phi_12: column(0, 6),
  };
}
