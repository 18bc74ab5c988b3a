import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { push, Pushes } from "../../../src/lifecycle/repository/index.ts";
import { pushFolder, readPushes, writePush, type PushRecord } from "../../../src/project/index.ts";
import { identify } from "../../../src/system/index.ts";
import { until } from "../../support/processes.ts";
import { directoryWith } from "../../support/tree.ts";
import { bareRepository, commitEmpty, run, sandbox } from "./support.ts";

/** A project with the clone `EV1` of the bare repository `EV1.git`, and a commit that is only in the clone. */
function project(): { readonly root: string; readonly clone: string; readonly bare: string } {
  const root = sandbox();
  const bare = bareRepository(join(root, "EV1.git"));
  run(root, "clone", "--quiet", bare, "EV1");
  commitEmpty(join(root, "EV1"), "Configure pe");
  return { root, clone: join(root, "EV1"), bare };
}

function told(root: string): object {
  return readPushes(root).map(
    ({ directory, state, code, message, remedy }) =>
      JSON.parse(JSON.stringify({ directory, state, code, message, remedy }).replaceAll(root, "/work")) as object,
  );
}

test("what is committed gets to where the repository comes from, and that is kept", async () => {
  const { root, clone, bare } = project();
  await push(root, clone);
  expect(run(bare, "log", "-1", "--format=%s", "main")).toBe("Configure pe\n");
  expect(told(root)).toEqual([{ directory: "/work/EV1", state: "pushed" }]);
});

test("what is committed while a push is on its way goes with it", async () => {
  const { root, clone, bare } = project();
  // Runs in the middle of the first push.
  const hook = `#!/bin/sh\nrm -f .git/hooks/pre-push\ngit -c user.name=x -c user.email=x@y commit --quiet --allow-empty --message Later\n`;
  mkdirSync(join(clone, ".git/hooks"), { recursive: true });
  writeFileSync(join(clone, ".git/hooks/pre-push"), hook, { mode: 0o755 });
  await push(root, clone);
  expect(run(bare, "log", "--format=%s", "main")).toBe("Later\nConfigure pe\nFirst\n");
});

test("what the origin does not take is a failure with a remedy, which the next push clears", async () => {
  const { root, clone, bare } = project();
  commitEmpty(`${bare}-work`, "Theirs");
  run(`${bare}-work`, "push", "--quiet");
  await push(root, clone);
  const [{ state, code, remedy }] = readPushes(root) as [PushRecord];
  expect([state, code, remedy?.replaceAll(root, "/work")]).toMatchInlineSnapshot(`
    [
      "failed",
      "GIT_REJECTED",
      "Others pushed before: git -C /work/EV1 pull --rebase && git -C /work/EV1 push",
    ]
  `);
  run(clone, "-c", "user.name=x", "-c", "user.email=x@y", "pull", "--quiet", "--rebase");
  await push(root, clone);
  expect(told(root)).toEqual([{ directory: "/work/EV1", state: "pushed" }]);
});

test("a repository that comes from nowhere, or is on no branch, is left alone", async () => {
  const { root, clone } = project();
  run(clone, "checkout", "--quiet", "--detach");
  await push(root, clone);
  run(clone, "checkout", "--quiet", "main");
  run(clone, "config", "--unset", "branch.main.remote");
  await push(root, clone);
  expect(told(root)).toEqual([]);
});

test("a command only starts a push, and does not wait for it", async () => {
  const { root, clone, bare } = project();
  const pushes = new Pushes(root);
  pushes.add(clone);
  pushes.start();
  await until(() => readPushes(root)[0]?.state === "pushed");
  expect(run(bare, "log", "-1", "--format=%s", "main")).toBe("Configure pe\n");
});

test("one that has no origin costs nothing", () => {
  const root = directoryWith({ "EV1/.git/config": "[core]\n" });
  const pushes = new Pushes(root);
  pushes.add(join(root, "EV1"));
  pushes.start();
  expect(readPushes(root)).toEqual([]);
});

test("a failure is told once, and one whose process is gone is one; all without a push are quiet", () => {
  const root = directoryWith();
  const me = identify()!;
  const record = { project: root, time: new Date().toISOString(), user: "somebody else", pusher: me };
  writePush({ ...record, directory: "/a", state: "pushing" });
  writePush({ ...record, directory: "/b", state: "pushing", pusher: { ...me, startTime: 1 } });
  writePush({ ...record, directory: "/c", state: "failed", message: "no" });
  writePush({ ...record, directory: "/d", state: "pushed" });
  writePush({ ...record, directory: "/e", state: "pushing", pusher: { ...me, host: "elsewhere" } });
  writePush({ ...record, directory: "/f", state: "pushing", time: "2026-01-01T00:00:00.000Z", pusher: { ...me, host: "elsewhere" } });
  writePush({ ...record, project: root, directory: "/copied", state: "failed" });
  const copied = JSON.stringify({ ...record, project: "/original", directory: "/copied", state: "failed" });
  for (const name of readdirSync(pushFolder(root))) {
    const file = join(pushFolder(root), name);
    if (readFileSync(file, "utf8").includes("/copied")) writeFileSync(file, copied);
  }
  const pushes = new Pushes(root);
  const failures = (): unknown =>
    pushes
      .review()
      .map(({ directory, message }) => `${directory}: ${message}`)
      .toSorted();
  expect(failures()).toEqual(["/b: git push was ended before it was done", "/c: no", "/f: git push was ended before it was done"]);
  expect(failures()).toEqual([]);
  expect(readPushes(directoryWith())).toEqual([]);
});
