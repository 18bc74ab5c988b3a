import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { analysisDefinition } from "../../../src/analysis/index.ts";
import { clean, lossOf, planClean, requestRestart } from "../../../src/lifecycle/index.ts";
import { deleteThings, restoreFromTrash } from "../../../src/lifecycle/edits.ts";
import { foreseeAdvance } from "../../../src/lifecycle/foresee/index.ts";
import { openLab, type Lab } from "../../support/lab.ts";
import { describeError } from "../../support/refusal.ts";

/** Changes where an analysis will run; nothing is refused, as in earlier versions. */
function willRunIn(lab: Lab, name: string, rundir: string): void {
  const { ledger } = lab.session.project;
  const { id } = lab.analysis(name);
  const content = { ...analysisDefinition(ledger, id).content, rundir };
  ledger.change((transaction) => transaction.update("analyses", id, { content: JSON.stringify(content) }));
}

/** Likewise, as if it always had. */
function runIn(lab: Lab, name: string, rundir: string): void {
  willRunIn(lab, name, rundir);
  lab.session.project.ledger.change((transaction) => {
    for (const attempt of lab.attempts(name)) transaction.update("attempts", attempt.id, { run_directory: join(lab.directory, rundir) });
  });
}

function finish(lab: Lab, name: string): void {
  const index = lab.scheduler.requests.findIndex((request) => request.name === `fake/GW1/${name}`);
  const { token } = lab.scheduler.requests[index]!;
  lab.scheduler.seen.set(token, { token, jobId: "1", state: "completed" });
}

/** `outer` has ended in a directory around those of `inner`, which has ended too, and of `slow`, which runs. */
async function around(): Promise<Lab> {
  const lab = await openLab({ analyses: ["name: outer", "name: inner", "name: slow"] });
  await lab.pass();
  for (const name of ["outer", "inner"]) finish(lab, name);
  await lab.pass();
  const at = lab.attempts("outer")[0]!.runDirectory;
  const now = join(lab.directory, "working/GW1");
  for (const name of readdirSync(at)) renameSync(join(at, name), join(now, name));
  rmSync(at, { recursive: true });
  runIn(lab, "outer", "working/GW1");
  writeFileSync(join(now, "inner/product.txt"), "of inner\n");
  mkdirSync(join(now, "sub"));
  writeFileSync(join(now, "sub/deep.txt"), "12345678");
  return lab;
}

function inWorking(lab: Lab): readonly string[] {
  return readdirSync(join(lab.directory, "working/GW1"), { recursive: true, encoding: "utf8" }).toSorted();
}

const ofOthers = ["inner", "inner/fake.dag", "inner/product.txt", "slow", "slow/fake.dag"];

test("a new start takes nothing to the trash that another analysis owns, and is not let into that again", async () => {
  const lab = await around();
  expect(lossOf(lab.session, lab.analysis("outer")).bytes).toBe("JOB A A.sub\n12345678".length);
  requestRestart(lab.session, lab.analysis("outer"), false);
  const { failures } = await lab.pass();
  expect(inWorking(lab)).toEqual(ofOthers);
  const [trashed = ""] = readdirSync(join(lab.directory, ".asimov/trash"));
  expect(readdirSync(join(lab.directory, ".asimov/trash", trashed)).toSorted()).toEqual(["fake.dag", "sub"]);
  expect(lab.notices.map(({ text }) => plain(lab, text)).filter((text) => text.includes("others"))).toMatchInlineSnapshot(`
    [
      "in /work/working/GW1 there are run directories of others, which stay: /work/working/GW1/inner (GW1/inner), /work/working/GW1/slow (GW1/slow)",
    ]
  `);
  expect(failures.map(({ error }) => plain(lab, describeError(error))).join("\n")).toMatchInlineSnapshot(`
    "RUN_DIRECTORY_RESERVED GW1/outer
      GW1/outer would run in working/GW1, which holds the run directories of others
      Let GW1/outer run in a directory of its own: asimov analysis set GW1/outer rundir=DIR; what is built already goes there after: asimov analysis restart GW1/outer --refresh"
  `);
});

