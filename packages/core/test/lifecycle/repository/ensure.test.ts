import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";

import { commitFiles, despiteAbandonedLock, ensureRepository, type RepositoryPlace } from "../../../src/lifecycle/repository/index.ts";
import { refusal } from "../../support/refusal.ts";
import { write } from "../../support/tree.ts";
import { bareRepository, run, sandbox } from "./support.ts";

describe("a repository of our own", () => {
  test("has the layout and the first commit that people know, by whoever we are", async () => {
    const root = sandbox();
    const directory = join(root, "checkouts/EV1");
    await ensureRepository({ directory, kind: "own" });
    await ensureRepository({ directory, kind: "own" });
    const { username } = userInfo();
    expect(run(directory, "log", "--format=%an <%ae> %s", "--name-only", "main")).toBe(
      `${username} <${username}@${hostname()}> Initial commit\n\nanalyses/.gitkeep\n`,
    );
    expect(run(directory, "show", "HEAD:analyses/.gitkeep")).toBe(" ");
  });

  test("has the identity that git is told, where it is told one", async () => {
    const directory = join(sandbox("[user]\n  email = albert@einstein\n"), "EV1");
    await ensureRepository({ directory, kind: "own" });
    expect(run(directory, "log", "--format=%an <%ae>")).toBe(`${userInfo().username} <albert@einstein>\n`);
  });

  test("is made whole where git was ended when it made it, and never taken for the repository around it", async () => {
    const root = sandbox();
    const directory = join(root, "EV1");
    run(root, "init", "--quiet", "--initial-branch=main");
    run(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "--message", "Around it");
    mkdirSync(join(directory, ".git/objects"), { recursive: true });
    await ensureRepository({ directory, kind: "own" });
    expect(run(directory, "log", "--format=%s")).toBe("Initial commit\n");
    expect(run(root, "log", "--format=%s")).toBe("Around it\n");
  });

  test("is mended where a crash left it without a commit, and is its own even inside another repository", async () => {
    const root = sandbox();
    run(root, "init", "--quiet");
    const directory = join(root, "EV1");
    mkdirSync(directory);
    run(directory, "init", "--quiet", "--initial-branch=main");
    await ensureRepository({ directory, kind: "own" });
    await ensureRepository({ directory: join(root, "EV2"), kind: "own" });
    for (const name of ["EV1", "EV2"]) expect(run(join(root, name), "log", "--format=%s")).toBe("Initial commit\n");
  });

  test("is shared with the group where its directory is", async () => {
    const root = sandbox();
    chmodSync(root, 0o2775);
    await ensureRepository({ directory: join(root, "EV1"), kind: "own" });
    expect(run(join(root, "EV1"), "config", "core.sharedRepository").trim()).toBe("1");
    expect(statSync(join(root, "EV1/.git/objects")).mode & 0o2020).toBe(0o2020);
  });

  test("means itself, whatever repository a tool that called us is at work with", async () => {
    const root = sandbox();
    vi.stubEnv("GIT_DIR", join(root, "other"));
    vi.stubEnv("GIT_INDEX_FILE", join(root, "index"));
    await ensureRepository({ directory: join(root, "EV1"), kind: "own" });
    expect([existsSync(join(root, "EV1/.git/index")), existsSync(join(root, "other")), existsSync(join(root, "index"))]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("a repository that somebody gives", () => {
  test("is used as it is", async () => {
    const directory = sandbox();
    run(directory, "init", "--quiet");
    await ensureRepository({ directory, kind: "given" });
    expect(readdirSync(directory)).toEqual([".git", "gitconfig"]);
  });

  test("must be one, with files", async () => {
    const root = sandbox();
    mkdirSync(join(root, "plain"));
    const bare = bareRepository(join(root, "bare"));
    const refusals = [join(root, "missing"), join(root, "plain"), bare].map((directory) =>
      refusal(() => ensureRepository({ directory, kind: "given" }), root),
    );
    expect((await Promise.all(refusals)).join("\n")).toMatchInlineSnapshot(`
      "REPOSITORY_MISSING /work/missing
        there is no such directory
        Correct the "repository" of its event, or make one there: git init /work/missing
      REPOSITORY_NOT_GIT /work/plain
        it is not a git repository
        Correct the "repository" of its event, or make one there: git init /work/plain
      REPOSITORY_NOT_GIT /work/bare
        it is a git repository without files of its own (a bare one)
        Clone it, and give the path of the clone: git clone /work/bare"
    `);
  });

  test("that belongs to another user is used only when it is trusted", async () => {
    const root = sandbox();
    run(root, "init", "--quiet");
    vi.stubEnv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    expect(await refusal(() => ensureRepository({ directory: root, kind: "given" }), root)).toMatchInlineSnapshot(`
      "GIT_OWNERSHIP /work
        git rev-parse failed: fatal: detected dubious ownership in repository at '/work'
        The repository belongs to another user, and git uses only those that you trust: git config --global --add safe.directory /work"
    `);
    write(root, { gitconfig: `[safe]\n  directory = ${root}\n` });
    await ensureRepository({ directory: root, kind: "given" });
  });
});

describe("a clone", () => {
  const url = "https://git.example.org/o4/EV1.git";
  const redirected = (root: string): void => write(root, { gitconfig: `[url "${root}/"]\n  insteadOf = https://git.example.org/o4/\n` });

  test("is made once, with the branch of its origin", async () => {
    const root = sandbox();
    redirected(root);
    bareRepository(join(root, "EV1.git"));
    const directory = join(root, "checkouts/EV1");
    await ensureRepository({ directory, kind: "clone", url });
    write(directory, { "analyses/pe.ini": "x" });
    await ensureRepository({ directory, kind: "clone", url });
    expect(run(directory, "log", "--format=%s")).toBe("First\n");
    expect(readdirSync(join(root, "checkouts"))).toEqual(["EV1"]);
  });

  test("of an empty repository gets our first commit", async () => {
    const root = sandbox();
    redirected(root);
    bareRepository(join(root, "EV1.git"), { empty: true });
    const directory = join(root, "EV1");
    await ensureRepository({ directory, kind: "clone", url });
    expect(run(directory, "log", "--format=%s", "main")).toBe("Initial commit\n");
  });

  test("that can't be made leaves nothing behind", async () => {
    const root = sandbox();
    redirected(root);
    const directory = join(root, "checkouts/EV1");
    expect(await refusal(() => ensureRepository({ directory, kind: "clone", url }), root)).toMatchInlineSnapshot(`
      "GIT_UNREACHABLE /work/checkouts/EV1
        git clone failed: fatal: '/work/EV1.git' does not appear to be a git repository
        Check the address, the network and your right to read it."
    `);
    vi.stubEnv("GIT_SSH_COMMAND", "sh -c 'echo \"git@git.example.org: Permission denied (publickey).\" >&2; exit 255'");
    const ssh = "git@git.example.org:o4/EV1.git";
    expect(await refusal(() => ensureRepository({ directory, kind: "clone", url: ssh }), root)).toMatchInlineSnapshot(`
      "GIT_ACCESS /work/checkouts/EV1
        git clone failed: git@git.example.org: Permission denied (publickey).
        Let git get in without a question: load your ssh key (ssh-add), or set up a credential helper; git ls-remote URL shows whether it does."
    `);
    expect(readdirSync(join(root, "checkouts"))).toEqual([]);
  });

  test("never takes the place of anything else", async () => {
    const root = sandbox();
    redirected(root);
    bareRepository(join(root, "EV1.git"));
    write(root, { "files/EV1/notes": "mine", "own/EV1/x": "" });
    run(join(root, "own/EV1"), "init", "--quiet");
    const directories = ["files/EV1", "own/EV1", "EV1.git-work"].map((name) => join(root, name));
    const refusals = directories.map((directory) => refusal(() => ensureRepository({ directory, kind: "clone", url }), root));
    expect((await Promise.all(refusals)).join("\n")).toMatchInlineSnapshot(`
      "REPOSITORY_OTHER /work/files/EV1
        there are other files where https://git.example.org/o4/EV1.git is to be cloned to
        Move them away, then run the same command again.
      REPOSITORY_OTHER /work/own/EV1
        this repository is no clone, its event wants https://git.example.org/o4/EV1.git
        Move it away to have that one cloned, or connect it: git -C /work/own/EV1 remote add origin https://git.example.org/o4/EV1.git
      REPOSITORY_OTHER /work/EV1.git-work
        this repository is a clone of /work/EV1.git, its event wants https://git.example.org/o4/EV1.git
        Move it away to have that one cloned, or connect it: git -C /work/EV1.git-work remote set-url origin https://git.example.org/o4/EV1.git"
    `);
    expect(readdirSync(join(root, "files"))).toEqual(["EV1"]);
  });
});

test("a commit holds its files and nothing else that is prepared there", async () => {
  const directory = sandbox();
  await ensureRepository({ directory, kind: "own" });
  write(directory, { "analyses/a.ini": "1", "analyses/b.ini": "1", "mine.txt": "draft", ".gitignore": "*.ini\n" });
  run(directory, "add", "mine.txt");
  const files = ["a", "b"].map((name) => join(directory, `analyses/${name}.ini`));
  const commit = await commitFiles(directory, files, "Configure 2 analyses");
  expect(run(directory, "show", "--format=%H %s", "--name-only", "HEAD")).toBe(`${commit} Configure 2 analyses\n\nanalyses/a.ini\nanalyses/b.ini\n`);
  expect(await commitFiles(directory, files, "Again")).toBe(commit);
  expect(run(directory, "status", "--porcelain", "mine.txt")).toBe("A  mine.txt\n");
});

test("a lock that was left is told with the file to remove", async () => {
  const directory = sandbox();
  await ensureRepository({ directory, kind: "own" });
  write(directory, { "a.ini": "1", ".git/index.lock": "" });
  const told = await refusal(() => commitFiles(directory, [join(directory, "a.ini")], "a"), directory);
  expect(told.split("\n").filter((line) => /GIT|lock|remove/.test(line))).toMatchInlineSnapshot(`
    [
      "GIT_LOCKED /work",
      "  git add failed: fatal: Unable to create '/work/.git/index.lock': File exists.",
      "  Another git is at work there, or one was ended in the middle: when none is, remove that file.",
    ]
  `);
});

test.for([
  ["own", "taken away when it is old and no git works there"],
  ["given", "left where others work"],
] as const)("a lock that a killed git left in a repository of kind %s is %s", async ([kind]) => {
  const directory = sandbox();
  await ensureRepository({ directory, kind: "own" });
  const lock = join(directory, ".git/index.lock");
  write(directory, { "a.ini": "1", ".git/index.lock": "" });
  const place: RepositoryPlace = { directory, kind };
  const commit = (seconds: number): Promise<string> =>
    despiteAbandonedLock(place, () => commitFiles(directory, [join(directory, "a.ini")], "a"), seconds);
  if (kind === "given") {
    await expect(commit(0)).rejects.toMatchObject({ code: "GIT_LOCKED" });
    expect(existsSync(lock)).toBe(true);
  } else {
    // A git that works there, as one that waits for an editor does.
    const git = spawn("git", ["cat-file", "--batch"], { cwd: directory, stdio: ["pipe", "ignore", "ignore"] });
    await vi.waitFor(() => expect(readFileSync(`/proc/${git.pid}/comm`, "utf8")).toBe("git\n"));
    await expect(commit(0)).rejects.toMatchObject({ code: "GIT_LOCKED" });
    git.kill();
    await once(git, "exit");
    await commit(0);
    expect(run(directory, "log", "--format=%s")).toBe("a\nInitial commit\n");
  }
});
