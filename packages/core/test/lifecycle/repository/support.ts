import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

import { directoryWith } from "../../support/tree.ts";

/** A temporary directory, with a git that knows nobody: no settings of this machine or its user, and `config` as the user's. */
export function sandbox(config = ""): string {
  const directory = directoryWith({ gitconfig: config });
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
  vi.stubEnv("GIT_CONFIG_GLOBAL", join(directory, "gitconfig"));
  return directory;
}

/** A bare repository, as a server has it; with a first commit unless it is to be empty. */
export function bareRepository(directory: string, { empty = false } = {}): string {
  mkdirSync(directory, { recursive: true });
  run(directory, "init", "--quiet", "--bare", "--initial-branch=main");
  if (empty) return directory;
  const work = `${directory}-work`;
  run(".", "clone", "--quiet", directory, work);
  commitEmpty(work, "First");
  run(work, "push", "--quiet", "origin", "HEAD:main");
  return directory;
}

/** Makes a commit without files. */
export function commitEmpty(directory: string, message: string): void {
  run(directory, "-c", "user.name=someone", "-c", "user.email=someone@there", "commit", "--quiet", "--allow-empty", "--message", message);
}

/** What git prints. */
export function run(directory: string, ...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
