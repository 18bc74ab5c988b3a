import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { formatAds, numberOf, raw, templates, textOf } from "./ads.ts";
import { parseConstraint } from "./constraint.ts";
import { become, end, idOf, place, writeRescue } from "./dagman.ts";
import { recorded, recordedFile, type CaseName } from "./recorded.ts";
import type { Health, PoolJob, PoolState } from "./state.ts";

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

type Tool = (given: Given, state: PoolState) => Printed | Promise<Printed>;

/** Does what one of HTCondor's commands does, and prints what that prints. Throws for what was not recorded. */
export async function runTool(given: Given, state: PoolState): Promise<Printed> {
  state.commands.push([given.tool, ...given.args].join(" "));
  const tool = tools.get(given.tool);
  if (!tool) throw new Error(`the stand-in has no ${given.tool}`);
  return tool(given, state);
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

async function submit({ args, cwd, user }: Given, state: PoolState): Promise<Printed> {
  const { values, rest, appended } = parse(args, ["-terse"], ["-name", "-pool", "-batch-name", "-append"]);
  const schedd = scheddOf(values, state);
  const down = refusal(state.schedds[schedd], { off: ["03-schedd-off-condor_submit"], "all-off": ["07-all-down-condor_submit"] }, schedd);
  if (down) return down;
  const [name = ""] = rest;
  const file = resolve(cwd, name);
  if (!existsSync(file)) return print(recorded("f-submit", "10-submit-nofile"), ["nothere.sub", name]);
  const text = readFileSync(file, "utf8");
  const cluster = state.nextCluster++;
  const more = Object.fromEntries(
    appended.map((line) => /^\s*(\+?\w+)\s*=\s*(.*)$/.exec(line)!).map(([, key, value]) => [attributeOf(key!), plain(value!)]),
  );
  const batch = values.get("-batch-name") ?? /^My\.JobBatchName = "(.*)"$/m.exec(text)?.[1];
  const own = { cluster, owner: user, more: { ...more, ...(batch !== undefined && { JobBatchName: batch }) } };
  const dag = /-Dag (\S+)/.exec(text)?.[1];
  if (/^cron_/m.test(text)) {
    // As the manual says (it was not recorded): it waits in the queue for its times, and stays there.
    place(state, schedd, templates.jobIdle(), { ...own, directory: cwd, more: { ...own.more, JobUniverse: 12 } });
    return ok(`${cluster}.0 - ${cluster}.0\n`);
  }
  if (dag === undefined) {
    place(state, schedd, templates.jobIdle(), { ...own, directory: cwd });
    return ok(`${cluster}.0 - ${cluster}.0\n`);
  }
  const path = resolve(cwd, dag);
  place(state, schedd, templates.dagIdle(), { ...own, directory: cwd, file: dag, more: { ...own.more, UserLog: `${path}.dagman.log` } });
  state.dags.push({ cluster, schedd, file: path, directory: cwd, done: [], failed: [], codes: {}, tries: {}, queued: {} });
  return ok(`${cluster}.0 - ${cluster}.0\n`);
}

async function submitDag({ args, cwd }: Given, state: PoolState): Promise<Printed> {
  const { flags, values, rest, appended } = parse(args, ["-no_submit", "-update_submit"], ["-batch-name", "-append"]);
  if (!flags.has("-no_submit")) throw new Error("the stand-in knows condor_submit_dag with -no_submit only");
  const [name = ""] = rest;
  const file = resolve(cwd, name);
  if (!existsSync(file)) throw new Error(`the stand-in has no answer for a DAG file that is not there: ${file}`);
  if (existsSync(`${file}.condor.sub`) && !flags.has("-update_submit"))
    return print(recorded("e2-submit_dag-retry", "02-schedd-back-plain"), ["run.dag", name]);
  const lines = recordedFile("b-dag-ok", "run.dag.condor.sub")
    .replaceAll("run.dag", name)
    .replace("gw-run-7", values.get("-batch-name") ?? "");
  writeFileSync(`${file}.condor.sub`, lines.replace(/^queue$/m, [...appended, "queue"].join("\n")));
  const isRescue = existsSync(`${file}.rescue001`);
  void state;
  return print(recorded("n-token", isRescue ? "11-no_submit-again" : "01-no_submit"), ["run.dag", name]);
}

const words = {
  rm: ["rm", "find/remove", "marked for removal"],
  hold: ["hold", "find/hold", "held"],
  release: ["release", "find/release", "released"],
} as const;

async function act({ args, user }: Given, state: PoolState, what: keyof typeof words): Promise<Printed> {
  const { values, rest } = parse(args, [], ["-name", "-pool"]);
  const schedd = scheddOf(values, state);
  const [verb] = words[what];
  const off = what === "release" ? "hold" : verb;
  const down = refusal(
    state.schedds[schedd],
    { off: [`03-schedd-off-condor_${off}`], "all-off": [`07-all-down-condor_${off}`], hung: ["10-hung-condor_rm"] },
    schedd,
  );
  if (down) return { ...down, stderr: down.stderr.replaceAll(`condor_${off}`, `condor_${verb}`) };
  const jobs = rest.map((id) =>
    state.queue.filter((job) => job.schedd === schedd && isNamed(job, id) && textOf(job.ad, "Owner") === user && canBe(job, what)),
  );
  for (const job of jobs.flat()) await doTo(state, job, what, user);
  const [id = ""] = rest;
  // A whole cluster, one job, or several at once: each is told in its own way.
  if (rest.length > 1)
    return jobs.flat().length === 0
      ? print(recorded("d-held", "08-rm-constraint-none"))
      : ok(`All jobs matching constraint (${rest.map((one) => `ClusterId == ${one}`).join(" || ")}) have been ${words[what][2]}\n`);
  if (jobs.flat().length === 0)
    return {
      exitCode: 1,
      stdout: "",
      stderr: id.includes(".") ? `\nJob ${id} not found\n` : `\nCouldn't ${words[what][1]} all jobs in cluster ${id}\n`,
    };
  return ok(id.includes(".") ? `Job ${id} ${words[what][2]}\n` : `All jobs in cluster ${id} have been ${words[what][2]}\n`);
}

function isNamed(job: PoolJob, id: string): boolean {
  return id === String(idOf(job)) || id === `${idOf(job)}.0`;
}

function canBe({ ad }: PoolJob, what: keyof typeof words): boolean {
  if (what === "rm") return true;
  return (ad["JobStatus"] === "5") === (what === "release");
}

async function doTo(state: PoolState, job: PoolJob, what: keyof typeof words, user: string): Promise<void> {
  if (what === "hold") {
    Object.assign(
      job.ad,
      raw({
        JobStatus: 5,
        HoldReason: `via condor_hold (by user ${user})`,
        HoldReasonCode: 1,
        HoldReasonSubCode: 0,
        EnteredCurrentStatus: state.now,
      }),
    );
  } else if (what === "release") {
    const reason = job.ad["HoldReason"]!;
    for (const name of ["HoldReason", "HoldReasonCode", "HoldReasonSubCode"]) delete job.ad[name];
    Object.assign(
      job.ad,
      { LastHoldReason: reason },
      raw({ JobStatus: 1, ReleaseReason: `via condor_release (by user ${user})`, EnteredCurrentStatus: state.now }),
    );
    // A DAGMan that was held is started again only after a while; its nodes run on.
    if (job.ad["JobUniverse"] === "7") job.ad = { ...become(state, job, templates.dagCoolingDown(), { JobCoolDownExpiration: state.now + 300 }) };
  } else await removeJob(state, job, user);
}

async function removeJob(state: PoolState, job: PoolJob, user: string): Promise<void> {
  const cluster = idOf(job);
  const dag = state.dags.find((one) => one.cluster === cluster);
  const reason = { RemoveReason: `via condor_rm (by user ${user})`, JobStatus: 3 };
  if (!dag) return end(state, job, become(state, job, templates.jobRemoved(), reason));
  for (const node of state.queue.filter(({ ad }) => numberOf(ad, "DAGManJobId") === cluster)) {
    const fired = `removed because <OtherJobRemoveRequirements = DAGManJobId =?= ${cluster}> fired when job (${cluster}.0) was removed`;
    end(state, node, become(state, node, templates.jobRemoved(), { RemoveReason: fired, JobStatus: 3 }));
  }
  const isCoolingDown = job.ad["JobStatus"] === "1" && job.ad["JobStartDate"] !== undefined;
  end(state, job, become(state, job, templates.dagRemoved(), reason));
  state.dags.splice(state.dags.indexOf(dag), 1);
  // While it waits to be started again nobody is there who writes a rescue file or takes its lock away.
  if (isCoolingDown) return;
  await writeRescue(state, dag);
}

interface Parsed {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly appended: readonly string[];
  readonly rest: readonly string[];
}

function parse(args: readonly string[], known: readonly string[], valued: readonly string[]): Parsed {
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

function attributesIn(values: ReadonlyMap<string, string>): readonly string[] | undefined {
  return values.get("-attributes")?.split(",");
}

function scheddOf(values: ReadonlyMap<string, string>, { schedds }: PoolState): string {
  return values.get("-name") ?? Object.keys(schedds)[0]!;
}

// What a command prints when its access point does not answer, as it was recorded in case e.
function refusal(health: Health | undefined, steps: Partial<Record<Health, readonly [string]>>, schedd: string): Printed | undefined {
  if (health === "up") return undefined;
  if (health === undefined) throw new Error(`the stand-in has no schedd ${schedd}`);
  const step = steps[health]?.[0];
  if (step === undefined) throw new Error(`what this command prints when the schedd is ${health} was not recorded`);
  return print(recorded("e-schedd-down" satisfies CaseName, step), ["ap.pool.test", schedd]);
}

function attributeOf(command: string): string {
  if (command.startsWith("+")) return command.slice(1);
  return command === "priority"
    ? "JobPrio"
    : command === "accounting_group"
      ? "AcctGroup"
      : command === "accounting_group_user"
        ? "AcctGroupUser"
        : command;
}

function plain(value: string): string | number {
  const text = value.trim();
  if (/^".*"$/s.test(text)) return JSON.parse(text) as string;
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

function byId(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): number {
  return numberOf(a, "ClusterId")! - numberOf(b, "ClusterId")!;
}

function print({ exitCode, stdout, stderr }: Printed, ...replaced: (readonly [string, string])[]): Printed {
  const own = (text: string): string => replaced.reduce((so, [was, is]) => so.replaceAll(was, is), text);
  return { exitCode, stdout: own(stdout), stderr: own(stderr) };
}

function ok(stdout: string): Printed {
  return { exitCode: 0, stdout, stderr: "" };
}
