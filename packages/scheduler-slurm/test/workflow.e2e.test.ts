import { localScheduler, stopLocal, type Observation, type Scheduler, type SchedulerOptions } from "@asimov-gw/core/scheduler";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import type { Cluster } from "./support/cluster.ts";
import { until } from "./support/daemon.ts";
import { openLab } from "./support/lab.ts";
import { describeOnCluster } from "./support/use-cluster.ts";

/** What became of a workflow: the answer about it, its nodes, and how often each command ran. */
interface Fate {
  readonly answer: Partial<Observation>;
  readonly nodes: readonly (readonly unknown[])[];
  readonly ran: readonly string[];
}

describeOnCluster("on a real cluster", {}, (at) => {
  test("200 nodes with retries, scripts, a failing node and a sub-workflow end as on the local scheduler", async () => {
    const [ours, local] = await Promise.all([onSlurm(at(), manyNodes), onThisMachine(manyNodes)]);
    expect(ours).toEqual(local);
    expect(ours.answer).toMatchObject({ state: "failed", total: 202, failure: { node: "n150", exitCode: 3, cause: "exit" } });
    expect(ours.nodes.filter(([, status]) => status === "done").length).toBeGreaterThan(180);
    expect(ours.ran.filter((line) => line === "flaky")).toHaveLength(2);
  });

  test("an abort rule ends the workflow as on the local scheduler", async () => {
    const [ours, local] = await Promise.all([onSlurm(at(), aborted), onThisMachine(aborted)]);
    expect(ours.answer).toMatchObject({ state: "failed" });
    expect(ours).toEqual(local);
  });

  test("several jobs of one node are one array, and each finds its own number", async () => {
    const lab = openLab(at());
    writeFileSync(join(lab.directory, "many.sub"), submitFile("echo $1 >>ran", "$(Process)", "queue 20"));
    writeFileSync(join(lab.directory, "a.dag"), "JOB many many.sub\n");
    await lab.submit("t", join(lab.directory, "a.dag"));
    expect(await lab.end("t")).toMatchObject({ state: "completed" });
    expect(
      lab
        .lines("ran")
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual(Array.from({ length: 20 }, (_, index) => index));
    const ids = await at().ask("squeue", "--noheader", "--states=all", "--array", "--sort=i", "--format=%F");
    expect(new Set(ids.trim().split("\n").slice(-20)).size).toBe(1);
  });

  test("what a node waits for is said in words, and its jobs show it", async () => {
    const lab = openLab(at());
    writeFileSync(join(lab.directory, "big.sub"), submitFile("true", "x", "queue", "request_memory = 3500 MB"));
    writeFileSync(join(lab.directory, "hold.sub"), submitFile("until [ -e go ]; do sleep 0.1; done", "x", "queue", "request_memory = 3500 MB"));
    writeFileSync(join(lab.directory, "a.dag"), "JOB one hold.sub\nJOB two hold.sub\nJOB three big.sub\nPRIORITY three -5\n");
    await lab.submit("t", join(lab.directory, "a.dag"));
    await until("the third waits", async () => /waiting for .*\((?:Resources|Priority)\): three/.test((await lab.observe("t")).reason ?? ""));
    const { jobs } = await lab.scheduler.jobs!("t");
    expect(jobs.find(({ node }) => node === "three")).toMatchObject({ status: "pending", reason: expect.stringMatching(/^waits for .*\(/) });
    writeFileSync(join(lab.directory, "go"), "");
    expect(await lab.end("t")).toMatchObject({ state: "completed" });
    // Where it ran is known of each.
    expect((await lab.scheduler.jobs!("t")).jobs.map(({ host }) => host)).not.toContain(undefined);
  });

  test("a workflow that is removed leaves no job in the queue", async () => {
    const lab = openLab(at());
    writeFileSync(join(lab.directory, "long.sub"), submitFile("sleep 1000", "x", "queue 6"));
    writeFileSync(join(lab.directory, "a.dag"), "JOB long long.sub\n");
    await lab.submit("t", join(lab.directory, "a.dag"));
    await until("one runs", async () => (await at().ask("squeue", "--noheader", "--states=RUNNING")).trim() !== "");
    await lab.scheduler.remove("t");
    expect(await lab.end("t")).toMatchObject({ state: "removed" });
    expect((await at().ask("squeue", "--noheader", "--states=RUNNING,PENDING")).trim()).toBe("");
  });

  test("a controller that is down for a minute changes nothing, and what ran meanwhile is known afterwards", async () => {
    const lab = openLab(at());
    writeFileSync(join(lab.directory, "a.sub"), submitFile("until [ -e go ]; do sleep 0.1; done; echo $1 >>ran", "x", "queue"));
    writeFileSync(join(lab.directory, "a.dag"), "JOB a a.sub\nJOB b a.sub\nPARENT a CHILD b\n");
    await lab.submit("t", join(lab.directory, "a.dag"));
    await until("the first runs", async () => (await at().ask("squeue", "--noheader", "--states=RUNNING")).trim() !== "");
    await at().stopController();
    try {
      writeFileSync(join(lab.directory, "go"), "");
      await until("the first has run", () => lab.lines("ran").length === 1);
      const since = performance.now();
      const states = new Set<string>();
      await until(
        "a minute has passed",
        async () => {
          states.add((await lab.observe("t")).state);
          return performance.now() - since > 60_000;
        },
        [],
        90,
      );
      expect([...states]).toEqual(["running"]);
    } finally {
      await at().startController();
    }
    expect(await lab.end("t")).toMatchObject({ state: "completed" });
    expect(lab.lines("ran")).toEqual(["x", "x"]);
  });

  test("what Slurm would refuse of the settings is known before anything is submitted", async () => {
    const asked = (options: SchedulerOptions): Promise<unknown> => openLab(at(), options).scheduler.query([]);
    expect(await asked({ partition: "main", "job time": "0:30:00" })).toEqual([]);
    await expect(asked({ partition: "nope" })).rejects.toMatchObject({ code: "SLURM_REFUSED", message: expect.stringContaining("nope") });
    await expect(asked({ constraint: "gold" })).rejects.toMatchObject({ code: "SLURM_REFUSED" });
    await expect(asked({ bin: "/no/where" })).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE", exitCode: 4 });
  });

  test("a supervisor that is a job of the cluster is started, found, and started again when it has died", async () => {
    const lab = openLab(at(), { runner: "job", "runner memory": "200 MB" });
    writeFileSync(join(lab.directory, "a.sub"), submitFile("echo begin >>ran; until [ -e go ]; do sleep 0.1; done; echo end >>ran", "x", "queue"));
    writeFileSync(join(lab.directory, "a.dag"), "JOB a a.sub\nJOB b a.sub\nPARENT a CHILD b\nSCRIPT PRE a /bin/true\n");
    await lab.submit("t", join(lab.directory, "a.dag"));
    await until("the first runs", async () => ((await lab.observe("t")).reason ?? "").includes("running: a"));
    // A look at the queue serves for a second.
    await until("its supervisor is seen", async () => (await lab.supervisor()) !== undefined);
    const first = await lab.supervisor();
    expect(first?.job).toMatch(/^\d+$/);
    await at().ask("scancel", "--signal=KILL", "--full", first!.job!);
    await until("another one works", async () => {
      await lab.observe("t");
      const now = await lab.supervisor();
      return now !== undefined && now.job !== first!.job;
    });
    writeFileSync(join(lab.directory, "go"), "");
    expect(await lab.end("t")).toMatchObject({ state: "completed" });
    expect(lab.lines("ran")).toEqual(["begin", "end", "begin", "end"]);
    // Its script was a job too: it would have ended with the supervisor.
    const comments = await at().ask("squeue", "--noheader", "--states=all", "--array", "--sort=-i", "--format=%k");
    expect(comments.split("\n").filter((comment) => comment === "asimov t").length).toBeGreaterThanOrEqual(3);
  });
});

async function onSlurm(cluster: Cluster, write: (directory: string) => string): Promise<Fate> {
  const lab = openLab(cluster);
  return fateOf(lab.directory, lab.scheduler, write(lab.directory));
}

async function onThisMachine(write: (directory: string) => string): Promise<Fate> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-slurm-local-"));
  const options = { directory: join(directory, "state"), slots: 2, pollSeconds: 0.2 };
  onTestFinished(async () => {
    await stopLocal(options);
    rmSync(directory, { recursive: true, force: true });
  });
  return fateOf(directory, localScheduler(options), write(directory));
}

async function fateOf(directory: string, scheduler: Scheduler, file: string): Promise<Fate> {
  await scheduler.submit({ token: "t", name: "test/t", file, directory });
  const observe = async (): Promise<Observation> => (await scheduler.query(["t"]))[0]!;
  await until("the workflow has ended", async () => !["queued", "running"].includes((await observe()).state), [], 300);
  const { state, done, total, failure } = await observe();
  const { jobs } = await scheduler.jobs!("t");
  return {
    answer: { state, done, total, failure: failure && { node: failure.node, cause: failure.cause, exitCode: failure.exitCode } },
    nodes: jobs.map(({ node, part, status, tries, exitCode, cause }) => [node, status, part, tries, exitCode, cause]),
    ran: readFileSync(join(directory, "ran"), "utf8").split("\n").toSorted(),
  };
}

// Each command tells the file `ran` its name first, which is its argument.
function submitFile(script: string, argument: string, queue: string, ...lines: readonly string[]): string {
  const quoted = script.replaceAll("'", "''").replaceAll('"', '""');
  const output = ["output = $(Cluster)-$(Process).out", "error = $(Cluster)-$(Process).err", "request_memory = 100 MB"];
  return ["executable = /bin/sh", `arguments = "-c '${quoted}' sh '${argument}'"`, ...output, ...lines, queue, ""].join("\n");
}

const step = ['echo "$1" >>ran', "case $1 in flaky) [ -e tried ] || { touch tried; exit 4; } ;; bad) exit 3 ;; stop) exit 7 ;; esac"].join("; ");

function manyNodes(directory: string): string {
  writeFileSync(join(directory, "step.sub"), submitFile(step, "$(name)", "queue"));
  mkdirSync(join(directory, "inner"));
  writeFileSync(
    join(directory, "inner", "inner.dag"),
    'JOB x step.sub\nVARS x name="inner-x"\nJOB y step.sub\nVARS y name="inner-y"\nPARENT x CHILD y\n',
  );
  const special: Readonly<Record<number, string>> = { 25: "flaky", 150: "bad" };
  const nodes = Array.from({ length: 200 }, (_, index) => [
    `JOB n${index} step.sub`,
    `VARS n${index} name="${special[index] ?? `n${index}`}"`,
    ...(index < 20 ? [] : [`PARENT n${index - 20} n${index - (index % 20) - 20} CHILD n${index}`.replace(/ (n\d+) \1 /, " $1 ")]),
  ]);
  const lines = [
    ...nodes.flat(),
    "RETRY n25 2",
    "SCRIPT PRE n30 /bin/sh before.sh",
    "SCRIPT POST n31 /bin/sh after.sh $RETURN",
    "SUBDAG EXTERNAL sub inner/inner.dag",
    "JOB last step.sub",
    'VARS last name="last"',
    "PARENT sub CHILD last",
  ];
  writeFileSync(join(directory, "before.sh"), "echo before-30 >>ran\n");
  writeFileSync(join(directory, "after.sh"), "echo after-31-$1 >>ran\n");
  const file = join(directory, "many.dag");
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function aborted(directory: string): string {
  writeFileSync(join(directory, "step.sub"), submitFile(step, "$(name)", "queue"));
  const names = ["first", "stop", "never"];
  const lines = names.flatMap((name) => [`JOB ${name} step.sub`, `VARS ${name} name="${name}"`]);
  const file = join(directory, "abort.dag");
  writeFileSync(
    file,
    [...lines, "PARENT first CHILD stop", "PARENT stop CHILD never", "ABORT-DAG-ON stop 7 RETURN 2", "RETRY stop 3", ""].join("\n"),
  );
  return file;
}
