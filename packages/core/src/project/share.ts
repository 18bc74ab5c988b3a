import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";

// Read, write and enter for the group; what is made inside belongs to the group too.
const sharedDirectory = 0o2770;
const sharedFile = 0o660;

/** Whether the project in `directory` is for all members of its group: then its `.asimov` is theirs to write. */
export function isShared(directory: string): boolean {
  return (statSync(join(directory, ".asimov")).mode & 0o020) !== 0;
}

/** Lets the group of the project's directory write all of a project that was just started. */
export function share(directory: string): void {
  for (const path of [directory, join(directory, ".asimov")]) chmodSync(path, (statSync(path).mode & 0o7777) | sharedDirectory);
  for (const name of ["ledger.db", "config.yaml"]) {
    const path = join(directory, ".asimov", name);
    chmodSync(path, (statSync(path).mode & 0o777) | sharedFile);
  }
}

/** From now on, what this process makes is the group's too where the project is: its own umask would keep it to itself. */
export function shareNewFiles(directory: string): void {
  if (isShared(directory)) process.umask(process.umask() & ~0o070);
}
