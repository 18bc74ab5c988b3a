import { existsSync, realpathSync, statSync } from "node:fs";
import { join, relative } from "node:path";

import { AsimovError, readIfExists, runCommand, writeAtomic, type CommandResult } from "../system/index.ts";

/** Folder of the config files inside the repository of a subject, as in existing repositories. */
export const configFolder = "analyses";

/** Makes the git repository of a subject unless it is there. */
export async function ensureRepository(directory: string): Promise<void> {
  if (existsSync(join(directory, ".git"))) return;
  writeAtomic(join(directory, configFolder, ".gitkeep"), " ");
  await git(directory, ["init", "--quiet", "--initial-branch=main", ...(isGroups(directory) ? ["--shared=group"] : [])]);
  await commit(directory, [join(configFolder, ".gitkeep")], "Initial commit");
}

/** Writes `text` to `file` of the repository in `directory` and commits it; returns the commit that holds this text. */
export async function commitFile(directory: string, file: string, text: string, message: string): Promise<string> {
  const path = relative(directory, file);
  if (readIfExists(file) !== text) writeAtomic(file, text);
  await commit(directory, [path], message);
  const { stdout } = await git(directory, ["log", "-1", "--format=%H", "--", path]);
  return stdout.trim();
}

/** The text of `file` of the repository in `directory` as `commit` has it. */
export async function committedText(directory: string, file: string, commit: string): Promise<string> {
  return (await git(directory, ["show", `${commit}:${relative(directory, file)}`])).stdout;
}

async function commit(directory: string, paths: readonly string[], message: string): Promise<void> {
  await git(directory, ["add", "--force", "--", ...paths]);
  const { stdout } = await git(directory, ["status", "--porcelain", "--", ...paths]);
  if (stdout.trim() !== "")
    await git(directory, [...(await identity(directory)), "commit", "--quiet", "--no-verify", "--message", message, "--", ...paths]);
}

// A fresh account has no git identity; a config file must not be lost for that.
async function identity(directory: string): Promise<readonly string[]> {
  const { exitCode } = await runCommand("git", [...trust(directory), "config", "user.email"], { cwd: directory });
  return exitCode === 0 ? [] : ["-c", "user.name=asimov", "-c", "user.email=asimov@localhost"];
}

// Git works only in repositories of its user. In a project of a group, another member's is as good.
function trust(directory: string): readonly string[] {
  return isGroups(directory) ? ["-c", `safe.directory=${realpathSync(directory)}`] : [];
}

function isGroups(directory: string): boolean {
  return (statSync(directory).mode & 0o020) !== 0;
}

async function git(directory: string, args: readonly string[]): Promise<CommandResult> {
  const result = await runCommand("git", [...trust(directory), ...args], { cwd: directory, timeout: 120 });
  if (result.exitCode === 0) return result;
  throw new AsimovError("GIT_FAILED", {
    message: `git ${args.find((arg) => !arg.startsWith("-")) ?? ""} failed: ${(result.stderr || result.stdout).trim()}`,
    at: { file: directory },
    remedy: "Mend the repository (git status there tells more), then run the same command again.",
  });
}
