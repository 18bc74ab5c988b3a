import { styleText } from "node:util";

import { examine, type Check } from "@asimov-gw/core/lifecycle/doctor";

/** `asimov doctor`: everything that the project needs; exit code 1 when something fails. */
export async function doctor(directory: string, options: { readonly json?: boolean }): Promise<void> {
  const checks = await examine({ directory, launcher: process.argv[1] });
  if (options.json) process.stdout.write(`${JSON.stringify({ checks }, null, 2)}\n`);
  else for (const check of checks) print(check);
  if (checks.some(({ state }) => state === "fail")) process.exitCode = 1;
}

const colors = { ok: "green", warn: "yellow", fail: "red" } as const;

function print({ name, state, what, remedy }: Check): void {
  const [first = "", ...more] = what.split("\n");
  process.stdout.write(`${styleText(colors[state], state.padEnd(4))}  ${name}: ${first}\n`);
  for (const line of more) process.stdout.write(`        ${line}\n`);
  if (remedy !== undefined) process.stdout.write(`      ${styleText("yellow", remedy)}\n`);
}