test("once an analysis is told to run elsewhere, nothing that it left keeps those inside from running again", async () => {
  const lab = await around();
  willRunIn(lab, "outer", "runs/outer");
  requestRestart(lab.session, lab.analysis("inner"), true);
  expect((await lab.pass()).failures).toEqual([]);
  expect(lab.analysis("inner").status).toBe("running");
});

test("cleaning leaves what others own", async () => {
  const lab = await around();
  const plan = await planClean(lab.session, lab.analysis("outer"), false);
  expect([plan.files, plan.bytes]).toEqual([2, "JOB A A.sub\n12345678".length]);
  await clean(lab.session, plan);
  expect(inWorking(lab)).toEqual(ofOthers);
});

test("deleting leaves what others own, and two that go together come back each by itself", async () => {
  const lab = await around();
  const thing = (name: string): { readonly table: "analyses"; readonly id: number } => ({ table: "analyses", id: lab.analysis(name).id });
  deleteThings(lab.session, [thing("outer"), thing("inner")], false);
  expect(inWorking(lab)).toEqual(["slow", "slow/fake.dag"]);
  restoreFromTrash(lab.session, "GW1/inner", false);
  expect(inWorking(lab)).toEqual(ofOthers);
});

test("of two that were given one directory the one that runs there keeps it, and is named", async () => {
  const lab = await openLab({ analyses: ["name: pe\nrundir: runs/pe", "name: pe2\nstatus: wait"] });
  await lab.pass();
  const place = join(lab.directory, "runs/pe");
  runIn(lab, "pe2", "runs/pe");
  const { ledger } = lab.session.project;
  ledger.change((transaction) => transaction.update("analyses", lab.analysis("pe2").id, { status: "ready" }));
  const built = await lab.pass();
  const foreseen = await foreseeAdvance(lab.session, {}, { build: true, submit: true });
  const texts = [...built.failures, ...foreseen.failures].map(({ error }) => plain(lab, describeError(error)));
  expect(texts[1]).toBe(texts[0]);
  expect(texts[0]).toMatchInlineSnapshot(`
    "RUN_DIRECTORY_SHARED GW1/pe2
      GW1/pe2 would run in runs/pe, where GW1/pe runs
      Let GW1/pe2 run in a directory of its own: asimov analysis set GW1/pe2 rundir=DIR; what is built already goes there after: asimov analysis restart GW1/pe2 --refresh"
  `);

  // As if pe2 had been built, and its attempt given up, before anybody looked.
  const { snapshot, run_directory: directory } = ledger.get("SELECT snapshot, run_directory FROM attempts")!;
  const attempt = {
    analysis_id: lab.analysis("pe2").id,
    number: 1,
    snapshot: snapshot!,
    run_directory: directory!,
    started: "2026-01-01T00:00:00.000Z",
  };
  ledger.change((transaction) => transaction.insert("attempts", { ...attempt, ended: "2026-01-01T00:00:00.000Z", outcome: "failed" }));
  requestRestart(lab.session, lab.analysis("pe2"), true);
  await lab.pass();
  deleteThings(lab.session, [{ table: "analyses", id: lab.analysis("pe2").id }], false);
  expect(readFileSync(join(place, "fake.dag"), "utf8")).toBe("JOB A A.sub\n");
  expect(lab.notices.map(({ text }) => plain(lab, text))).toMatchInlineSnapshot(`
    [
      "built",
      "submitted as job of 1.1.workflow.1",
      "/work/runs/pe stays where it is: GW1/pe runs there",
      "/work/runs/pe stays where it is: GW1/pe runs there",
    ]
  `);
});

test("a directory that is gone for a moment is still its owner's", async () => {
  const lab = await openLab({ analyses: ["name: pe\nrundir: runs/pe", "name: pe2\nstatus: wait"] });
  await lab.pass();
  rmSync(join(lab.directory, "runs"), { recursive: true });
  runIn(lab, "pe2", "runs/pe/inner");
  lab.session.project.ledger.change((transaction) => transaction.update("analyses", lab.analysis("pe2").id, { status: "ready" }));
  const { failures } = await lab.pass();
  expect(failures.map(({ error }) => error.code)).toEqual(["RUN_DIRECTORY_SHARED"]);
  expect(existsSync(join(lab.directory, "runs"))).toBe(false);
});

