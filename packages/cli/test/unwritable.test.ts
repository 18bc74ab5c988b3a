import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test } from "./support/index.ts";

// All commands that write a file whose name a person gives.
const commands: Readonly<Record<string, (place: string) => readonly string[]>> = {
  backup: (place) => ["backup", join(place, "copy.db")],
  export: (place) => ["export", "-o", join(place, "all.yaml")],
  schema: (place) => ["schema", "-o", join(place, "schema.json")],
  "blueprint from-config": (place) => ["blueprint", "from-config", "one.ini", "-p", "toy", "-o", join(place, "draft.yaml")],
  "store fetch": (place) => ["store", "fetch", "one", "--to", place],
};

test.concurrent("every command that writes a file for a person tells of a place that can't be written, and leaves nothing", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  await project.run("monitor", "--chain", "--watch");
  project.write({ "one.ini": "# toy\nanswer = 42\n", "a file": "mine\n" });
  const before = { rows: project.rows(), files: readdirSync(project.directory).toSorted() };
  for (const [name, words] of Object.entries(commands)) {
    // Not even the administrator can write to the first, and the second is no directory.
    for (const place of ["/proc", "/proc/new/place", "a file"]) {
      const { code, stdout, stderr } = await project.run(...words(place));
      const [headline = "", what = "", ...rest] = stderr.trimEnd().split("\n");
      expect({ name, place, code, stdout, error: headline.split("  ")[0], what: what.split(":")[0], rest }).toEqual({
        name,
        place,
        code: 1,
        stdout: "",
        error: "error FILE_NOT_WRITABLE",
        what: "  can't be written",
        rest: ["  Name a file in a directory that exists and that you may write to."],
      });
      expect(headline).toContain(place);
    }
  }
  expect(readFileSync(join(project.directory, "a file"), "utf8")).toBe("mine\n");
  expect({ rows: project.rows(), files: readdirSync(project.directory).toSorted() }).toEqual(before);
  // The same, where they can.
  for (const words of Object.values(commands)) expect((await project.run(...words("new/place"))).code).toBe(0);
  expect(readdirSync(join(project.directory, "new/place")).toSorted()).toMatchInlineSnapshot(`
    [
      "EV1",
      "all.yaml",
      "copy.db",
      "draft.yaml",
      "schema.json",
    ]
  `);
});
