import fc from "fast-check";
import { expect, test } from "vitest";

import { parseBlueprint, plan } from "../../../src/blueprint/index.ts";
import { analysis, applyText, event, ledgerWith } from "../../support/project.ts";
import { checked, toyVocabulary } from "./warned.ts";

const toy = (lines: string): string => checked(analysis("a", lines, "GW1", "toy"));

test("values that YAML 1.1 reads otherwise than they look, where the vocabulary does not expect them", () => {
  const lines = [
    "toy:",
    "  open:",
    "    a: yes",
    "    b: [Off, 12:30:45]",
    "    c: 010",
    "    d: 1e9",
    "    e: 2015-09-14",
    "    f: 08",
    "    g: y",
    "    h: on",
  ];
  expect(toy(lines.join("\n"))).toMatchInlineSnapshot(`
    "warning YAML_BOOLEAN /work/b.yaml:8:8
      yes is read as true, as YAML 1.1 has it
      Write true, or "yes" in quotes for text.
    warning YAML_BOOLEAN /work/b.yaml:9:9
      Off is read as false, as YAML 1.1 has it
      Write false, or "Off" in quotes for text.
    warning YAML_SEXAGESIMAL /work/b.yaml:9:14
      12:30:45 is read as the number 45045, in base 60, as YAML 1.1 has it
      Write 45045 for the number, or "12:30:45" in quotes for text.
    warning YAML_OCTAL /work/b.yaml:10:8
      010 is read as the number 8, in base 8, as YAML 1.1 has it
      Write 8 for the number, or "010" in quotes for text.
    warning YAML_NUMBER_AS_TEXT /work/b.yaml:11:8
      1e9 is read as text, not as a number, as YAML 1.1 has it
      Write 1.0e+9 for the number, or "1e9" in quotes for text.
    warning YAML_DATE /work/b.yaml:12:8
      2015-09-14 is read as text, not as a date
      Write "2015-09-14" in quotes.
    warning YAML_NUMBER_AS_TEXT /work/b.yaml:13:8
      08 is read as text, not as a number, as YAML 1.1 has it
      Write 8 for the number, or "08" in quotes for text.
    warning YAML_BOOLEAN /work/b.yaml:15:8
      on is read as true, as YAML 1.1 has it
      Write true, or "on" in quotes for text."
  `);
});

test("what the vocabulary expects so is no surprise", () => {
  const lines = ["toy: {flag: yes, text: 2015-09-14, open: {a: true, b: 'yes', c: '1e9', d: 0, e: 0.5, f: 07, k: 09:50, h: 0x1F, i: 1.5e+3, j: ''}}"];
  expect(toy(lines.join("\n"))).toBe("");
});

