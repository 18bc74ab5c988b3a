import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { accountingAds, accountingIn } from "./accounting.ts";
import { templates } from "./ads.ts";
import { logDagman } from "./event-logs.ts";
import { place } from "./queue.ts";
import { ok, parse, print, refusal, scheddOf, type Given, type Printed } from "./printed.ts";
import { recorded, recordedFile } from "./recorded.ts";
import { describeSingle } from "./single.ts";
import type { PoolState } from "./state.ts";

/** `condor_submit`. */
export async function submit({ args, cwd, user }: Given, state: PoolState): Promise<Printed> {
  const { values, rest, appended } = parse(args, ["-terse"], ["-name", "-pool", "-batch-name", "-append"]);
  const schedd = scheddOf(values, state);
  const down = refusal(state.schedds[schedd], { off: ["03-schedd-off-condor_submit"], "all-off": ["07-all-down-condor_submit"] }, schedd);
  if (down) return down;
  const [name = ""] = rest;
  const file = resolve(cwd, name);
  if (!existsSync(file)) return print(recorded("f-submit", "10-submit-nofile"), ["nothere.sub", name]);
  const text = readFileSync(file, "utf8");
  const cluster = state.nextCluster++;
  const set = appended.map((line) => /^\s*(\+?\w+)\s*=\s*(.*)$/.exec(line)!).filter(([, key]) => !key!.startsWith("accounting_group"));
  const more = {
    ...Object.fromEntries(set.map(([, key, value]) => [attributeOf(key!), plain(value!)])),
    ...accountingAds(accountingIn([...text.split("\n"), ...appended]), user),
  };
  const batch = values.get("-batch-name") ?? /^My\.JobBatchName = "(.*)"$/m.exec(text)?.[1];
  const own = { cluster, owner: user, more: { ...more, ...(batch !== undefined && { JobBatchName: batch }) } };
  const dag = /-Dag (\S+)/.exec(text)?.[1];
  if (/^cron_/m.test(text)) {
    // As the manual says (it was not recorded): it waits in the queue for its times, and stays there.
    place(state, schedd, templates.jobIdle(), { ...own, directory: cwd, more: { ...own.more, JobUniverse: 12 } });
    return ok(`${cluster}.0 - ${cluster}.0\n`);
  }
  if (dag === undefined) {
    const jobs = await describeSingle(file, cwd);
    state.singles[String(cluster)] = jobs;
    for (const { process, directory, stdout, stderr } of jobs) {
      const files = { ProcId: process, Out: stdout ?? "/dev/null", Err: stderr ?? "/dev/null" };
      place(state, schedd, templates.jobIdle(), { ...own, directory, more: { ...own.more, ...files } });
    }
    return ok(`${cluster}.0 - ${cluster}.${jobs.length - 1}\n`);
  }
  const path = resolve(cwd, dag);
  const dagman = place(state, schedd, templates.dagIdle(), {
    ...own,
    directory: cwd,
    file: dag,
    more: { ...own.more, UserLog: `${path}.dagman.log` },
  });
  logDagman(path, dagman, state.now, "submitted");
  state.dags.push({ cluster, schedd, file: path, directory: cwd, done: [], failed: [], codes: {}, tries: {}, queued: {} });
  return ok(`${cluster}.0 - ${cluster}.0\n`);
}

/** `condor_submit_dag -no_submit`. */
export async function submitDag({ args, cwd }: Given, state: PoolState): Promise<Printed> {
  const { flags, values, rest, appended } = parse(args, ["-no_submit", "-update_submit"], ["-batch-name", "-append", "-Priority"]);
  if (!flags.has("-no_submit")) throw new Error("the stand-in knows condor_submit_dag with -no_submit only");
  const [name = ""] = rest;
  const file = resolve(cwd, name);
  if (!existsSync(file)) return print(recorded("c-dag-fail", "20-missing-dag-file"));
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

function attributeOf(command: string): string {
  if (command.startsWith("+")) return command.slice(1);
  return command === "priority" ? "JobPrio" : command;
}

function plain(value: string): string | number {
  const text = value.trim();
  if (/^".*"$/s.test(text)) return JSON.parse(text) as string;
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
