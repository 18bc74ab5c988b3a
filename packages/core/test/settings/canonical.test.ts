import fc from "fast-check";
import { expect, test } from "vitest";

import {
  aliases,
  canonical,
  formatPath,
  isMap,
  merge,
  pathKey,
  pathOfKey,
  resolveLayers,
  saidBy,
  settle,
  valueAt,
  type Layer,
  type SaidMap,
  type SettingPath,
  type Settings,
  type Value,
} from "../../src/settings/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { refusal } from "../support/refusal.ts";

const layer = (name: string, settings: Settings): Layer => ({
  name,
  settings,
  place: (path) => ({ file: `/${name}.yaml`, line: Math.max(1, path.join().length), column: 1 }),
});

test("the higher layer wins whatever the spelling, per detector too", () => {
  const { settings, lineage } = resolveLayers([
    layer("project", { quality: { "minimum frequency": { H1: 20, L1: 20, V1: 20 } }, likelihood: { marginalization: { phase: true, time: true } } }),
    layer("subject", { likelihood: { "minimum frequency": { L1: 30 }, marginalisation: { phase: false } }, approximant: "IMRPhenomD" }),
    layer("analysis", { quality: { "minimum frequency": { V1: 40 } } }),
  ]);
  expect(settings).toEqual({
    quality: { "minimum frequency": { H1: 20, L1: 30, V1: 40 }, "lowest minimum frequency": 20 },
    likelihood: { marginalization: { phase: false, time: true } },
    waveform: { approximant: "IMRPhenomD" },
  });
  expect(lineage.get(pathKey(["quality", "minimum frequency", "L1"]))).toEqual({
    layer: "subject",
    at: { file: "/subject.yaml", line: "likelihood,minimum frequency,L1".length, column: 1 },
    writtenAs: "likelihood.minimum frequency.L1",
  });
});

test("both spellings in one layer are refused with both places, all of them at once", async () => {
  const twice = layer("project", {
    likelihood: { marginalisation: { phase: true }, marginalization: { time: true }, "reference frequency": 20 },
    waveform: { "reference frequency": null },
  });
  expect(await refusal(() => resolveLayers([twice, layer("analysis", {})]))).toMatchInlineSnapshot(`
    "SETTINGS_TWO_SPELLINGS /project.yaml:26:1
      "likelihood.marginalisation" and "likelihood.marginalization" are the same setting, and project has both (/project.yaml:26:1 and /project.yaml:26:1)
      Keep "likelihood.marginalization", and take "likelihood.marginalisation" away.
    SETTINGS_TWO_SPELLINGS /project.yaml:30:1
      "likelihood.reference frequency" and "waveform.reference frequency" are the same setting, and project has both (/project.yaml:30:1 and /project.yaml:28:1)
      Keep "waveform.reference frequency", and take "likelihood.reference frequency" away."
  `);
});

test("a former spelling meets what is there as the canonical one would", async () => {
  expect(await refusal(() => resolveLayers([layer("project", { waveform: "fast" }), layer("analysis", { approximant: "X" })])))
    .toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE /analysis.yaml:11:1
      "waveform" is a map in analysis (written as "approximant"), but not in project (/project.yaml:8:1)
      Give it the same form in both, or cut the lower one away first with "waveform: null"."
  `);
  // In one layer too: what is cut away in it is what lies below.
  const anew = layer("analysis", { quality: null, likelihood: { "minimum frequency": 30 } });
  expect(resolveLayers([layer("project", { quality: { a: 1, "minimum frequency": { H1: 20 } } }), anew]).settings).toEqual({
    quality: { "minimum frequency": 30 },
  });
  const cut = layer("analysis", { likelihood: { "minimum frequency": null } });
  expect(resolveLayers([layer("project", { quality: { "minimum frequency": 20, low: 1 } }), cut]).settings).toEqual({ quality: { low: 1 } });
});

// Values at canonical paths, some of them maps, and for each which spelling is used.
const someChoice = fc.record({
  alias: fc.constantFrom(...aliases),
  value: fc.constantFrom<Value>(1, "text", null, { H1: 1 }, { L1: 2, H1: null }, { V1: 3 }),
  old: fc.boolean(),
});
const someChoices = fc.uniqueArray(someChoice, { selector: ({ alias }) => formatPath(alias.canonical), maxLength: 6 });

test("which spelling a layer uses changes nothing", () => {
  fc.assert(
    fc.property(fc.array(someChoices, { maxLength: 3 }), (all) => {
      const written = all.map((choices) => settingsOf(choices.map(({ alias, value, old }) => [old ? alias.old : alias.canonical, value])));
      const plain = all.map((choices) => settingsOf(choices.map(({ alias, value }) => [alias.canonical, value])));
      expect(outcome(...written)).toEqual(outcome(...plain));
    }),
    { numRuns: 500 },
  );
});

test("normalising twice is normalising once", () => {
  fc.assert(
    fc.property(someChoices, (choices) => {
      const said = saidBy(layer("one", settingsOf(choices.map(({ alias, value, old }) => [old ? alias.old : alias.canonical, value]))));
      const once = canonical(said);
      expect(once.problems).toEqual([]);
      expect(canonical(once.said)).toEqual(once);
    }),
  );
});

test("normalising layers and merging them is merging and normalising, where the two spell alike", () => {
  const spelled = fc.uniqueArray(someChoice, {
    selector: ({ alias }) => formatPath(alias.canonical),
    minLength: aliases.length,
    maxLength: aliases.length,
  });
  fc.assert(
    fc.property(spelled, fc.array(fc.nat(2), { minLength: 40, maxLength: 40 }), (choices, parts) => {
      // Which settings each of the two has: the first, the second or both, each with another value.
      const part = (who: number): Settings =>
        settingsOf(
          choices.flatMap(({ alias, value, old }, index) =>
            parts[index] === who || parts[index] === 2 ? [[old ? alias.old : alias.canonical, who === 0 ? { H1: 7, K1: 8 } : value] as const] : [],
          ),
        );
      const [lower, upper] = [saidBy(layer("lower", part(0))), saidBy(layer("upper", part(1)))];
      expect(settled(canonical(merge(lower, upper)).said)).toEqual(settled(merge(canonical(lower).said, canonical(upper).said)));
    }),
    { numRuns: 500 },
  );
});

// A map that tombstones emptied has the origin of the lowest map in its place: that may have moved.
function settled(said: SaidMap): object {
  const { settings, lineage, problems } = settle(said);
  const values = [...lineage].filter(([key]) => !isMap(valueAt(settings, pathOfKey(key))));
  return { settings, lineage: Object.fromEntries(values), problems: problems.map(({ code }) => code) };
}

function outcome(...all: Settings[]): object {
  try {
    return resolveLayers(all.map((settings, index) => ({ name: `layer ${index}`, settings }))).settings;
  } catch (error) {
    return { code: error instanceof AsimovError ? error.code : error };
  }
}

function settingsOf(values: readonly (readonly [SettingPath, Value])[]): Settings {
  const nested = (path: SettingPath, value: Value): Value => path.reduceRight<Value>((inner, key) => ({ [key]: inner }), value);
  return values.reduce<Settings>((all, [path, value]) => deep(all, nested(path, value) as Settings), {});
}

function deep(one: Settings, other: Settings): Settings {
  const inner = Object.entries(other).map(([key, value]) => {
    const present = one[key];
    return [key, isMap(present) && isMap(value) ? deep(present, value) : value] as const;
  });
  return { ...one, ...Object.fromEntries(inner) };
}
