import { execFileSync, spawn } from "node:child_process";

import { expect, test } from "vitest";

import { readBlueprints } from "../../src/blueprint/index.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

test("a pipe that nobody writes to is given up, and one with a writer is read to its end", async () => {
  const directory = directoryWith();
  execFileSync("sh", ["-c", "mkfifo pipe.yaml"], { cwd: directory });
  expect(await refusal(() => readBlueprints(["pipe.yaml"], { directory, timeout: 0.1 }), directory)).toMatchInlineSnapshot(`
    "BLUEPRINT_NOT_READABLE /work/pipe.yaml
      it is a pipe, and nobody wrote to it within 0.1 s
      Start what writes to it first, or name a file."
  `);
  const writer = spawn("sh", ["-c", "{ echo 'kind: event'; echo 'name: GW1'; } > pipe.yaml"], { cwd: directory });
  const [document] = await readBlueprints(["pipe.yaml"], { directory });
  expect(document?.content).toEqual({ kind: "event", name: "GW1" });
  writer.kill();
});
