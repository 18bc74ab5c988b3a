import * as fc from "fast-check";
import { expect, test } from "vitest";

import { AsimovError, type Settings } from "@asimov-gw/core/pipeline";

import { renderPriors } from "../../src/priors/index.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test("every range that makes sense comes out as bilby's parser reads it: one line, one call, both bounds to the last digit", () => {
  const names = fc.constantFrom("chirp mass", "mass ratio", "spin 1", "psi", "geocentric time", "my own parameter");
  fc.assert(
    fc.property(names, finite, finite, fc.option(fc.constantFrom("periodic", "reflective"), { nil: undefined }), (name, a, b, boundary) => {
      fc.pre(a !== b);
      const [minimum, maximum] = [Math.min(a, b), Math.max(a, b)];
      const [line] = renderPriors({ [name]: boundary === undefined ? { minimum, maximum } : { minimum, maximum, boundary } });
      const [, parameter, args] = /^(\w+) = [\w.]+\((.*)\)$/.exec(line!.text) ?? [];
      const read = Object.fromEntries((args ?? "").split(", ").map((arg) => arg.split("=")));
      expect(read).toMatchObject({ name: `'${parameter}'`, ...(boundary === undefined ? {} : { boundary: `'${boundary}'` }) });
      expect([Number(read["minimum"]), Number(read["maximum"])]).toEqual([minimum + 0, maximum + 0]);
    }),
  );
});

test("whatever the settings hold, a line is either refused or holds nothing that leaves its place", () => {
  const value = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from("'\"(),=#:;{}[]\n npi.*/+-12e")) }), fc.jsonValue());
  const prior = fc.dictionary(fc.oneof(fc.constantFrom("type", "minimum", "maximum", "unit", "latex label", "boundary"), fc.string()), value);
  fc.assert(
    fc.property(fc.string(), fc.oneof(value, prior), (name, content) => {
      let text: string;
      try {
        text = renderPriors({ [name]: content } as Settings)[0]!.text;
      } catch (error) {
        if (error instanceof AsimovError) return;
        throw error;
      }
      expect(text).toMatch(
        /^[A-Za-z]\w* = (?:[\d.e+-]+|[\w.]+\((?:\w+=(?:'[^'"#,;:=()[\]\s]+'|"(?:[^'"#,;:=()[\]{}\\\s]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4})+"|[\w.*/+\- ]+)(?:, )?)+\))$/,
      );
    }),
  );
});

test("arithmetic stays as it was written, and is counted out where bilby would take its brackets for a class", () => {
  const text = (maximum: string): string | undefined => /maximum=(.*)\)$/.exec(renderPriors({ x: { minimum: -9, maximum } })[0]!.text)?.[1];
  for (const plain of ["1.5e-3", "2 * np.pi", "np.pi/2", "2**-3", "inf", "np.inf", ".5"]) expect(text(plain)).toBe(plain);
  expect(text(" 2 * (1 + 1) ")).toBe("4");
  expect(text("np.sqrt(2)")).toBe("1.4142135623730951");
  expect(text("-(-inf)")).toBe("np.inf");
});
