import { expect, test } from "vitest";

import { findAnalysis, resolveAnalysis, subjectDefinition, type ProvidedSettings } from "../../src/analysis/index.ts";
import type { Ledger } from "../../src/ledger/index.ts";
import type { PipelineDefaults, Resolved } from "../../src/settings/index.ts";
import { formatPlace } from "../../src/system/index.ts";
import { analysis, applyText, event, ledgerWith } from "../support/project.ts";

function resolved(ledger: Ledger, address = "GW1/pe", provided: readonly ProvidedSettings[] = [], defaults?: PipelineDefaults): Resolved {
  return resolveAnalysis(ledger, findAnalysis(ledger, address), provided, defaults);
}

function origins({ lineage }: Resolved): readonly string[] {
  return [...lineage].map(([key, { layer, at }]) => `${key} from ${layer}${at === undefined ? "" : ` at ${formatPlace(at)}`}`);
}

const layered = ledgerWithLayers();
function ledgerWithLayers(): () => Ledger {
  const values = (from: number): string =>
    ["one", "two", "three", "four", "five"]
      .slice(from)
      .map((key) => `  ${key}: ${from}\n`)
      .join("");
  const configuration = `kind: configuration\nlayer:\n${values(0)}pipelines:\n  bilby:\n    layer:\n${values(1).replaceAll("  ", "      ")}`;
  return () => ledgerWith(configuration, event("GW1", `layer:\n${values(2)}`), analysis("pe", `layer:\n${values(4)}`));
}

test("analysis over provided over subject over pipeline over project, and each value knows its line", () => {
  const provided = { by: "GW1/data", attempt: 2, settings: { layer: { four: 3, five: 3 } } };
  const result = resolved(layered(), "GW1/pe", [provided]);
  expect(result.settings).toEqual({ layer: { one: 0, two: 1, three: 2, four: 3, five: 4 } });
  expect(origins(result)).toMatchInlineSnapshot(`
    [
      "/layer/one from project at /work/blueprint-1.yaml:3:8",
      "/layer/two from pipeline bilby at /work/blueprint-1.yaml:11:12",
      "/layer/three from subject GW1 at /work/blueprint-2.yaml:5:10",
      "/layer/four from provided by GW1/data, attempt 2",
      "/layer/five from analysis pe at /work/blueprint-3.yaml:7:9",
    ]
  `);
});

test("the defaults of a pipeline are below all, and have a place too", () => {
  const layer = { one: -1, six: -1 };
  const result = resolved(layered(), "GW1/pe", [], { settings: { layer, quality: { "maximum frequency": null } }, file: "/plugins/x/package.json" });
  expect(result.settings).toEqual({ layer: { one: 0, two: 1, three: 2, four: 2, five: 4, six: -1 }, quality: {} });
  expect(origins(result)).toContain("/layer/six from defaults of pipeline bilby at /plugins/x/package.json");
});

test("former spellings in blueprints keep their line, and the blueprints stay as they are", () => {
  const ledger = ledgerWith(
    "kind: configuration\nquality:\n  minimum frequency: {H1: 20, L1: 20}\n",
    event("GW1", "approximant: IMRPhenomD\n") + analysis("pe", "likelihood:\n  minimum frequency:\n    L1: 30\n"),
  );
  const result = resolved(ledger);
  expect(result.settings).toEqual({
    quality: { "minimum frequency": { H1: 20, L1: 30 }, "lowest minimum frequency": 20 },
    waveform: { approximant: "IMRPhenomD" },
  });
  expect([...result.lineage].map(([key, { writtenAs, from }]) => [key, writtenAs ?? from])).toMatchInlineSnapshot(`
    [
      [
        "/quality/minimum frequency/H1",
        undefined,
      ],
      [
        "/quality/minimum frequency/L1",
        "likelihood.minimum frequency.L1",
      ],
      [
        "/quality/lowest minimum frequency",
        [
          "quality.minimum frequency",
        ],
      ],
      [
        "/waveform/approximant",
        "approximant",
      ],
    ]
  `);
  expect(origins(result)).toMatchInlineSnapshot(`
    [
      "/quality/minimum frequency/H1 from project at /work/blueprint-1.yaml:3:27",
      "/quality/minimum frequency/L1 from analysis pe at /work/blueprint-2.yaml:12:9",
      "/quality/lowest minimum frequency from derived",
      "/waveform/approximant from subject GW1 at /work/blueprint-2.yaml:4:14",
    ]
  `);
  const { subjectId } = findAnalysis(ledger, "GW1/pe");
  expect(subjectDefinition(ledger, subjectId!, 1).content["approximant"]).toBe("IMRPhenomD");
});

test("what a document says about itself is not a setting", () => {
  const ledger = ledgerWith(
    "kind: configuration\nname: defaults\ndata: {a: 1}\n",
    event("GW1", "event time: 1126259462.4\nworking directory: /x\nrepository: /y\n"),
    analysis("pe", "comment: why\nstatus: wait\nneeds: []\nwaveform: {approximant: IMRPhenomD}\n"),
  );
  expect(resolved(ledger).settings).toEqual({ data: { a: 1 }, "event time": 1126259462.4, waveform: { approximant: "IMRPhenomD" } });
});

test("settings of other pipelines, and of other subjects, do not matter", () => {
  const ledger = ledgerWith(
    "kind: configuration\npipelines: {welch: {sampler: {a: 1}}, Bilby: {sampler: {b: 2}}}\n",
    event("GW1") + event("GW2", "data: {c: 3}\n"),
    analysis("pe") + analysis("psd", "", "GW1", "welch"),
  );
  expect(resolved(ledger).settings).toEqual({ sampler: { b: 2 } });
  expect(resolved(ledger, "psd").settings).toEqual({ sampler: { a: 1 } });
});

test("a later configuration wins over an earlier one, but never over a pipeline's", () => {
  const ledger = ledgerWith(
    "kind: configuration\ndata: {a: 1, b: 1}\npipelines: {bilby: {data: {b: 2}}}\n",
    "kind: configuration\ndata: {a: 3, b: 3}\n",
    event("GW1") + analysis("pe"),
  );
  expect(resolved(ledger).settings).toEqual({ data: { a: 3, b: 2 } });
});

test("null in an analysis cuts away what its subject says", () => {
  const ledger = ledgerWith(event("GW1", "psds: {H1: a.dat, L1: b.dat}\n") + analysis("pe", "psds: null\n"));
  expect(resolved(ledger).settings).toEqual({});
});

test("an analysis keeps the revision of its event that it was applied with", () => {
  const ledger = ledgerWith(event("GW1", "event time: 1\n") + analysis("pe"));
  applyText(ledger, event("GW1", "event time: 2\n"), { update: true });
  applyText(ledger, analysis("later"));
  expect(resolved(ledger).settings).toEqual({ "event time": 1 });
  expect(resolved(ledger, "later").settings).toEqual({ "event time": 2 });
  const { subjectId = 0, subjectRevision = 0 } = findAnalysis(ledger, "later");
  expect([subjectRevision, subjectDefinition(ledger, subjectId, 1).content["event time"]]).toEqual([2, 1]);
});

test("resolving writes nothing back", () => {
  const ledger = layered();
  const before = ledger.all("SELECT * FROM analyses");
  resolved(ledger);
  expect(ledger.all("SELECT * FROM analyses")).toEqual(before);
});
