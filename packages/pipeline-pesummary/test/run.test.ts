import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

import { isComplete, metafileIn, pagesIn, prepare, productsOf, publish, requestsOf, startIn } from "../src/run/index.ts";
import { recordFile, type Summary } from "../src/summary/index.ts";
import { combined, pesummaryIn, refusal, source } from "./fake.ts";

// What summarypages 1.8.1 wrote: a and b with their PSDs, and c, which was added.
const fixture = fileURLToPath(new URL("fixtures/posterior_samples.h5", import.meta.url));
const programs = { summarypages: "/opt/pes/bin/summarypages", summarymodify: "/opt/pes/bin/summarymodify" };
const requests = { cpus: 2, memory: "2048MB", disk: "8192MB", accounting: { group: "ligo.dev", user: "marie" } };
let root: string;
let place: { readonly directory: string; readonly published: string };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pesummary run-"));
  place = { directory: join(root, "run"), published: join(root, "published") };
});

afterEach(() => rmSync(root, { recursive: true }));

function summary(...labels: readonly string[]): Summary {
  const sources = labels.map((label) => {
    const samples = join(root, `${label}.dat`);
    writeFileSync(samples, label);
    return source(label, { samples });
  });
  return { options: { seed: 1 }, sources };
}

/** Makes the run complete, as PESummary leaves it: with this metafile, and a table of each label. */
function complete(labels: readonly string[], metafile = fixture): void {
  const pages = pagesIn(place.directory);
  mkdirSync(dirname(metafileIn(pages)), { recursive: true });
  writeFileSync(startIn(pages), "<html>");
  copyFileSync(metafile, metafileIn(pages));
  for (const label of labels) writeFileSync(join(pages, "samples", `${label}_pesummary.dat`), `chirp_mass\n${"30\n".repeat(120)}`);
}

function script(): string {
  return readFileSync(join(place.directory, "summarise.sh"), "utf8").replaceAll(root, "/R");
}

test("the first time: one job of a script that makes new pages", async () => {
  const { file, directory, plan } = await prepare(summary("a", "b"), place, programs, requests);
  expect([file, directory, plan]).toEqual([join(place.directory, "pesummary.dag"), place.directory, { kind: "new" }]);
  expect(readFileSync(file, "utf8")).toBe("JOB pesummary pesummary.sub\n");
  expect(script()).toMatchInlineSnapshot(`
    "#!/bin/sh
    set -eu
    cd '/R/run'
    rm -rf '/R/run/pages' '/R/run/former'
    /opt/pes/bin/summarypages \\
      --webdir '/R/run/pages' \\
      --labels a b \\
      --gw \\
      --seed 1 \\
      --samples '/R/a.dat' '/R/b.dat'
    "
  `);
  expect(statSync(join(place.directory, "summarise.sh")).mode & 0o111).toBe(0o111);
  const submit = readFileSync(join(place.directory, "pesummary.sub"), "utf8").replaceAll(root, "/R").replace(`:${process.env["PATH"]}'`, ":REST'");
  expect(submit).toMatchInlineSnapshot(`
    "universe = vanilla
    executable = /R/run/summarise.sh
    initialdir = /R/run
    environment = "'PATH=/opt/pes/bin:REST' 'HDF5_USE_FILE_LOCKING=FALSE' 'OMP_NUM_THREADS=1' 'OMP_PROC_BIND=false'"
    getenv = HOME, USER, LOGNAME, LANG, LAL_DATA_PATH
    output = pesummary.out
    error = pesummary.err
    log = pesummary.log
    request_cpus = 2
    request_memory = 2048MB
    request_disk = 8192MB
    should_transfer_files = NO
    accounting_group = ligo.dev
    accounting_group_user = marie
    queue 1
    "
  `);
});

test("later: labels are added to a copy of what was published, or removed from one of its metafile", async () => {
  const publishAs = async (...labels: readonly string[]): Promise<void> => {
    await prepare(summary(...labels), place, programs, requests);
    complete(labels);
    rmSync(place.published, { recursive: true, force: true });
    await publish(place.directory, async (_name, from) => {
      cpSync(from, place.published, { recursive: true });
      return place.published;
    });
  };
  await publishAs("a", "b", "c");
  expect((await prepare(summary("a", "b", "c", "d"), place, programs, requests)).plan).toEqual({ kind: "add", labels: ["d"] });
  expect(script()).toMatchInlineSnapshot(`
    "#!/bin/sh
    set -eu
    cd '/R/run'
    rm -rf '/R/run/pages' '/R/run/former'
    cp -R '/R/published' '/R/run/pages'
    /opt/pes/bin/summarypages \\
      --add_to_existing \\
      --existing_webdir '/R/run/pages' \\
      --labels d \\
      --gw \\
      --seed 1 \\
      --samples '/R/d.dat'
    "
  `);
  expect((await prepare(summary("b"), place, programs, requests)).plan).toEqual({ kind: "remove", labels: ["a", "c"] });
  expect(script()).toMatchInlineSnapshot(`
    "#!/bin/sh
    set -eu
    cd '/R/run'
    rm -rf '/R/run/pages' '/R/run/former'
    mkdir '/R/run/former'
    cp '/R/published/samples/posterior_samples.h5' '/R/run/former/posterior_samples.h5'
    /opt/pes/bin/summarymodify \\
      --samples '/R/run/former/posterior_samples.h5' \\
      --webdir '/R/run/former' \\
      --remove_label a c \\
      --overwrite
    /opt/pes/bin/summarypages \\
      --webdir '/R/run/pages' \\
      --gw \\
      --seed 1 \\
      --samples '/R/run/former/posterior_samples.h5'
    "
  `);
  // A metafile that does not hold what its record says is no ground to build on.
  truncateSync(metafileIn(place.published), 5000);
  expect((await prepare(summary("b"), place, programs, requests)).plan).toEqual({ kind: "new" });
  await publishAs("a", "b");
  expect((await prepare(summary("b"), place, programs, requests)).plan).toEqual({ kind: "new" });
});

