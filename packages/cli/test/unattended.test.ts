import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { blueprint, test, until, type TestProject } from "./support/index.ts";

// A crontab program that keeps one in a file.
function withCrontab(project: TestProject, text?: string): { readonly env: Readonly<Record<string, string>>; readonly file: string } {
  const bin = join(project.root, "bin");
  const file = join(project.root, "crontab of us");
  mkdirSync(bin);
  writeFileSync(
    join(bin, "crontab"),
    `#!/bin/sh\nif [ "$1" = -l ]; then [ -e "${file}" ] || { echo "no crontab for us" >&2; exit 1; }; cat "${file}"; else cp "$1" "${file}"; fi\n`,
  );
  chmodSync(join(bin, "crontab"), 0o755);
  if (text !== undefined) writeFileSync(file, text);
  return { env: { PATH: `${bin}:${process.env["PATH"] ?? ""}` }, file };
}

test.concurrent("a process makes passes until it is stopped; there is one at most", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]" }) });
  expect(await project.json("start", "--by", "process", "--interval", "0.2s")).toMatchObject({ by: "process", interval: 0.2 });
  const second = await project.run("start", "--by", "process");
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(
    /^error MONITOR_STARTED\n {2}there is a monitor already: a pass every 0 s, started by \S+ on HOST at TIME \(process PID\)/,
  );
  await until(() => Object.values(project.statuses()).every((status) => status === "uploaded"));
  expect(project.ran()).toEqual(["one.A", "two.A"]);
  const state = (await project.json("start", "--status")) as {
    readonly monitor: { readonly life: string; readonly identity: { readonly pid: number } };
  };
  expect(state.monitor.life).toBe("alive");
  const { pid } = state.monitor.identity;
  // Its own session: the end of a terminal does not reach it.
  const [, , , session] = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  expect(Number(session)).toBe(pid);
  expect(await project.run("stop")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^stopped: a pass every 0 s/) });
  await until(() => !existsSync(`/proc/${pid}`));
  // Between two passes it may see that it is stopped before the signal reaches it.
  const log = /begins: a pass every 0.2 s[^]*asimov monitor --chain[^]*exit code 0[^]*leaves: (?:asked to stop|the project says that it is stopped)/;
  expect(project.read(".asimov/monitor.log")).toMatch(log);
  expect(await project.show("stop")).toMatchInlineSnapshot(`
    "$ asimov stop
    no monitor was started
    exit code 0"
  `);
});

test.concurrent("a monitor that was killed is seen to be dead, and another one takes its place", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const begun = (await project.json("start", "--by", "process", "--interval", "1h")) as { readonly identity: { readonly pid: number } };
  process.kill(begun.identity.pid, "SIGKILL");
  expect((await project.run("start", "--status")).stdout).toMatch(/^DEAD/);
  expect((await project.run("start", "--by", "process", "--interval", "1h")).code).toBe(0);
  expect((await project.run("start", "--status")).stdout).toMatch(/^at work/);
  expect((await project.run("stop")).code).toBe(0);
});

test.concurrent("cron gets one line of the project and loses only that", async ({ expect, openProject }) => {
  const others = "MAILTO=us\n# our own\n*/5 * * * * echo '100%' # asimov ffffffffffff\n0 0 * * * date";
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const { env, file } = withCrontab(project, others);
  expect((await project.start(["start", "--by", "cron"], env).result).code).toBe(0);
  const id = String(project.query("SELECT value FROM project WHERE key = 'id'")[0]?.["value"]);
  const [line = "", ...rest] = readFileSync(file, "utf8").split("\n").slice(4);
  expect(rest).toEqual([""]);
  expect(line.startsWith(`*/15 * * * * cd '${project.directory}' && `)).toBe(true);
  expect(line).toContain(process.execPath);
  expect(line.endsWith(`/packages/cli/dist/bin.js start --pass # asimov ${id}`)).toBe(true);
  expect((await project.start(["start", "--by", "cron"], env).result).stderr).toContain("MONITOR_STARTED");
  expect((await project.start(["start", "--pass"], env).result).code).toBe(0);
  expect(project.ran().length + project.query("SELECT 1 FROM submissions").length).toBeGreaterThan(0);
  expect(project.read(".asimov/monitor.log")).toContain("exit code 0");
  expect((await project.start(["start", "--status"], env).result).stdout).toMatch(
    /^at work: a pass every 15 min, started by \S+ on HOST at TIME \(cron\)\n {2}pass TIME to TIME: exit code 0/,
  );
  expect((await project.start(["stop"], env).result).code).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(`${others}\n`);
  const passes = project.query("SELECT count(*) AS count FROM passes");
  expect((await project.start(["start", "--pass"], env).result).code).toBe(0);
  expect(project.query("SELECT count(*) AS count FROM passes")).toEqual(passes);
});

