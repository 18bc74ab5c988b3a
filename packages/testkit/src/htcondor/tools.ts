import { act } from "./act.ts";
import { formatAds, numberOf, textOf } from "./ads.ts";
import { parseConstraint } from "./constraint.ts";
import { ok, parse, print, refusal, scheddOf, type Given, type Printed } from "./printed.ts";
import { recorded } from "./recorded.ts";
import type { PoolState, ToolFault } from "./state.ts";
import { submit, submitDag } from "./submit.ts";

type Tool = (given: Given, state: PoolState) => Printed | Promise<Printed>;

/** Does what one of HTCondor's commands does, and prints what that prints. Throws for what was not recorded. */
export async function runTool(given: Given, state: PoolState): Promise<Printed> {
  state.commands.push([given.tool, ...given.args].join(" "));
  const tool = tools.get(given.tool);
  if (!tool) throw new Error(`the stand-in has no ${given.tool}`);
  const at = state.faults.findIndex((one) => one.tool === given.tool);
  const fault = at < 0 ? undefined : state.faults.splice(at, 1)[0]!.fault;
  if (fault && "refuses" in fault) return { exitCode: 1, stdout: "", stderr: fault.refuses };
  const printed = await tool(given, state);
  return fault ? spoilt(printed, fault) : printed;
}

function spoilt(printed: Printed, fault: Exclude<ToolFault, { refuses: string }>): Printed {
  if ("cutAfter" in fault) return { ...printed, stdout: printed.stdout.slice(0, fault.cutAfter) };
  if ("warns" in fault) return { ...printed, stderr: `${fault.warns}\n${printed.stderr}` };
  return { exitCode: 1, stdout: "", stderr: fault.failsAfterwards };
}

/** HTCondor's commands that the stand-in knows. */
export const toolNames = ["condor_q", "condor_history", "condor_submit", "condor_submit_dag", "condor_rm", "condor_hold", "condor_release"] as const;

const tools: ReadonlyMap<string, Tool> = new Map<(typeof toolNames)[number], Tool>([
  ["condor_q", queue],
  ["condor_history", history],
  ["condor_submit", submit],
  ["condor_submit_dag", submitDag],
  ["condor_rm", (given, state) => act(given, state, "rm")],
  ["condor_hold", (given, state) => act(given, state, "hold")],
  ["condor_release", (given, state) => act(given, state, "release")],
]);

function queue({ args, user }: Given, state: PoolState): Printed {
  const { flags, values } = parse(args, ["-json", "-allusers"], ["-name", "-pool", "-constraint", "-attributes"]);
  const schedd = scheddOf(values, state);
  const down = refusal(
    state.schedds[schedd],
    {
      off: ["03-schedd-off-condor_q-json"],
      "all-off": ["07-all-down-condor_q-json"],
      killed: ["06-killed-condor_q-json"],
      hung: ["01-hung-condor_q-json"],
    },
    schedd,
  );
  if (down) return down;
  const constraint = values.get("-constraint");
  const fits = constraint === undefined ? () => true : parseConstraint(constraint);
  if (!fits) return print(recorded("a-empty", "11-condor_q-json-bad-constraint"));
  // Without -allusers only one's own are shown.
  const jobs = state.queue.filter((job) => job.schedd === schedd && (flags.has("-allusers") || textOf(job.ad, "Owner") === user) && fits(job.ad));
  return ok(formatAds(jobs.map(({ ad }) => ad).sort(byId), attributesIn(values), "queue"));
}

// Reads a file, and so answers when everything is down.
function history({ args }: Given, state: PoolState): Printed {
  const { values } = parse(args, ["-json"], ["-name", "-pool", "-constraint", "-attributes", "-limit"]);
  const schedd = scheddOf(values, state);
  const constraint = values.get("-constraint");
  const fits = constraint === undefined ? () => true : parseConstraint(constraint);
  if (!fits) throw new Error(`the stand-in does not know the constraint ${constraint}`);
  const jobs = state.history.filter((job) => job.schedd === schedd && fits(job.ad)).slice(0, Number(values.get("-limit") ?? Infinity));
  return ok(
    formatAds(
      jobs.map(({ ad }) => ad),
      attributesIn(values),
      "history",
    ),
  );
}

function attributesIn(values: ReadonlyMap<string, string>): readonly string[] | undefined {
  return values.get("-attributes")?.split(",");
}

function byId(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): number {
  return numberOf(a, "ClusterId")! - numberOf(b, "ClusterId")!;
}
