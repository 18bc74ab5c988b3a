import { join } from "node:path";
import { expect, test } from "vitest";

import { apply, readBlueprints, type ReadOptions } from "../../src/blueprint/index.ts";
import { openLedger } from "../support/ledger.ts";
import { event, installed } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith, type Tree } from "../support/tree.ts";

const bundle = "kind: analysisbundle\nname: std\nevent: GW1\nanalyses: [psd]\n";
const psd = "kind: analysis\nname: psd\npipeline: welch\n";

function optionsFor(directory: string): ReadOptions {
  return { directory: join(directory, "here"), env: { HOME: join(directory, "home"), ASIMOV_DATA_PATH: join(directory, "data") } };
}

test("files are read in their order, with bundles and strategies expanded, and apply again as unchanged", async () => {
  const directory = directoryWith({
    "here/event.yaml": event("GW1"),
    "here/bundles/std.yaml": `${bundle}---\nkind: analysis\nname: pe-{nlive}\nevent: GW1\npipeline: bilby\nneeds: [psd]\nstrategy: {nlive: [1, 2]}\n`,
    "here/bundles/psd.yaml": psd,
  });
  const ledger = openLedger();
  const steps = async (): Promise<readonly string[]> => {
    const documents = await readBlueprints(["event.yaml", "bundles/std.yaml"], optionsFor(directory));
    return apply(ledger, documents, { installed }).map(({ action, what }) => `${action} ${what}`);
  };
  expect(await steps()).toEqual(["add event GW1", "add analysis GW1/psd", "add analysis GW1/pe-1", "add analysis GW1/pe-2"]);
  expect(await steps()).toEqual(["unchanged event GW1", "unchanged analysis GW1/psd", "unchanged analysis GW1/pe-1", "unchanged analysis GW1/pe-2"]);
});

test("items of a bundle are looked for in one place after the other", async () => {
  const places = [
    "bundles/psd.yaml",
    "bundles/analyses/psd.yaml",
    "here/psd.yaml",
    "here/analyses/psd.yaml",
    "data/analyses/psd.yaml",
    "home/.asimov/gwdata/asimov-data/analyses/psd.yaml",
  ];
  for (const [index, place] of places.entries()) {
    const rest = Object.fromEntries(places.slice(index).map((file) => [file, psd]));
    const directory = directoryWith({ "bundles/std.yaml": bundle, "here/unused": "", ...rest });
    // oxlint-disable-next-line no-await-in-loop -- one directory after the other
    const [document] = await readBlueprints(["../bundles/std.yaml"], optionsFor(directory));
    expect(document?.source.file).toBe(join(directory, place));
  }
});

test("an item may say that it is a file, and be in a folder", async () => {
  const directory = directoryWith({
    "here/std.yaml": bundle.replace("[psd]", "[psd.yml, more/psd]"),
    "here/psd.yml": psd,
    "here/more/psd.yaml": psd,
  });
  const documents = await readBlueprints(["std.yaml"], optionsFor(directory));
  expect(documents.map(({ source }) => source.file)).toEqual([join(directory, "here/psd.yml"), join(directory, "here/more/psd.yaml")]);
});

async function refused(tree: Tree, ...files: readonly string[]): Promise<string> {
  const directory = directoryWith({ "here/unused": "", ...tree });
  return refusal(() => readBlueprints(files, optionsFor(directory)), directory);
}

test("all problems of all files are told together", async () => {
  const tree = {
    "here/bad.yaml": "kind: [\n",
    "here/std.yaml": bundle.replace("[psd]", "[psd, pds, folder]"),
    "here/analyses/psd.yaml": "- x\n",
    "here/folder.yaml/x": "",
    "here/strategy.yaml": "kind: analysis\nname: pe\nstrategy: {a: 5}\n",
  };
  expect(await refused(tree, "bad.yaml", "std.yaml", "strategy.yaml", "none.yaml", "unused/x", "folder.yaml")).toMatchInlineSnapshot(`
    "BLUEPRINT_SYNTAX /work/here/bad.yaml:2:1
      Flow sequence in block collection must be sufficiently indented and end with a ]
      Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes.
    BLUEPRINT_NOT_A_MAP /work/here/analyses/psd.yaml:1:1
      document 1 is not a map
      A blueprint begins with a line such as "kind: analysis".
    BLUEPRINT_ITEM_NOT_FOUND /work/here/std.yaml:4:17
      there is no file for "pds"; looked for:
      /work/here/pds.yaml
      /work/here/analyses/pds.yaml
      /work/data/analyses/pds.yaml
      /work/home/.asimov/gwdata/asimov-data/analyses/pds.yaml
      Mend the name, or put the file into one of these places.
    BLUEPRINT_NOT_READABLE /work/here/folder.yaml
      it can't be read (EISDIR)
      It is listed in /work/here/std.yaml.
    BLUEPRINT_WRONG_TYPE /work/here/strategy.yaml:3:15
      "strategy.a" is 5, expected a list of values such as [A, B]
    BLUEPRINT_NOT_READABLE /work/here/none.yaml
      there is no such file
      Check the name after -f.
    BLUEPRINT_NOT_READABLE /work/here/unused/x
      it can't be read (ENOTDIR)
      Check the name after -f.
    BLUEPRINT_NOT_READABLE /work/here/folder.yaml
      it can't be read (EISDIR)
      Check the name after -f."
  `);
});

