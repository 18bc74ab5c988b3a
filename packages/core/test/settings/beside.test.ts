import fc from "fast-check";
import { expect, test } from "vitest";

import { resolveLayers, type Layer, type Settings } from "../../src/settings/index.ts";
import { refusal } from "../support/refusal.ts";
import { someSettings } from "./trees.ts";

const provided = (by: string, settings: Settings): Layer => ({ name: `provided by GW1/${by}, attempt 1`, settings, beside: true });
const subject: Layer = { name: "subject GW1", settings: { data: { format: "gwf", channels: { H1: "a", L1: "b" } } } };

test("different keys of two providers are put together, over the subject", () => {
  const layers = [subject, provided("one", { data: { channels: { H1: "x" } } }), provided("two", { data: { channels: { L1: "y" }, cache: 1 } })];
  expect(resolveLayers(layers).settings).toEqual({ data: { format: "gwf", channels: { H1: "x", L1: "y" }, cache: 1 } });
});

test("one key of two providers is refused, whatever its form or spelling, unless they say the same", async () => {
  const one = provided("one", { approximant: "X", data: { format: "hdf5", channels: { H1: "x" }, cache: null, files: [1], more: 1 } });
  const two = provided("two", {
    waveform: { approximant: "Y" },
    data: { format: "txt", channels: { H1: "x" }, cache: "y", files: [1], more: { a: 1 } },
  });
  expect(await refusal(() => resolveLayers([subject, one, two]))).toMatchInlineSnapshot(`
    "SETTINGS_TWO_PROVIDERS nowhere
      "data.format" is "hdf5" (provided by GW1/one, attempt 1) and "txt" (provided by GW1/two, attempt 1), and none of the two is above the other
      Say in the analysis itself what counts, or let only one of them provide it.
    SETTINGS_TWO_PROVIDERS nowhere
      "data.cache" is null (provided by GW1/one, attempt 1) and "y" (provided by GW1/two, attempt 1), and none of the two is above the other
      Say in the analysis itself what counts, or let only one of them provide it.
    SETTINGS_TWO_PROVIDERS nowhere
      "data.more" is 1 (provided by GW1/one, attempt 1) and a map (provided by GW1/two, attempt 1), and none of the two is above the other
      Say in the analysis itself what counts, or let only one of them provide it.
    SETTINGS_TWO_PROVIDERS nowhere
      "waveform.approximant" is "X" (provided by GW1/one, attempt 1) and "Y" (provided by GW1/two, attempt 1), and none of the two is above the other
      Say in the analysis itself what counts, or let only one of them provide it."
  `);
  expect(() => resolveLayers([subject, two, one])).toThrow("4 problems");
});

test("what the analysis says itself decides between providers", () => {
  const between = (above: Settings): unknown => {
    const layers = [subject, provided("one", { data: { format: "a" } }), provided("two", { data: { format: "b" } })];
    return resolveLayers([...layers, { name: "analysis pe", settings: above }]).settings["data"];
  };
  expect(between({ data: { format: "c" } })).toEqual({ format: "c", channels: { H1: "a", L1: "b" } });
  expect(between({ data: { format: null } })).toEqual({ channels: { H1: "a", L1: "b" } });
  expect(() => between({ data: { other: 1 } })).toThrow("none of the two is above the other");
});

test("the order of providers does not matter", () => {
  const some = fc.array(someSettings({ nulls: true }), { minLength: 2, maxLength: 3 });
  fc.assert(
    fc.property(some, someSettings({ nulls: true }), (all, below) => {
      const resolve = (layers: readonly Layer[]): unknown => {
        try {
          return resolveLayers([{ name: "subject", settings: below }, ...layers]).settings;
        } catch {
          return "refused";
        }
      };
      const layers = all.map((settings, index) => provided(String(index), settings));
      expect(resolve(layers)).toEqual(resolve(layers.toReversed()));
    }),
    { numRuns: 500 },
  );
});
