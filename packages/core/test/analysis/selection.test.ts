import fc from "fast-check";
import { expect, test } from "vitest";

import { formatNeed, matches, parseSelection, selected } from "../../src/analysis/index.ts";
import { someAnalysis, someFacts } from "../support/candidates.ts";
import { refusal } from "../support/refusal.ts";

const printed = async (...texts: readonly string[]): Promise<readonly string[]> => (await parseSelection(texts)).map(formatNeed);

test("conditions with commas, quotes and brackets", async () => {
  const texts = [
    "psd",
    "pipeline: bilby",
    "pipeline:bilby,status:!stuck",
    "pipeline: bilby, status: ! stuck",
    "[pipeline: bilby, status: !stuck]",
    "name: 'a, b'",
    'name: "!x"',
    "interferometers: [H1, L1]",
    "interferometers: [H1, L1], likelihood.sample rate: 1024, status: !stuck",
    "{label.good: true}",
  ];
  expect(await printed(...texts)).toMatchInlineSnapshot(`
    [
      "psd",
      "pipeline: bilby",
      "[pipeline: bilby, status: !stuck]",
      "[pipeline: bilby, status: !stuck]",
      "[pipeline: bilby, status: !stuck]",
      "a, b",
      "name: !x",
      "interferometers: ["H1","L1"]",
      "[interferometers: ["H1","L1"], likelihood.sample rate: 1024, status: !stuck]",
      "label.good: true",
    ]
  `);
});

test("what is no selection", async () => {
  const texts = ["", "pipeline: bilby,", "{status: stuck, optional: true}", "[a, [b]]", "name: 'a", "statsu: stuck", "!psd"];
  const told = await Promise.all(texts.map((text) => refusal(() => parseSelection([text]))));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "NEEDS_INVALID --where ""
      "" is not an item of "--where"
      Items of "--where" are names (psd), conditions ("pipeline: NAME", {status: "!stuck"}), or lists of conditions that must all hold.
    NEEDS_INVALID --where "pipeline: bilby,"
      "" is not an item of "--where"
      Items of "--where" are names (psd), conditions ("pipeline: NAME", {status: "!stuck"}), or lists of conditions that must all hold.
    NEEDS_INVALID --where "{status: stuck, optional: true}"
      "optional" and "until" mean something in "needs" only
      Leave them out.
    NEEDS_INVALID --where "[a, [b]]"
      ["b"] is not an item of "--where"
      Items of "--where" are names (psd), conditions ("pipeline: NAME", {status: "!stuck"}), or lists of conditions that must all hold.
    NEEDS_INVALID --where "name: 'a"
      this is no YAML: Missing closing 'quote
      Close every bracket and quote.
    NEEDS_INVALID --where "statsu: stuck"
      "statsu" is nothing that an analysis has. Did you mean "status"?
      Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate.
    NEEDS_INVALID --where "!psd"
      "!psd" negates nothing: a plain name is the name itself
      For all but that one write {"name":"!psd"}."
  `);
});

test("commas are and, several texts are or", async () => {
  const word = fc.constantFrom("ready", "stuck", "finished");
  const one = fc.record({ status: word, pipeline: fc.constantFrom("bilby", "welch") });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 3 }), one, async (wanted, has) => {
      const needs = await parseSelection(wanted.map(({ status, pipeline }) => `status: ${status}, pipeline: ${pipeline}`));
      const meant = needs.some((need) => matches(need, { name: "a", ...has }, someFacts()));
      expect(meant).toBe(wanted.some(({ status, pipeline }) => status === has.status && pipeline === has.pipeline));
    }),
  );
});

test("a selection of nothing, with what was probably meant", async () => {
  const all = [someAnalysis("pe", "stuck"), someAnalysis("psd", "ready")];
  const nothing = async (...texts: readonly string[]): Promise<string> => {
    const needs = await parseSelection(texts);
    return refusal(() => selected(needs, all, someFacts()));
  };
  expect(
    [await nothing("pipeline: tset, status: stuck"), await nothing("ps", "label.good: true"), await nothing("status: stuck, name: psd")].join("\n"),
  ).toMatchInlineSnapshot(`
    "SELECTION_EMPTY nowhere
      none of 2 analyses is meant by "[pipeline: tset, status: stuck]". "pipeline: tset" holds for none. Did you mean "test"? "status: stuck" alone holds for 1.
      asimov report status lists all.
    SELECTION_EMPTY nowhere
      none of 2 analyses is meant by "ps" or "label.good: true". "ps" holds for none. Did you mean "pe"? "label.good: true" holds for none.
      asimov report status lists all.
    SELECTION_EMPTY nowhere
      none of 2 analyses is meant by "[status: stuck, name: psd]". "status: stuck" alone holds for 1. "psd" alone holds for 1.
      asimov report status lists all."
  `);
});
