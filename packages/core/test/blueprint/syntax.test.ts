import { describe, expect, test } from "vitest";

import { refused } from "./refused.ts";

describe("YAML that can't be read", () => {
  test("open quotes, brackets, and a colon too much", async () => {
    expect(await refused('kind: event\nname: "GW2\n')).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:3:1
        Missing closing "quote
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
    `);
    expect(await refused("kind: event\nname: GW2\ninterferometers: [H1, L1\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:4:1
        Flow sequence in block collection must be sufficiently indented and end with a ]
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
    `);
    expect(await refused("kind: event\nname: GW2: again\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:2:7
        Nested mappings are not allowed in compact mappings
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
    `);
  });

  test("tabs", async () => {
    expect(await refused("kind: event\nname: GW2\ndata:\n\tsegment length: 4\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:4:1
        Tabs are not allowed as indentation
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
    `);
  });

  test("the same key twice, also where only their text is the same", async () => {
    expect(await refused("kind: event\nname: GW2\nname: GW3\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:3:1
        Map keys must be unique
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
    `);
    expect(await refused("kind: event\nname: GW2\ndata:\n  1: a\n  '1': b\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:5:3
        Map keys must be unique
        Remove or rename one of the two."
    `);
  });

  test("keys that are not text", async () => {
    expect(await refused("kind: event\nname: GW2\n? [a, b]\n: c\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:3:3
        a key must be a single text
        Write every line of a map as KEY: VALUE."
    `);
    expect(await refused("kind: event\nname: GW2\nnull: c\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:3:1
        a key must be a single text
        Write every line of a map as KEY: VALUE."
    `);
  });

  test("values that settings can't keep", async () => {
    expect(await refused("kind: event\nname: GW2\na: !!binary aGVsbG8=\nb: !!set {x}\nc: !python/object:os.system x\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:3:4
        Unresolved tag: tag:yaml.org,2002:binary
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes.
      BLUEPRINT_SYNTAX /work/blueprint.yaml:4:4
        Unresolved tag: tag:yaml.org,2002:set
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes.
      BLUEPRINT_SYNTAX /work/blueprint.yaml:5:4
        Unresolved tag: !python/object:os.system
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
    `);
  });

  test("numbers that settings can't keep", async () => {
    const text =
      "kind: event\nname: GW2\ndata:\n  a: .inf\n  b: [.nan, -.inf]\n  c: 1.0e+999\n  d: 12345678901234567890\n  e: 1.0e+20\n  f: 9007199254740991\n";
    expect(await refused(text)).toMatchInlineSnapshot(`
      "BLUEPRINT_NUMBER /work/blueprint.yaml:4:6
        .inf is not a finite number
        Give a finite number.
      BLUEPRINT_NUMBER /work/blueprint.yaml:5:7
        .nan is not a finite number
        Give a finite number.
      BLUEPRINT_NUMBER /work/blueprint.yaml:5:13
        -.inf is not a finite number
        Give a finite number.
      BLUEPRINT_NUMBER /work/blueprint.yaml:6:6
        1.0e+999 is not a finite number
        Give a finite number.
      BLUEPRINT_NUMBER /work/blueprint.yaml:7:6
        12345678901234567890 has more digits than a number can keep
        Put it in quotes to keep it as text, or give another number."
    `);
  });
});

describe("aliases", () => {
  test("without their anchor", async () => {
    expect(await refused("kind: event\nname: GW2\ndata:\n  a: *nowhere\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:4:6
        there is no anchor &nowhere above this alias
        Write &nowhere before the value that is meant."
    `);
  });

  test("inside what they repeat", async () => {
    expect(await refused("kind: event\nname: GW2\ndata: &x\n  a: [*x]\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:4:7
        the alias *x stands inside what it repeats
        Write out what is meant."
    `);
  });

  test("that grow without bounds", async () => {
    const level = (name: string, of: string): string => `${name}: &${name} [${Array(10).fill(of).join(", ")}]\n`;
    const bomb = "abcdefgh".split("").map((name, index) => level(name, index === 0 ? "lol" : `*${"abcdefgh"[index - 1]}`));
    expect(await refused(`kind: event\nname: GW2\n${bomb.join("")}`)).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:1:1
        Excessive alias count indicates a resource exhaustion attack
        Write out what the aliases repeat."
    `);
  });

  test("a merge of what is no map", async () => {
    expect(await refused("kind: event\nname: GW2\ndata:\n  <<: 5\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:1:1
        Merge sources must be maps or map aliases
        Write out what the aliases repeat."
    `);
  });
});

describe("what is no document", () => {
  test("nothing, blanks, comments", async () => {
    const told = await Promise.all(["", "\n \n", "# only a comment\n", "\ufeff"].map((text) => refused(text)));
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toMatchInlineSnapshot(`
      "BLUEPRINT_EMPTY /work/blueprint.yaml:1:1
        the file holds no document
        A blueprint begins with a line such as "kind: analysis"."
    `);
  });

  test("an empty document between others", async () => {
    expect(await refused("kind: event\nname: GW2\n---\n---\nkind: event\nname: GW3\n---\n# nothing\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_EMPTY /work/blueprint.yaml:3:4
        document 2 is empty
        Remove one of the "---" lines around it, or write the document.
      BLUEPRINT_EMPTY /work/blueprint.yaml:7:4
        document 4 is empty
        Remove one of the "---" lines around it, or write the document."
    `);
  });

  test("lists and single values, all told at once", async () => {
    expect(await refused("- kind: event\n---\nhello\n---\n5\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_NOT_A_MAP /work/blueprint.yaml:1:1
        document 1 is not a map
        A blueprint begins with a line such as "kind: analysis".
      BLUEPRINT_NOT_A_MAP /work/blueprint.yaml:3:1
        document 2 is not a map
        A blueprint begins with a line such as "kind: analysis".
      BLUEPRINT_NOT_A_MAP /work/blueprint.yaml:5:1
        document 3 is not a map
        A blueprint begins with a line such as "kind: analysis"."
    `);
  });

  test("the bytes of a picture", async () => {
    expect(await refused("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\u0001")).toMatchInlineSnapshot(`
      "BLUEPRINT_NOT_A_MAP /work/blueprint.yaml:1:1
        document 1 is not a map
        A blueprint begins with a line such as "kind: analysis"."
    `);
  });

  test("a file that is far too large", async () => {
    expect(await refused("#".repeat(16 * 1024 * 1024 + 1))).toMatchInlineSnapshot(`
      "BLUEPRINT_TOO_LARGE /work/blueprint.yaml
        16777217 characters, at most 16777216 are read
        Check that it is a blueprint; split it if it is one."
    `);
  });
});

describe("depth", () => {
  test("more than a hundred levels", async () => {
    expect(await refused(`kind: event\nname: GW2\ndata: ${"{a: ".repeat(101)}1${"}".repeat(101)}\n`)).toMatchInlineSnapshot(`
      "BLUEPRINT_SYNTAX /work/blueprint.yaml:3:407
        nested more than 100 levels deep
        Blueprints are flatter than that; look for a missing end."
    `);
  });

  test("more than the reader itself can take is one problem, not one for each level", async () => {
    for (const text of [
      "[".repeat(50_000),
      `${"{a: ".repeat(5000)}1${"}".repeat(5000)}`,
      Array.from({ length: 3000 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"),
    ]) {
      const told = await refused(text);
      expect(told.replace(/\d+:\d+/, "LINE:COLUMN")).toMatchInlineSnapshot(`
        "BLUEPRINT_SYNTAX /work/blueprint.yaml:LINE:COLUMN
          nested too deeply
          Blueprints are flatter than that; look for a missing end."
      `);
    }
  });
});
