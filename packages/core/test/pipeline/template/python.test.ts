import * as fc from "fast-check";
import { expect, test } from "vitest";

import { pythonLiteral } from "../../../src/pipeline/template/index.ts";
import { readPython } from "./read-python.ts";

test("literals as Python writes them", () => {
  expect(pythonLiteral({ nlive: 150, sample: "rwalk", plot: false, none: null, list: [1, -0.5, "it's"] })).toBe(
    "{'nlive': 150, 'sample': 'rwalk', 'plot': False, 'none': None, 'list': [1, -0.5, 'it\\'s']}",
  );
  expect(pythonLiteral("tab\t new\n é \u2028 𝕏 \\")).toBe("'tab\\t new\\n \\xe9 \\u2028 \\U0001d54f \\\\'");
  expect([Infinity, -Infinity, -0, 1e21, 1e-7, 1126259462.4].map(pythonLiteral)).toEqual([
    "1e999",
    "-1e999",
    "-0.0",
    "1e+21",
    "1e-7",
    "1126259462.4",
  ]);
  expect(() => pythonLiteral([Number.NaN])).toThrow("NaN can't be written as a Python literal");
});

test("every value comes back, from one line of printable ASCII", () => {
  const value = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });
  fc.assert(
    fc.property(value, (value) => {
      const literal = pythonLiteral(value);
      expect(literal).toMatch(/^[ -~]+$/);
      expect(readPython(literal)).toEqual(value);
    }),
  );
});
