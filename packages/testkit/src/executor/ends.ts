import { deepEqual, equal, ok } from "node:assert/strict";

import { executorCheck, run, submitterVariables, type ExecutorCheck } from "./trial.ts";
import type { JobStart } from "@asimov-gw/core/workflow";

/** How jobs end, what they are given and what they leave. */
export const checksOfEnds: readonly ExecutorCheck[] = [
  executorCheck("exit codes are told", async (trial) => {
    for (const [index, code] of [0, 1, 77, 127].entries()) {
      const { cause, exitCode } = await run(trial, trial.request(`exit ${code}`, {}, { run: index + 1 }));
      deepEqual({ cause, exitCode }, { cause: "exit", exitCode: code });
    }
  }),

  executorCheck("signals are told, as 128 and their number", async (trial) => {
    const { cause, exitCode } = await run(trial, trial.request("kill -KILL $$"));
    deepEqual({ cause, exitCode }, { cause: "signal", exitCode: 137 });
  }),

  executorCheck("what can't be started says why", async (trial) => {
    const cases: readonly Partial<JobStart["job"]>[] = [
      { executable: trial.path("no-such-program") },
      { directory: trial.path("no-such-directory") },
      { stdin: trial.path("no-such-input") },
    ];
    for (const [index, more] of cases.entries()) {
      const { cause, reason } = await run(trial, trial.request("exit 0", more, { run: index + 1 }));
      equal(cause, "start");
      ok(reason, "a job that was not started has a reason");
    }
  }),

  executorCheck("arguments arrive as they are", async (trial) => {
    const words = ["a b", "", "'", '"', "$HOME", "*", "é", "-n", "line\nbreak", "\\"];
    const text = `printf '%s|' "$@"`;
    await run(trial, { ...trial.request(text), job: { ...trial.request(text).job, arguments: ["-c", text, "sh", ...words] } });
    equal(trial.read("out"), words.map((word) => `${word}|`).join(""));
  }),

  executorCheck("input and output files are those of the job, in directories that need not exist", async (trial) => {
    const nested = { stdin: trial.path("in"), stdout: trial.path("new/deep/out"), stderr: trial.path("new/err") };
    await run(trial, trial.request("printf 'from before' >in"));
    await run(trial, trial.request("cat; echo trouble >&2; pwd >where", nested, { run: 2 }));
    deepEqual(
      [trial.read("new/deep/out"), trial.read("new/err"), trial.read("where")],
      ["from before", "trouble\n", `${trial.path(".").replace(/\/\.?$/, "")}\n`],
    );
  }),

  executorCheck("a new run empties the output files, and one that goes on from a checkpoint appends to them", async (trial) => {
    await run(trial, trial.request("echo first"));
    await run(trial, trial.request("echo second", {}, { run: 2 }));
    equal(trial.read("out"), "second\n");
    await run(trial, { ...trial.request("echo third", {}, { run: 3 }), continues: true });
    equal(trial.read("out"), "second\nthird\n");
  }),

  executorCheck("variables are those of the job, with a HOME and a PATH", async (trial) => {
    const environment = { CONFORMANCE: "a 'b' \"c\" $d" };
    await run(trial, trial.request('printf "%s\\n" "$CONFORMANCE" ${HOME:+home} ${PATH:+path}', { environment }));
    equal(trial.read("out"), `${environment.CONFORMANCE}\nhome\npath\n`);
  }),

  executorCheck("of the submitter's variables a job gets those that it inherits, and its own go before them", async (trial) => {
    const [one, two] = Object.keys(submitterVariables);
    const cases = [
      { inherit: "none", seen: "-,-" },
      { inherit: "all", seen: "one,two" },
      { inherit: [one!], seen: "one,-" },
      { inherit: ["CONFORMANCE_*", `!${one}`], seen: "-,two" },
      { inherit: "all", environment: { [two!]: "own" }, seen: "one,own" },
    ] as const;
    for (const [index, { seen, ...more }] of cases.entries()) {
      await run(trial, trial.request(`echo "\${${one}:--},\${${two}:--}"`, more, { run: index + 1 }));
      equal(trial.read("out"), `${seen}\n`);
    }
  }),

  executorCheck("a job may have no files at all", async (trial) => {
    const { exitCode } = await run(trial, trial.request("cat; echo out; echo err >&2; exit 6", { stdout: undefined, stderr: undefined }));
    equal(exitCode, 6);
  }),
];
