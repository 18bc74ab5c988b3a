import { expect, test } from "vitest";

import { AsimovError } from "../../../src/system/index.ts";
import { refusal } from "./fake.ts";

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
