import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { Ledger, type LedgerOptions } from "../ledger/index.ts";
import { formerNamesSeenFrom } from "../plugins/former-names/index.ts";
import { AsimovError, makeDirectory, systemCode, timestamp, writeAtomic } from "../system/index.ts";
import { readConfig, type Config } from "./config.ts";
import { findProject, ledgerFile, refuseLostLedger } from "./find.ts";
import { placeFact, placeOf } from "./place.ts";
import { makeShared, shareFiles, shareNewFiles } from "./share.ts";

/** An open project: its directory, ledger and configuration. */
export interface Project {
  /** Absolute path of the directory that holds `.asimov/`. */
  readonly directory: string;
  readonly ledger: Ledger;
  readonly config: Config;
}

/**
 * Starts a project in `directory`, with `shared` for all members of the directory's group. Throws `PROJECT_EXISTS`, `PROJECT_NAME`, `PROJECT_NOT_WRITABLE`,
 * `PROJECT_LEDGER_MISSING` where traces of one are, or `PROJECT_GROUP` where it can't be the group's.
 */
export function initProject(directory: string, name: string, shared = false): void {
  if (existsSync(ledgerFile(directory))) {
    throw new AsimovError("PROJECT_EXISTS", {
      message: "there is a project here already",
      at: { file: join(directory, ".asimov") },
      remedy: "Work on with it (asimov report status), or start the new one in another directory.",
    });
  }
  if (name.trim() === "" || /[\p{Cc}]/u.test(name)) {
    throw new AsimovError("PROJECT_NAME", {
      message: `${JSON.stringify(name)} is not a name for a project`,
      remedy: 'Use text such as "GWTC catalogue".',
    });
  }
  refuseLostLedger(directory);
  const folder = join(directory, ".asimov");
  makeFolder(directory, folder, shared);
  const config = join(folder, "config.yaml");
  if (!existsSync(config)) writeAtomic(config, initialConfig);
  Ledger.create(ledgerFile(directory), { id: newProjectId(), name, created: timestamp(), [placeFact]: placeOf(directory) });
  if (shared) shareFiles(directory);
}

function makeFolder(directory: string, folder: string, shared: boolean): void {
  try {
    if (shared) makeShared(directory);
    else makeDirectory(folder);
  } catch (cause) {
    if (cause instanceof AsimovError || systemCode(cause) === undefined) throw cause;
    throw new AsimovError("PROJECT_NOT_WRITABLE", {
      message: `nothing can be made in ${directory}: ${cause instanceof Error ? cause.message : String(cause)}`,
      at: { file: folder },
      remedy: "Start the project in a directory that you may write to.",
      cause,
    });
  }
}

/** A new id for a project: it names its submissions for ever. */
export function newProjectId(): string {
  return randomBytes(6).toString("hex");
}

/** Opens only the ledger of the project that `start` lies in, for commands that need nothing else. Errors as {@link findProject} and {@link Ledger.open}. */
export function openLedger(start: string, options: LedgerOptions): Ledger {
  const directory = findProject(start);
  shareNewFiles(directory);
  return opened(directory, options);
}

/** Opens the project that `start` lies in. Errors as {@link findProject}, {@link Ledger.open} and {@link readConfig}. */
export async function openProject(start: string, options: LedgerOptions): Promise<Project> {
  const directory = findProject(start);
  const config = await readConfig(directory);
  shareNewFiles(directory);
  return { directory, config, ledger: opened(directory, options) };
}

function opened(directory: string, options: LedgerOptions): Ledger {
  const ledger = Ledger.open(ledgerFile(directory), options);
  ledger.formerNames.findBy(() => formerNamesSeenFrom({ projectDirectory: directory, launcher: process.argv[1] }));
  return ledger;
}

const initialConfig = `# Where programs are installed and who runs jobs: of this machine and its user, not of an analysis.
# The same file under ~/.config/asimov/ and /etc/asimov/ gives defaults for all projects.
#
# pipelines:
#   PIPELINE:
#     environment: /opt/PREFIX     # a virtual or conda environment; PATH is used where none is named
# accounting:
#   group: ligo.dev.o4.cbc.pe.example
#   user: albert.einstein
`;
