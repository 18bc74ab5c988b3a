import { checkLedger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import { catalogue, newEvent } from "./support/catalogue.ts";
import { changer, test, type TestProject } from "./support/index.ts";

const writers = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"];
// The full count through the command line is in `npm run acceptance`.
const commands = Number(process.env["ASIMOV_COMMANDS"] ?? 4);

/** Names of the events that each writer added, and what is wrong with the ledger. */
function outcome(project: TestProject): object {
  const ledger = openLedger(project.directory, { command: "test" });
  const added = ledger.all(
    `SELECT substr(name, 1, 2) AS writer, count(*) AS events, count(DISTINCT slug) AS slugs FROM subjects WHERE name GLOB 'w[1-8]-*' GROUP BY writer ORDER BY writer`,
  );
  const analyses = ledger.get("SELECT count(*) AS n FROM analyses a JOIN subjects s ON s.id = a.subject_id WHERE s.name GLOB 'w[1-8]-*'")?.["n"];
  // Each change is one transaction, and they stand in one order.
  const transactions = ledger.get(
    "SELECT count(*) AS n, count(DISTINCT t.id) AS distinct_n FROM transactions t WHERE (SELECT count(*) FROM history h WHERE h.transaction_id = t.id) = 3",
  );
  const problems = checkLedger(ledger);
  ledger.close();
  return { added, analyses, transactions: { ...transactions }, problems };
}

function expected(each: number): object {
  const all = writers.length * each;
  return {
    added: writers.map((writer) => ({ writer, events: each, slugs: each })),
    analyses: all,
    transactions: { n: all, distinct_n: all },
    problems: [],
  };
}

test("eight processes apply 200 different changes each at once: every change is there, in an order that rebuilds the same state", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: catalogue(10) });
  const running = writers.map((writer) => changer(project, "add", 1, 200, writer));
  expect(await Promise.all(running.map(({ end }) => end))).toEqual(writers.map(() => 0));
  expect(outcome(project)).toEqual(expected(200));
});

test(`eight people type ${commands} commands each at once: all end well, and every change is there`, async ({ expect, openProject }) => {
  const project = openProject({ blueprint: catalogue(10) });
  const type = async (writer: string): Promise<readonly (number | null)[]> => {
    const codes: (number | null)[] = [];
    for (let number = 1; number <= commands; number++) {
      project.write({ [`${writer}.yaml`]: newEvent(writer, number) });
      codes.push((await project.run("apply", "-f", `${writer}.yaml`)).code);
    }
    return codes;
  };
  const codes = await Promise.all(writers.map(type));
  expect(codes.flat().filter((code) => code !== 0)).toEqual([]);
  expect(outcome(project)).toEqual(expected(commands));
});
