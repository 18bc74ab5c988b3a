import { fileURLToPath } from "node:url";

import { loadVocabulary } from "@asimov-gw/core/settings";
import { expect, test } from "vitest";

import { settingNames } from "../src/options/index.ts";

const parts = ["pipeline", "postprocessor"].map((name) => ({
  reader: name === "pipeline" ? "pesummary" : "pesummary post-processor",
  package: "@asimov-gw/pipeline-pesummary",
  file: fileURLToPath(new URL(`../vocabulary/${name}.json`, import.meta.url)),
}));
const vocabulary = loadVocabulary(parts);

test("the vocabularies are whole, and agree with what core says", () => {
  expect(vocabulary.problems).toEqual([]);
});

test("every setting is described, on the analysis itself and below postprocessing, in the same words", () => {
  const described = (reader: string): Readonly<Record<string, object>> =>
    Object.fromEntries(
      [...vocabulary.entries.values()].flatMap(({ key, descriptions }) => {
        const said = descriptions.find((one) => one.reader === reader);
        const { reader: _, package: __, ...content } = said ?? { reader, package: "" };
        return said && key !== "postprocessing.pesummary" ? [[key.replace("postprocessing.pesummary.", ""), content]] : [];
      }),
    );
  expect(Object.keys(described("pesummary")).toSorted()).toEqual(settingNames.toSorted());
  // Of cosmology core has words of its own where no pipeline has others.
  expect(described("pesummary post-processor")).toEqual(described("pesummary"));
});
