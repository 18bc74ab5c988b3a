import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { checkBlueprint, parseBlueprint } from "@asimov-gw/core/blueprint";
import { descriptionsFor, loadVocabulary, nodeOf } from "@asimov-gw/core/settings";
import { expect, test } from "vitest";

const file = fileURLToPath(new URL("../vocabulary.json", import.meta.url));
const template = readFileSync(new URL("../templates/rift.ini.hbs", import.meta.url), "utf8");
const vocabulary = loadVocabulary([{ reader: "rift", package: "@asimov-gw/pipeline-rift", file }]);
const described = [...vocabulary.entries.values()].flatMap(({ key, descriptions }) =>
  descriptions.filter(({ reader }) => reader === "rift").map((said) => ({ key, said })),
);

test("the README's blueprint gives no warnings", () => {
  const [, text = ""] = /^```yaml\n(kind:.*?)^```$/ms.exec(readFileSync(new URL("../README.md", import.meta.url), "utf8")) ?? [];
  const { problems, warnings } = checkBlueprint(parseBlueprint(text, "README.md"), { installed: new Map([["rift", "1.0.0"]]), vocabulary });
  expect({ problems, warnings, isThere: text.includes("pipeline: rift") }).toEqual({ problems: [], warnings: [], isThere: true });
});

test("the vocabulary is whole, and agrees with what core says", () => {
  expect(vocabulary.problems).toEqual([]);
  expect(described.length).toBeGreaterThan(80);
});

test("every setting that the template reads is described", () => {
  const read = [...template.matchAll(/settings((?:\.(?:\[[^\]]+\]|[\w-]+))+)/g)].map(([, path = ""]) => path.slice(1).replaceAll(/[[\]]/g, ""));
  expect(read.length).toBeGreaterThan(50);
  for (const key of read.filter((one) => !one.startsWith("sampler.extra eccentric arguments."))) {
    const entry = nodeOf(vocabulary.root, key)?.entry;
    const said = entry && descriptionsFor(entry, { pipeline: "rift", installed: new Set(["rift"]) }).some(({ reader }) => reader === "rift");
    expect(said, key).toBe(true);
  }
});

test("every option is one that the template writes in that section, and no two keys are written to one", () => {
  const options = described.flatMap(({ said }) => (said.option === undefined ? [] : [said.option]));
  expect(options.length).toBeGreaterThan(40);
  expect(new Set(options).size).toBe(options.length);
  for (const option of options) {
    const [section = "", name = ""] = option.split(/\.(.*)/);
    const part = template.slice(template.indexOf(`[${section}]\n`)).slice(section.length + 2);
    const end = part.search(/^\[/m);
    expect(end === -1 ? part : part.slice(0, end), option).toMatch(new RegExp(`^(\\{\\{option "${name}" |${name} = )`, "m"));
  }
});

test("every default is the template's", () => {
  const defaults = [...template.matchAll(/^(?:\{\{option "([\w-]+)"|([\w-]+) =).*\(first settings\S* .*?("?[\w.]+"?)\)\)?\}\}$/gm)].map(
    ([, one, other, value = ""]) => [one ?? other ?? "", JSON.parse(value) as unknown] as const,
  );
  expect(defaults.length).toBeGreaterThan(15);
  const known = new Map(
    described.flatMap(({ said }) => (said.option === undefined ? [] : [[said.option.split(/\.(.*)/)[1], said.default] as const])),
  );
  for (const [option, value] of defaults) if (known.has(option) && known.get(option) !== undefined) expect(known.get(option), option).toEqual(value);
  expect(defaults.filter(([option]) => known.get(option) !== undefined).length).toBeGreaterThan(15);
});
