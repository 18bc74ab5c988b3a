import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, type TestProject } from "./support/index.ts";

test.concurrent("what is in the store is listed, verified and fetched, and beside it stands where it comes from", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]" }) });
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("store", "list")).toMatchInlineSnapshot(`
    "$ asimov store list
    EV1/one  1  out  9 B  81804da4ff40  EV1/one/1/out.txt
    EV1/two  1  out  9 B  f71793b3e5c7  EV1/two/1/out.txt
    files: 2, analyses: 2, 18 B
    exit code 0"
  `);
  expect(await project.json("store", "list", "EV1/two")).toMatchObject([
    { address: "EV1/two", attempt: 1, asset: "out", path: "EV1/two/1/out.txt", size: 9 },
  ]);
  expect(await project.show("store", "verify")).toMatchInlineSnapshot(`
    "$ asimov store verify
    2 of 2 files are as they were stored; 18 B in all
    exit code 0"
  `);
  const manifest = JSON.parse(project.read("results/EV1/two/1/manifest.json")) as { config: { commit: string } };
  expect(manifest).toMatchObject({
    manifest: 1,
    project: "test",
    analysis: "EV1/two",
    pipeline: "toy",
    attempt: 1,
    plugin: { name: "asimov-toy", version: "1.2.3" },
    config: { file: "checkouts/EV1/analyses/two.ini" },
    needs: [{ address: "EV1/one", attempt: 1 }],
    files: [{ asset: "out", file: "EV1/two/1/out.txt", size: 9 }],
    settings: { answer: 42 },
  });
  expect(project.git("EV1", "cat-file", "-t", manifest.config.commit)).toBe("commit\n");
  expect(await project.show("store", "fetch", "two", "--to", "out")).toMatchInlineSnapshot(`
    "$ asimov store fetch two --to out
    /project/out/EV1/two/1/out.txt
    exit code 0"
  `);
  expect(project.read("out/EV1/two/1/out.txt")).toBe("A of two\n");
  // The same again is fine.
  expect((await project.run("store", "fetch", "--where", "pipeline: toy", "--to", "out")).code).toBe(0);
});

test.concurrent("what is missing or changed in the store is told, with exit code 1, and never fetched", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "", three: "" }) });
  await project.run("monitor", "--chain", "--watch");
  spoil(project, "results/EV1/one/1/out.txt", "A of ONE\n");
  rmSync(join(project.directory, "results/EV1/two/1/out.txt"));
  rmSync(join(project.directory, "results/EV1/three/1/manifest.json"));
  project.write({ "results/stray.txt": "mine", "out/EV1/three/1/out.txt": "mine" });
  expect(await project.show("store", "verify")).toMatchInlineSnapshot(`
    "$ asimov store verify
    changed  EV1/one/1/out.txt  (out of EV1/one)
    missing  EV1/two/1/out.txt  (out of EV1/two)
    not what the ledger says  EV1/three/1/manifest.json  (asimov store verify --mend writes it anew)
    not in the ledger  stray.txt
    1 of 3 files are as they were stored; 29 B in all
    exit code 1"
  `);
  expect(await project.show("store", "verify", "EV1/three", "--mend")).toMatchInlineSnapshot(`
    "$ asimov store verify EV1/three --mend
    written anew  EV1/three/1/manifest.json
    1 of 1 files are as they were stored; 11 B in all
    exit code 0"
  `);
  expect(await project.show("store", "fetch", "one", "two", "three", "--to", "out")).toMatchInlineSnapshot(`
    "$ asimov store fetch one two three --to out
    error STORE_FILE_CHANGED  /project/results/EV1/one/1/out.txt
      the file in the store is not what was stored: it is not copied
      Bring it back from a backup of the store; asimov store verify tells all that has changed.
    error STORE_FILE_MISSING  /project/results/EV1/two/1/out.txt
      the file is not in the store any more
      Bring it back from a backup of the store; asimov store verify tells all that is missing.
    error FETCH_CONFLICT  /project/out/EV1/three/1/out.txt
      there is another file already, and it stays as it is
      Move it away, or fetch to another directory.
    exit code 1"
  `);
  expect(project.read("out/EV1/three/1/out.txt")).toBe("mine");
  expect(await project.show("store", "fetch", "three", "--to", "out", "--asset", "none")).toMatchInlineSnapshot(`
    "$ asimov store fetch three --to out --asset none
    error STORE_NOTHING
      of them, the store has no asset none
      asimov store list tells what there is.
    exit code 1"
  `);
});

test.concurrent("an analysis whose stored file was changed before all of it was in the store is not uploaded", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.storeResults", "throw");
  await project.run("monitor", "--chain", "--watch");
  project.write({ "results/EV1/one/1/out.txt": "another" });
  project.mend("one.storeResults");
  await project.run("analysis", "resurrect", "one");
  expect((await project.run("monitor")).code).toBe(3);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stuck  0 s  STORE_CONFLICT: the store has other content under EV1/one/1/out.txt
          What is in the store never changes: compare the two, and store this one under another name if both count.
    exit code 0"
  `);
  rmSync(join(project.directory, "results/EV1/one/1/out.txt"));
  await project.run("analysis", "resurrect", "one");
  expect((await project.run("monitor")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
});

function spoil(project: TestProject, file: string, text: string): void {
  chmodSync(join(project.directory, file), 0o644);
  writeFileSync(join(project.directory, file), text);
}
