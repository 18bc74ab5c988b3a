import { expect, test, vi } from "vitest";

import { AsimovError } from "../../../src/system/index.ts";
import { release, requestStop, resurrect } from "../../../src/lifecycle/index.ts";
import type { Observation } from "../../../src/scheduler/index.ts";
import { openLab, type Lab } from "../../support/lab.ts";
import { directoryWith } from "../../support/tree.ts";

const noRetries = "monitor: {retries: 0}\n";

function told(lab: Lab): string {
  const { status, reason, remedy = "-" } = lab.analysis();
  const lines = lab.attempts().map(({ number, outcome = "open", cause, requests, granted }) => {
    const more = [cause && JSON.stringify({ ...cause, message: undefined }), requests && JSON.stringify(requests), granted && "granted"];
    return `${number} ${outcome} ${more.filter(Boolean).join(" ")}`.trim();
  });
  return [`${status}: ${reason}`, `  ${remedy}`, ...lines].join("\n");
}

async function endingWith(observation: Omit<Observation, "token">, config = noRetries): Promise<string> {
  const lab = await openLab({ config });
  await lab.pass();
  lab.scheduler.show(observation);
  lab.hooks.detectCompletion = () => false;
  await lab.pass();
  return told(lab);
}

test("each way to end has its cause, and the person is told which", async () => {
  const directory = directoryWith({ "A.err": "one\ntwo\nthree\nfour\nfive\nsix\n" });
  const failure = { node: "A", exitCode: 3, stderr: `${directory}/A.err`, cause: "exit" } as const;
  const all = [
    await endingWith({ state: "removed" }),
    await endingWith({ state: "removed", endedBy: "evicted", reason: "preempted by a job of higher priority" }),
    await endingWith({ state: "failed", endedBy: "lost", reason: "node n17 is down" }),
    await endingWith({ state: "failed", reason: "node A failed with exit code 3", failure }),
    await endingWith({ state: "failed", held: { class: "time", reason: "ran for longer than 2 h" } }),
    await endingWith({ state: "completed" }),
  ];
  expect(all.join("\n\n").replaceAll(directory, "/work")).toMatchInlineSnapshot(`
    "stuck: removed: its jobs were removed, and not through asimov
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"removed","used":0,"budget":0}

    stuck: evicted: preempted by a job of higher priority
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"evicted","used":0,"budget":0}

    stuck: lost: node n17 is down
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"lost","used":0,"budget":0}

    stuck: node failed: node A failed with exit code 3
    two
    three
    four
    five
    six
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"node failed","node":"A","exitCode":3,"log":{"file":"/work/A.err","tail":"two\\nthree\\nfour\\nfive\\nsix"},"used":0,"budget":0}

    stuck: held (time): ran for longer than 2 h
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"held","class":"time","used":0,"budget":0}

    stuck: products missing: its workflow ended, but its products are not whole
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"products missing","used":0,"budget":0}"
  `);
});

test("what ran out of memory is submitted again with more of it, up to the limit, until the budget is spent; resurrect grants one more", async () => {
  const analyses = ["name: pe\nscheduler: {retries: {memory: 2}, growth: {memory: 2, memory limit: 16}}"];
  const lab = await openLab({ analyses });
  await lab.pass();
  const hold = (): void => lab.scheduler.show({ state: "held", reason: "Job has gone over memory limit of 4096 megabytes" });
  hold();
  const first = await lab.pass();
  expect([first.exitCode, lab.scheduler.removed.length, told(lab)]).toMatchInlineSnapshot(`
    [
      0,
      1,
      "running: held (memory): Job has gone over memory limit of 4096 megabytes; its jobs are removed, then it is submitted again with 2 times the memory
      -
    1 open {"kind":"held","class":"memory","used":0,"budget":2}",
    ]
  `);
  for (let round = 0; round < 2; round += 1) {
    await lab.pass();
    hold();
    await lab.pass();
  }
  expect((await lab.pass()).exitCode).toBe(3);
  expect(told(lab)).toMatchInlineSnapshot(`
    "stuck: held (memory) (taken up again 2 times already): Job has gone over memory limit of 4096 megabytes
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"held","class":"memory","used":0,"budget":2}
    2 failed {"kind":"held","class":"memory","used":1,"budget":2} {"memory":{"factor":2,"limit":16384}}
    3 failed {"kind":"held","class":"memory","used":2,"budget":2} {"memory":{"factor":4,"limit":16384}}"
  `);
  expect(await resurrect(lab.session, [lab.analysis()])).toEqual([]);
  hold();
  await lab.pass();
  await lab.pass();
  expect(lab.analysis().status).toBe("stuck");
  expect(lab.scheduler.requests.map(({ requests }) => requests?.memory)).toEqual([
    undefined,
    ...[2, 4, 8].map((factor) => ({ factor, limit: 16384 })),
  ]);
  expect(lab.attempts().at(-1)?.granted?.user).toMatch(/./);
});

test("held jobs that their scheduler does not release stay asked for, with what to do, until it does", async () => {
  const lab = await openLab();
  await lab.pass();
  lab.scheduler.show({ state: "held", reason: "no idea" });
  await lab.pass();
  release(lab.session, lab.analysis());
  const failing = vi.spyOn(lab.scheduler, "release").mockRejectedValueOnce(new Error("no right to"));
  expect(await lab.pass()).toMatchObject({ exitCode: 4, outages: [], failures: [{ error: { code: "SUBMISSION_NOT_RELEASED" } }] });
  expect(lab.analysis()).toMatchObject({ status: "running", request: "release", remedy: expect.stringContaining("asimov monitor --now") });
  await lab.pass();
  expect([failing.mock.calls.length, lab.analysis().reason]).toEqual([2, "its held jobs were released, since a person asked for it"]);
});

