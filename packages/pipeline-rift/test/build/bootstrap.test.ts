import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { NeededAnalysis, Settings } from "@asimov-gw/core/pipeline";
import { afterAll, expect, test } from "vitest";

import { bootstrapOf } from "../../src/build/index.ts";
import { refusal } from "../fake.ts";

const projectDirectory = mkdtempSync(join(tmpdir(), "rift-bootstrap-"));
afterAll(() => rmSync(projectDirectory, { recursive: true }));
const needed = (name: string, samples?: readonly string[]): NeededAnalysis => ({
  name,
  subject: "GW150914",
  pipeline: "bilby",
  runDirectory: "/run",
  assets: samples ? { samples } : {},
});
const view = (settings: Settings, needs: readonly NeededAnalysis[] = []) => ({
  settings,
  needs,
  projectDirectory,
  configFile: join(projectDirectory, "pe.ini"),
  slug: "pe",
});

test("the first grid comes from samples of a needed analysis, a file with samples or a grid, or is given whole", () => {
  const needs = [needed("psd"), needed("first", ["/a.json", "/b.json"])];
  expect(bootstrapOf(view({}, needs))).toBeUndefined();
  expect(bootstrapOf(view({ bootstrap: false }, needs))).toBeUndefined();
  expect(bootstrapOf(view({ bootstrap: "first" }, needs))).toEqual({ kind: "samples", files: ["/a.json", "/b.json"], key: "bootstrap" });
  expect(bootstrapOf(view({ bootstrap: true }, needs))).toMatchObject({ files: ["/a.json", "/b.json"] });
  expect(bootstrapOf(view({ scheduler: { "bootstrap upstream": true } }, needs))).toMatchObject({ files: ["/a.json", "/b.json"] });
  writeFileSync(join(projectDirectory, "samples.h5"), "");
  writeFileSync(join(projectDirectory, "pe_bootstrap.xml.gz"), "");
  expect(bootstrapOf(view({ bootstrap: "samples.h5" }))).toMatchObject({ kind: "samples", files: [join(projectDirectory, "samples.h5")] });
  const grid = { kind: "grid", file: join(projectDirectory, "pe_bootstrap.xml.gz"), supplements: true };
  expect(bootstrapOf(view({ bootstrap: "manual" }))).toMatchObject(grid);
  expect(bootstrapOf(view({ scheduler: { "bootstrap file": "pe_bootstrap.xml.gz" } }))).toMatchObject(grid);
  expect(bootstrapOf(view({ sampler: { "manual grid": "/g.xml.gz" } }))).toMatchObject({ kind: "grid", file: "/g.xml.gz", supplements: false });
});

test.each<[string, Settings, readonly NeededAnalysis[]]>([
  ["an analysis that is not needed", { bootstrap: "other" }, [needed("first", ["/a"])]],
  ["one without samples", { bootstrap: "psd" }, [needed("psd")]],
  ["none with samples", { bootstrap: true }, [needed("psd")]],
  ["several with samples", { bootstrap: true }, [needed("one", ["/a"]), needed("two", ["/b"])]],
  ["a number", { bootstrap: 3 }, []],
  ["two sources", { bootstrap: true, scheduler: { "bootstrap file": "x.h5" } }, [needed("one", ["/a"])]],
])("%s is refused", async (_, settings, needs) => {
  const { code, message } = await refusal(() => bootstrapOf(view(settings, needs)));
  expect({ code, message: message.replaceAll(projectDirectory, "/project") }).toMatchSnapshot();
});
