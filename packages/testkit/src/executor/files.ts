import { equal, match, ok } from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";

import type { FileTransfer } from "@asimov-gw/core/workflow";
import { executorCheck, run, type ExecutorCheck } from "./trial.ts";

/** The files that jobs are brought and must leave, and what runs around them. */
export const checksOfFiles: readonly ExecutorCheck[] = [
  executorCheck("a job whose files are moved runs in a directory of its own", async (trial) => {
    mkdirSync(trial.path("far"));
    writeFileSync(trial.path("far/input"), "brought\n");
    const moved = transfer({ input: [trial.path("far/input")], output: ["result", "dir/deep"], remaps: { result: trial.path("other/name") } });
    const text = "pwd; cat input >result; mkdir dir; echo deep >dir/deep; echo x >not-declared";
    equal((await run(trial, trial.request(text, moved))).exitCode, 0);
    ok(trial.read("out").trim() !== trial.path("."), "it must not run in the directory of the workflow");
    equal(trial.read("other/name"), "brought\n");
    equal(trial.read("deep"), "deep\n");
    equal(trial.read("not-declared"), "");
  }),

  executorCheck("where a job declares no outputs, what is new comes back", async (trial) => {
    equal((await run(trial, trial.request("echo x >fresh; mkdir sub; echo y >sub/y", transfer({ output: "new" })))).exitCode, 0);
    equal(trial.read("fresh"), "x\n");
    equal(trial.read("sub/y"), "");
  }),

  executorCheck("a declared output that is missing after a success is a failure that names it", async (trial) => {
    const own = await run(trial, trial.request("echo x >there", transfer({ output: ["there", "nowhere"] })));
    equal(own.cause, "output");
    match(own.reason ?? "", /nowhere/);
    equal(trial.read("there"), "x\n");
    const inPlace = await run(trial, trial.request("echo x >here", { mustWrite: ["here", "never"] }, { run: 2 }));
    equal(inPlace.cause, "output");
    match(inPlace.reason ?? "", /never/);
  }),

  executorCheck("a job that fails tells its own exit code, whatever it has not written", async (trial) => {
    const own = await run(trial, trial.request("exit 3", transfer({ output: ["nowhere"] })));
    equal(`${own.cause} ${own.exitCode}`, "exit 3");
    const inPlace = await run(trial, trial.request("exit 4", { mustWrite: ["never"] }, { run: 2 }));
    equal(`${inPlace.cause} ${inPlace.exitCode}`, "exit 4");
  }),

  executorCheck("an input that is missing keeps a job from starting, and says so", async (trial) => {
    const { cause, reason } = await run(trial, trial.request("echo ran >>ran", transfer({ input: [trial.path("no-such-input")] })));
    equal(cause, "start");
    match(reason ?? "", /no-such-input/);
  }),

  executorCheck("a job that stops at a checkpoint goes on with the files that it had", async (trial) => {
    const job = { checkpointExitCode: 77, ...transfer({ output: ["state"] }) };
    const text = "echo x >>state; [ $(wc -l <state) -ge 2 ] || exit 77";
    equal((await run(trial, trial.request(text, job))).exitCode, 77);
    equal((await run(trial, { ...trial.request(text, job, { run: 2 }), continues: true })).exitCode, 0);
    equal(trial.read("state"), "x\nx\n");
  }),

  executorCheck("the command that a job wants before it runs before it, and its failure is one to start", async (trial) => {
    writeFileSync(trial.path("before"), '#!/bin/sh\necho "$1" >>order\n', { mode: 0o755 });
    await run(trial, trial.request("echo job >>order", { extra: { "my.precmd": '"before"', "my.prearguments": '"first"' } }));
    equal(trial.read("order"), "first\njob\n");
    const { cause } = await run(trial, trial.request("echo job >>order", { extra: { "my.precmd": '"/bin/false"' } }, { run: 2 }));
    equal(cause, "start");
    equal(trial.read("order"), "first\njob\n");
  }),

  executorCheck("a job in a container runs through apptainer, in its image and with its directory bound", async (trial) => {
    const apptainer = trial.path("apptainer");
    // Runs what it is to run in the image, and tells how it was called.
    writeFileSync(apptainer, `#!/bin/sh\nprintf '%s\\n' "$@" >${trial.path("called")}\nwhile [ "$1" != pe.sif ]; do shift; done\nshift\nexec "$@"\n`);
    chmodSync(apptainer, 0o755);
    const environment = { PATH: `${trial.path(".").replace(/\/\.?$/, "")}:/usr/bin:/bin` };
    const { exitCode } = await run(trial, trial.request("echo inside; exit 5", { container: { image: "pe.sif" }, environment }));
    equal(exitCode, 5);
    equal(trial.read("out"), "inside\n");
    match(trial.read("called"), /^exec$/m);
    match(trial.read("called"), /^--bind$/m);
  }),
];

function transfer(more: Partial<FileTransfer>): { readonly transfer: FileTransfer } {
  return { transfer: { executable: false, input: [], output: [], remaps: {}, preserve: false, onlyOnSuccess: false, ...more } };
}
