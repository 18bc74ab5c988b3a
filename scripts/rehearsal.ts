import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { rehearse } from "@asimov-gw/testkit";

const help = `Lives through a catalogue of events in a simulated world, with faults from a seed and without any person.

  npm run rehearsal -- --events 128 --analyses 10 --seed 1

  --events N      events (128)
  --analyses N    analyses of each: a PSD, several that sample, one that iterates, a summary (10, at least 4); one more is over all events
  --seed N        what goes wrong, and when (1)
  --log           print all that happened
  --keep          leave the project where it is, and say where
The last line is the verdict; the exit code is 0 only when every analysis is where it should be, and nothing was submitted twice.
`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "128" },
    analyses: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    log: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(help);
else process.exitCode = await main(Number(values.events), Number(values.analyses));

async function main(events: number, analyses: number): Promise<number> {
  if (!(Number.isInteger(events) && events >= 1 && Number.isInteger(analyses) && analyses >= 4)) {
    process.stderr.write(help);
    return 2;
  }
  // In memory where the machine has room for that: a simulation waits for no disk.
  const directory = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "asimov-rehearsal-"));
  const start = performance.now();
  const print = (line: string): boolean => process.stdout.write(`${line}\n`);
  try {
    const { log, faults, ...counts } = await rehearse({ directory, events, analyses, seed: values.seed, tell: print });
    const seconds = (performance.now() - start) / 1000;
    if (values.log) for (const line of log) print(line);
    if (values.keep) print(`the project is in ${directory}`);
    for (const fault of faults) print(`fault: ${fault}`);
    print(
      `${counts.analyses} analyses, ${counts.submissions} submissions, ${counts.passes} passes (${counts.unsure} could not ask about everything) ` +
        `in ${counts.days.toFixed(1)} virtual days; ${seconds.toFixed(0)} s, ${(process.cpuUsage().user / 1e6).toFixed(0)} s of CPU`,
    );
    const verdict = faults.length === 0 ? "every analysis is where it should be, nothing was submitted twice" : `${faults.length} faults`;
    print(`rehearsal with seed ${values.seed}: ${verdict}`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    if (!values.keep) rmSync(directory, { recursive: true, force: true });
  }
}
