import { describe, expect, test } from "vitest";

import { expandText, refusedStrategy } from "./support.ts";
import { refusal } from "../../support/refusal.ts";

async function all(strategies: readonly string[], more?: string): Promise<string> {
  const told = await Promise.all(strategies.map(async (strategy) => `# ${strategy}\n${await refusedStrategy(strategy, more)}`));
  return told.join("\n");
}

describe("a strategy", () => {
  test("of the wrong type, at any level", async () => {
    const strategies = [
      "[a]",
      "text",
      "",
      "{a: x}",
      "{a: []}",
      "{a: {b: [1]}}",
      "{zip: 5}",
      "{zip: {}}",
      "{zip: []}",
      "{zip: [[1]]}",
      "{zip: {a: 1}}",
    ];
    const lists = [
      "{include: {a: 1}}",
      "{include: [1]}",
      "{exclude: [{}]}",
      "{exclude: []}",
      "{a: [1], limit: 0}",
      "{limit: many}",
      "{limit: 100001}",
    ];
    expect(await all([...strategies, ...lists])).toMatchInlineSnapshot(`
      "# [a]
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:1
        "strategy" is ["a"], expected a map of lists such as {waveform.approximant: [A, B]}
      # text
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:11
        "strategy" is "text", expected a map of lists such as {waveform.approximant: [A, B]}
      # 
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:11
        "strategy" is null, expected a map of lists such as {waveform.approximant: [A, B]}
      # {a: x}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:15
        "strategy.a" is "x", expected a list of values such as [A, B]
      # {a: []}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:12
        "strategy.a" is [], expected a list of values such as [A, B]
      # {a: {b: [1]}}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:12
        "strategy.a" is {"b":[1]}, expected a list of values such as [A, B]
      # {zip: 5}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:17
        "strategy.zip" is 5, expected a map of lists such as {PATH: [A, B], PATH2: [C, D]}
      # {zip: {}}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:12
        "strategy.zip" is {}, expected a map of lists such as {PATH: [A, B], PATH2: [C, D]}
      # {zip: []}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:12
        "strategy.zip" is [], expected a map of lists such as {PATH: [A, B], PATH2: [C, D]}, or a list of such maps
      # {zip: [[1]]}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:18
        "strategy.zip.0" is [1], expected a map of lists such as {PATH: [A, B], PATH2: [C, D]}
      # {zip: {a: 1}}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:21
        "strategy.zip.a" is 1, expected a list of values such as [A, B]
      # {include: {a: 1}}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:12
        "strategy.include" is {"a":1}, expected a list of combinations such as [{PATH: A, PATH2: C}]
      # {include: [1]}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:22
        "strategy.include.0" is 1, expected a combination such as {PATH: A, PATH2: C}
      # {exclude: [{}]}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:22
        "strategy.exclude.0" is {}, expected a combination such as {PATH: A, PATH2: C}
      # {exclude: []}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:12
        "strategy.exclude" is [], expected a list of combinations such as [{PATH: A, PATH2: C}]
      # {a: [1], limit: 0}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:27
        "strategy.limit" is 0, expected a whole number from 1 to 100000
      # {limit: many}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:19
        "strategy.limit" is "many", expected a whole number from 1 to 100000
      # {limit: 100001}
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:19
        "strategy.limit" is 100001, expected a whole number from 1 to 100000"
    `);
  });

  test("that varies nothing", async () => {
    expect(await all(["{}", "{exclude: [{a: 1}]}", "{limit: 5}"])).toMatchInlineSnapshot(`
      "# {}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:1
        the strategy varies nothing
        Add a line such as "waveform.approximant: [A, B]" to it, or remove it.
      # {exclude: [{a: 1}]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:1
        the strategy varies nothing
        Add a line such as "waveform.approximant: [A, B]" to it, or remove it.
      # {limit: 5}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:1
        the strategy varies nothing
        Add a line such as "waveform.approximant: [A, B]" to it, or remove it."
    `);
  });

  test("whose paths are none, can't vary, or overlap", async () => {
    const paths = ["{a..b: [1]}", '{"": [1]}', "{a.: [1]}", "{kind: [event]}", "{strategy.a: [1]}"];
    const overlaps = ["{a: [{b: 1}], a.b: [1]}", "{a.b: [1], zip: {a: [2]}}", "{zip: [{a: [1]}, {a: [2]}]}", "{include: [{a: 1, a.b: 2}]}"];
    expect(await all([...paths, ...overlaps])).toMatchInlineSnapshot(`
      "# {a..b: [1]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:12
        "a..b" is not the path of a setting
        Write its keys with a dot between them: waveform.approximant
      # {"": [1]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:12
        "" is not the path of a setting
        Write its keys with a dot between them: waveform.approximant
      # {a.: [1]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:12
        "a." is not the path of a setting
        Write its keys with a dot between them: waveform.approximant
      # {kind: [event]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:12
        a strategy can't vary "kind"
        Name a setting of the analysis: waveform.approximant
      # {strategy.a: [1]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:12
        a strategy can't vary "strategy"
        Name a setting of the analysis: waveform.approximant
      # {a: [{b: 1}], a.b: [1]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:31
        "a.b" and "a" set the same
        Keep one of the two.
      # {a.b: [1], zip: {a: [2]}}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:32
        "a" and "a.b" set the same
        Keep one of the two.
      # {zip: [{a: [1]}, {a: [2]}]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:33
        "a" and "a" set the same
        Keep one of the two.
      # {include: [{a: 1, a.b: 2}]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:34
        "a.b" and "a" set the same
        Keep one of the two."
    `);
  });

  test("with all its problems at once", async () => {
    expect(await refusedStrategy("\n  a: x\n  b..c: [1]\n  zip: {d: [1], e: [1, 2]}\n  exclude: 4\n  limit: 1.5")).toMatchInlineSnapshot(`
      "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:4:6
        "strategy.a" is "x", expected a list of values such as [A, B]
      BLUEPRINT_STRATEGY /work/blueprint.yaml:5:3
        "b..c" is not the path of a setting
        Write its keys with a dot between them: waveform.approximant
      BLUEPRINT_STRATEGY /work/blueprint.yaml:6:3
        lists that vary together have one length, but d has 1, e has 2 values
        Give each path a value for each step.
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:7:12
        "strategy.exclude" is 4, expected a list of combinations such as [{PATH: A, PATH2: C}]
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:8:10
        "strategy.limit" is 1.5, expected a whole number from 1 to 100000"
    `);
  });

  test("that excludes what is not there, or everything", async () => {
    const strategies = [
      "{wave: [A, B], exclude: [{wav: A}, {wave: C}, {wave: A}]}",
      "{a: [1, 2], exclude: [{a: 1}, {a: 2}]}",
      "{include: [{a: 1}], exclude: [{a: 1}]}",
    ];
    expect(await all(strategies, "name: pe\n")).toMatchInlineSnapshot(`
      "# {wave: [A, B], exclude: [{wav: A}, {wave: C}, {wave: A}]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:42
        "exclude" names "wav", which the strategy does not vary. Did you mean "wave"?
        It varies: wave.
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:46
        no combination has {wave: C}, so nothing is excluded
        Write the values as in the lists.
      # {a: [1, 2], exclude: [{a: 1}, {a: 2}]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:23
        all 2 combinations are excluded
        Exclude fewer of them.
      # {include: [{a: 1}], exclude: [{a: 1}]}
      BLUEPRINT_STRATEGY /work/blueprint.yaml:3:45
        "exclude" names "a", which the strategy does not vary.
        It varies: nothing but what it includes."
    `);
  });

  test("of too many combinations, counted before any is made", async () => {
    const hundred = JSON.stringify([...Array(100).keys()]);
    const many = Array.from({ length: 20 }, (_, index) => `p${index}: ${hundred}`).join(", ");
    expect(await refusedStrategy(`{a: ${hundred}, b: [1, 2, 3], zip: {c: [1, 2, 3, 4], d: [1, 2, 3, 4]}, include: [{a: 1}]}`)).toMatchInlineSnapshot(`
      "BLUEPRINT_STRATEGY_LIMIT /work/blueprint.yaml:3:1
        the strategy makes 100 x 3 x 4 + 1 = 1201 combinations, at most 1000 are allowed
        Vary less, let paths vary together with "zip", or allow more with "limit: 1201" in the strategy."
    `);
    expect(await refusedStrategy(`{${many}}`)).toMatchInlineSnapshot(`
      "BLUEPRINT_STRATEGY_LIMIT /work/blueprint.yaml:3:1
        the strategy makes 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 x 100 = 1e+40 combinations, at most 1000 are allowed
        Vary less, let paths vary together with "zip"."
    `);
    expect(await refusedStrategy("{a: [1, 2, 3], limit: 2}")).toMatchInlineSnapshot(`
      "BLUEPRINT_STRATEGY_LIMIT /work/blueprint.yaml:3:1
        the strategy makes 3 = 3 combinations, at most 2 are allowed
        Vary less, let paths vary together with "zip", or allow more with "limit: 3" in the strategy."
    `);
  });

  test("through something that is not a map", async () => {
    const more = "name: 'pe-{a.b}'\na: text\nlist: [1]\nempty:\n";
    expect(await all(["{a.b: [1, 2]}", "{list.0: [1]}", "{empty.x.y: [1]}", "{c: [5], d.e.f: [1], a.b: [1]}"], more)).toMatchInlineSnapshot(`
      "# {a.b: [1, 2]}
      BLUEPRINT_STRATEGY_PATH /work/blueprint.yaml:3:4
        "a" is "text", not a map: the strategy can't set "a.b" in it
        Make "a" a map, or mend the path.
      # {list.0: [1]}
      BLUEPRINT_STRATEGY_PATH /work/blueprint.yaml:4:1
        "list" is [1], not a map: the strategy can't set "list.0" in it
        Make "list" a map, or mend the path.
      # {empty.x.y: [1]}
      BLUEPRINT_STRATEGY_PATH /work/blueprint.yaml:5:7
        "empty" is null, not a map: the strategy can't set "empty.x.y" in it
        Make "empty" a map, or mend the path.
      # {c: [5], d.e.f: [1], a.b: [1]}
      BLUEPRINT_STRATEGY_PATH /work/blueprint.yaml:3:4
        "a" is "text", not a map: the strategy can't set "a.b" in it
        Make "a" a map, or mend the path."
    `);
  });

  test("in another kind of document", async () => {
    expect(await refusal(() => expandText("kind: event\nname: GW1\nstrategy: {a: [1]}\n"))).toMatchInlineSnapshot(`
      "BLUEPRINT_STRATEGY /work/blueprint.yaml:3:1
        only an analysis can have a strategy
        Move it to a document with "kind: analysis"."
    `);
  });
});

