import { recorded, type CaseName } from "./recorded.ts";
import type { Health, PoolState } from "./state.ts";

/** What a command prints, and its exit code. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that was given to the stand-in. */
export interface Given {
  readonly tool: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly user: string;
}

/** The words of a command. */
export interface Parsed {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly appended: readonly string[];
  readonly rest: readonly string[];
}

/** Sorts the words of a command. Throws at an option that nobody recorded. */
export function parse(args: readonly string[], known: readonly string[], valued: readonly string[]): Parsed {
  const parsed = { flags: new Set<string>(), values: new Map<string, string>(), appended: [] as string[], rest: [] as string[] };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (known.includes(arg)) parsed.flags.add(arg);
    else if (arg === "-append") parsed.appended.push(args[++at] ?? "");
    else if (valued.includes(arg)) parsed.values.set(arg, args[++at] ?? "");
    else if (arg.startsWith("-")) throw new Error(`the stand-in does not know ${arg}: it was not recorded`);
    else parsed.rest.push(arg);
  }
  return parsed;
}

/** The access point that a command is for: that of this host where it names none. */
export function scheddOf(values: ReadonlyMap<string, string>, { schedds }: PoolState): string {
  return values.get("-name") ?? Object.keys(schedds)[0]!;
}

/** What a command prints when its access point does not answer, as it was recorded in case e. */
export function refusal(health: Health | undefined, steps: Partial<Record<Health, readonly [string]>>, schedd: string): Printed | undefined {
  if (health === "up") return undefined;
  if (health === undefined) throw new Error(`the stand-in has no schedd ${schedd}`);
  const step = steps[health]?.[0];
  if (step === undefined) throw new Error(`what this command prints when the schedd is ${health} was not recorded`);
  return print(recorded("e-schedd-down" satisfies CaseName, step), ["ap.pool.test", schedd]);
}

/** What was recorded, with words of one's own. */
export function print({ exitCode, stdout, stderr }: Printed, ...replaced: (readonly [string, string])[]): Printed {
  const own = (text: string): string => replaced.reduce((so, [was, is]) => so.replaceAll(was, is), text);
  return { exitCode, stdout: own(stdout), stderr: own(stderr) };
}

/** A good end with this answer. */
export function ok(stdout: string): Printed {
  return { exitCode: 0, stdout, stderr: "" };
}
