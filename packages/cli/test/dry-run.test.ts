import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, toyPlugin, toySource, until } from "./support/index.ts";

// Every file below a directory with its bytes and its time of change.
function everything(directory: string): Readonly<Record<string, string>> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
  return Object.fromEntries(
    names.map((name) => {
      const found = statSync(join(directory, name));
      const bytes = found.isFile()
        ? createHash("sha256")
            .update(readFileSync(join(directory, name)))
            .digest("hex")
        : "directory";
      return [name, `${bytes} ${found.mtimeMs}`];
    }),
  );
}

// A builder that is a program, as most are, one that writes beside its run directory, and one that writes there alone.
const source = toySource.replace(/appendFileSync\(join\(projectDirectory, "calls"\).*\n/, "").replace(
  'const said = await this.at("buildDag");',
  `const { builder } = this.analysis.settings;
    if (builder === "program") await this.run("/opt/bin/make-dag", ["--out", this.path("x.dag"), this.analysis.configFile]);
    if (builder === "stray") writeFileSync(this.analysis.projectDirectory + "/stray", "");
    const said = await this.at("buildDag");`,
);

test.concurrent("a dry run of building and submitting shows what they would do, and changes no byte", async ({ expect, openProject }) => {
  const analyses = blueprint({ plain: "", program: "builder: program", stray: "builder: stray", later: "needs: [plain]", wrong: "" });
  const project = openProject({ blueprint: analyses, plugins: { toy: toyPlugin("toy", source) } });
  const before = everything(project.root);
  expect(await project.show("manage", "build", "submit", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov manage build submit --dry-run
    would build  EV1/plain  /project/checkouts/EV1/analyses/plain.ini  (new)
    would build  EV1/program  /project/checkouts/EV1/analyses/program.ini  (new)
    would build  EV1/stray  /project/checkouts/EV1/analyses/stray.ini  (new)
    would build  EV1/wrong  /project/checkouts/EV1/analyses/wrong.ini  (new)
    would submit  EV1/plain  to local
      its workflow would be /project/working/EV1/plain/toy.dag
    would submit  EV1/program  to local
      its builder would run: /opt/bin/make-dag --out '/project/working/EV1/program/x.dag' '/project/checkouts/EV1/analyses/program.ini'
      in /project
    would submit  EV1/stray  to local
      its buildDag writes outside its run directory, or starts a program by itself, which a dry run does not let it do
    would submit  EV1/wrong  to local
      its workflow would be /project/working/EV1/wrong/toy.dag
    waits  EV1/later  for "plain", which is ready but has not run
    exit code 0"
  `);
  expect(await project.json("manage", "submit", "--dry-run")).toMatchInlineSnapshot(`
    {
      "builds": [],
      "dryRun": true,
      "errors": [],
      "submissions": [],
    }
  `);
  expect(everything(project.root)).toEqual(before);
  expect((await project.run("manage", "build", "-a", "EV1/plain")).code).toBe(0);
  const file = join(project.directory, "checkouts/EV1/analyses/plain.ini");
  expect((await project.run("analysis", "restart", "EV1/plain", "--refresh")).code).toBe(0);
  await project.run("monitor");
  expect((await project.run("analysis", "set", "EV1/plain", "answer=43")).code).toBe(0);
  const built = everything(project.root);
  expect(await project.show("manage", "build", "--dry-run", "-a", "EV1/plain")).toMatchInlineSnapshot(`
    "$ asimov manage build --dry-run -a EV1/plain
    would build  EV1/plain  /project/checkouts/EV1/analyses/plain.ini
      - answer = 42
      + answer = 43
    exit code 0"
  `);
  writeFileSync(file, "# edited\n");
  const edited = everything(project.root);
  expect(await project.show("manage", "build", "--dry-run", "-a", "EV1/plain")).toMatchInlineSnapshot(`
    "$ asimov manage build --dry-run -a EV1/plain
    error CONFIG_EDITED  /project/checkouts/EV1/analyses/plain.ini
      EV1/plain: the config file was changed by hand since it was rendered:
      - # toy
      - answer = 43
      + # edited
      To run with the edit, which is recorded: asimov manage build --analysis EV1/plain --keep-edit
      To lose it: asimov manage build --analysis EV1/plain --overwrite
    exit code 3"
  `);
  expect(everything(project.root)).toEqual(edited);
  expect(Object.keys(edited)).toEqual(Object.keys(built));
});

test.concurrent("a dry run of a pass asks the schedulers, says what would be done with each analysis, and changes no byte", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ done: "", runs: "", built: "", fresh: "", stops: "", needs: "needs: [done]" }) });
  for (const name of ["runs", "stops"]) project.fault(`${name}.A`, "gate");
  await project.run("manage", "build", "submit", "-a", "done", "-a", "runs", "-a", "stops");
  await project.run("manage", "build", "-a", "built");
  await until(() => project.ran().length === 3);
  await until(async () => /done +running +conclude/.test((await project.run("monitor", "--dry-run")).stdout));
  await project.run("analysis", "stop", "stops");
  const before = everything(project.directory);
  expect(await project.show("monitor", "--chain", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain --dry-run
    EV1/done   running  conclude  seen completed: its pipeline is asked whether its products are whole; then finished, or a failed attempt
    EV1/runs   running  look      seen running (0 of 1 nodes done, running: A): its progress is looked at when due
    EV1/stops  stop     eject     seen running (0 of 1 nodes done, running: A): its jobs are removed
    EV1/built  ready    submit    is submitted
    EV1/fresh  ready    build     is built and submitted
    exit code 0"
  `);
  expect(await project.show("monitor", "EV1/runs", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov monitor EV1/runs --dry-run
    EV1/runs  running  look  seen running (0 of 1 nodes done, running: A): its progress is looked at when due
    exit code 0"
  `);
  expect(await project.json("monitor", "EV1/runs", "--dry-run")).toMatchInlineSnapshot(`
    {
      "dryRun": true,
      "notChecked": [],
      "steps": [
        {
          "action": "look",
          "address": "EV1/runs",
          "seen": "running",
          "status": "running",
          "text": "seen running (0 of 1 nodes done, running: A): its progress is looked at when due",
        },
      ],
    }
  `);
  expect(everything(project.directory)).toEqual(before);
});

test.concurrent("a dry run says what a build would refuse: in beforeConfig, and for want of inputs", async ({ expect, openProject }) => {
  const careful = source.replace(
    "async beforeConfig() {",
    `async beforeConfig() {
    const { wants, notes } = this.analysis.settings;
    if (notes === "file") writeFileSync(join(this.analysis.projectDirectory, "notes"), "");
    if (notes === "command") await this.run("touch", ["notes"]);
    if (wants) throw new Error(\`there is no \${wants}\`);`,
  );
  const inputs = toyPlugin("other", toySource.replace('name = "toy"', 'name = "other";\n  static requiredInputs = ["psds"]'));
  const project = openProject({
    blueprint: blueprint({
      one: "wants: data.gwf",
      two: "notes: file",
      three: "notes: command",
      four: "pipeline: other",
      five: "wants: data.gwf\nnotes: file",
    }),
    plugins: { toy: toyPlugin("toy", careful), other: inputs },
  });
  const before = everything(project.root);
  expect(await project.show("manage", "build", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov manage build --dry-run
    would build  EV1/two  /project/checkouts/EV1/analyses/two.ini  (new)
    would build  EV1/three  /project/checkouts/EV1/analyses/three.ini  (new)
    would build  EV1/five  /project/checkouts/EV1/analyses/five.ini  (new)
    error PLUGIN_ERROR  EV1/one
      asimov-toy 1.2.3: beforeConfig failed: there is no data.gwf
    error INPUT_MISSING  EV1/four
      pipeline "other" requires "psds", which neither its settings name nor an analysis offers that it needs
      No installed pipeline offers it (asimov plugins). Or name the files in its settings, as "psds".
    exit code 3"
  `);
  expect(everything(project.root)).toEqual(before);
});
