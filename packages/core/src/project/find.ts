import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

import { AsimovError, systemCode, typed } from "../system/index.ts";

/**
 * The project that `start` lies in: the nearest directory upwards with a project's `.asimov/`, which is never passed over for one further up.
 * Throws `PROJECT_NOT_FOUND`; `PROJECT_CLOSED` where that may not be entered; and `PROJECT_LEDGER_MISSING`, unless it may be.
 */
export function findProject(start: string, ledger: "needed" | "may be missing" = "needed"): string {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const found = stateOf(directory);
    if (found === "whole" || (found !== undefined && ledger === "may be missing")) return directory;
    if (found === "closed") throw closed(directory);
    if (found === "without ledger") throw ledgerMissing(directory);
    if (dirname(directory) === directory) break;
  }
  throw new AsimovError("PROJECT_NOT_FOUND", {
    message: `there is no asimov project in ${resolve(start)} or above it`,
    remedy: "Change into a project's directory, or start one here: asimov init NAME",
  });
}

/** Throws `PROJECT_LEDGER_MISSING` where more than a configuration is left of a project, and `PROJECT_CLOSED` where nobody can see what is. */
export function refuseLostLedger(directory: string): void {
  const found = stateOf(directory);
  if (found === "closed") throw closed(directory);
  if (found === "without ledger" && wasUsed(directory)) throw ledgerMissing(directory);
}

/** The ledger's file of the project in `directory`. */
export function ledgerFile(directory: string): string {
  return join(folderOf(directory), "ledger.db");
}

function folderOf(directory: string): string {
  return join(directory, ".asimov");
}

function stateOf(directory: string): "whole" | "without ledger" | "closed" | undefined {
  const folder = folderOf(directory);
  try {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    if (statSync(ledgerFile(directory), { throwIfNoEntry: false })) return "whole";
    const names = namesIn(folder);
    // Data that projects share are kept in a folder of this name too, as a rule in the home directory.
    const isOther = names.includes("gwdata") || directory === homedir();
    return isOther && !names.some(isTrace) ? undefined : "without ledger";
  } catch (error) {
    if (systemCode(error) === "EACCES") return "closed";
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder);
}

// A configuration may be put there before a project is started.
function wasUsed(directory: string): boolean {
  return namesIn(folderOf(directory)).some((name) => isTrace(name) && name !== "config.yaml");
}

// What is put there by nobody but asimov, or for it. A ledger that was never finished holds nothing.
function isTrace(name: string): boolean {
  return /^ledger\.db(?!.*\.new$)/.test(name) || ["config.yaml", "backups", "trash", "pushes", "monitor.log"].includes(name);
}

function closed(directory: string): AsimovError {
  return new AsimovError("PROJECT_CLOSED", {
    message: "there is a project here, and you may not look into it",
    at: { file: folderOf(directory) },
    remedy: `Its owner decides who may: ls -ld ${folderOf(directory)} tells who that is, and which group may.`,
  });
}

function ledgerMissing(directory: string): AsimovError {
  const folder = folderOf(directory);
  const backups = namesIn(folder).includes("backups") ? namesIn(join(folder, "backups")).filter((name) => name.endsWith(".db")) : [];
  const newest = backups.toSorted().at(-1);
  const copy = newest === undefined ? "FILE" : typed(join(folder, "backups", newest));
  const anew = wasUsed(directory) ? `to begin anew, move ${folder} away first` : "if there never was a project here, start one: asimov init NAME";
  return new AsimovError("PROJECT_LEDGER_MISSING", {
    message: "the ledger of this project is missing: there is no ledger.db",
    at: { file: folder },
    remedy: `Put a backup in its place: asimov backup --restore ${copy}; ${anew}`,
  });
}
