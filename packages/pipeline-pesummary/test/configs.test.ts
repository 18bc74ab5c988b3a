import { expect, test } from "vitest";

import { readableConfig } from "../src/run/configs.ts";
import { refusal } from "./fake.ts";

test("values over several lines are indented, per cent signs written so that two of them arrive, and what is no option becomes a comment", async () => {
  const text = `# of bilby
label = a%b
prior-dict = {
chirp_mass = Uniform(25, 36)
  # within
}
detectors = [H1,
  L1]

seed = 1
gone = {a,
b}
what is this
seed = 2
gone = 3
note = one
  more
`;
  expect(await readableConfig(text, "/c/pe.ini")).toMatchInlineSnapshot(`
    "# of bilby
    label = a%%%%b
    prior-dict = {
        chirp_mass = Uniform(25, 36)
        # within
        }
    detectors = [H1,
        L1]

    # seed = 1
    # gone = {a,
    #     b}
    # what is this
    seed = 2
    gone = 3
    note = one
      more
    "
  `);
});

test("an option may be there once in each section", async () => {
  const text = "[a]\nx = 1\n[b]\nx = 2\n";
  expect(await readableConfig(text, "/c/rift.ini")).toBe(text);
});

test("JSON and YAML are a line for each value", async () => {
  expect(await readableConfig('{"a": {"b c": [1, 2], "d": "50%"}, "e": null, "f": {}}', "/c/x.json")).toBe(
    '[config]\na.b_c = [1,2]\na.d = "50%%%%"\ne = null\nf = {}\n',
  );
  expect(await readableConfig("- 1\n- two\n", "/c/x.yaml")).toBe('[config]\nvalue = [1,"two"]\n');
  expect(await refusal(() => readableConfig("{", "/c/x.json"))).toMatchObject({ code: "CONFIG_NOT_READABLE" });
});
