import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { blueprint, test, until } from "./support/index.ts";

test.concurrent("a pass whose lease another process took writes nothing any more, and the next one goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.detectCompletion", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  const pass = project.start(["monitor", "--watch"]);
  await project.reached("one.detectCompletion");
  // As a process does it that takes the first one for dead: the lease has a new holder, who ends at once.
  const database = new DatabaseSync(join(project.directory, ".asimov/ledger.db"), { timeout: 5000 });
  database.exec(`UPDATE leases SET epoch = epoch + 1, holder = json_set(holder, '$.bootId', 'another') WHERE name = 'pass'`);
  database.close();
  const before = project.rows();
  project.mend("one.detectCompletion");
  const { code, stderr } = await pass.result;
  expect([code, stderr]).toMatchInlineSnapshot(`
    [
      5,
      "error LEASE_LOST
      another process has taken over the work of this one (pass), which seemed to be dead; nothing more was changed
      Leave the work to the other process; asimov report status shows how far it is.
    ",
    ]
  `);
  expect(project.rows()).toEqual(before);
  expect(project.statuses()).toEqual({ one: "running" });
  expect(await project.run("monitor", "--watch")).toMatchObject({ code: 0 });
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});
