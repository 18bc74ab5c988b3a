import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { Credentials, readAnswer } from "../../src/lifecycle/credentials.ts";
import { checkCredentials } from "../../src/lifecycle/doctor/credentials.ts";
import { buildReady, submitBuiltOnes } from "../../src/lifecycle/index.ts";
import type { Config } from "../../src/project/index.ts";
import { openLab, reopenLab, type Lab } from "../support/lab.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

const noon = Date.parse("2026-03-01T12:00:00Z");
const config = "credentials: {command: [cat, until]}\n";

/** The lab with its clock and caches begun anew, `until` saying when the credentials end; none says that the command fails. */
async function renewed(lab: Lab, until?: string): Promise<Lab> {
  lab.session.close();
  const file = join(lab.directory, "until");
  if (until === undefined) rmSync(file, { force: true });
  else writeFileSync(file, `${until}\nsecret\n`);
  const next = await reopenLab(lab.directory);
  for (const [token, seen] of lab.scheduler.seen) next.scheduler.seen.set(token, seen);
  return next;
}

test("the first line of the command is a time, the seconds that are left, or nothing", () => {
  const lines = ["2026-03-01T13:00:00Z\nmore", "2026-03-01 13:00:00+0100", "3600", "-5.5", "", "\n", "valid", "12:00", "1e400"];
  expect(lines.map((line) => readAnswer(line, noon)?.state === "valid" && (readAnswer(line, noon) as { expires?: string }).expires)).toEqual([
    "2026-03-01T13:00:00.000Z",
    "2026-03-01T12:00:00.000Z",
    "2026-03-01T13:00:00.000Z",
    "2026-03-01T11:59:54.500Z",
    undefined,
    undefined,
    false,
    false,
    false,
  ]);
});

test("a command is asked once a minute, and an end that comes in between counts at once", async () => {
  const directory = directoryWith({ "count.sh": "echo x >>asked; echo 90\n" });
  let now = noon;
  const credentials = new Credentials({ command: ["sh", "count.sh"], warning: 0 }, directory, { now: () => now });
  const states: (string | undefined)[] = [];
  for (const seconds of [0, 59, 61, 119, 121]) {
    now = noon + seconds * 1000;
    states.push((await credentials.state())?.state);
  }
  expect(states).toEqual(["valid", "valid", "valid", "valid", "valid"]);
  const short = new Credentials({ command: ["echo", "10"], warning: 1 }, directory, { now: () => now });
  expect([(await short.state())?.state, await short.warning(), await short.warning()]).toEqual([
    "valid",
    "they expire in 10 s, at 2026-03-01T12:02:11.000Z; renew them before",
    undefined,
  ]);
  now += 10_000;
  expect(await short.state()).toMatchObject({ state: "expired" });
});

test("with expired credentials a pass submits nothing, fails nothing, says so once and exits with 4; afterwards all goes on", async () => {
  const first = await openLab({ config: `${config}monitor: {retries: 0}\n`, analyses: ["name: pe", "name: other"] });
  const valid = await renewed(first, "2099-01-01");
  await valid.pass({ chain: true, only: new Set([valid.analysis("pe").id]) });
  valid.scheduler.show({ state: "failed", reason: "no permission to read the frames" });
  const lab = await renewed(valid);
  const { exitCode, troubles, unknown, failures } = await lab.pass();
  const words = await refusal(() => {
    throw troubles[0];
  });
  expect([exitCode, words, unknown.map(({ reason }) => reason), failures]).toMatchInlineSnapshot(`
    [
      4,
      "CREDENTIALS_EXPIRED nowhere
      the credentials have expired ("cat" ended with exit code 1): nothing is submitted, and no attempt is judged as failed
      Renew them, then run the same command again; held jobs are released then.",
      [
        "the credentials have expired ("cat" ended with exit code 1): nothing is submitted, and no attempt is judged as failed",
      ],
      [],
    ]
  `);
  const { status, reason, remedy } = lab.analysis("pe");
  expect([status, reason, remedy, lab.analysis("other").status, lab.attempts("pe")[0]?.ended]).toMatchInlineSnapshot(`
    [
      "running",
      "CREDENTIALS_EXPIRED: the credentials have expired ("cat" ended with exit code 1): nothing is submitted, and no attempt is judged as failed",
      "Renew them, then run the same command again; held jobs are released then.",
      "ready",
      undefined,
    ]
  `);
  expect(lab.scheduler.requests).toEqual([]);
  const after = await renewed(lab, "2099-01-01");
  expect((await after.pass()).exitCode).toBe(3);
  expect([after.analysis("pe").status, after.analysis("other").status]).toEqual(["stuck", "running"]);
});

