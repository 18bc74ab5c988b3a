import { deepEqual, equal, notEqual } from "node:assert/strict";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { checksOf, type PipelineCheck } from "../check.ts";
import { bytesOf } from "../tree.ts";
import type { Trial } from "../trial.ts";

/** Whether a run is complete. */
export const checksOfCompletion: readonly PipelineCheck[] = checksOf("completion", {
  whole: [
    "with all products it is complete",
    "Otherwise nothing that ran well ever counts.",
    async (trial) => {
      await trial.finish();
      equal(await trial.call("detectCompletion"), true);
    },
  ],
  nothing: [
    "without a run directory it is not complete, and no error",
    "A person may have moved it away; core asks all the same.",
    async (trial) => {
      await trial.build();
      equal(await trial.call("detectCompletion"), false);
    },
  ],
  built: [
    "what the builder leaves is not taken for results",
    "bilby_pipe leaves empty files with the names of results.",
    async (trial) => {
      await trial.buildWorkflow();
      equal(await trial.call("detectCompletion"), false);
    },
  ],
  empty: [
    "empty files with the names of products are not taken for them",
    "A full disk leaves such files.",
    async (trial) => {
      await trial.finish();
      for (const path of products(trial)) truncateSync(path);
      equal(await trial.call("detectCompletion"), false);
    },
  ],
  "half-written": [
    "a product that is half written is noticed, whichever it is",
    "A job that is killed while it writes leaves such a file, and the next analysis would read it.",
    async (trial) => {
      await trial.finish();
      const unnoticed: string[] = [];
      for (const [name, bytes] of contents(trial)) {
        const path = join(trial.runDirectory, name);
        truncateSync(path, Math.floor(bytes.length / 2));
        if ((await trial.call("detectCompletion")) === true) unnoticed.push(name);
        writeFileSync(path, bytes);
      }
      deepEqual(unnoticed, []);
    },
  ],
  "cut-end": [
    "a product that lacks its last bytes is noticed",
    "The last block of a file is lost more often than half of it.",
    async (trial) => {
      await trial.finish();
      const unnoticed: string[] = [];
      for (const [name, bytes] of contents(trial)) {
        const path = join(trial.runDirectory, name);
        truncateSync(path, Math.max(1, Math.floor(bytes.length * 0.98) - 1));
        if ((await trial.call("detectCompletion")) === true) unnoticed.push(name);
        writeFileSync(path, bytes);
      }
      deepEqual(unnoticed, []);
    },
  ],
  missing: [
    "each product is missed",
    "The fixture names all that completion depends on.",
    async (trial) => {
      await trial.finish();
      const unnoticed: string[] = [];
      for (const [name, bytes] of contents(trial)) {
        const path = join(trial.runDirectory, name);
        rmSync(path);
        if ((await trial.call("detectCompletion")) === true) unnoticed.push(name);
        writeFileSync(path, bytes);
      }
      deepEqual(unnoticed, []);
    },
  ],
  directory: [
    "a directory in the place of a product is not taken for it",
    "Whatever has the right name is not yet the right thing.",
    async (trial) => {
      await trial.finish();
      for (const path of products(trial)) {
        rmSync(path);
        mkdirSync(path);
      }
      notEqual(await trial.call("detectCompletion").catch(() => false), true);
    },
  ],
  rubbish: [
    "bytes that are no such product are not taken for it",
    "An error page of a web server, or another program's file, has a size too.",
    async (trial) => {
      await trial.finish();
      for (const path of products(trial)) writeFileSync(path, "<html>503 Service Unavailable</html>\n");
      notEqual(await trial.call("detectCompletion").catch(() => false), true);
    },
  ],
  repeatable: [
    "asked again it says the same",
    "Core asks at each look, and after each crash.",
    async (trial) => {
      await trial.finish();
      deepEqual([await trial.call("detectCompletion"), await trial.call("detectCompletion")], [true, true]);
    },
  ],
  reads: [
    "it changes nothing, and submits nothing",
    "It is a question.",
    async (trial) => {
      await trial.finish();
      const before = trial.tree();
      await trial.call("detectCompletion");
      deepEqual(
        [trial.changedOutside(before), trial.askedOf("submitJob"), trial.askedOf("submitWorkflow"), trial.askedOf("store")],
        [[], [], [], []],
      );
    },
  ],
  boolean: [
    "it answers true or false",
    "What counts as true in JavaScript, such as a list without entries, is not an answer.",
    async (trial) => {
      await trial.finish();
      equal(typeof (await trial.call("detectCompletion")), "boolean");
    },
  ],
});

function contents(trial: Trial): readonly (readonly [string, Uint8Array])[] {
  return Object.entries(trial.options.fixture.products).flatMap(([name, content]) => {
    const bytes = bytesOf(content);
    return bytes === undefined ? [] : [[name, bytes] as const];
  });
}

function products(trial: Trial): readonly string[] {
  return contents(trial).map(([name]) => join(trial.runDirectory, name));
}
