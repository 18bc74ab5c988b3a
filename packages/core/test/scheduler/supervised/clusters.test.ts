import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { openLab } from "../local/lab.ts";

const shell = (script: string, more = ""): string =>
  `executable = /bin/sh\narguments = "-c '${script}'"\noutput = log-$(Cluster)-$(Process).out\n${more}queue\n`;

test("outputs that are named by their cluster stay apart: of sub-workflows, and of the run that goes on from a rescue file", async () => {
  const lab = openLab();
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(lab.directory, name), text);
  };
  write({
    "a.dag": "JOB x x.sub\nSUBDAG EXTERNAL one one.dag\nSUBDAG EXTERNAL two two.dag\nJOB last last.sub\nPARENT x one two CHILD last\n",
    "one.dag": "JOB n one.sub\n",
    "two.dag": "JOB n two.sub\n",
    "x.sub": shell("echo x"),
    "one.sub": shell("echo one"),
    "two.sub": shell("echo two"),
    "last.sub": shell("echo last; test -e go"),
  });
  const said = (): readonly string[] =>
    globSync("log-*.out", { cwd: lab.directory }).map((file) => readFileSync(join(lab.directory, file), "utf8").trim());
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "failed", done: 3 });
  expect(said().toSorted()).toEqual(["last", "one", "two", "x"]);
  lab.touch("go");
  await lab.submit("u");
  expect(await lab.end("u")).toMatchObject({ state: "completed", done: 4 });
  expect(said().toSorted()).toEqual(["last", "last", "one", "two", "x"]);
});

// ENV is not among the recorded cases; HTCondor's manual says that it changes the environment of DAGMan itself, which scripts get.
test("scripts get what ENV SET says", async () => {
  const lab = openLab();
  writeFileSync(join(lab.directory, "pre.sh"), "#!/bin/sh\necho $GREETING >said\n", { mode: 0o755 });
  writeFileSync(join(lab.directory, "a.sub"), "executable = /bin/true\nqueue\n");
  writeFileSync(join(lab.directory, "a.dag"), "ENV SET GREETING=hello\nJOB a a.sub\nSCRIPT PRE a pre.sh\n");
  await lab.submit("t");
  await lab.end("t");
  expect(lab.lines("said")).toEqual(["hello"]);
});
