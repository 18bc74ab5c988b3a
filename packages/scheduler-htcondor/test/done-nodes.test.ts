import { recordedFile, type CaseName } from "@asimov-gw/testkit";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { doneNodes } from "../src/done-nodes.ts";
import { readEvents } from "../src/event-log.ts";

const script = { executable: "/bin/true", arguments: [], directory: "/", at: { file: "run.dag", line: 1, column: 1 } };
const node = (name: string, hasPost = false): Parameters<typeof doneNodes>[0][number] => ({
  name,
  work: { kind: "jobs", jobs: [] },
  ...(hasPost && { post: script }),
});

function events(text: string): ReturnType<typeof readEvents> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-htcondor-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, "nodes.log"), text);
  return readEvents(join(directory, "nodes.log"));
}

test.each([
  ["all have ended well", "b-dag-ok", [node("A"), node("B"), node("C")], ["A", "B", "C"]],
  ["one has failed", "c-dag-fail", [node("A"), node("B"), node("C")], ["A"]],
  ["those that ran were removed", "d-rm-dag", [node("A"), node("B"), node("B2"), node("C")], []],
  ["a script made good what its job did", "g5-scripts", [node("POSTFIX", true), node("NO")], ["POSTFIX", "NO"]],
] as const)("%s", (_, name, nodes, done) => {
  expect([...doneNodes(nodes, events(recordedFile(name satisfies CaseName, "run.dag.nodes.log")))]).toEqual(done);
});

test("the last try of a node counts, and what was half written when its writer died does not", () => {
  const log = recordedFile("b-dag-ok", "run.dag.nodes.log");
  const again = log.slice(0, log.indexOf("...\n") + 4).replace("(003.", "(009.");
  expect([...doneNodes([node("A"), node("B")], events(log + again))]).toEqual(["B"]);
  const [ended] = /^005 \(003[^]*?^\.\.\.\n/m.exec(log)!;
  expect([...doneNodes([node("A")], events(log.slice(0, log.indexOf(ended)) + ended.slice(0, -4)))]).toEqual([]);
  expect(readEvents("/no/such/log")).toEqual([]);
});