test("macros in paths stay text in the submit file", async () => {
  place = { ...place, directory: join(root, "a$(b)") };
  await prepare(summary("a"), place, programs, requests);
  expect(readFileSync(join(place.directory, "pesummary.sub"), "utf8")).toContain(`initialdir = ${root}/a$(DOLLAR)(b)\n`);
});

test("complete is what has its pages and a metafile with samples under each label, and no other", async () => {
  const ready = async (...labels: readonly string[]): Promise<void> => void (await prepare(summary(...labels), place, programs, requests));
  await ready("a", "b", "c");
  expect(await isComplete(place.directory)).toBe(false);
  complete(["a", "b", "c"]);
  expect(await isComplete(place.directory)).toBe(true);
  const table = join(pagesIn(place.directory), "samples", "b_pesummary.dat");
  for (const wrong of ["", "chirp_mass\n", `chirp_mass\n${"30\n".repeat(119)}`, `chirp_mass\n${"30\n".repeat(119)}3`]) {
    writeFileSync(table, wrong);
    expect(await isComplete(place.directory)).toBe(false);
  }
  rmSync(table);
  expect(await isComplete(place.directory)).toBe(false);
  complete(["b"]);
  expect(await isComplete(place.directory)).toBe(true);
  rmSync(startIn(pagesIn(place.directory)));
  expect(await isComplete(place.directory)).toBe(false);
  complete([]);
  await ready("a", "b", "d");
  expect(await isComplete(place.directory)).toBe(false);
  await ready("a", "b");
  expect(await isComplete(place.directory)).toBe(false);
  await ready("a", "b", "c");
  truncateSync(metafileIn(pagesIn(place.directory)), 20_000);
  expect(await isComplete(place.directory)).toBe(false);
});

test("options that PESummary left out are an error, with their names", async () => {
  await prepare(summary("a", "b", "c"), place, programs, requests);
  complete(["a", "b", "c"]);
  writeFileSync(
    join(place.directory, "pesummary.err"),
    "2026-11-24  05:15:07 PESummary WARNING : Unknown command line arguments: --bogus --psds\nmore\n",
  );
  expect(await refusal(() => isComplete(place.directory))).toEqual({
    code: "PESUMMARY_IGNORED_OPTIONS",
    message: "PESummary does not know options, and made its pages without them: --bogus --psds",
  });
});

test("products: the metafile, and of each label its table, with the sky map where there is one", async () => {
  await prepare(summary("a", "b"), place, programs, requests);
  complete(["a", "b"]);
  const samples = join(pagesIn(place.directory), "samples");
  writeFileSync(join(samples, "b_skymap.fits"), "SIMPLE");
  expect(productsOf(place.directory)).toEqual({
    metafile: join(samples, "posterior_samples.h5"),
    summary: { a: [join(samples, "a_pesummary.dat")], b: [join(samples, "b_pesummary.dat"), join(samples, "b_skymap.fits")] },
  });
});

test("the pages are published with their record and without PESummary's own memory", async () => {
  const analysis = { analyses: [combined("a")], runDirectory: place.directory };
  const { pesummary, published } = pesummaryIn({ analysis });
  await prepare(summary("a", "b", "c"), place, programs, requests);
  complete(["a", "b", "c"]);
  const pages = pagesIn(place.directory);
  mkdirSync(join(pages, "checkpoint"));
  expect(await pesummary.detectCompletion()).toBe(true);
  expect(Object.keys(await pesummary.collectAssets())).toEqual(["metafile", "summary"]);
  await pesummary.collectAssets();
  expect(published).toEqual([
    ["pesummary", pages],
    ["pesummary", pages],
  ]);
  expect(readFileSync(recordFile(pages))).toEqual(readFileSync(recordFile(place.directory)));
  expect(() => statSync(join(pages, "checkpoint"))).toThrow("ENOENT");
  expect(await pesummary.samples()).toEqual([metafileIn(pages)]);
});

test("the pages that are published are those that reports link to", async () => {
  const { pesummary } = pesummaryIn({ analysis: { analyses: [combined("a")], pagesDirectory: root } });
  expect(await pesummary.resultPages()).toEqual({});
  mkdirSync(join(root, "pesummary"));
  writeFileSync(join(root, "pesummary", "home.html"), "");
  expect(await pesummary.resultPages()).toEqual({ PESummary: join(root, "pesummary", "home.html") });
});

test("requests: what jobs after the sampling ask for, and of an analysis of its own also what it asks for", async () => {
  const scheduler = { "request memory": 2, "request disk": "3 GB", "accounting group": "ligo.prod" };
  expect(requestsOf({ scheduler }, { multi_process: 4 }, {}, true)).toEqual({
    cpus: 4,
    memory: "2048MB",
    disk: "3GB",
    accounting: { group: "ligo.prod" },
  });
  expect(requestsOf({ scheduler }, {}, { group: "ligo.dev", user: "marie" }, false)).toEqual({
    cpus: 1,
    memory: "8192MB",
    disk: "8192MB",
    accounting: { group: "ligo.dev", user: "marie" },
  });
  expect(requestsOf({ scheduler: { ...scheduler, "request post memory": 0.5 } }, {}, {}, true)).toMatchObject({ memory: "512MB" });
  expect((await refusal(() => requestsOf({ scheduler: { "request memory": "much" } }, {}, {}, true))).message).toBe(
    '"scheduler.request memory" is "much", expected a number of GB above 0, or text such as 8GB',
  );
});
