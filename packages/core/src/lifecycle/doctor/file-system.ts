import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { fileSystemOf, runCommand, writeAtomic } from "../../system/index.ts";
import { fail, mayWrite, ok, onlyRead, warn, type Check } from "./check.ts";

const [little, tooLittle] = [1e9, 2e7];

/** Whether the file system of a project has room, keeps what is written, and refuses a second writer. */
export async function checkFileSystem(directory: string): Promise<readonly Check[]> {
  const { type, network, free } = fileSystemOf(directory);
  const where = `${type}${network ? ", shared with other hosts" : ""}`;
  const room = `${(free / 1e9).toFixed(1)} GB free`;
  const remedy = "Make room: a change of the ledger that does not fit is refused, and jobs fail.";
  const space = free < tooLittle ? fail("free space", room, remedy) : free < little ? warn("free space", room, remedy) : ok("free space", room);
  const tried = mayWrite(directory) ? await tryFiles(directory, type) : [ok("sync", onlyRead), ok("locks", onlyRead)];
  return [ok("file system", where), space, ...tried];
}

async function tryFiles(directory: string, type: string): Promise<readonly Check[]> {
  const trial = mkdtempSync(join(directory, ".asimov", ".doctor-"));
  try {
    // It fails where a sync does.
    writeAtomic(join(trial, "synced"), "synced\n");
    const isLocked = await secondWriterIsRefused(join(trial, "lock.db"));
    return [
      ok("sync", "what is written is kept"),
      isLocked
        ? ok("locks", "a second process that writes is told to wait")
        : fail(
            "locks",
            `two processes write at once to one file: locks don't work on this file system (${type})`,
            "Have it mounted with locks (for Lustre: -o flock), or move the project to another file system.",
          ),
    ];
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

// Locks are between processes: this one can't try them against itself.
async function secondWriterIsRefused(file: string): Promise<boolean> {
  const database = new DatabaseSync(file);
  try {
    database.exec("CREATE TABLE trial (a); BEGIN IMMEDIATE");
    const { exitCode, stderr } = await runCommand(process.execPath, ["--no-warnings", "--input-type=module", "--eval", secondWriter, file]);
    if (exitCode === 0) return false;
    return /database is locked/.test(stderr);
  } finally {
    database.close();
  }
}

const secondWriter = `
import { DatabaseSync } from "node:sqlite";
new DatabaseSync(process.argv[1], { timeout: 0 }).exec("BEGIN IMMEDIATE");
`;