test.concurrent("what can't be started says why, and starts nothing", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const { env } = withCrontab(project);
  const show = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await project.start(args, env).result;
    return `$ asimov ${args.join(" ")}\n${stdout}${stderr}exit code ${code}`;
  };
  const lines = [
    await show("start", "--by", "cron", "--interval", "7m"),
    await show("start", "--by", "scheduler"),
    await show("start", "--interval", "soon"),
    await show("start", "--status"),
  ];
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "$ asimov start --by cron --interval 7m
    error START_INTERVAL
      cron can't run something every 420 s
      Take minutes that divide an hour (1m, 5m, 10m, 15m, 20m, 30m) or hours that divide a day (1h, 2h, 6h), or --by process.
    exit code 2
    $ asimov start --by scheduler
    error SCHEDULER_NOT_RECURRING
      scheduler "local" can't run a command again and again
      asimov start --by cron or --by process; the README of the scheduler tells whether a setting of it changes that
    exit code 1
    $ asimov start --interval soon
    error: option '--interval <time>' argument 'soon' is invalid. It is a length of time such as 90s, 15m, 2h or 30d.
    (asimov COMMAND --help tells more)
    exit code 2
    $ asimov start --status
    no monitor was started (asimov start)
    exit code 0"
  `);
});

test.concurrent("when no pass has ended for long although a monitor was started, those who look are told", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const { env } = withCrontab(project);
  await project.start(["start", "--by", "cron"], env).result;
  const database = new DatabaseSync(join(project.directory, ".asimov/ledger.db"));
  database.exec("UPDATE project SET value = json_set(value, '$.time', '2026-01-01T00:00:00.000Z') WHERE key = 'monitor'");
  database.close();
  const plain = (text: string): string => text.replace(/for \d+ d \d+ h/, "for AGE").replace(/that \S+ started/, "that USER started");
  expect(plain(await project.show("report", "status"))).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  ready  0 s  applied
    no pass has come to its end for AGE (since TIME), and 1 analysis is ready or running; the monitor that USER started on HOST (cron) may be dead: asimov start --status
    exit code 0"
  `);
  expect((await project.run("report", "status", "--json")).stderr).toContain("no pass has come to its end");
  expect((await project.run("monitor")).stderr).toContain("no pass has come to its end");
  expect((await project.run("report", "status")).stdout).not.toContain("no pass");
});

test.concurrent("credentials that end soon are told of before anything is submitted with them", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }), config: 'credentials: {command: [echo, "7200"]}\n' });
  expect((await project.run("manage", "build")).stderr).not.toContain("expire");
  expect((await project.run("manage", "submit")).stderr.match(/^.*expire.*$/gm)?.map((line) => line.replace(/in .* at \S+;/, "in TIME;")))
    .toMatchInlineSnapshot(`
    [
      "credentials: they expire in TIME; renew them before",
    ]
  `);
});

test.concurrent("passes that somebody's own cron made are missed too", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  expect((await project.run("report", "status")).stdout).not.toContain("no pass");
  await project.run("monitor");
  expect((await project.run("report", "status")).stdout).not.toContain("no pass");
  const database = new DatabaseSync(join(project.directory, ".asimov/ledger.db"));
  database.exec("UPDATE passes SET ended = '2026-01-01T00:00:00.000Z'");
  database.close();
  expect(
    (await project.run("report", "status")).stdout
      .split("\n")
      .at(-2)
      ?.replace(/for \d+ d \d+ h/, "for AGE"),
  ).toMatchInlineSnapshot(
    `"no pass has come to its end for AGE (since TIME), and 1 analysis is ready or running; nothing was started that makes them by itself: asimov start, or asimov monitor for one"`,
  );
});
