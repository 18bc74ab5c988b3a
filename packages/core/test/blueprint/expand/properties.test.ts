import fc from "fast-check";
import { expect, test } from "vitest";

import { parseBlueprint, type BlueprintDocument } from "../../../src/blueprint/index.ts";
import { valueAt, type Settings, type Value } from "../../../src/settings/index.ts";
import { expand } from "../../../src/blueprint/expand/index.ts";
import { pathKey } from "../../../src/settings/index.ts";

const someValue = fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^[a-z ]{1,4}$/), fc.double({ noNaN: true, noDefaultInfinity: true }));
const someKey = fc.constantFrom("sampler", "wave form", "__proto__", "constructor", "a/b", "~1");
const somePath = fc.tuple(someKey, fc.constantFrom("x", "toString", "y z")).map((keys) => keys.join("."));
const someLists = fc.uniqueArray(
  fc.tuple(somePath, fc.uniqueArray(someValue, { minLength: 1, maxLength: 4, comparator: (a, b) => String(a) === String(b) })),
  { selector: ([path]) => path, minLength: 1, maxLength: 4 },
);

type Lists = readonly (readonly [path: string, values: readonly Value[]])[];

function expandStrategy(strategy: Settings, lists: Lists): readonly BlueprintDocument[] {
  const placeholders = lists.map(([path]) => `{${path}}`);
  const document = {
    kind: "analysis",
    name: `pe|${placeholders.join("|")}`,
    needs: placeholders,
    text: { comment: `of ${placeholders[0]}` },
    strategy,
  };
  return expand(parseBlueprint(JSON.stringify(document, null, 1), "/work/b.yaml"), () => ({ searched: [] }));
}

const namesOf = (documents: readonly BlueprintDocument[]): readonly Value[] => documents.map(({ content }) => content["name"] ?? null);

test("a strategy makes the product of its lists, the first one varying slowest", () => {
  fc.assert(
    fc.property(someLists, (lists) => {
      const expected = lists.reduce<readonly string[]>(
        (names, [, values]) => names.flatMap((name) => values.map((value) => `${name}|${String(value)}`)),
        ["pe"],
      );
      expect(namesOf(expandStrategy(Object.fromEntries(lists), lists))).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test("what it makes has no strategy and no placeholder, and its values with the places where they were written", () => {
  fc.assert(
    fc.property(someLists, (lists) => {
      for (const { content, source } of expandStrategy(Object.fromEntries(lists), lists)) {
        expect(Object.keys(content)).not.toContain("strategy");
        expect(JSON.stringify({ ...content, kind: [content["name"], content["needs"], content["text"]] })).not.toMatch(
          /\{(sampler|wave|__proto|constr|a\/b|~1)[^"]*\}/,
        );
        expect(Object.keys(source.places).some((key) => key.startsWith("/strategy"))).toBe(false);
        for (const [path, values] of lists) {
          const keys = path.split(".");
          const value = valueAt(content, keys);
          expect(values).toContainEqual(value);
          const [line = 0] = source.places[pathKey(keys)] ?? [];
          // Every value of the document stands on a line of its own.
          expect(line).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("the number of analyses is that of the product, less the excluded, and the included", () => {
  fc.assert(
    fc.property(someLists, fc.nat(3), fc.nat(5), (lists, which, more) => {
      const [path, values] = lists[which % lists.length]!;
      const product = lists.reduce((count, list) => count * list[1].length, 1);
      const gone = product / values.length;
      const include = Array.from({ length: more + 1 }, (_, index) => Object.fromEntries(lists.map(([one]) => [one, `new${index}`])));
      const strategy = { exclude: [{ [path]: values[0]! }], ...Object.fromEntries(lists), include };
      const made = expandStrategy(strategy, lists);
      expect(made.length).toBe(product - gone + more + 1);
      expect(made.slice(0, product - gone).every(({ content }) => valueAt(content, path.split(".")) !== values[0])).toBe(true);
      expect(made.slice(product - gone).map(({ content }) => valueAt(content, path.split(".")))).toEqual(include.map((one) => one[path]));
    }),
    { numRuns: 200 },
  );
});

test("lists that vary together make as many analyses as each of them has values", () => {
  fc.assert(
    fc.property(someLists, fc.integer({ min: 1, max: 4 }), (lists, length) => {
      const columns = lists.map(
        ([path, values]) => [path, Array.from({ length }, (_, row) => `${row}${String(values[row % values.length])}`)] as const,
      );
      const made = expandStrategy({ zip: Object.fromEntries(columns) }, columns);
      expect(made.map(({ content }) => columns.map(([path]) => valueAt(content, path.split("."))))).toEqual(
        Array.from({ length }, (_, row) => columns.map(([, values]) => values[row])),
      );
    }),
    { numRuns: 200 },
  );
});