test("a hold that no budget mends waits for a person, who is told what to type, and whose release the next pass carries out", async () => {
  const lab = await openLab();
  await lab.pass();
  const reasons = ["Transfer input files failure: No such file", "The system macro SYSTEM_PERIODIC_HOLD expression evaluated to true", "no idea"];
  const said: string[] = [];
  for (const reason of reasons) {
    lab.scheduler.show({ state: "held", reason });
    expect((await lab.pass()).exitCode).toBe(0);
    said.push(told(lab));
  }
  expect(said.join("\n")).toMatchInlineSnapshot(`
    "running: held (missing input): Transfer input files failure: No such file
      Put what it lacks in its place, then: asimov analysis release GW1/pe; or end it: asimov analysis stop GW1/pe
    1 open
    running: held (policy): The system macro SYSTEM_PERIODIC_HOLD expression evaluated to true
      Ask those who run the machines, then: asimov analysis release GW1/pe; or end it: asimov analysis stop GW1/pe
    1 open
    running: held: no idea
      Mend the cause, then: asimov analysis release GW1/pe; or end it: asimov analysis stop GW1/pe
    1 open"
  `);
  expect(release(lab.session, lab.analysis()).reason).toBe("a person asked for the release of its held jobs; the next pass does it");
  await lab.pass();
  expect([lab.scheduler.released.length, told(lab)]).toMatchInlineSnapshot(`
    [
      1,
      "running: its held jobs were released, since a person asked for it
      -
    1 open",
    ]
  `);
  await lab.pass();
  expect(lab.analysis()).toMatchObject({ status: "running", request: undefined });
});

test("budgets are per cause: what the configuration says for one counts over its default, and what the analysis says over both", async () => {
  const config = "monitor: {retries: {default: 0, evicted: 2, removed: 1}}\n";
  const lab = await openLab({ config, analyses: ["name: pe\nscheduler: {retries: {lost: 1}}"] });
  const rounds = async (observation: Omit<Observation, "token">): Promise<void> => {
    lab.scheduler.show(observation);
    await lab.pass();
  };
  await lab.pass();
  for (const endedBy of ["evicted", "lost", "evicted", "removed"] as const) await rounds({ state: "removed", endedBy });
  expect(lab.analysis().status).toBe("running");
  await rounds({ state: "removed", endedBy: "lost" });
  expect(told(lab)).toMatchInlineSnapshot(`
    "stuck: lost (taken up again once already): its machine was lost
      Mend the cause, then go on from the rescue point: asimov analysis resurrect GW1/pe; or, where settings or programs changed, from the start: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"evicted","used":0,"budget":2}
    2 failed {"kind":"lost","used":0,"budget":1}
    3 failed {"kind":"evicted","used":1,"budget":2}
    4 failed {"kind":"removed","used":0,"budget":1}
    5 failed {"kind":"lost","used":1,"budget":1}"
  `);
});

test("a plugin that always submits again gets no more attempts than its budget, and one that never does is stuck", async () => {
  const always = await openLab({ config: "monitor: {retries: 3}\n" });
  for (let pass = 0; pass < 12; pass += 1) {
    await always.pass();
    always.scheduler.show({ state: "failed", reason: "node A failed" });
  }
  expect([always.analysis().status, always.attempts().length, always.scheduler.requests.length]).toEqual(["stuck", 4, 4]);
  const never = await openLab({ config: "monitor: {retries: 3}\n" });
  never.hooks.resurrect = () => undefined;
  await never.pass();
  never.scheduler.show({ state: "failed", reason: "node A failed" });
  await never.pass();
  await never.pass();
  expect(told(never)).toMatchInlineSnapshot(`
    "stuck: NOT_SUBMITTED: resurrect returned without a submission
      Its author submits through this.submitWorkflow or this.submitJob. Then: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"node failed","used":0,"budget":3}
    2 failed {"kind":"plugin"}"
  `);
});

test("what the scheduler refuses is told as its refusal, and not as a fault of the plugin; a person lets it be tried again", async () => {
  const lab = await openLab();
  const take = lab.scheduler.submit.bind(lab.scheduler);
  lab.scheduler.submit = async () => {
    throw new AsimovError("QUEUE_REFUSED", { message: "no such accounting group", remedy: "Ask for a group that there is." });
  };
  await lab.pass();
  expect(told(lab)).toMatchInlineSnapshot(`
    "stuck: QUEUE_REFUSED: no such accounting group
      Ask for a group that there is. Then: asimov analysis resurrect GW1/pe, which takes the files as they are then; or, where settings changed: asimov analysis restart GW1/pe --refresh
    1 failed {"kind":"refused"}"
  `);
  lab.scheduler.submit = take;
  await resurrect(lab.session, [lab.analysis()]);
  await lab.pass();
  expect(lab.analysis().status).toBe("running");
  // One that its pipeline threw as well, without asking the scheduler.
  const other = await openLab();
  other.hooks.submit = () => {
    throw new AsimovError("QUEUE_REFUSED", { message: "no such accounting group" });
  };
  await other.pass();
  expect(other.attempts().at(-1)?.cause).toMatchObject({ kind: "plugin" });
});

test("a person's stop is told apart from a removal that asimov did not ask for", async () => {
  const lab = await openLab();
  await lab.pass();
  requestStop(lab.session, lab.analysis());
  await lab.pass();
  await lab.pass();
  expect(told(lab)).toMatchInlineSnapshot(`
    "stopped: stopped by a person
      asimov analysis resurrect GW1/pe goes on from where it was
    1 failed {"kind":"stopped"}"
  `);
});
