import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { groupMembers, identify, liveness, thisBoot, thisHost } from "../../src/system/index.ts";
import { startCommand, until } from "../support/processes.ts";
import { directoryWith } from "../support/tree.ts";

test("a process knows itself", () => {
  const me = identify()!;
  expect(me).toEqual({ host: thisHost(), bootId: thisBoot(), pid: process.pid, startTime: me.startTime });
  expect(identify(process.pid)).toEqual(me);
  expect(liveness(me)).toBe("alive");
});

test("a process is dead when it has ended, was started at another time or in another boot; of another host nothing is known", async () => {
  const program = startCommand("cat", []);
  const cat = identify(program.child.pid)!;
  expect(liveness(cat)).toBe("alive");
  expect(liveness({ ...cat, startTime: cat.startTime + 1 })).toBe("dead");
  expect(liveness({ ...cat, bootId: "another" })).toBe("dead");
  expect(liveness({ ...cat, host: "another" })).toBe("elsewhere");
  program.child.kill("SIGKILL");
  await program.end();
  expect(liveness(cat)).toBe("dead");
  expect(identify(cat.pid)).toBeUndefined();
});

test("a zombie is dead", async () => {
  const fifo = join(directoryWith(), "fifo");
  const program = startCommand("sh", ["-c", 'mkfifo "$0"; cat "$0" & echo $!; exec sleep 60', fifo]);
  const pid = Number(await program.line());
  // Once the shell has become another program, nobody asks for its child any more.
  await until(() => readFileSync(`/proc/${program.child.pid}/comm`, "utf8") === "sleep\n");
  expect(liveness(identify(pid)!)).toBe("alive");
  writeFileSync(fifo, "");
  await until(() => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z "));
  expect(liveness(identify(pid)!)).toBe("dead");
  expect(groupMembers(program.child.pid, 0)).not.toContain(pid);
});

test("a name with blanks and parentheses does not confuse", async () => {
  const directory = directoryWith();
  const name = `${directory}/a) S 1 (b`;
  const program = startCommand("sh", ["-c", 'ln -s "$(command -v sleep)" "$0"; echo linked; exec "$0" 60', name]);
  await program.line();
  await until(() => readFileSync(`/proc/${program.child.pid}/comm`, "utf8") === "a) S 1 (b\n");
  const identity = identify(program.child.pid)!;
  expect(identity.startTime).toBeGreaterThan(identify()!.startTime - 1);
  expect(liveness(identity)).toBe("alive");
  expect(groupMembers(program.child.pid, identity.startTime)).toEqual([program.child.pid]);
});

test("members of a group are its living processes that are not older than it", async () => {
  const program = startCommand("sh", ["-c", "sleep 60 & sleep 60 & echo $$; wait"]);
  const group = Number(await program.line());
  const { startTime } = identify(group)!;
  expect(groupMembers(group, startTime)).toHaveLength(3);
  expect(groupMembers(group, startTime + 1_000_000)).toEqual([]);
  process.kill(-group, "SIGKILL");
  await program.end();
  await until(() => groupMembers(group, startTime).length === 0);
});

test("there are processes to look at on this machine", () => {
  expect(readdirSync("/proc")).toContain(String(process.pid));
});
