import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { AsimovError, systemCode, typed, writeAtomic } from "../../system/index.ts";
import { commit } from "./commit.ts";
import { git } from "./git.ts";
import { configFolder, type RepositoryPlace } from "./place.ts";

/** Seconds that a clone may take. */
const cloneTimeout = 600;

/**
 * Makes or clones a repository unless it is there, and makes sure that one that is there can be used.
 * Throws `REPOSITORY_MISSING`, `REPOSITORY_NOT_GIT`, `REPOSITORY_OTHER`, and the errors of {@link git}.
 */
export async function ensureRepository(place: RepositoryPlace): Promise<void> {
  const { directory, kind } = place;
  if (kind === "given") return checkGiven(directory);
  if (kind === "clone") await ensureClone(directory, place.url ?? "");
  else if (!existsSync(join(directory, ".git"))) await create(directory);
  // One that has no commit yet is empty at its origin, or was left by a crash: then git may have been broken off when it made it.
  const { exitCode } = await git(directory, ["--git-dir=.git", "rev-parse", "--quiet", "--verify", "HEAD"], { check: false });
  if (exitCode === 0) return;
  if (kind === "own") await create(directory);
  await commitFirst(directory);
}

async function create(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  // A directory that the group can write, or that hands its group on, belongs to people who work together.
  const isShared = (statSync(directory).mode & 0o2020) !== 0;
  await git(directory, ["init", "--quiet", "--initial-branch=main", ...(isShared ? ["--shared=group"] : [])]);
}

async function commitFirst(directory: string): Promise<void> {
  const file = join(configFolder, ".gitkeep");
  writeAtomic(join(directory, file), " ");
  await commit(directory, [file], "Initial commit");
}

async function checkGiven(directory: string): Promise<void> {
  const remedy = `Correct the "repository" of its event, or make one there: git init ${typed(directory)}`;
  if (!existsSync(directory)) throw new AsimovError("REPOSITORY_MISSING", { message: "there is no such directory", at: { file: directory }, remedy });
  const { exitCode, stdout, stderr } = await git(directory, ["rev-parse", "--is-inside-work-tree"], { check: false });
  if (stdout.trim() === "true") return;
  if (exitCode !== 0 && !stderr.includes("not a git repository")) await git(directory, ["rev-parse", "--is-inside-work-tree"]);
  const bare = stdout.trim() === "false";
  throw new AsimovError("REPOSITORY_NOT_GIT", {
    message: bare ? "it is a git repository without files of its own (a bare one)" : "it is not a git repository",
    at: { file: directory },
    remedy: bare ? `Clone it, and give the path of the clone: git clone ${typed(directory)}` : remedy,
  });
}

async function ensureClone(directory: string, url: string): Promise<void> {
  if (existsSync(join(directory, ".git"))) return checkOrigin(directory, url);
  mkdirSync(dirname(directory), { recursive: true });
  // Beside its place until it is whole: a clone that was broken off is never taken for one.
  const unfinished = mkdtempSync(join(dirname(directory), `.${basename(directory)}.`));
  try {
    await git(dirname(directory), ["clone", "--quiet", "--", url, unfinished], { timeout: cloneTimeout, about: directory });
    renameSync(unfinished, directory);
  } catch (cause) {
    if (systemCode(cause) !== "ENOTEMPTY" && systemCode(cause) !== "EEXIST" && systemCode(cause) !== "ENOTDIR") throw cause;
    throw new AsimovError("REPOSITORY_OTHER", {
      message: `there are other files where ${url} is to be cloned to`,
      at: { file: directory },
      remedy: "Move them away, then run the same command again.",
      cause,
    });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function checkOrigin(directory: string, url: string): Promise<void> {
  const { stdout } = await git(directory, ["config", "--file", ".git/config", "--get", "remote.origin.url"], { check: false });
  if (stdout.trim() === url) return;
  throw new AsimovError("REPOSITORY_OTHER", {
    message: `this repository is ${stdout.trim() === "" ? "no clone" : `a clone of ${stdout.trim()}`}, its event wants ${url}`,
    at: { file: directory },
    remedy: `Move it away to have that one cloned, or connect it: git -C ${typed(directory)} remote ${stdout.trim() === "" ? "add" : "set-url"} origin ${typed(url)}`,
  });
}
