import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { readConfig } from "../../src/project/index.ts";
import { pagesDirectory, publishPages } from "../../src/lifecycle/pages.ts";

const analysis = { slug: "summary", subjectSlug: "GW150914", address: "GW150914/summary" };

async function newProject(config = ""): Promise<{ readonly directory: string; readonly config: Awaited<ReturnType<typeof readConfig>> }> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-pages-"));
  mkdirSync(join(directory, ".asimov"));
  writeFileSync(join(directory, ".asimov", "config.yaml"), config);
  return { directory, config: await readConfig(directory) };
}

function writePages(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, "made", name, ".."), { recursive: true });
    writeFileSync(join(directory, "made", name), text);
  }
}

test("published pages take the place of those before them, all of them and readable for a web server", async () => {
  const project = await newProject();
  writePages(project.directory, { "home.html": "first", "plots/old.png": "old" });
  const place = await publishPages(project, analysis, "pesummary", "made");
  expect(place).toBe(join(project.directory, "pages/GW150914/summary/pesummary"));
  renameSync(join(project.directory, "made/plots/old.png"), join(project.directory, "made/plots/new.png"));
  writePages(project.directory, { "home.html": "second" });
  symlinkSync(join(project.directory, "made/home.html"), join(project.directory, "made/index.html"));
  chmodSync(join(project.directory, "made/home.html"), 0o600);
  expect(await publishPages(project, analysis, "pesummary", join(project.directory, "made"))).toBe(place);
  expect(readdirSync(place, { encoding: "utf8", recursive: true }).toSorted()).toEqual(["home.html", "index.html", "plots", "plots/new.png"]);
  expect(readFileSync(join(place, "index.html"), "utf8")).toBe("second");
  expect(lstatSync(join(place, "index.html")).isSymbolicLink()).toBe(false);
  expect(["home.html", "index.html", "plots"].map((name) => (statSync(join(place, name)).mode & 0o777).toString(8))).toEqual(["644", "644", "755"]);
  expect(readdirSync(join(place, ".."))).toEqual(["pesummary"]);
});

test("what a crash left between the old pages and the new ones is not in the way of the next ones", async () => {
  const project = await newProject();
  const above = pagesDirectory(project, analysis);
  mkdirSync(join(above, ".pesummary.former"), { recursive: true });
  writeFileSync(join(above, ".pesummary.former", "home.html"), "former");
  await expect(publishPages(project, analysis, "pesummary", "made")).rejects.toMatchObject({ code: "PAGES_MISSING" });
  writePages(project.directory, { "home.html": "next" });
  await publishPages(project, analysis, "pesummary", "made");
  expect(readFileSync(join(above, "pesummary/home.html"), "utf8")).toBe("next");
  expect(readdirSync(above)).toEqual(["pesummary"]);
});

test("pages go where the configuration says, which may be outside of the project; names that are paths are refused", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "asimov-web-"));
  const project = await newProject(`directories: {pages: ${elsewhere}}\n`);
  writePages(project.directory, { "home.html": "page" });
  expect(await publishPages(project, analysis, "summary", "made")).toBe(join(elsewhere, "GW150914/summary/summary"));
  for (const name of ["", "../x", "a/b", "."])
    await expect(publishPages(project, analysis, name, "made")).rejects.toMatchObject({ code: "PAGES_NAME" });
  expect(existsSync(join(project.directory, "pages"))).toBe(false);
});
