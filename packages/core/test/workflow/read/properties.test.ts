import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Workflow } from "../../../src/workflow/index.ts";
import { jobOf, errors, read, readJob } from "./project.ts";

const word = fc.string({ unit: fc.constantFrom("a", "B", "1", " ", "'", '"', "\\", "=", ";", "-", "é"), maxLength: 12 });
// In the file a macro would be expanded, and a line cannot hold a line break.
const runs = { numRuns: 60 };

function newSyntax(words: readonly string[]): string {
  return `"${words
    .map((text) => `'${text.replaceAll("'", "''")}'`)
    .join(" ")
    .replaceAll('"', '""')}"`;
}

test("arguments and environment survive the new quoting", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), fc.dictionary(fc.stringMatching(/^[A-Z_]{1,5}$/), word), async (words, variables) => {
      const environment = newSyntax(Object.entries(variables).map(([name, value]) => `${name}=${value}`));
      const job = await readJob(`executable = x\narguments = ${newSyntax(words)}\nenvironment = ${environment}\nqueue`);
      expect(job.arguments).toEqual(words);
      expect(job.environment).toEqual({ ...variables });
    }),
    runs,
  );
});

test("arguments survive VARS on top of the new quoting", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (words) => {
      const value = newSyntax(words).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
      expect((await readJob("executable = x\narguments = $(ARGS)\nqueue", `VARS A ARGS="${value}"`)).arguments).toEqual(words);
    }),
    runs,
  );
});

test("arguments survive the old quoting", async () => {
  const plain = fc.stringMatching(/^[a'"=;-]{1,8}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(plain, { minLength: 1, maxLength: 5 }), async (words) => {
      const written = words.map((text) => text.replaceAll('"', '\\"')).join("  ");
      expect((await readJob(`executable = x\narguments = ${written}\nqueue`)).arguments).toEqual(words);
    }),
    runs,
  );
});

const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 14 });
const jobs = Array.from({ length: 8 }, (_, index) => `JOB n${index} a.sub\n`).join("");
const treeOf = (pairs: readonly (readonly [number, number])[]): Record<string, string> => ({
  "run.dag": jobs + pairs.map(([from, to]) => `PARENT n${from} CHILD n${to}\n`).join(""),
  "a.sub": "executable = x",
});

test("the order of PARENT lines does not matter", async () => {
  const upwards = edges.map((pairs) => pairs.filter(([from, to]) => from < to));
  await fc.assert(
    fc.asyncProperty(
      upwards.chain((pairs) => fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length }))),
      async ([pairs, shuffled]) => {
        const parents = async (given: typeof pairs): Promise<unknown> => (await read(treeOf(given))).nodes.map((node) => [...node.parents].sort());
        expect(await parents(shuffled)).toEqual(await parents(pairs));
      },
    ),
    runs,
  );
});

test("a cycle is found exactly when there is one", async () => {
  await fc.assert(
    fc.asyncProperty(edges, async (pairs) => {
      const text = await errors(treeOf(pairs));
      expect(text.includes("WORKFLOW_CYCLE")).toBe(hasCycle(pairs));
      // Each step of a printed cycle is an edge.
      for (const [, way] of text.matchAll(/wait for each other: (.*)/g)) {
        const names = way!.split(" -> ").map((name) => Number(name.slice(1)));
        expect(names[0]).toBe(names.at(-1));
        names.slice(1).forEach((to, index) => expect(pairs).toContainEqual([names[index], to]));
      }
    }),
    { numRuns: 150 },
  );
});

// By removing nodes without parents until none is left to remove.
function hasCycle(pairs: readonly (readonly [number, number])[]): boolean {
  let left = pairs;
  for (;;) {
    const next = left.filter(([from]) => left.some(([, to]) => to === from));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}

const fragment = fc.constantFrom(
  ...'JOB A a.sub|JOB B b.sub DIR|SPLICE S run.dag|SPLICE T a.sub|INCLUDE b.sub|FINAL F a.sub|SUBDAG EXTERNAL X y|SCRIPT PRE A x $JOB|CONFIG a.sub|JOB C @=end|JOB D {|PARENT S A CHILD T|CATEGORY A x|MAXJOBS x 1|ABORT-DAG-ON A 1|queue 3|queue x in (a,b)|queue from (|$INT(|$Fpq(x)|$CHOICE(0,|transfer_input_files = ../x|should_transfer_files = YES|PARENT A CHILD B|VARS A x="$(y)"|VARS|RETRY A 3|ENV SET "A=|SUBDAG EXTERNAL|executable = $(x)|arguments = "\'|queue|\\|\n|\n|$(|$$(|$ENV(|:|)|{|}|@=end|"|\'|#|\r\n|\0|é| '.split(
    "|",
  ),
);

// What it takes of the processor, whoever else is at work on the machine.
async function cpuSeconds(use: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await use();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

test("any text is read or refused with errors of our own, quickly", async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join("")),
  );
  await fc.assert(
    fc.asyncProperty(text, text, async (dag, submit) => {
      const seconds = await cpuSeconds(async () => {
        await errors({ "run.dag": dag, "a.sub": submit, "b.sub": dag });
        await errors({ "run.dag": 'JOB A a.sub\nVARS A x="$(y)"', "a.sub": submit });
      });
      expect(seconds).toBeLessThan(2);
    }),
    { numRuns: 200 },
  );
});

test("expansions are bounded in length, however macros double", async () => {
  const submit = `executable = x\nm0 = ${"x".repeat(100_000)}\nm1 = ${"$(m0)".repeat(400)}\narguments = ${"$(m1)".repeat(400)}\nqueue`;
  expect(await errors({ "run.dag": "JOB A a.sub", "a.sub": submit })).toMatch(/^WORKFLOW_MACRO_LOOP/);
});

test.each(["$(", '"', "'", "\\", "(", "x=", "a "])("a line of 200,000 times %s is no trap", async (part) => {
  const long = part.repeat(200_000);
  const tree = {
    "run.dag": `JOB A a.sub\nVARS A x="${long}\nVARS A y=${long}\n${long}`,
    "a.sub": `executable = x\narguments = ${long}\nenvironment = "${long}\ntransfer_input_files = ${long}\nshould_transfer_files = YES\nqueue ${long}`,
  };
  expect(await cpuSeconds(() => errors(tree))).toBeLessThan(5);
});

test("the cost is linear: 20,000 nodes of one submit file", async () => {
  const node = (index: number): string =>
    `JOB node${index} a.sub\nVARS node${index} ARGS="--number ${index}"\nRETRY node${index} 3\nPARENT node${index >> 1} CHILD node${index}\n`;
  const dag = `JOB node0 a.sub\nVARS node0 ARGS="zero"\n${Array.from({ length: 19_999 }, (_, index) => node(index + 1)).join("")}`;
  const submit = "executable = x\narguments = $(ARGS)\nlog = logs/$(JOB).log\nrequest_memory = 8.0GB\nrequirements =\nqueue";
  let nodes: Workflow["nodes"] = [];
  expect(await cpuSeconds(async () => ({ nodes } = await read({ "run.dag": dag, "a.sub": submit })))).toBeLessThan(10);
  expect(jobOf(nodes[19_999]!).arguments).toEqual(["--number", "19999"]);
});
