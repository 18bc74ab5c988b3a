import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, toyPlugin, type Tree } from "./support/index.ts";

// Files that settings name by a source: fetched once for an event, and kept with what they were.
const toy: Tree = { ...toyPlugin(), "templates/toy.ini.hbs": "# toy\nanswer = {{settings.answer}}\nfile = {{settings.files.trigger}}\n" };
const wanted = "files: {trigger: {source: archive, id: G1; touch ran}}";
const command = (words: string): string => `filesources: {archive: {command: ${words}}}`;

/** A package with a source of files, the text of a function. */
const source = (text: string): Tree => ({
  "package.json": JSON.stringify({
    name: "asimov-archive",
    version: "0.1.0",
    type: "module",
    exports: { "./archive": "./archive.js" },
    asimov: { apiVersion: 1, filesources: { archive: "./archive" } },
  }),
  "archive.js": `import { writeFileSync } from "node:fs";\nimport { join } from "node:path";\nexport default ${text};\n`,
});

const kept = (directory: string): string => globSync(join(directory, ".asimov/files/EV1/archive/*/trigger"))[0] ?? "";

test.concurrent("a command of the configuration gets the id as one argument, and what it prints is kept for all analyses", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: wanted, two: wanted }), config: command("[./fetch, --id, '{id}']"), plugins: { toy } });
  project.write({ fetch: '#!/bin/sh\necho "$#: $2" | tee -a asked\n' });
  chmodSync(join(project.directory, "fetch"), 0o755);
  const built = await project.run("manage", "build");
  expect([built.code, project.read("asked")]).toEqual([0, "2: G1; touch ran\n"]);
  expect(built.stdout + built.stderr).toContain('fetched "files.trigger" from archive: G1; touch ran');
  const file = kept(project.directory);
  expect(readFileSync(file, "utf8")).toBe("2: G1; touch ran\n");
  for (const name of ["one", "two"]) expect(project.read(`checkouts/EV1/analyses/${name}.ini`)).toContain(`file = ${file}\n`);
  expect(JSON.parse(readFileSync(`${file}.json`, "utf8"))).toEqual({
    source: "archive",
    id: "G1; touch ran",
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    fetched: expect.any(String) as string,
  });
});

test.concurrent("a command may write the file itself", async ({ expect, openProject }) => {
  const config = command(`[sh, -c, 'printf "\\377$1" >"$2"', sh, '{id}', '{file}']`);
  const project = openProject({ blueprint: blueprint({ one: "files: {trigger: {source: archive, id: 7}}" }), config, plugins: { toy } });
  expect((await project.run("manage", "build")).code).toBe(0);
  expect([...readFileSync(kept(project.directory))]).toEqual([0xff, "7".charCodeAt(0)]);
});

test.concurrent("a plugin is asked with the id and a directory, and returns the path of what it wrote there", async ({ expect, openProject }) => {
  const plugins = {
    toy,
    archive: source(
      `async ({ id, name, subject, directory }) => { writeFileSync(join(directory, "x.xml"), [id, name, subject].join()); return "x.xml"; }`,
    ),
  };
  const project = openProject({ blueprint: blueprint({ one: wanted }), plugins });
  expect((await project.run("manage", "build")).code).toBe(0);
  expect(readFileSync(kept(project.directory), "utf8")).toBe("G1; touch ran,trigger,EV1");
});

test.concurrent("what is kept is looked at before it is used again, and a preview fetches nothing", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: wanted, two: wanted }), config: command("[echo, '{id}']"), plugins: { toy } });
  expect((await project.run("manage", "build", "--dry-run")).code).toBe(0);
  expect(kept(project.directory)).toBe("");
  await project.run("manage", "build", "-a", "EV1/one");
  const file = kept(project.directory);
  writeFileSync(file, "something else\n");
  const refused = await project.run("manage", "build", "-a", "EV1/two");
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain("FILE_CHANGED");
  rmSync(file);
  expect((await project.run("manage", "build", "-a", "EV1/two")).code).toBe(0);
  expect(readFileSync(file, "utf8")).toBe("G1; touch ran\n");
});

test.concurrent.for<readonly [string, string, string, string]>([
  ["no such source", wanted.replace("archive", "archiv"), command("echo"), 'which is no source of files. Did you mean "archive"?'],
  ["a program that is not there", wanted, command("[/none/such]"), "COMMAND_NOT_FOUND"],
  ["a command that fails", wanted, command("[sh, -c, 'echo no access >&2; exit 3']"), "sh ended with exit code 3: no access"],
  ["a command that prints nothing", wanted, command("/bin/true"), "/bin/true printed nothing"],
  ["a command that writes nothing", wanted, command("[/bin/true, '{file}']"), "/bin/true did not write"],
  ["an entry without an id", "files: {trigger: {source: archive}}", command("echo"), "FILE_UNSUITABLE"],
])("%s is told with what to do, and the analysis stays ready", async ([, lines, config, message], { expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: lines }), config, plugins: { toy } });
  const { code, stdout, stderr } = await project.run("manage", "build");
  expect([code, stdout + stderr]).toEqual([3, expect.stringContaining(message) as string]);
  expect(project.statuses()).toEqual({ one: "ready" });
  expect(kept(project.directory)).toBe("");
});

test.concurrent("a source that writes elsewhere, and a command that is none, are refused", async ({ expect, openProject }) => {
  const astray = openProject({ blueprint: blueprint({ one: wanted }), plugins: { toy, archive: source(`() => "/etc/passwd"`) } });
  expect((await astray.run("manage", "build")).stderr).toContain("it gave /etc/passwd, which is not in the directory that it was to write into");
  const wrong = openProject({ blueprint: blueprint({ one: wanted }), config: command("[]"), plugins: { toy } });
  expect((await wrong.run("manage", "build")).stderr).toContain('"filesources.archive.command" must be a command');
});