test("where something else is expected, the error tells the surprise", () => {
  const lines = ["toy: {number: 08, text: no, colour: 12:30, flag: n, numbers: [2015-09-14]}"];
  expect(toy(lines.join("\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/b.yaml:6:15
      "toy.number" is "08" (08 is read as text, not as a number, as YAML 1.1 has it), expected a number
      Write 8 for the number, or "08" in quotes for text.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:6:25
      "toy.text" is false (no is read as false, as YAML 1.1 has it), expected text
      Write false, or "no" in quotes for text.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:6:37
      "toy.colour" is 750 (12:30 is read as the number 750, in base 60, as YAML 1.1 has it), expected text (red, green)
      Write 750 for the number, or "12:30" in quotes for text.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:6:50
      "toy.flag" is "n", expected true or false
      n is text in YAML 1.1; write false.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:6:63
      "toy.numbers.0" is "2015-09-14" (2015-09-14 is read as text, not as a date), expected a number
      asimov vocabulary show 'toy.numbers' tells more."
  `);
});

test("numbers in base 8 and 60 are told of also where numbers are expected", () => {
  expect(toy("toy: {number: 010, numbers: [1:30]}")).toMatchInlineSnapshot(`
    "warning YAML_OCTAL /work/b.yaml:6:15
      010 is read as the number 8, in base 8, as YAML 1.1 has it
      Write 8 for the number, or "010" in quotes for text.
    warning YAML_SEXAGESIMAL /work/b.yaml:6:30
      1:30 is read as the number 90, in base 60, as YAML 1.1 has it
      Write 90 for the number, or "1:30" in quotes for text."
  `);
});

test("keys that become other texts", () => {
  expect(toy("toy: {open: {on: 1, 010: 2, y: 3, 5: 4}}")).toMatchInlineSnapshot(`
    "warning YAML_KEY /work/b.yaml:6:14
      the key on is read as "true", as YAML 1.1 has it
      Write "on" in quotes.
    warning YAML_KEY /work/b.yaml:6:21
      the key 010 is read as "8", as YAML 1.1 has it
      Write "010" in quotes."
  `);
});

test("aliases tell it where they stand, at the one place that is right", () => {
  expect(toy("toy: {open: {a: &a 1e9, b: *a}, number: *a}")).toMatchInlineSnapshot(`
    "warning YAML_NUMBER_AS_TEXT /work/b.yaml:6:20
      1e9 is read as text, not as a number, as YAML 1.1 has it
      Write 1.0e+9 for the number, or "1e9" in quotes for text.
    warning YAML_NUMBER_AS_TEXT /work/b.yaml:6:28
      1e9 is read as text, not as a number, as YAML 1.1 has it
      Write 1.0e+9 for the number, or "1e9" in quotes for text.
    warning YAML_EXPONENT /work/b.yaml:6:41
      "toy.number" is the text 1e9 in YAML 1.1, and is read as the number 1000000000
      Write 1.0e+9, which every program reads as a number."
  `);
});

test("1e9 is a number where one is expected, also in lists and for each detector; it is kept as a number", () => {
  const ledger = ledgerWith(event("GW1", "event time: 1\n"));
  const installed = new Map([["toy", "1.0.0"]]);
  const text = analysis("a", "toy: {number: 1e3, numbers: [1E-2, 2], text: 1e3}\nquality: {minimum frequency: {H1: 2e1}}\n", "GW1", "toy");
  const [step] = applyText(ledger, text, { installed, vocabulary: toyVocabulary() });
  expect(step!.warnings?.map(({ code, at }) => [code, at.line, at.column])).toEqual([
    ["YAML_EXPONENT", 6, 15],
    ["YAML_EXPONENT", 6, 30],
    ["YAML_EXPONENT", 7, 35],
  ]);
  const row = ledger.get("SELECT content, source FROM analyses WHERE name = 'a'")!;
  expect(JSON.parse(String(row["content"]))).toMatchObject({
    toy: { number: 1000, numbers: [0.01, 2], text: "1e3" },
    quality: { "minimum frequency": { H1: 20 } },
  });
  expect(Object.keys(JSON.parse(String(row["source"])) as object).sort()).toEqual(["document", "file", "places", "sha256"]);
  expect(applyText(ledger, text, { installed, vocabulary: toyVocabulary() })[0]!.action).toBe("unchanged");
});

test("documents that come from one text say it once", () => {
  const ledger = ledgerWith(event("GW1", "event time: 1\n"));
  const [document] = parseBlueprint(analysis("a", "unheard of: yes\n", "GW1", "toy"), "/work/b.yaml");
  const twice = [document!, { ...document!, content: { ...document!.content, name: "b" } }];
  const steps = plan(ledger, twice, { installed: new Map([["toy", "1.0.0"]]), vocabulary: toyVocabulary() });
  expect(steps.map(({ warnings }) => warnings?.map(({ code }) => code))).toEqual([["SETTING_UNKNOWN", "YAML_BOOLEAN"], []]);
});

test("a plain scalar that reads back as what it shows is never a surprise", () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.stringMatching(/^[a-z]{4,8}$/)), (value) => {
      fc.pre(!/^(true|null|false)$/.test(String(value)));
      const [document] = parseBlueprint(`kind: event\nx: ${value}\n`, "/work/b.yaml");
      expect(document!.content["x"]).toBe(value);
      expect(document!.source.surprises).toBeUndefined();
    }),
  );
});

test("numbers with underscores", () => {
  expect(checked(event("GW1", "cal: 2024_01_15\ndata: {segment length: 1_000}\ntext: a_1\n"))).toMatchInlineSnapshot(`
    "warning SETTING_UNKNOWN /work/b.yaml:4:1
      no installed pipeline reads "cal".
      asimov vocabulary list shows all keys that are known.
    warning YAML_UNDERSCORES /work/b.yaml:4:6
      2024_01_15 is read as the number 20240115, as YAML 1.1 has it
      Write 20240115 for the number, or "2024_01_15" in quotes for text.
    warning SETTING_UNKNOWN /work/b.yaml:6:1
      no installed pipeline reads "text". Did you mean "toy.text"?
      asimov vocabulary show 'toy.text' tells more."
  `);
});
