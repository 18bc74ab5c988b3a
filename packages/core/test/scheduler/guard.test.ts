import fc from "fast-check";
import { expect, test } from "vitest";

import { guardScheduler, type GuardedScheduler, type Scheduler } from "../../src/scheduler/index.ts";
import { refusal } from "../support/refusal.ts";

const address = { scheduler: "its own word", accessPoint: "here", pool: "", owner: "albert" };
const request = { token: "t", name: "n", file: "/f", directory: "/" };

// What a package of somebody else may do: anything.
function guarded(parts: Readonly<Record<string, unknown>>, timeLimit = 5): GuardedScheduler {
  const sound = { address: () => address, submit: () => undefined, query: () => [], remove: () => undefined };
  return guardScheduler({ ...sound, ...parts } as unknown as Scheduler, { name: "queue", timeLimit });
}
const answering = (answer: unknown): GuardedScheduler => guarded({ query: () => answer });

test("sound answers come through, and the place has the name of the configuration", async () => {
  const answers = [
    { token: "a", state: "running", jobId: "7", done: 1, total: 2 },
    { token: "b", state: "absent", reaches: "2026-03-01T12:00:00.000Z" },
  ];
  expect(await answering(answers).query(["a", "b"])).toEqual(answers);
  expect(await answering(answers.toReversed()).query(["a", "b"])).toEqual(answers);
  expect(guarded({}).address()).toEqual({ ...address, scheduler: "queue" });
  expect(await guarded({ submit: () => ({ jobId: "7.0" }) }).submit(request)).toEqual({ jobId: "7.0" });
});

test("each kind of nonsense is told", async () => {
  const answers: readonly unknown[] = [
    undefined,
    "running",
    [],
    [
      { token: "a", state: "running" },
      { token: "b", state: "running" },
    ],
    [null],
    [{ token: "of another", state: "running" }],
    [{ token: "a", state: "maybe" }],
    [{ token: "a" }],
    [{ token: "a", state: "running", jobId: 7 }],
    [{ token: "a", state: "running", done: Number.NaN }],
    [{ token: "a", state: "absent", reaches: "yesterday" }],
    [{ token: "a", state: "failed", failure: { node: "A", cause: "bad luck" } }],
  ];
  const told = await Promise.all(answers.map((answer) => refusal(() => answering(answer).query(["a"]))));
  told.push(await refusal(() => guarded({ submit: () => ({ jobId: 7 }) }).submit(request)));
  const recurring = { start: () => undefined, isStarted: () => null, stop: () => undefined };
  told.push(await refusal(() => guarded({ recurring }).recurring?.start({ name: "passes", command: ["/bin/true"], directory: "/", interval: 60 })));
  told.push(await refusal(() => guarded({ recurring }).recurring?.isStarted("7")));
  told.push(await refusal(() => guarded({ address: () => ({ accessPoint: "here" }) }).address()));
  expect(told.map((text) => text.split("\n")[1]?.trim() ?? text).join("\n")).toMatchInlineSnapshot(`
    "scheduler "queue" can't be believed: it answered undefined, not a list
    scheduler "queue" can't be believed: it answered "running", not a list
    scheduler "queue" can't be believed: it gave 0 answers to 1 questions
    scheduler "queue" can't be believed: it gave 2 answers to 1 questions
    scheduler "queue" can't be believed: one of its answers is null
    scheduler "queue" can't be believed: it answered about "of another", which it was not asked about
    scheduler "queue" can't be believed: the state of a is "maybe", which is none
    scheduler "queue" can't be believed: the state of a is undefined, which is none
    scheduler "queue" can't be believed: the jobId of a is 7
    scheduler "queue" can't be believed: "done" of a is null
    scheduler "queue" can't be believed: the history of a reaches back to "yesterday", which is no time
    scheduler "queue" can't be believed: the failure of a is {"node":"A","cause":"bad luck"}
    scheduler "queue" can't be believed: it accepted t as 7, which is no job id
    scheduler "queue" can't be believed: it started passes as undefined, which is no name of a job
    scheduler "queue" can't be believed: asked whether 7 is started, it answered null
    scheduler "queue" can't be believed: its address is {"accessPoint":"here"}"
  `);
  expect(told[0]).toMatchInlineSnapshot(`
    "SCHEDULER_NONSENSE nowhere
      scheduler "queue" can't be believed: it answered undefined, not a list
      Report it to the author of the scheduler's package: asimov plugins names it."
  `);
});

test("whatever it answers, the guard gives one answer for each token or an error with exit code 4", async () => {
  const token = fc.constantFrom("a", "b");
  const answer = fc.array(fc.oneof(fc.anything(), fc.record({ token, state: fc.constantFrom("running", "absent", "lost", "unknown") })), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(token, { maxLength: 2 }), fc.oneof(answer, fc.anything()), async (tokens, given) => {
      const outcome = await answering(given)
        .query(tokens)
        .catch((error: unknown) => error);
      if (Array.isArray(outcome)) expect(outcome.map((one: { token: string }) => one.token)).toEqual(tokens);
      else expect(outcome).toMatchObject({ code: "SCHEDULER_NONSENSE", exitCode: 4 });
    }),
  );
});

test("what it throws is no answer, whatever it is", async () => {
  const fails = (error: unknown): Promise<string> =>
    refusal(() =>
      guarded({
        query: () => {
          throw error;
        },
      }).query(["a"]),
    );
  expect([await fails(new Error("no route to host")), await fails("just text")].join("\n")).toMatchInlineSnapshot(`
    "SCHEDULER_UNREACHABLE nowhere
      scheduler "queue" did not answer: no route to host
    SCHEDULER_UNREACHABLE nowhere
      scheduler "queue" did not answer: just text"
  `);
});

test("a call that does not end is given up, and the same token waits for the submission that was begun", async () => {
  let accept: (value: { readonly jobId: string }) => void = () => undefined;
  let calls = 0;
  const submit = (): Promise<{ readonly jobId: string }> => {
    calls++;
    return new Promise((resolve) => (accept = resolve));
  };
  const scheduler = guarded({ submit, query: () => new Promise(() => undefined) }, 0.02);
  expect(await refusal(() => scheduler.query(["a"]))).toMatchInlineSnapshot(`
    "SCHEDULER_TIMEOUT nowhere
      scheduler "queue" did not answer a query within 0.02 s"
  `);
  expect(await refusal(() => scheduler.submit(request))).toContain("SCHEDULER_TIMEOUT");
  expect(scheduler.isSubmitting("t")).toBe(true);
  const again = scheduler.submit(request);
  accept({ jobId: "7.0" });
  expect(await again).toEqual({ jobId: "7.0" });
  expect([calls, scheduler.isSubmitting("t")]).toEqual([1, false]);
});
