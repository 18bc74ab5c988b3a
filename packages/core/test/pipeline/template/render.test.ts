import { describe, expect, test } from "vitest";

import type { Settings } from "../../../src/pipeline/index.ts";
import { renderTemplate } from "../../../src/pipeline/template/index.ts";
import { contextOf, refusal } from "./fake.ts";

const settings: Settings = {
  data: { "segment length": 4, channels: { H1: "STRAIN-H", L1: "STRAIN-L" }, note: 'a < b & "c"' },
  interferometers: ["H1", "L1"],
  likelihood: { marginalization: { phase: true, distance: false } },
};

describe("renderTemplate", () => {
  test("renders settings, the analysis, the environment and the pipeline, and escapes nothing", () => {
    class Plugin {
      readonly #secret = "own";
      get secret(): string {
        return this.#secret;
      }
      twice(value: number): number {
        return 2 * value;
      }
    }
    const source = `{{! a comment }}
note = {{settings.data.note}}
slug = {{analysis.slug}}, {{analysis.psds.H1}}
group = {{environment.accounting.group}}
secret = {{pipeline.secret}}, {{pipeline.twice settings.data.[segment length]}}
`;
    expect(renderTemplate(source, contextOf(settings, new Plugin()))).toEqual({
      text: `note = a < b & "c"\nslug = pe-one, /psds/H1.dat\ngroup = ligo.dev\nsecret = own, 8\n`,
      lineage: [["data.note"], [], [], ["data.segment length"]],
      products: [[], [["psds", "H1"]], [], []],
    });
  });

  test("names for each line the settings that it was made from", () => {
    const source = `# nothing here
{{#if settings.likelihood.marginalization.phase}}
phase = {{python settings.likelihood.marginalization.phase}}
plain
{{else}}
never
{{/if}}
{{option "channels" (perDetector settings.data.channels)}}
{{option "seed" (first settings.sampler.seed settings.data.[segment length] 1)}}
detectors = {{list settings.interferometers}}, {{settings.data.[segment length]}}
last`;
    expect(renderTemplate(source, contextOf(settings))).toEqual({
      text: `# nothing here\nphase = True\nplain\nchannels = {H1: STRAIN-H, L1: STRAIN-L}\nseed = 4\ndetectors = [H1, L1], 4\nlast`,
      lineage: [
        [],
        ["likelihood.marginalization.phase"],
        ["likelihood.marginalization.phase"],
        ["data.channels.H1", "data.channels.L1"],
        ["data.segment length"],
        ["interferometers", "data.segment length"],
        [],
      ],
      products: [[], [], [], [], [], [], []],
    });
  });

  test("follows the entries of a map line by line", () => {
    const source = `{{#each settings.data.channels as |channel detector|}}
{{detector}} {{channel}}
{{/each}}
end
`;
    expect(renderTemplate(source, contextOf(settings))).toEqual({
      text: "H1 STRAIN-H\nL1 STRAIN-L\nend\n",
      lineage: [["data.channels.H1"], ["data.channels.L1"], []],
      products: [[], [], []],
    });
  });

  test("notes what the pipeline's own getters read", () => {
    const context = contextOf(settings);
    const pipeline = {
      get lines() {
        return ["H1", "L1"].map((detector) => ({
          get text() {
            const data = context.analysis.settings["data"] as { readonly channels: Readonly<Record<string, string>> };
            return `${detector} ${data.channels[detector]}`;
          },
        }));
      },
    };
    expect(renderTemplate("{{#each pipeline.lines as |line|}}\n{{line.text}}\n{{/each}}\n", { ...context, pipeline }).lineage).toEqual([
      ["data.channels.H1"],
      ["data.channels.L1"],
    ]);
    expect(context.analysis.settings).toBe(settings);
  });

  test("an option without a value takes its whole line with it, false and 0 are values", () => {
    const source = `a\n{{option "x" settings.none}}\n  {{option "y" (list settings.nothing.at.all)}}\nb\n{{option "z" settings.zero}}\n{{option "f" settings.no}}`;
    expect(renderTemplate(source, contextOf({ zero: 0, no: false }))).toEqual({
      text: "a\nb\nz = 0\nf = False",
      lineage: [[], [], ["zero"], ["no"]],
      products: [[], [], [], []],
    });
  });

  test("keys that mean something to JavaScript are only keys", () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": "mine", "a": {"b": 1}}') as Settings;
    expect(renderTemplate("{{settings.__proto__.polluted}} {{settings.constructor}}", contextOf(hostile)).text).toBe("yes mine");
    for (const path of ["a.__proto__", "a.constructor.name", "a.toString", "a.hasOwnProperty"]) {
      expect(refusal(`{{settings.${path}}}`, hostile).code).toBe("TEMPLATE_MISSING_VALUE");
    }
    expect(refusal("{{pipeline.constructor}}", {}, new Date()).code).toBe("TEMPLATE_MISSING_VALUE");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("values that look like our own marks are left alone", () => {
    const value = "\uE000v0\uE001";
    expect(renderTemplate("{{settings.a}}{{settings.a}}", contextOf({ a: value })).text).toBe(value + value);
  });
});
