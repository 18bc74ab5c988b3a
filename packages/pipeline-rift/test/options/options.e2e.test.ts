import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { readHelp } from "../../src/options/installed.ts";
import { ownOptions, writtenOptions } from "../../src/options/written.ts";
import { runProgram } from "../fake.ts";

// What asimov writes, against the list of the installed RIFT.
const program = join(process.env["ASIMOV_TEST_RIFT"] ?? "", "bin", "util_RIFT_pseudo_pipe.py");

test("every option that the template writes, or that asimov decides, is one of the installed builder, and its help lists all that it has", async () => {
  const { stdout } = await runProgram(program, ["--help"], { environment: { COLUMNS: "500" } });
  const installed = readHelp(stdout);
  const declared = [...readFileSync(program, "utf8").matchAll(/^parser\.add_argument\(["']--([\w-]+)["']/gm)].map(([, name = ""]) =>
    name.replaceAll("_", "-"),
  );
  expect(declared.length).toBeGreaterThan(180);
  expect([...installed.keys()].toSorted()).toEqual([...new Set([...declared, "help"])].toSorted());
  expect(writtenOptions().size).toBeGreaterThan(60);
  expect([...writtenOptions().keys(), ...ownOptions].filter((name) => !installed.has(name))).toEqual([]);
});