test("what is submitted by hand is refused before the first builder runs", async () => {
  const lab = await openLab({ config });
  await buildReady(lab.session, {});
  let ran = false;
  lab.hooks.buildDag = () => (ran = true);
  expect(await refusal(() => submitBuiltOnes(lab.session, {}))).toMatchInlineSnapshot(`
    "CREDENTIALS_EXPIRED nowhere
      the credentials have expired ("cat" ended with exit code 1): nothing is submitted, and no attempt is judged as failed
      Renew them, then run the same command again; held jobs are released then."
  `);
  expect([ran, lab.analysis().status]).toEqual([false, "ready"]);
});

test("jobs that were held for their credentials are released once these are valid, without using budget", async () => {
  const first = await openLab({ config });
  const valid = await renewed(first, "2099-01-01");
  await valid.pass();
  valid.scheduler.show({ state: "held", reason: "OAuth credential of the job has expired" });
  const expired = await renewed(valid);
  expect((await expired.pass()).exitCode).toBe(4);
  expect(expired.analysis()).toMatchObject({
    reason: "held (credentials): OAuth credential of the job has expired",
    remedy: "Renew them, and the next pass releases its jobs; or end it: asimov analysis stop GW1/pe",
  });
  const lab = await renewed(expired, "2099-01-01");
  expect((await lab.pass()).exitCode).toBe(0);
  expect([lab.scheduler.released.length, lab.scheduler.removed.length, lab.attempts().length]).toEqual([1, 0, 1]);
  expect(lab.analysis().reason).toBe("its held jobs were released, since the credentials are valid again");
});

test("doctor and the pass tell an end that is near, and never what the command prints", async () => {
  const directory = directoryWith();
  const told = async (command: readonly string[] | undefined, warning = 24): Promise<string> => {
    const checks = await checkCredentials(directory, { credentials: { command, warning } } as Config);
    return checks.map(({ state, what, remedy = "" }) => `${state}: ${what} ${remedy}`.trim()).join("; ");
  };
  const lines = [undefined, ["echo", "2099-01-01"], ["true"], ["false"], ["no-such-program"], ["echo", "hunter2"]];
  expect((await Promise.all(lines.map((command) => told(command)))).join("\n").replaceAll(directory, "/work")).toMatchInlineSnapshot(`
    "
    ok: valid until 2099-01-01T00:00:00.000Z
    ok: valid
    fail: they have expired: "false" ended with exit code 1 Renew them; until then nothing is submitted.
    fail: nobody can say whether they are valid: there is no program "no-such-program", or no directory /work to run it in Name a command in the configuration ("credentials: {command: ...}") that prints a time or the seconds that are left.
    fail: nobody can say whether they are valid: the first line of "echo" is neither a time nor a number of seconds Name a command in the configuration ("credentials: {command: ...}") that prints a time or the seconds that are left."
  `);
  expect(await told(["echo", "7200"])).toMatch(/^warn: they expire in 2 h 0 min, at 2.*Z; renew them before$/);
  const lab = await renewed(await openLab({ config }), "7200");
  await lab.pass();
  await lab.pass();
  expect(lab.notices.filter(({ address }) => address === "credentials").map(({ text }) => text.slice(0, 14))).toEqual(["they expire in"]);
});
