import { rmSync } from "node:fs";

import { describe, expect, onTestFinished, test } from "vitest";

import { checkPipeline, pipelineChecks } from "../../src/index.ts";
import { broken } from "./broken.ts";
import { good, goodFixture, writePackage, type PackageFiles } from "./good.ts";

function packageOf(files: PackageFiles): string {
  const directory = writePackage(files);
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function changed([file, what, instead]: readonly [string, string, string]): PackageFiles {
  const text = good[file]!;
  if (what !== "ALL") expect(text).toContain(what);
  return { ...good, [file]: what === "ALL" ? instead : text.replace(what, () => instead) };
}

test("there are more than sixty checks, each with an id, what must hold and why, and for each a plugin that breaks it", () => {
  const ids = pipelineChecks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(60);
  expect(pipelineChecks.filter(({ id, name, reason }) => !/^[a-z]+\/[a-z-]+$/.test(id) || name === "" || reason === "")).toEqual([]);
  expect(Object.keys(broken)).toEqual(ids);
});

test("a plugin that is as it should be passes all of them", async () => {
  const directory = packageOf(good);
  const outcomes = [];
  for (const check of pipelineChecks) outcomes.push(await checkPipeline(directory, goodFixture, check));
  expect(outcomes.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  expect(outcomes.filter(({ outcome }) => outcome === "not applicable").map(({ id }) => id)).toEqual(["class/inputs", "class/states"]);
}, 60_000);

describe("a plugin that breaks what a check is about fails it", () => {
  test.for(pipelineChecks)("$id", async (check) => {
    const { outcome, why } = await checkPipeline(packageOf(changed(broken[check.id]!)), goodFixture, check);
    expect([outcome, why]).toEqual(["failed", expect.stringMatching(/\S/)]);
  });
});

test("a check that can't hold is left out with its reason", async () => {
  const [check] = pipelineChecks;
  const outcome = await checkPipeline(packageOf(good), { ...goodFixture, except: { [check!.id]: "it is a test" } }, check!);
  expect(outcome).toEqual({ id: check!.id, outcome: "not applicable", why: "it is a test" });
});

test("a package without a pipeline says so", async () => {
  const files = { ...good, "package.json": good["package.json"]!.replace('"pipelines"', '"others"') };
  const outcome = await checkPipeline(packageOf(files), goodFixture, pipelineChecks[1]!);
  expect(outcome).toMatchObject({ outcome: "failed", why: expect.stringContaining("no pipeline that can be used") });
});
