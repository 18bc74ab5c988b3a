import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { expect, test } from "vitest";

import { storeFile } from "../../src/store/index.ts";
import { sha256, unfinishedFor } from "../../src/system/index.ts";
import { start } from "../support/processes.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

test("a file is copied, read-only, with its size and checksum", async () => {
  const directory = directoryWith({ "run/posterior.h5": "samples" });
  const stored = await storeFile(join(directory, "results"), "GW1/pe/1/posterior.h5", join(directory, "run/posterior.h5"));
  expect(stored).toEqual({ path: "GW1/pe/1/posterior.h5", size: 7, sha256: sha256("samples") });
  const target = join(directory, "results", stored.path);
  expect(readFileSync(target, "utf8")).toBe("samples");
  expect(statSync(target).mode & 0o777).toBe(0o444);
  expect(readdirSync(join(directory, "results/GW1/pe/1"))).toEqual(["posterior.h5"]);
  // A copy: what happens to the source later does not matter.
  writeFileSync(join(directory, "run/posterior.h5"), "other");
  expect(readFileSync(target, "utf8")).toBe("samples");
});

test("what a link leads to is stored, not the link", async () => {
  const directory = directoryWith({ "run/real": "samples" });
  symlinkSync(join(directory, "run/real"), join(directory, "run/link"));
  await storeFile(join(directory, "results"), "a", join(directory, "run/link"));
  expect(readFileSync(join(directory, "results/a"), "utf8")).toBe("samples");
  expect(readdirSync(join(directory, "results"), { withFileTypes: true }).every((entry) => entry.isFile())).toBe(true);
});

test("an empty file, and one of several pieces", async () => {
  const directory = directoryWith({ empty: "", large: "0123456789".repeat(50_000) });
  expect(await storeFile(join(directory, "results"), "empty", join(directory, "empty"))).toEqual({ path: "empty", size: 0, sha256: sha256("") });
  const large = await storeFile(join(directory, "results"), "large", join(directory, "large"));
  expect(large.sha256).toBe(sha256(readFileSync(join(directory, "results/large"))));
});

test("the same content again is fine, and touches nothing", async () => {
  const directory = directoryWith({ one: "samples", two: "samples" });
  const first = await storeFile(join(directory, "results"), "a", join(directory, "one"));
  const { ino } = statSync(join(directory, "results/a"));
  expect(await storeFile(join(directory, "results"), "a", join(directory, "two"))).toEqual(first);
  expect(statSync(join(directory, "results/a")).ino).toBe(ino);
});

test("other content under the same path is refused, and what is there stays", async () => {
  const directory = directoryWith({ one: "samples", two: "other" });
  await storeFile(join(directory, "results"), "a", join(directory, "one"));
  expect(await refusal(() => storeFile(join(directory, "results"), "a", join(directory, "two")), directory)).toMatchInlineSnapshot(`
    "STORE_CONFLICT /work/two
      the store has other content under a
      What is in the store never changes: compare the two, and store this one under another name if both count."
  `);
  expect(readFileSync(join(directory, "results/a"), "utf8")).toBe("samples");
  expect(readdirSync(join(directory, "results"))).toEqual(["a"]);
});

test("a source that is not there, or is no file", async () => {
  const directory = directoryWith({});
  mkdirSync(join(directory, "folder"));
  expect(await refusal(() => storeFile(join(directory, "results"), "a", join(directory, "nothing")), directory)).toMatchInlineSnapshot(`
    "STORE_SOURCE /work/nothing
      the file can't be read: ENOENT: no such file or directory, open '/work/nothing'"
  `);
  expect(await refusal(() => storeFile(join(directory, "results"), "a", join(directory, "folder")), directory)).toMatchInlineSnapshot(`
    "STORE_SOURCE /work/folder
      the file can't be read: EISDIR: illegal operation on a directory, read"
  `);
});

test("a path that leads out of the store is refused", async () => {
  const directory = directoryWith({ one: "samples" });
  expect(await refusal(() => storeFile(join(directory, "results"), "../escaped", join(directory, "one")), directory)).toMatchInlineSnapshot(
    `
    "STORE_PATH /work/one
      "../escaped" leads out of the store"
  `,
  );
  expect(await refusal(() => storeFile(join(directory, "results"), ".", join(directory, "one")), directory)).toContain("STORE_PATH");
  expect(readdirSync(directory)).toEqual(["one"]);
});

test("several that store the same at once all end well", async () => {
  const directory = directoryWith({ one: "samples".repeat(10_000) });
  const all = await Promise.all(Array.from({ length: 8 }, () => storeFile(join(directory, "results"), "a", join(directory, "one"))));
  expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(1);
  expect(readdirSync(join(directory, "results"))).toEqual(["a"]);
});

test("of several that store different things under one path at once, one wins and the others are told", async () => {
  const contents = ["a", "b", "c", "d"];
  const directory = directoryWith(Object.fromEntries(contents.map((content) => [content, content.repeat(10_000)])));
  const all = await Promise.allSettled(contents.map((content) => storeFile(join(directory, "results"), "x", join(directory, content))));
  const won = all.flatMap((result) => (result.status === "fulfilled" ? [result.value.sha256] : []));
  expect(won).toEqual([sha256(readFileSync(join(directory, "results/x")))]);
  for (const result of all) if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "STORE_CONFLICT" });
});

test("a process that is killed while it stores leaves no half file under a path", async () => {
  const content = "0123456789abcdef".repeat(40_000);
  const directory = directoryWith({ source: content });
  for (let trial = 0; trial < 4; trial++) {
    const program = start(new URL("fixtures/storer.ts", import.meta.url), join(directory, "results", String(trial)), join(directory, "source"));
    await program.line();
    // The moment is what is tried here.
    await delay(Math.random() * 20);
    program.child.kill("SIGKILL");
    await program.end();
    const files = readdirSync(join(directory, "results", String(trial)), { recursive: true, encoding: "utf8" });
    const stored = files.filter((file) => file.endsWith("/posterior.h5"));
    expect(stored.length).toBeGreaterThanOrEqual(program.lines.length);
    for (const file of stored) expect(sha256(readFileSync(join(directory, "results", String(trial), file)))).toBe(sha256(content));
  }
});

test.for(["before", "after"])("what a killed process left %s it was put in place goes when the same is stored again", async (when) => {
  const directory = directoryWith({ source: "samples" });
  const target = join(directory, "results/a");
  const store = (): Promise<unknown> => storeFile(join(directory, "results"), "a", join(directory, "source"));
  if (when === "after") await store();
  mkdirSync(join(directory, "results"), { recursive: true });
  writeFileSync(unfinishedFor(target).replace(`.${process.pid}.`, `.${spawnSync("true").pid}.`), "samp");
  await store();
  expect(readdirSync(join(directory, "results"))).toEqual(["a"]);
});
