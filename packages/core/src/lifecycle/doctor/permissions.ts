import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { isShared, type Config } from "../../project/index.ts";
import { systemCode, userName } from "../../system/index.ts";
import { fail, ok, warn, type Check } from "./check.ts";

/** Whether this user may write where asimov writes, and whether the group can where the project is shared. */
export function checkPermissions(directory: string, config: Config | undefined): readonly Check[] {
  const asimov = join(directory, ".asimov");
  const own = [asimov, ...Object.values(config?.directories ?? {}).map((path) => resolve(directory, path))].filter((path) => existsSync(path));
  const closed = [...own, ...filesIn(asimov)].filter((path) => !mayWrite(path));
  const rights =
    closed.length === 0
      ? ok("permissions", `${userName()} may write to the project`)
      : warn(
          "permissions",
          `${userName()} may read, but not write: ${closed.join(", ")}`,
          "To work in it, not only to read, ask its owner for the group's rights.",
        );
  return [rights, ...(isShared(directory) ? [checkSharing(own, asimov)] : [])];
}

function checkSharing(directories: readonly string[], asimov: string): Check {
  const notInherited = directories.filter((path) => (statSync(path).mode & 0o2020) !== 0o2020);
  const notWritable = filesIn(asimov).filter((path) => (statSync(path).mode & 0o020) === 0);
  const { gid } = statSync(asimov);
  const otherGroup = directories.filter((path) => statSync(path).gid !== gid);
  const wrong = [...new Set([...notInherited, ...notWritable, ...otherGroup])];
  if (wrong.length === 0) return ok("group", `all members of group ${gid} may write`);
  return fail(
    "group",
    `the project is its group's, but others of group ${gid} can't write to what is, or will be, in: ${wrong.join(", ")}`,
    `As their owner: chgrp -R ${gid} DIR; chmod -R g+rwX DIR; find DIR -type d -exec chmod g+s {} +`,
  );
}

function filesIn(asimov: string): readonly string[] {
  return ["ledger.db", "config.yaml"].map((name) => join(asimov, name)).filter((path) => existsSync(path) && readdirSync(asimov).length > 0);
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS"].includes(systemCode(error) ?? "")) return false;
    throw error;
  }
}
