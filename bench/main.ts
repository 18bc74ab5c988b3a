import { commandFigures } from "./commands.ts";
import { growthFigures } from "./growth.ts";
import { exampleFigures } from "./example.ts";
import type { Figure } from "./figure.ts";
import { htcondorFigures } from "./htcondor.ts";
import { passFigures } from "./passes.ts";
import { readingFigures } from "./reading.ts";
import { slurmFigures } from "./slurm.ts";
import { workflowFigures } from "./workflows.ts";

const help = `Measures the speed of asimov on this machine, in seconds of CPU.

  npm run bench                 start-up, growth of apply and status, passes over what runs, also on HTCondor, reading and running of workflows, also on Slurm
  npm run bench -- --example    also the whole GW150914 job: what asimov itself costs beside Python
  npm run bench -- --json       the figures as JSON
`;

if (process.argv.includes("--help")) {
  process.stdout.write(help);
} else {
  const figures: Figure[] = [...commandFigures(), ...(await growthFigures()), ...(await passFigures()), ...(await htcondorFigures())];
  figures.push(...(await readingFigures()), ...(await workflowFigures(10_000)), ...(await slurmFigures()));
  if (process.argv.includes("--example")) figures.push(...exampleFigures());
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else
    for (const { name, value, unit, aim } of figures)
      process.stdout.write(`${name.padEnd(62)} ${value.toFixed(3).padStart(9)} ${unit}${aim === undefined ? "" : `   (aim: below ${aim})`}\n`);
}
