import fc from "fast-check";
import { expect, test } from "vitest";

import { formatNeed, listAnalyses, needOf, parseNeeds, plainName, type Need } from "../../src/analysis/index.ts";
import type { Value } from "../../src/settings/index.ts";
import { analysis, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const read = (value: Value | undefined): readonly Need[] =>
  parseNeeds(value, (index) => ({ file: "/work/b.yaml", line: 5, column: index === undefined ? 1 : index + 2 }));
const refused = (value: Value): Promise<string> => refusal(() => read(value));
const refusedItems = async (...items: readonly Value[]): Promise<string> => (await Promise.all(items.map((item) => refused([item])))).join("\n");

test("nothing needed", () => {
  expect([read(undefined), read(null), read([])]).toEqual([[], [], []]);
});

test("names, and maps with a name", () => {
  expect(read(["psd", "name: psd 2", "name:psd-3", { name: "psd-4" }])).toEqual([needOf("psd"), needOf("psd 2"), needOf("psd-3"), needOf("psd-4")]);
});

test("optional needs, and needs that wait for the store", () => {
  expect(
    read([
      { name: "a", optional: true },
      { name: "b", until: "uploaded" },
      { name: "c", until: "finished", optional: false },
      { status: "!stuck", until: "uploaded", optional: true },
    ]),
  ).toEqual([
    { ...needOf("a"), optional: true },
    { ...needOf("b"), until: "uploaded" },
    needOf("c"),
    { conditions: [{ path: "status", value: "stuck", negated: true }], optional: true, until: "uploaded" },
  ]);
});

test("conditions in all their forms, as they are printed again", () => {
  const items: readonly Value[] = [
    "pipeline: bilby",
    "pipeline:bilby",
    { pipeline: "bilby" },
    "status: ! stuck",
    "status: '!stuck'",
    { status: "!stuck" },
    { name: "!psd" },
    "review.status: approved",
    { review: null },
    { "label.is good": true },
    { "likelihood.sample rate": 1024 },
    { "waveform.approximant": null },
    { interferometers: ["H1", "L1"] },
    "data.channels.H1: H1:GDS-CALIB_STRAIN",
    "event: GW1",
    ["psd", { status: "finished" }, "name: !other"],
    { all: ["psd", "status: finished"], optional: true },
  ];
  expect(read(items).map((need) => `${formatNeed(need)}  ${JSON.stringify(need.conditions)}`)).toMatchInlineSnapshot(`
    [
      "pipeline: bilby  [{"path":"pipeline","value":"bilby","negated":false}]",
      "pipeline: bilby  [{"path":"pipeline","value":"bilby","negated":false}]",
      "pipeline: bilby  [{"path":"pipeline","value":"bilby","negated":false}]",
      "status: !stuck  [{"path":"status","value":"stuck","negated":true}]",
      "status: "'!stuck'"  [{"path":"status","value":"'!stuck'","negated":false}]",
      "status: !stuck  [{"path":"status","value":"stuck","negated":true}]",
      "name: !psd  [{"path":"name","value":"psd","negated":true}]",
      "review: approved  [{"path":"review","value":"approved","negated":false}]",
      "review: none  [{"path":"review","value":"none","negated":false}]",
      "label.is good: true  [{"path":"label.is good","value":true,"negated":false}]",
      "likelihood.sample rate: 1024  [{"path":"likelihood.sample rate","value":1024,"negated":false}]",
      "waveform.approximant: null  [{"path":"waveform.approximant","value":null,"negated":false}]",
      "interferometers: ["H1","L1"]  [{"path":"interferometers","value":["H1","L1"],"negated":false}]",
      "data.channels.H1: H1:GDS-CALIB_STRAIN  [{"path":"data.channels.H1","value":"H1:GDS-CALIB_STRAIN","negated":false}]",
      "subject: GW1  [{"path":"subject","value":"GW1","negated":false}]",
      "[name: psd, status: finished, name: !other]  [{"path":"name","value":"psd","negated":false},{"path":"status","value":"finished","negated":false},{"path":"name","value":"other","negated":true}]",
      "[name: psd, status: finished]  [{"path":"name","value":"psd","negated":false},{"path":"status","value":"finished","negated":false}]",
    ]
  `);
});

test("what is printed is read as the same conditions", () => {
  const path = fc.constantFrom("name", "status", "pipeline", "label.some", "waveform.approximant", "likelihood.sample rate");
  const text = fc.stringMatching(/^[A-Za-z0-9_. -]{1,12}$/).filter((one) => one.trim() === one && !one.startsWith("!"));
  fc.assert(
    fc.property(path, text, fc.boolean(), (where, value, negated) => {
      const [need] = read([{ [where]: negated ? `!${value}` : value }]);
      expect(plainName(need!)).toBe(where === "name" && !negated ? value : undefined);
      expect(read([formatNeed(need!)])).toEqual([need]);
    }),
  );
});

test("needs that are not a list", async () => {
  expect([await refused("psd"), await refused({ name: "psd" })].join("\n")).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:1
      "needs" is "psd", not a list
      Write a list: "needs: [psd]".
    NEEDS_INVALID /work/b.yaml:5:1
      "needs" is {"name":"psd"}, not a list
      Write a list: "needs: [psd]"."
  `);
});

test("items of other forms, each at its own place", async () => {
  const items: readonly Value[] = [1, null, true, [], {}, { name: 1 }, "", "status:", "status: !", ": x", { status: {} }, { priors: [{}] }, [["a"]]];
  const told = await Promise.all(items.map((item, index) => refused([...Array.from({ length: index }, () => "psd"), item])));
  expect(told.map((text) => text.split("\n").slice(0, 2).join("\n")).join("\n")).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:2
      1 is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:3
      null is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:4
      true is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:5
      [] is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:6
      {} is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:7
      {"name":1} is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:8
      "" is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:9
      "status:" is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:10
      "status: !" is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:11
      ": x" is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:12
      {"status":{}} is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:13
      {"priors":[{}]} is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:14
      ["a"] is not an item of "needs""
  `);
  expect(await refused([[]])).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:2
      [] is not an item of "needs"
      Items of "needs" are names (psd), conditions ("pipeline: NAME", {status: "!stuck"}), or lists of conditions that must all hold."
  `);
});

test("a name that looks like a negation", async () => {
  expect(await refused(["!psd"])).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:2
      "!psd" negates nothing: a plain name is the name itself
      For all but that one write {"name":"!psd"}."
  `);
});

