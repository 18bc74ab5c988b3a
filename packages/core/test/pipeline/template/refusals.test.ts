import { expect, test } from "vitest";

import { AsimovError } from "../../../src/system/index.ts";
import type { Settings } from "../../../src/settings/index.ts";
import { contextOf, refusal, refusalOf } from "./fake.ts";

test("a value that is missing is named, with its line", () => {
  expect(refusal("a\nb = {{settings.data.[segment length]}}\n")).toMatchInlineSnapshot(`
    {
      "at": {
        "file": "test.ini.hbs",
        "line": 2,
      },
      "code": "TEMPLATE_MISSING_VALUE",
      "message": "the setting "data.segment length" has no value, and {{settings.data.[segment length]}} needs one",
      "remedy": "Set it in the blueprint of the analysis, of its event, or of the project.",
    }
  `);
  expect(refusal("{{list (first settings.a settings.b.c)}}").message).toMatchInlineSnapshot(
    `"the setting "a" or "b.c" has no value, and {{list (first settings.a settings.b.c)}} needs one"`,
  );
  expect(refusal("{{pipeline.psd}}").message).toMatchInlineSnapshot(`"{{pipeline.psd}} has no value"`);
  expect(refusal("{{settings.a}}", { a: "" }).message).toMatchInlineSnapshot(`"{{settings.a}} has an empty value"`);
});

test.each([
  ["{{setings.a}}", {}, `"setings" is neither settings, analysis, pipeline, environment nor a helper. Did you mean "settings"?`],
  ['{{opton "a" settings.a}}', {}, `there is no helper "opton". Did you mean "option"?`],
  ["{{#iff settings.a}}{{/iff}}", {}, `there is no block "iff". Did you mean "if"?`],
  ["{{> partial}}", {}, "partials and decorators can't be used"],
  [
    "{{settings.a}}",
    { a: { b: 1 } },
    `{{settings.a}} is not a single value: {"b":1}; the helpers python, json, perDetector and list write maps and lists (from "a.b")`,
  ],
  ["{{settings.a}}", { a: "x\ny" }, `{{settings.a}} has several lines: "x\\ny"`],
  ['{{option "a" settings.a}}', { a: "x\ny" }, `"a" has several lines: "x\\ny" (from "a")`],
  ['{{option "a" settings.a}}', { a: "" }, `"a" is empty (from "a")`],
  ['{{option "a" settings.a}}', { a: "x # y" }, `"a" has a "#" or a ";" after a blank, which begin a comment: "x # y" (from "a")`],
  ["{{list settings.a}}", { a: ["x y"] }, `"x y" can't be written without quotes in a map or list (from "a")`],
  ["{{list settings.a}}", { a: "H1" }, `"list" wants a list, not "H1" (from "a")`],
  ["{{perDetector settings.a}}", { a: ["H1"] }, `"perDetector" wants a map with one entry for each detector, not ["H1"] (from "a")`],
])("%s with %j is refused", (source, settings, message) => {
  expect(refusal(source, settings)).toMatchObject({ message, at: { file: "test.ini.hbs", line: 1 } });
});

test("a template that can't be parsed says where", () => {
  expect(refusal("a\nb\n{{#if settings.a}}\n")).toMatchObject({ code: "TEMPLATE_INVALID", at: { file: "test.ini.hbs", line: 4 } });
});

test("a value that a pipeline makes of settings which are not there comes with what it looked for", () => {
  class Toy {
    readonly analysis: { readonly settings: Settings };
    constructor(analysis: { readonly settings: Settings }) {
      this.analysis = analysis;
    }
    get frequencies(): unknown {
      const { quality } = this.analysis.settings as { quality?: Settings };
      return quality && Object.hasOwn(quality, "maximum frequency") ? quality["maximum frequency"] : undefined;
    }
    get first(): string {
      return (this.analysis.settings["interferometers"] as string[]).map(String)[0]!;
    }
    get nothing(): undefined {
      return undefined;
    }
  }
  const told = (source: string, settings: Settings): object => {
    const context = contextOf(settings);
    const { at: _, ...rest } = refusalOf(source, { ...context, pipeline: new Toy(context.analysis) });
    return rest;
  };
  expect(told("{{perDetector pipeline.frequencies}}", { quality: {} })).toMatchInlineSnapshot(`
    {
      "code": "TEMPLATE_MISSING_VALUE",
      "message": "{{perDetector pipeline.frequencies}} has no value; among the settings test looked in vain for "quality.maximum frequency"",
      "remedy": "Set what is missing in the blueprint of the analysis, of its event, or of the project. Where "quality.maximum frequency" is not set, it is made from "interferometers" and "likelihood.sample rate". asimov vocabulary list --pipeline test shows what it reads.",
    }
  `);
  expect(told("{{perDetector pipeline.frequencies}}", { quality: { x: 1 } })).toMatchInlineSnapshot(`
    {
      "code": "TEMPLATE_MISSING_VALUE",
      "message": "{{perDetector pipeline.frequencies}} has no value; among the settings test looked in vain for "quality.maximum frequency"",
      "remedy": "Set what is missing in the blueprint of the analysis, of its event, or of the project. Where "quality.maximum frequency" is not set, it is made from "interferometers" and "likelihood.sample rate". asimov vocabulary list --pipeline test shows what it reads.",
    }
  `);
  expect(told("{{pipeline.first}}", {})).toMatchInlineSnapshot(`
    {
      "code": "TEMPLATE_FAILED",
      "message": "Cannot read properties of undefined (reading 'map'); among the settings test looked in vain for "interferometers"",
      "remedy": "Set what is missing in the blueprint of the analysis, of its event, or of the project. asimov vocabulary list --pipeline test shows what it reads.",
    }
  `);
  expect(told("{{pipeline.nothing}}", {})).toMatchInlineSnapshot(`
    {
      "code": "TEMPLATE_MISSING_VALUE",
      "message": "{{pipeline.nothing}} has no value",
      "remedy": "Set what is missing in the blueprint of the analysis, of its event, or of the project. asimov vocabulary list --pipeline test shows what it reads.",
    }
  `);
});

test("an error of the pipeline's own keeps what it says; an accident gets its place in the template", () => {
  const pipeline = {
    get wrong(): string {
      throw new AsimovError("PRIOR_UNKNOWN_TYPE", { message: "no such prior" });
    },
    get broken(): string {
      throw new TypeError("x is not a function");
    },
  };
  expect(refusal("{{pipeline.wrong}}", {}, pipeline)).toEqual({ code: "PRIOR_UNKNOWN_TYPE", message: "no such prior" });
  expect(refusal("\n{{pipeline.broken}}", {}, pipeline)).toEqual({
    code: "TEMPLATE_FAILED",
    message: "x is not a function",
    at: { file: "test.ini.hbs", line: 2 },
  });
});