test("what others own is found through symbolic links, by builders and before anything goes to the trash", async () => {
  const lab = await openLab({ analyses: ["name: a", "name: inner", "name: b\nstatus: wait"] });
  await lab.pass();
  symlinkSync("working", join(lab.directory, "w"));
  const refusedIn = async (rundir: string): Promise<string> => {
    runIn(lab, "b", rundir);
    lab.session.project.ledger.change((transaction) => transaction.update("analyses", lab.analysis("b").id, { status: "ready" }));
    const { failures } = await lab.pass();
    return failures.map(({ error }) => plain(lab, describeError(error)).split("\n")[1]).join("\n");
  };
  const told = [];
  for (const rundir of ["w/GW1", "w/GW1/a", "w/GW1/a/inner"]) told.push(await refusedIn(rundir));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "  GW1/b would run in w/GW1 (a link leads to working/GW1), which holds the run directories of others
      GW1/b would run in w/GW1/a (a link leads to working/GW1/a), where GW1/a runs
      GW1/b would run in w/GW1/a/inner (a link leads to working/GW1/a/inner), inside of working/GW1/a, where GW1/a runs"
  `);

  // As if b had been built before anybody looked at links.
  const { ledger } = lab.session.project;
  const { snapshot } = ledger.get("SELECT snapshot FROM attempts")!;
  const [started, ended] = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.000Z"];
  const run = { analysis_id: lab.analysis("b").id, number: 1, snapshot: snapshot!, started, build_started: started, ended, outcome: "failed" };
  ledger.change((transaction) => transaction.insert("attempts", { ...run, run_directory: join(lab.directory, "w/GW1") }));
  writeFileSync(join(lab.directory, "working/GW1/of-b.txt"), "b");
  expect(lossOf(lab.session, lab.analysis("b")).bytes).toBe(1);
  requestRestart(lab.session, lab.analysis("b"), false);
  await lab.pass();
  expect(inWorking(lab)).toEqual(["a", "a/fake.dag", "inner", "inner/fake.dag"]);
  expect(lab.notices.map(({ text }) => plain(lab, text)).filter((text) => text.includes("others"))).toMatchInlineSnapshot(`
    [
      "in /work/w/GW1 there are run directories of others, which stay: /work/w/GW1/a (GW1/a), /work/w/GW1/inner (GW1/inner)",
    ]
  `);

  runIn(lab, "b", "w/GW1/a");
  deleteThings(lab.session, [{ table: "analyses", id: lab.analysis("b").id }], false);
  expect(inWorking(lab)).toEqual(["a", "a/fake.dag", "inner", "inner/fake.dag"]);
  expect(lab.notices.map(({ text }) => plain(lab, text)).at(-1)).toMatchInlineSnapshot(`"/work/w/GW1/a stays where it is: GW1/a runs there"`);
});

test("an analysis may run where a link leads, and its files go to the trash from there", async () => {
  const lab = await openLab({ analyses: ["name: pe\nrundir: runs/pe"] });
  mkdirSync(join(lab.directory, "disk"));
  symlinkSync("disk", join(lab.directory, "runs"));
  await lab.pass();
  expect(readdirSync(join(lab.directory, "disk/pe"))).toEqual(["fake.dag"]);
  finish(lab, "pe");
  await lab.pass();
  requestRestart(lab.session, lab.analysis(), true);
  expect((await lab.pass()).failures).toEqual([]);
  expect([lab.attempts().length, readdirSync(join(lab.directory, ".asimov/trash")).length]).toEqual([2, 1]);
});

function plain(lab: Lab, text: string): string {
  return text.replaceAll(lab.directory, "/work").replaceAll(/\d{4}-\d\d-\d\dT\d+Z/g, "WHEN");
}
