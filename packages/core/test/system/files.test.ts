import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readIfExists, sha256, sha256File, slug, unfinishedFor, writeAtomic } from "../../src/system/index.ts";
import { start, startCommand } from "../support/processes.ts";
import { directoryWith } from "../support/tree.ts";

describe("writeAtomic", () => {
  test("writes a file, its directories if need be, and leaves nothing beside it", () => {
    const directory = directoryWith();
    writeAtomic(join(directory, "a/b/c.txt"), "first");
    writeAtomic(join(directory, "a/b/c.txt"), "second \u{1f300}\n");
    expect(readFileSync(join(directory, "a/b/c.txt"), "utf8")).toBe("second \u{1f300}\n");
    expect(readdirSync(join(directory, "a/b"))).toEqual(["c.txt"]);
  });

  test("with a mode", () => {
    const file = join(directoryWith(), "secret");
    writeAtomic(file, "x", 0o600);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("what can't be put in place leaves nothing behind", () => {
    const directory = directoryWith({ "taken/inside": "x" });
    expect(() => writeAtomic(join(directory, "taken"), "text")).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(directory)).toEqual(["taken"]);
  });

  test("a disk that takes only a part of the text leaves the old file", async () => {
    const directory = directoryWith({ file: "old" });
    // A limit on the size of files cuts writes short exactly as a full disk does.
    const script = 'trap "" XFSZ; ulimit -f 64; exec "$0" --disable-warning=ExperimentalWarning "$@"';
    const module = new URL("fixtures/write-large.ts", import.meta.url).pathname;
    const program = startCommand("sh", ["-c", script, process.execPath, module, join(directory, "file")]);
    expect(await program.line()).toBe("EFBIG");
    expect(await program.end()).toBe(0);
    expect(readFileSync(join(directory, "file"), "utf8")).toBe("old");
    expect(readdirSync(directory)).toEqual(["file"]);
  });

  test("takes away what a killed writer of the same file left, and nothing else", () => {
    const file = join(directoryWith({ ".file.0.0": "not ours" }), "file");
    const of = (pid: number): string => unfinishedFor(file).replace(`.${process.pid}.`, `.${pid}.`);
    const [killed, living] = [of(spawnSync("true").pid), of(process.pid)];
    const other = unfinishedFor(`${file}2`).replace(`.${process.pid}.`, `.${spawnSync("true").pid}.`);
    for (const path of [killed, living, other]) writeFileSync(path, "ha");
    writeAtomic(file, "half");
    const left = [".file.0.0", "file", ...[living, other].map((path) => basename(path))];
    expect(readdirSync(dirname(file)).toSorted()).toEqual(left.toSorted());
  });

  test("a writer that is killed leaves a whole file, and readers never see a part of one", async () => {
    const file = join(directoryWith(), "file");
    const program = start(new URL("fixtures/rewriter.ts", import.meta.url), file);
    await program.line();
    for (let look = 0; look < 200; look++) expect(readFileSync(file, "utf8")).toMatch(/^(\d)\1{19999}\n$/);
    program.child.kill("SIGKILL");
    await program.end();
    expect(readFileSync(file, "utf8")).toMatch(/^(\d)\1{19999}\n$/);
  });
});

test("a file that is not there is undefined, one that can't be read is an error", () => {
  const directory = directoryWith({ file: "text" });
  expect(readIfExists(join(directory, "file"))).toBe("text");
  expect(readIfExists(join(directory, "other"))).toBeUndefined();
  expect(readIfExists(join(directory, "file/below"))).toBeUndefined();
  mkdirSync(join(directory, "directory"));
  expect(() => readIfExists(join(directory, "directory"))).toThrow(/EISDIR/);
});

test("checksums of texts, bytes and files", async () => {
  const known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(sha256("abc")).toBe(known);
  expect(sha256(Buffer.from("abc"))).toBe(known);
  expect(await sha256File(join(directoryWith({ file: "abc" }), "file"))).toBe(known);
  await expect(sha256File(join(directoryWith(), "nothing"))).rejects.toThrow(/ENOENT/);
});

describe("slug", () => {
  test("of names that people give", () => {
    const names = [
      "GW150914",
      "pe run 1",
      "IMRPhenomXPHM (fast)",
      "../../etc/passwd",
      ".hidden",
      "-rf",
      "a--b",
      "caf\u00e9",
      "\u03b1",
      "a\0b",
      "x_1.2",
    ];
    expect(names.map((name) => `${JSON.stringify(name)} ${slug(name)}`).join("\n")).toMatchInlineSnapshot(`
      ""GW150914" GW150914
      "pe run 1" pe-run-1
      "IMRPhenomXPHM (fast)" IMRPhenomXPHM-fast
      "../../etc/passwd" etc-passwd
      ".hidden" hidden
      "-rf" rf
      "a--b" a--b
      "café" cafe
      "α" 
      "a\\u0000b" a-b
      "x_1.2" x_1.2"
    `);
  });

  test("is empty or a harmless component of a path, and its own slug", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (name) => {
        const made = slug(name);
        expect(made).toMatch(/^(?:[A-Za-z0-9_][A-Za-z0-9._-]*)?$/);
        expect(slug(made)).toBe(made);
      }),
      { numRuns: 300 },
    );
  });
});
