import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findProject, initProject, openProject } from "../../src/project/index.ts";
import { dump, openLedger } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

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
  const directory = realpathSync(directoryWith({ ".asimov/config.yaml": "" }));
  expect(await refusal(() => findProject(join(directory, "sub")), directory)).toMatchInlineSnapshot(`
    "PROJECT_NOT_FOUND nowhere
      there is no asimov project in /work/sub or above it
      Change into a project's directory, or start one here: asimov init NAME"
  `);
  expect(await refusal(() => openProject(directory, { command: "x" }), directory)).toContain("PROJECT_NOT_FOUND");
});

test("a project whose configuration is wrong is not opened", async () => {
  const directory = directoryWith();
  initProject(directory, "x");
  writeFileSync(join(directory, ".asimov/config.yaml"), "schedulr: local\n");
  expect(await refusal(() => openProject(directory, { command: "x" }), directory)).toContain("CONFIG_INVALID");
});