test("several conditions in one map, and options where none can be", async () => {
  expect(
    await refusedItems(
      { name: "a", pipeline: "bilby" },
      { name: "a", optional: "yes" },
      { name: "a", until: "tomorrow" },
      ["psd", { status: "finished", optional: true }],
      { all: ["a"], name: "b" },
    ),
  ).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:2
      {"name":"a","pipeline":"bilby"} holds several conditions
      If all must hold, write a list of them: [{"name":"a"}, {"pipeline":"bilby"}].
    NEEDS_INVALID /work/b.yaml:5:2
      "optional" is "yes", not true or false
      Write {name: psd, optional: true, until: uploaded}, or {all: [psd, {status: finished}], optional: true}.
    NEEDS_INVALID /work/b.yaml:5:2
      "until" is "tomorrow", not finished or uploaded
      Write {name: psd, optional: true, until: uploaded}, or {all: [psd, {status: finished}], optional: true}.
    NEEDS_INVALID /work/b.yaml:5:2
      "optional" is said of a whole item, not of one condition: {"status":"finished","optional":true}
      Write {name: psd, optional: true, until: uploaded}, or {all: [psd, {status: finished}], optional: true}.
    NEEDS_INVALID /work/b.yaml:5:2
      {"all":["a"],"name":"b"} holds several conditions
      If all must hold, write a list of them: [{"all":["a"]}, {"name":"b"}]."
  `);
});

test("paths that are probably misspelt, and paths that mean nothing", async () => {
  expect(await refusedItems("nmae: psd", { statsu: "stuck" }, "pipline: bilby", "lable.good: yes", "label: good", "review.by: me", { needs: "psd" }))
    .toMatchInlineSnapshot(`
      "NEEDS_INVALID /work/b.yaml:5:2
        "nmae" is nothing that an analysis has. Did you mean "name"?
        Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate.
      NEEDS_INVALID /work/b.yaml:5:2
        "statsu" is nothing that an analysis has. Did you mean "status"?
        Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate.
      NEEDS_INVALID /work/b.yaml:5:2
        "pipline" is nothing that an analysis has. Did you mean "pipeline"?
        Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate.
      NEEDS_INVALID /work/b.yaml:5:2
        "lable.good" is nothing that an analysis has. Did you mean "label"?
        Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate.
      NEEDS_INVALID /work/b.yaml:5:2
        "label: good" names no label
        Write the label's name after a dot: "label.NAME: VALUE".
      NEEDS_INVALID /work/b.yaml:5:2
        "review.by" is nothing that can be compared
        Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate.
      NEEDS_INVALID /work/b.yaml:5:2
        "needs" is nothing that can be compared
        Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate."
    `);
});

test("needs of ledgers of the first schema are names", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  ledger.change((transaction) => transaction.update("analyses", 1, { needs: '[{"name":"psd","optional":true,"until":"uploaded"}]' }));
  expect(listAnalyses(ledger)[0]!.needs).toEqual([{ ...needOf("psd"), optional: true, until: "uploaded" }]);
});
