import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { Result, User } from "./processes.ts";
import type { TestProject } from "./project.ts";

/** Whether a run may become other users and mount file systems; in CI it must. */
export const isSuperuser: boolean = process.env["CI"] !== undefined || process.getuid?.() === 0;

/** Runs a command in `project` as `user`, who has a home and a scheduler of their own. */
export function runAs(project: TestProject, user: User, ...args: readonly string[]): Promise<Result> {
  const home = join(project.root, `home-${user.uid}`);
  const cache = `${process.env["NODE_COMPILE_CACHE"]}-${user.uid}`;
  for (const directory of [home, cache]) {
    mkdirSync(directory, { recursive: true });
    chownSync(directory, user.uid, user.gid);
  }
  // The directories of tests are their maker's alone.
  chmodSync(project.root, 0o755);
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    NODE_COMPILE_CACHE: cache,
    ASIMOV_LOCAL_STATE: join(home, "state"),
  };
  return project.start(args, env, user).result;
}

/** Files and directories below `directory`, relative to it, whose mode lacks some of the bits of `mask`. */
export function lacking(directory: string, mask: number): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => (lstatSync(join(directory, path)).mode & mask) !== mask)
    .toSorted();
}
