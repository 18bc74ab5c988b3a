import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, type TestProject } from "../../support/index.ts";
import type { Case } from "./case.ts";
import { names } from "./names.ts";
import { syntax } from "./syntax.ts";
import { types } from "./types.ts";

const rooms: Readonly<Record<string, readonly Case[]>> = { syntax, names, types };

// In groups, so that several are at work at once; each group has one project, in which every case meets what those before it left.
const groups = Object.entries(rooms).flatMap(([room, cases]) => chunks(cases, 12).map((group, index) => ({ room, part: index + 1, group })));

for (const { room, part, group } of groups) {
  test.concurrent(`malformed and hostile blueprints: ${room}, part ${part}`, async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ psd: "" }) });
    writeFileSync(join(project.root, "outside"), "not the project's");
    for (const { name, bytes, accepted } of group) {
      writeFileSync(join(project.directory, "hostile.yaml"), bytes);
      const before = all(project);
      const shown = await project.show("apply", "-f", "hostile.yaml");
      await expect(shown).toMatchFileSnapshot(`golden/${room}/${name.replaceAll(" ", "-")}.txt`);
      expect.soft(shown.endsWith(accepted ? "exit code 0" : "exit code 1"), name).toBe(true);
      if (!accepted) expect.soft(all(project), name).toEqual(before);
    }
    // What was accepted on the way can still be read.
    expect((await project.run("report", "status")).code).toBe(0);
    expect("polluted" in {}).toBe(false);
  });
}

function chunks<T>(all: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / length) }, (_, index) => all.slice(index * length, (index + 1) * length));
}

/** What the ledger says, its history included, and every file in and around the project. */
function all(project: TestProject): unknown {
  return { rows: project.rows(), files: files(project.root) };
}

function files(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.includes("/node_modules/"))
    .toSorted()
    .map((name) => `${name} ${fingerprint(join(directory, name))}`);
}

function fingerprint(file: string): string {
  const stat = lstatSync(file);
  if (stat.isSymbolicLink()) return readlinkSync(file);
  // The ledger's journal comes and goes, which changes the time of its directory.
  if (!stat.isFile()) return String(stat.mode);
  return `${stat.mode} ${stat.mtimeMs} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`;
}
