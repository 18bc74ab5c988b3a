import { chmodSync, chownSync, existsSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { AsimovError, makeDirectory, systemCode, typed, userName } from "../system/index.ts";

// Read, write and enter for the group; what is made inside belongs to the group too.
const sharedDirectory = 0o2770;
const sharedFile = 0o660;

/** Whether the project in `directory` is for all members of its group: then its `.asimov` is theirs to write. */
export function isShared(directory: string): boolean {
  return (statSync(join(directory, ".asimov")).mode & 0o020) !== 0;
}

/**
 * Makes the `.asimov` of a project in `directory` for the group of that, before anything is in it: what is made inside is the group's then, whoever
 * makes it. Throws `PROJECT_GROUP` where this user can't open both to the group.
 */
export function makeShared(directory: string): void {
  const { gid } = statSync(directory);
  if (process.getuid?.() !== 0 && process.getgid?.() !== gid && !process.getgroups?.().includes(gid)) {
    throw notShared(
      directory,
      `${userName()} is no member of its group, ${gid}`,
      "Choose another group for it (chgrp GROUP DIR), or ask its administrator.",
    );
  }
  open(directory, gid, sharedDirectory);
  const folder = join(directory, ".asimov");
  const isNew = !existsSync(folder);
  makeDirectory(folder);
  try {
    open(folder, gid, sharedDirectory);
    // It may have been put there before.
    const config = join(folder, "config.yaml");
    if (existsSync(config)) open(config, gid, sharedFile);
  } catch (error) {
    if (isNew) rmdirSync(folder);
    throw error;
  }
}

/** Lets the group write the files of a project that was just started. */
export function shareFiles(directory: string): void {
  const { gid } = statSync(directory);
  for (const name of ["ledger.db", "config.yaml"]) give(join(directory, ".asimov", name), gid, sharedFile);
}

/** From now on, what this process makes is the group's too where the project is: its own umask would keep it to itself. */
export function shareNewFiles(directory: string): void {
  if (isShared(directory)) process.umask(process.umask() & ~0o070);
}

function open(path: string, gid: number, bits: number): void {
  try {
    give(path, gid, bits);
  } catch (error) {
    if (systemCode(error) !== "EPERM") throw error;
  }
  // Some systems take the bit of the group away without a word.
  const now = statSync(path);
  if (now.gid === gid && (now.mode & bits) === bits) return;
  const remedy = `Its owner says: chgrp ${gid} ${typed(path)}; chmod g+rw${bits === sharedFile ? "" : "xs"} ${typed(path)}`;
  throw notShared(path, "it is not open to its group, and only its owner can change that", remedy);
}

// Only what has to be: the owner alone may change anything.
function give(path: string, gid: number, bits: number): void {
  const { mode, gid: group } = statSync(path);
  if (group !== gid) chownSync(path, -1, gid);
  if (group !== gid || (mode & bits) !== bits) chmodSync(path, (mode & 0o7777) | bits);
}

function notShared(file: string, message: string, remedy: string): AsimovError {
  return new AsimovError("PROJECT_GROUP", { message: `the project can't be its group's: ${message}`, at: { file }, remedy });
}
