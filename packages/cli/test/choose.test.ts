import { expect, test } from "vitest";

import { chosenOf } from "../src/choose.ts";

test("an answer is a name of the list or its number, a name before a number", () => {
  const names = ["GW150914", "2", "S1"];
  expect(["GW150914", "1", "2", "3", "4", "0", "", "s1", "1.0"].map((answer) => chosenOf(answer, names))).toEqual([
    "GW150914",
    "GW150914",
    "2",
    "S1",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
