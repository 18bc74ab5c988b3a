import { blueprint, combinePlugin, fetchPlugin, test, toyPlugin, type OpenProject, type TestProject } from "./support/index.ts";

const plugins = { fetch: fetchPlugin(), toy: toyPlugin(), combine: combinePlugin() };
const fetching = "pipeline: fetch\ninterferometers: [H1, L1]";

function fetchedProject(openProject: OpenProject, analyses: Readonly<Record<string, string>>): TestProject {
  const project = openProject({ plugins, blueprint: blueprint(analyses) });
  project.write({ "frames/H1": "first H1\n", "frames/L1": "first L1\n" });
  return project;
}

test.concurrent(
  "a pipeline that fetches data gives its files and channels to those that need it, and offers the files by name",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = fetchedProject(openProject, { get: fetching, pe: "needs: [get]", other: "" });
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    const plain = (file: string): string => project.read(file).replaceAll(project.directory, "/project");
    expect(plain("checkouts/EV1/analyses/pe.ini")).toMatchInlineSnapshot(`
    "# toy
    answer = 42
    data-dict = {'H1': '/project/working/EV1/get/H1.gwf', 'L1': '/project/working/EV1/get/L1.gwf'}
    channel-dict = {'H1': 'H1:STRAIN', 'L1': 'L1:STRAIN'}
    "
  `);
    expect(plain("checkouts/EV1/analyses/other.ini")).toBe("# toy\nanswer = 42\n");
    expect((await project.json("assets", "get", "--verify")) as readonly object[]).toMatchObject([
      { name: "frames", key: "H1", state: "unchanged" },
      { name: "frames", key: "L1", state: "unchanged" },
    ]);
  },
);

test.concurrent(
  "its rerun makes those stale that used it, and the refreshable ones among them run again, once",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = fetchedProject(openProject, {
      get: `${fetching}\nfor: subject`,
      fresh: "needs: [get]\nrefreshable: true",
      still: "needs: [get]",
      after: "needs: [fresh]\nrefreshable: true",
      given: "needs: [still]\nrefreshable: true",
      told: "needs: [still]",
      joined: 'pipeline: combine\nanalyses: ["pipeline: toy"]\nrefreshable: true',
    });
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    project.write({ "frames/H1": "second H1\n" });
    await project.run("analysis", "restart", "get", "--yes");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(attempts(project)).toEqual({ get: 2, fresh: 2, still: 1, after: 2, given: 2, told: 1, joined: 2 });
    expect(reasons(project)).toMatchInlineSnapshot(`
    [
      "what it uses has changed (EV1/get: attempt 1 -> 2); its files go to the trash, and it runs again",
      "what it uses has changed (EV1/get: attempt 1 -> 2); its files go to the trash, and it runs again",
      "what it uses has changed (EV1/fresh: attempt 1 -> 2, EV1/get: attempt 1 -> 2); its files go to the trash, and it runs again",
      "what it uses has changed (EV1/fresh: attempt 1 -> 2, EV1/after: attempt 1 -> 2, EV1/given: attempt 1 -> 2, EV1/get: attempt 1 -> 2); its files go to the trash, and it runs again",
    ]
  `);
    const status = (await project.json("report", "status")) as readonly { readonly address: string; readonly stale: readonly string[] }[];
    expect(status.flatMap(({ address, stale }) => stale.map((why) => `${address}: ${why}`))).toMatchInlineSnapshot(`
    [
      "EV1/still: EV1/get has run again: it used attempt 1, the newest is 2",
      "EV1/told: EV1/get, which provides settings to it, has run again: it used attempt 1, the newest is 2",
    ]
  `);
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(attempts(project)).toEqual({ get: 2, fresh: 2, still: 1, after: 2, given: 2, told: 1, joined: 2 });
  },
);

test.concurrent(
  "while what they use is not there, nothing runs again by itself, nor what failed before",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = fetchedProject(openProject, { get: fetching, fresh: "needs: [get]\nrefreshable: true", bad: "needs: [get]\nrefreshable: true" });
    project.fault("bad.A", "fail");
    await project.run("monitor", "--chain", "--watch");
    await project.run("analysis", "restart", "get", "--yes");
    project.write({ "frames/H1": "" });
    await project.run("monitor", "--chain", "--watch");
    // Empty data is no product: what it made before is in the trash, and nobody runs with what is not there.
    expect(project.statuses()).toEqual({ get: "stuck", fresh: "uploaded", bad: "stuck" });
    expect(attempts(project)).toMatchObject({ fresh: 1 });
  },
);

function attempts(project: TestProject): Readonly<Record<string, unknown>> {
  const rows = project.query(
    "SELECT a.name, max(t.number) AS number FROM analyses a JOIN attempts t ON t.analysis_id = a.id GROUP BY a.id ORDER BY a.id",
  );
  return Object.fromEntries(rows.map(({ name, number }) => [name, number]));
}

function reasons(project: TestProject): readonly unknown[] {
  const rows = project.query(
    "SELECT json_extract(after, '$.reason') AS reason FROM history WHERE entity = 'analyses' AND json_extract(after, '$.request') = 'renew' ORDER BY id",
  );
  return rows.map(({ reason }) => reason);
}