describe("placeholders", () => {
  test("that are no path of the strategy", async () => {
    const more = "name: 'pe-{waveform.aproximant}'\ncomment: '{} {x y}'\nneeds: ['{waveform}']\n";
    expect(await refusedStrategy("{waveform.approximant: [A, B]}", more)).toMatchInlineSnapshot(`
      "BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:2:7
        {waveform.aproximant} is not a path of the strategy. Did you mean "waveform.approximant"?
        The strategy sets: waveform.approximant. To keep the braces, double them: {{waveform.aproximant}}
      BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:3:10
        {} is not a path of the strategy.
        The strategy sets: waveform.approximant. To keep the braces, double them: {{}}
      BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:3:10
        {x y} is not a path of the strategy.
        The strategy sets: waveform.approximant. To keep the braces, double them: {{x y}}
      BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:4:9
        {waveform} is not a path of the strategy.
        The strategy sets: waveform.approximant. To keep the braces, double them: {{waveform}}"
    `);
  });

  test("without a value in some combination", async () => {
    expect(await refusedStrategy("{a: [1, 2], b: [3], include: [{a: 5}]}", "name: '{a}-{b}'\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:2:7
        {b} has no value in the combination {a: 5}
        Add "b" to that combination."
    `);
  });

  test("of values that can't stand in a text", async () => {
    expect(await refusedStrategy("{a: [[1], {b: 2}], c: ['{d}'], d: [1]}", "name: 'pe-{a}'\ncomment: '{c}'\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:2:7
        {a} is [1], which can't stand in a text
        Name a path with single values there.
      BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:3:10
        {c} is "{d}", which has a placeholder itself
        Name a path with single values there.
      BLUEPRINT_PLACEHOLDER /work/blueprint.yaml:2:7
        {a} is {"b":2}, which can't stand in a text
        Name a path with single values there."
    `);
  });
});

describe("names", () => {
  test("that are equal", async () => {
    expect(await refusedStrategy("{a.b: [1, 2, 3], c: [x, y]}", "name: 'pe-{c}'\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:2:7
        two combinations make an analysis of the name "pe-x": {a.b: 1, c: x} and {a.b: 2, c: x}; 3 more have a name that is taken
        Let the name tell all combinations apart: name: pe-{a.b}-{c}"
    `);
    expect(await refusedStrategy("{a: ['1', 1]}", "name: 'pe-{a}'\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:2:7
        two combinations make an analysis of the name "pe-1": {a: "1"} and {a: 1}
        Let the name tell all combinations apart: name: pe-{a}"
    `);
    expect(await refusedStrategy("{a: [{b: 1}, {b: 2}]}")).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:2:7
        two combinations make an analysis of the name "pe": {a: {"b":1}} and {a: {"b":2}}
        Let the name tell all combinations apart: zip: {PATH: [A, B], name: [pe-a, pe-b]}"
    `);
    expect(await refusedStrategy("{a: [1, 2], event: [GW1, GW2]}")).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:2:7
        two combinations make an analysis of the name "pe": {a: 1, event: GW1} and {a: 2, event: GW1}; 1 more has a name that is taken
        Let the name tell all combinations apart: name: pe-{a}-{event}"
    `);
  });

  test("that are missing or not text, told once", async () => {
    expect(await refusedStrategy("{a: [1, 2], b: [1]}", "")).toMatchInlineSnapshot(`
      "BLUEPRINT_MISSING_KEY /work/blueprint.yaml:1:1
        the document has no "name"
        Add a line to tell the combinations apart: name: pe-{a}-{b}"
    `);
    expect(await refusedStrategy("{a: [1, 2]}", "name: 5\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:2:7
        "name" is 5, expected text; put a number in quotes"
    `);
  });
});
