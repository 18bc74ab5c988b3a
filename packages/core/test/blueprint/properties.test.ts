import fc from "fast-check";
import { expect, test } from "vitest";

import { parseBlueprint, plan } from "../../src/blueprint/index.ts";
import { isMap, placeIn, valueAt, type Value } from "../../src/settings/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { openLedger } from "../support/ledger.ts";
import { installed } from "../support/project.ts";
import { leavesOf, someSettings } from "../settings/trees.ts";

const pieces = [
  "kind: ",
  "event",
  "name: x",
  "\n",
  "  ",
  "- ",
  "---\n",
  "&a ",
  "*a",
  "<<: ",
  "[",
  "]",
  "{",
  "}",
  ",",
  "|",
  ">",
  "'",
  '"',
  "!!set ",
  "? ",
  ": ",
  "\t",
  "#",
  "%",
];
const someYaml = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(fc.oneof({ arbitrary: fc.constantFrom(...pieces), weight: 5 }, fc.string({ maxLength: 3 })), { maxLength: 25 })
    .map((parts) => parts.join("")),
);

test("whatever the text, it is read as plain JSON that can be planned, or refused with an error for people and a place in the file", () => {
  const ledger = openLedger();
  fc.assert(
    fc.property(someYaml, (text) => {
      try {
        const documents = parseBlueprint(text, "/work/b.yaml");
        for (const { content } of documents) expect(JSON.stringify(JSON.parse(JSON.stringify(content)))).toBe(JSON.stringify(content));
        plan(ledger, documents, { installed });
      } catch (error) {
        if (!(error instanceof AsimovError)) throw error;
        expect(error.code).toMatch(/^BLUEPRINT_/);
        const { at } = "errors" in error ? (error.errors as readonly AsimovError[])[0]! : error;
        expect(at).toMatchObject({ file: "/work/b.yaml", line: expect.any(Number) as unknown, column: expect.any(Number) as unknown });
      }
    }),
    { numRuns: 3000 },
  );
});

// A number with an exponent needs a dot in YAML 1.1; text in quotes stays.
function asYaml(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|(?<![.\d])-?\d+(?=e)/g, (found) => (found.startsWith('"') ? found : `${found}.0`));
}

test("every place points at the value", () => {
  // JSON is YAML; each scalar then begins with its own text.
  fc.assert(
    fc.property(someSettings({ nulls: true }), fc.integer({ min: 0, max: 3 }), (settings, indent) => {
      const text = asYaml(JSON.stringify(settings, null, indent));
      const { content, source } = parseBlueprint(text, "/work/b.yaml")[0]!;
      const lines = text.split("\n");
      for (const [path, value] of leavesOf(settings)) {
        expect(valueAt(content, path)).toEqual(value);
        const { line = 0, column = 0 } = placeIn(source, path);
        const begins = lines[line - 1]!.slice(column - 1);
        const key = JSON.stringify(path.at(-1));
        expect(begins.startsWith(isMap(value) || Array.isArray(value) ? key : asYaml(JSON.stringify(value)))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("what is read twice is the same, whatever its keys", () => {
  fc.assert(
    fc.property(someSettings({ nulls: true }), (settings) => {
      const [document] = parseBlueprint(asYaml(JSON.stringify(settings)), "/work/b.yaml");
      expect(sorted(document!.content)).toEqual(sorted(settings));
    }),
    { numRuns: 300 },
  );
});

function sorted(value: Value): unknown {
  if (!isMap(value)) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, sorted(inner)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
