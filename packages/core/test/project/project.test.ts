import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findProject, initProject, openProject } from "../../src/project/index.ts";
import { dump, openLedger } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith, write } from "../support/tree.ts";

test("a new project has a ledger with its name and an id, and a configuration that only explains", async () => {
  const directory = directoryWith();
  initProject(directory, "GWTC catalogue");
  expect(readdirSync(join(directory, ".asimov")).sort()).toEqual(["config.yaml", "ledger.db"]);
  const project = await openProject(directory, { command: "asimov test" });
  expect(project.directory).toBe(directory);
  expect(project.ledger.fact("name")).toBe("GWTC catalogue");
  expect(project.ledger.fact("id")).toMatch(/^[0-9a-f]{12}$/);
  expect(project.config.sources).toEqual({});
  project.ledger.close();
});

test("two projects have two ids", () => {
  const ids = ["a", "b"].map((name) => {
    const directory = directoryWith();
    initProject(directory, name);
    return openLedger(join(directory, ".asimov/ledger.db")).fact("id");
  });
  expect(new Set(ids).size).toBe(2);
});

test("a project is never made over another one", async () => {
  const directory = directoryWith();
  initProject(directory, "first");
  const before = dump(openLedger(join(directory, ".asimov/ledger.db")));
  expect(await refusal(() => initProject(directory, "second"), directory)).toMatchInlineSnapshot(`
    "PROJECT_EXISTS /work/.asimov
      there is a project here already
      Work on with it (asimov report status), or start the new one in another directory."
  `);
  expect(dump(openLedger(join(directory, ".asimov/ledger.db")))).toEqual(before);
});

test("a configuration that is there already is kept", () => {
  const directory = directoryWith({ ".asimov/config.yaml": "scheduler: slurm\n" });
  initProject(directory, "x");
  expect(readFileSync(join(directory, ".asimov/config.yaml"), "utf8")).toBe("scheduler: slurm\n");
});

test("names that are none", async () => {
  const directory = directoryWith();
  expect(await refusal(() => initProject(directory, "  "))).toMatchInlineSnapshot(`
    "PROJECT_NAME nowhere
      "  " is not a name for a project
      Use text such as "GWTC catalogue"."
  `);
  expect(await refusal(() => initProject(directory, "a\nb"))).toContain("PROJECT_NAME");
  expect(readdirSync(directory)).toEqual([]);
});

test("a project is found from below, and the nearest one counts", () => {
  const directory = directoryWith();
  initProject(directory, "outer");
  mkdirSync(join(directory, "working/inner/deep"), { recursive: true });
  expect(findProject(join(directory, "working/inner/deep"))).toBe(directory);
  initProject(join(directory, "working/inner"), "inner");
  expect(findProject(join(directory, "working/inner/deep"))).toBe(join(directory, "working/inner"));
});

test("no project anywhere", async () => {
  // As in a home directory, where data are shared by projects; or a file of this name.
  const directory = realpathSync(directoryWith({ ".asimov/gwdata/asimov-data/analyses/psd.yaml": "", "sub/.asimov": "" }));
  expect(await refusal(() => findProject(join(directory, "sub")), directory)).toMatchInlineSnapshot(`
    "PROJECT_NOT_FOUND nowhere
      there is no asimov project in /work/sub or above it
      Change into a project's directory, or start one here: asimov init NAME"
  `);
  expect(await refusal(() => openProject(directory, { command: "x" }), directory)).toContain("PROJECT_NOT_FOUND");
});

test("what has lost its ledger is no part of the project around it, and gets no empty ledger where there are traces of one", async () => {
  const directory = directoryWith();
  const inner = join(directory, "inner");
  initProject(directory, "outer");
  for (const tree of [{ ".asimov/config.yaml": "" }, { ".asimov/backups/a.db": "", ".asimov/backups/b.db": "" }, { ".asimov/other": "" }]) {
    rmSync(inner, { recursive: true, force: true });
    write(inner, tree);
    expect(findProject(join(inner, "deep"), "may be missing")).toBe(inner);
    expect(await refusal(() => findProject(join(inner, "deep")))).toContain("PROJECT_LEDGER_MISSING");
  }
  write(inner, { ".asimov/backups/a.db": "", ".asimov/backups/b.db": "", ".asimov/config.yaml": "" });
  const told = await refusal(() => findProject(inner), directory);
  expect(told).toMatchInlineSnapshot(`
    "PROJECT_LEDGER_MISSING /work/inner/.asimov
      the ledger of this project is missing: there is no ledger.db
      Put a backup in its place: asimov backup --restore /work/inner/.asimov/backups/b.db; to begin anew, move /work/inner/.asimov away first"
  `);
  expect(await refusal(() => initProject(inner, "again"), directory)).toMatchInlineSnapshot(`
    "PROJECT_LEDGER_MISSING /work/inner/.asimov
      the ledger of this project is missing: there is no ledger.db
      Put a backup in its place: asimov backup --restore /work/inner/.asimov/backups/b.db; to begin anew, move /work/inner/.asimov away first"
  `);
  expect(readdirSync(join(inner, ".asimov")).sort()).toEqual(["backups", "config.yaml", "other"]);
});

test("a project whose configuration is wrong is not opened", async () => {
  const directory = directoryWith();
  initProject(directory, "x");
  writeFileSync(join(directory, ".asimov/config.yaml"), "schedulr: local\n");
  expect(await refusal(() => openProject(directory, { command: "x" }), directory)).toContain("CONFIG_INVALID");
});
