import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { descriptionsFor, loadVocabulary, nodeOf } from "@asimov-gw/core/settings";
import { expect, test } from "vitest";

const file = fileURLToPath(new URL("../vocabulary.json", import.meta.url));
const template = readFileSync(new URL("../templates/bilby.ini.hbs", import.meta.url), "utf8");
const vocabulary = loadVocabulary([{ reader: "bilby", package: "@asimov-gw/pipeline-bilby", file }]);
const described = [...vocabulary.entries.values()].flatMap(({ key, descriptions }) =>
  descriptions.filter(({ reader }) => reader === "bilby").map((said) => ({ key, said })),
);

test("the vocabulary is whole, and agrees with what core says", () => {
  expect(vocabulary.problems).toEqual([]);
  expect(described.length).toBeGreaterThan(80);
});

test("every setting that the template reads is described, with the option that it is written to", () => {
  const read = [...template.matchAll(/settings((?:\.(?:\[[^\]]+\]|\w+))+)/g)].map(([, path = ""]) => path.slice(1).replaceAll(/[[\]]/g, ""));
  expect(read.length).toBeGreaterThan(50);
  for (const key of read) {
    const entry = nodeOf(vocabulary.root, key)?.entry;
    const isSection = [...vocabulary.entries.keys()].some((other) => other.startsWith(`${key}.`));
    expect(
      isSection || (entry && descriptionsFor(entry, { pipeline: "bilby", installed: new Set(["bilby"]) }).some(({ reader }) => reader === "bilby")),
      key,
    ).toBe(true);
  }
  for (const [, option = "", first = "", path = ""] of template.matchAll(/\{\{option "([\w-]+)" (\(.*?)?settings((?:\.(?:\[[^\]]+\]|\w+))+)/g)) {
    const key = path.slice(1).replaceAll(/[[\]]/g, "");
    expect(described.find((one) => one.key === key)?.said.option, `${first}${key}`).toBe(option);
  }
});

test("every option is one that the template writes, and no two keys are written to one", () => {
  const options = described.flatMap(({ said }) => (said.option === undefined ? [] : [said.option]));
  expect(new Set(options).size).toBe(options.length);
  for (const option of options) expect(template, option).toMatch(new RegExp(`^(\\{\\{option "${option}" |${option} = )`, "m"));
});

test("every default is the template's", () => {
  const defaults = [...template.matchAll(/\{\{option "([\w-]+)" \(first .* (\S+)\)\}\}/g)].map(
    ([, option = "", value = ""]) => [option, JSON.parse(value) as unknown] as const,
  );
  expect(defaults.length).toBeGreaterThan(30);
  for (const [option, value] of defaults) {
    expect(described.find(({ said }) => said.option === option)?.said.default, option).toEqual(value);
  }
});