test("a file that never ends is not read for ever", async () => {
  expect(await refused({}, "/dev/zero")).toMatchInlineSnapshot(`
    "BLUEPRINT_TOO_LARGE /dev/zero
      too many bytes, at most 16777216 are read
      Check that it is a blueprint; split it if it is one."
  `);
});

test("ten thousand levels, and aliases that stand for more than can be written, end soon in one error", async () => {
  const forms = [
    "[".repeat(10_000),
    `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}`,
    `a: ${"{a: ".repeat(10_000)}1${"}".repeat(10_000)}`,
    `${"- ".repeat(10_000)}1`,
    `${"? ".repeat(10_000)}1`,
    Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    `a:\n${Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}-`).join("\n")}`,
    `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join("\n")}\n`,
    `a0: &a0 {x: 1}\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: *a${n}, x: *a${n}, y: *a${n}}`).join("\n")}\n`,
    `a: &a ${JSON.stringify("x".repeat(1_000_000))}\nb: [${Array(999).fill("*a").join(", ")}]\n`,
    `a: &a {${Array.from({ length: 10_000 }, (_, n) => `k${n}: 1`).join(", ")}}\n${Array.from({ length: 999 }, (_, n) => `b${n}: {<<: *a}`).join("\n")}\n`,
    `strategy: &s {a: [1]}\nb: &b [${Array(900).fill("*s").join(", ")}]\nc: [${Array(900).fill("*b").join(", ")}]\n`,
  ];
  const tree = Object.fromEntries(forms.map((form, index) => [`here/${index}.yaml`, `kind: analysis\nname: pe\n${form}`]));
  const directory = directoryWith(tree);
  const told = await refusal(() => readBlueprints(Object.keys(tree), { directory }), directory);
  expect(told.replaceAll(/\d+:\d+$/gm, "LINE:COLUMN")).toMatchInlineSnapshot(`
    "BLUEPRINT_SYNTAX /work/here/0.yaml:LINE:COLUMN
      nested too deeply
      Blueprints are flatter than that; look for a missing end.
    BLUEPRINT_SYNTAX /work/here/1.yaml:LINE:COLUMN
      nested too deeply
      Blueprints are flatter than that; look for a missing end.
    BLUEPRINT_SYNTAX /work/here/2.yaml:LINE:COLUMN
      nested too deeply
      Blueprints are flatter than that; look for a missing end.
    BLUEPRINT_SYNTAX /work/here/3.yaml:LINE:COLUMN
      nested too deeply
      Blueprints are flatter than that; look for a missing end.
    BLUEPRINT_SYNTAX /work/here/4.yaml:LINE:COLUMN
      nested too deeply
      Blueprints are flatter than that; look for a missing end.
    BLUEPRINT_SYNTAX /work/here/5.yaml:LINE:COLUMN
      nested too deeply
      Blueprints are flatter than that; look for a missing end.
    BLUEPRINT_SYNTAX /work/here/6.yaml:LINE:COLUMN
      nested too deeply
      Blueprints are flatter than that; look for a missing end.
    BLUEPRINT_SYNTAX /work/here/7.yaml:LINE:COLUMN
      Excessive alias count indicates a resource exhaustion attack
      Write out what the aliases repeat.
    BLUEPRINT_SYNTAX /work/here/8.yaml:LINE:COLUMN
      Excessive alias count indicates a resource exhaustion attack
      Write out what the aliases repeat.
    BLUEPRINT_SYNTAX /work/here/9.yaml:LINE:COLUMN
      Excessive alias count indicates a resource exhaustion attack
      Write out what the aliases repeat.
    BLUEPRINT_SYNTAX /work/here/10.yaml:LINE:COLUMN
      Excessive alias count indicates a resource exhaustion attack
      Write out what the aliases repeat.
    BLUEPRINT_SYNTAX /work/here/11.yaml:LINE:COLUMN
      Excessive alias count indicates a resource exhaustion attack
      Write out what the aliases repeat."
  `);
});
