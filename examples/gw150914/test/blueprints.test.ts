import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { checkBlueprint, readBlueprints } from "@asimov-gw/core/blueprint";
import { discoverPlugins, entriesOf, vocabularyOf } from "@asimov-gw/core/plugins";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const env = {
  ASIMOV_PLUGIN_PATH: ["packages/pipeline-bilby", "packages/pipeline-pesummary", "examples/pipeline-welch"].map((name) => join(root, name)).join(":"),
};
const discovery = discoverPlugins({ projectDirectory: tmpdir(), env });
const installed = new Map([...entriesOf(discovery, "pipelines")].map(([name, entry]) => [name, entry.package.version]));
const vocabulary = vocabularyOf(discovery);

test("the pipelines of the example say what they read", () => {
  expect(vocabulary.problems).toEqual([]);
  expect([...vocabulary.readers].filter((reader) => ["bilby", "pesummary", "welch"].includes(reader))).toHaveLength(3);
});

test("the example's blueprints give no warnings", async () => {
  const directory = fileURLToPath(new URL("../blueprints", import.meta.url));
  const documents = await readBlueprints(readdirSync(directory), { directory });
  expect(documents.length).toBeGreaterThan(3);
  expect(checkBlueprint(documents, { installed, vocabulary })).toEqual({ problems: [], warnings: [] });
});

test("the README's blueprints give no warnings", async () => {
  const texts = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/^```yaml\n(kind:.*?)^```$/gms)].map(([, text = ""]) => text);
  expect(texts.length).toBeGreaterThan(1);
  const directory = mkdtempSync(join(tmpdir(), "asimov-readme-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  texts.forEach((text, index) => writeFileSync(join(directory, `${index}.yaml`), text));
  const documents = await readBlueprints(readdirSync(directory), { directory });
  expect(checkBlueprint(documents, { installed, vocabulary })).toEqual({ problems: [], warnings: [] });
});
