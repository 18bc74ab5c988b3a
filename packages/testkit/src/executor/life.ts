import { deepEqual, equal } from "node:assert/strict";

import type { JobStart } from "@asimov-gw/core/workflow";
import { waitFor } from "../wait-for.ts";
import { executorCheck, type ExecutorCheck, type Trial } from "./trial.ts";

/** From the start of a job to its being forgotten. */
export const checksOfLife: readonly ExecutorCheck[] = [
  executorCheck("a job is absent before its start, runs, and has ended", async (trial) => {
    const request = trial.request(`touch up; ${waitFor("go")}; exit 0`);
    equal((await trial.report(request.key)).state, "absent");
    await trial.executor.start(request);
    equal((await trial.report(request.key)).state, "running");
    await trial.until("the job to begin", () => trial.read("out") === "" && (trial.touch("go"), true));
    equal((await trial.end(request.key)).cause, "exit");
  }),

  executorCheck("one report comes for each key, in the order given", async (trial) => {
    const ended = trial.request("exit 0");
    const running = trial.request(waitFor("go"), {}, { node: "other" });
    await trial.executor.start(ended);
    await trial.executor.start(running);
    await trial.end(ended.key);
    const absent = { ...ended.key, run: 2 };
    const states = async (keys: Parameters<typeof trial.executor.reports>[0]): Promise<readonly string[]> =>
      (await trial.executor.reports(keys)).map(({ state }) => state);
    deepEqual(await states([running.key, absent, ended.key]), ["running", "absent", "ended"]);
    deepEqual(await states([]), []);
    trial.touch("go");
    await trial.end(running.key);
  }),

  executorCheck("a job that is started twice runs once, also by an executor that comes after a crash", async (trial) => {
    const request = trial.request(`echo ran >>runs; ${waitFor("go")}`);
    await trial.executor.start(request);
    await trial.executor.start(request);
    await trial.restart();
    await trial.executor.start(request);
    await trial.until("the job to begin", () => trial.read("runs") !== "");
    trial.touch("go");
    await trial.end(request.key);
    await trial.executor.start(request);
    await trial.restart();
    await trial.executor.start(request);
    equal((await trial.end(request.key)).exitCode, 0);
    equal(trial.read("runs"), "ran\n");
  }),

  executorCheck("jobs go on without their executor, and the next one knows them", async (trial) => {
    const running = trial.request(`${waitFor("go")}; exit 3`);
    const ended = trial.request("exit 4", {}, { part: 1 });
    await trial.executor.start(running);
    await trial.executor.start(ended);
    await trial.end(ended.key);
    await trial.restart();
    equal((await trial.report(running.key)).state, "running");
    equal((await trial.end(ended.key)).exitCode, 4);
    trial.touch("go");
    equal((await trial.end(running.key)).exitCode, 3);
  }),

  executorCheck("a job that ended while no executor was there has ended as it did", async (trial) => {
    const request = trial.request(`${waitFor("go")}; touch over; exit 5`);
    await trial.executor.start(request);
    await trial.until("the job to begin", async () => (await trial.report(request.key)).state === "running");
    await trial.restart();
    trial.touch("go");
    equal((await trial.end(request.key)).exitCode, 5);
  }),

  executorCheck("a job that is removed ends with all its processes", async (trial) => {
    const request = trial.request(`(while :; do echo alive >>pulse; sleep 0.05; done) & ${waitFor("never")}`);
    await endsWhole(trial, request);
  }),

  executorCheck("a job that ignores the request to end is ended all the same", async (trial) => {
    const request = trial.request(`trap '' TERM INT HUP; touch up; while :; do echo alive >>pulse; sleep 0.05; done`);
    await endsWhole(trial, request);
  }),

  executorCheck("several jobs are removed and forgotten at once, and no other", async (trial) => {
    const requests = [1, 2, 3].map((number) => trial.request(waitFor("go"), {}, { run: number }));
    for (const request of requests) await trial.executor.start(request);
    const [first, second, third] = requests.map(({ key }) => key);
    await trial.until("two jobs to end", async () => {
      await trial.executor.remove([first!, second!]);
      return (await trial.executor.reports([first!, second!])).every(({ state }) => state === "ended");
    });
    equal((await trial.report(third!)).state, "running");
    trial.touch("go");
    equal((await trial.end(third!)).exitCode, 0);
    await trial.executor.forget([first!, second!]);
    const states = (await trial.executor.reports(requests.map(({ key }) => key))).map(({ state }) => state);
    deepEqual(states, ["absent", "absent", "ended"]);
  }),

  executorCheck("the tries of a node are jobs of their own", async (trial) => {
    const first = trial.request("echo first >>ran; exit 1");
    const second = trial.request("echo second >>ran", {}, { try: 2 });
    await trial.executor.start(first);
    equal((await trial.end(first.key)).exitCode, 1);
    equal((await trial.report(second.key)).state, "absent");
    await trial.executor.start(second);
    equal((await trial.end(second.key)).exitCode, 0);
    equal((await trial.end(first.key)).exitCode, 1);
    equal(trial.read("ran"), "first\nsecond\n");
  }),

  executorCheck("a job that was removed before its start never runs", async (trial) => {
    const request = trial.request("touch ran");
    await trial.until("the job to end", async () => {
      await trial.executor.remove([request.key]);
      return (await trial.report(request.key)).state === "ended";
    });
    await trial.executor.start(request);
    await trial.restart();
    await trial.executor.start(request);
    await trial.until("a while", beats(5));
    equal((await trial.report(request.key)).state, "ended");
    equal(trial.read("ran"), "");
  }),

  executorCheck("a job may be forgotten twice, and its other runs are not", async (trial) => {
    const first = trial.request("exit 1");
    const second = trial.request("exit 2", {}, { run: 2 });
    for (const request of [first, second]) {
      await trial.executor.start(request);
      await trial.end(request.key);
    }
    await trial.executor.forget([first.key]);
    await trial.executor.forget([first.key]);
    await trial.restart();
    equal((await trial.end(second.key)).exitCode, 2);
    equal((await trial.report(first.key)).state, "absent");
  }),

  executorCheck("jobs of the same name in two workflows of a submission are two", async (trial) => {
    const outer = trial.request("echo outer >>ran");
    const inner = trial.request("echo inner >>ran", {}, { within: "SD.1" });
    for (const request of [outer, inner]) {
      await trial.executor.start(request);
      await trial.end(request.key);
    }
    equal(trial.read("ran"), "outer\ninner\n");
  }),
];

/** Starts a job that writes into `pulse` as long as any process of it lives, removes it, and sees that nothing of it is left. */
async function endsWhole(trial: Trial, request: JobStart): Promise<void> {
  await trial.executor.start(request);
  await trial.until("the job to begin", () => trial.read("pulse") !== "");
  await trial.until("the job to end", async () => {
    await trial.executor.remove([request.key]);
    return (await trial.report(request.key)).state === "ended";
  });
  const last = trial.read("pulse");
  await trial.until("a while", beats(5));
  equal(trial.read("pulse"), last);
}

/** True when it was asked so often. */
function beats(count: number): () => boolean {
  let asked = 0;
  return () => ++asked > count;
}
