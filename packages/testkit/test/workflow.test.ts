import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { jobsOf, readWorkflow } from "@asimov-gw/core/workflow";

import { writeWorkflow } from "../src/index.ts";
import { directoryWith } from "./support/tree.ts";

test("the workflow of a fake pipeline is a real one: its jobs write what a simulation says that they do", async () => {
  const directory = directoryWith();
  const texts = { "sub/one.txt": "it's 100 %s\n", "two $HOME.txt": '"quoted" `text` \\n' };
  const file = writeWorkflow(directory, "work", [
    { name: "first", products: texts },
    { name: "second", products: { "three.txt": "3" } },
  ]);
  const { nodes } = await readWorkflow(file, { directory });
  expect(nodes.map(({ name, parents }) => [name, parents])).toEqual([
    ["first", []],
    ["second", ["first"]],
  ]);
  for (const job of nodes.flatMap(jobsOf)) execFileSync(job.executable, [...job.arguments], { cwd: job.directory });
  const written = Object.keys(texts).map((path) => [path, readFileSync(join(directory, path), "utf8")]);
  expect(Object.fromEntries(written)).toEqual(texts);
  expect(readFileSync(join(directory, "three.txt"), "utf8")).toBe("3");
});
