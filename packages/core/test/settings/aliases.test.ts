import fc from "fast-check";
import { expect, test } from "vitest";

import { aliases, canonicalKey, canonicalPath, formatPath, pathKey } from "../../src/settings/index.ts";

test("every old path leads in one step to a path that is no old one, and no two old ones contain each other", () => {
  for (const { old, canonical } of aliases) {
    expect(canonicalPath(old)).toEqual(canonical);
    expect(canonicalPath(canonical)).toEqual(canonical);
    const others = aliases.map((other) => pathKey(other.old)).filter((key) => `${pathKey(old)}/`.startsWith(`${key}/`));
    expect(others).toEqual([pathKey(old)]);
  }
});

test("what lies in an old path lies in the canonical one, and all else stays", () => {
  const someKey = fc.constantFrom("H1", "phase", "likelihood", "approximant", "minimum frequency", "marginalisations", "__proto__");
  fc.assert(
    fc.property(fc.constantFrom(...aliases), fc.array(someKey, { maxLength: 3 }), ({ old, canonical }, inner) => {
      expect(canonicalPath([...old, ...inner])).toEqual([...canonical, ...inner]);
      expect(canonicalKey(formatPath([...old, ...inner]))).toBe(formatPath([...canonical, ...inner]));
      expect(canonicalPath(["more", ...old])).toEqual(["more", ...old]);
    }),
  );
  expect([canonicalPath(["likelihood"]), canonicalKey("likelihood"), canonicalKey("lmaximum")]).toEqual([["likelihood"], "likelihood", "lmaximum"]);
});
