import type { Config } from "../../project/index.ts";
import { findProject, ledgerFile, readConfig } from "../../project/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { attempted, type Check } from "./check.ts";
import { checkClock, checkRecordedTimes } from "./clocks.ts";
import { checkFileSystem } from "./file-system.ts";
import { checkHistory, checkSchema, checkWork } from "./ledger.ts";
import { checkPermissions } from "./permissions.ts";
import { checkEnvironments, checkGit, checkPlugins } from "./programs.ts";
import { checkSchedulers } from "./schedulers.ts";

/** Where to look. */
export interface ExamineOptions {
  /** A directory in the project. */
  readonly directory: string;
  /** The launcher as it was called, for finding plugins. */
  readonly launcher?: string | undefined;
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** Looks at everything that a project needs in order to work: its files, its ledger, and the machine. Throws `PROJECT_NOT_FOUND`. */
export async function examine(options: ExamineOptions): Promise<readonly Check[]> {
  const directory = findProject(options.directory);
  let config: Config | undefined;
  const configuration = await attempted("configuration", async () => {
    config = await readConfig(directory);
    return [];
  });
  return [
    ...configuration,
    ...(await attempted("permissions", () => checkPermissions(directory, config))),
    ...(await attempted("file system", () => checkFileSystem(directory))),
    ...(await attempted("clock", () => checkClock(directory))),
    ...(await attempted("ledger", () => checkLedgerOf(directory, options))),
    ...(await attempted("plugins", () => checkPlugins(directory, options.launcher))),
    ...(await attempted("git", () => checkGit(directory, config))),
    ...(config ? await attempted("environments", () => checkEnvironments(directory, config!)) : []),
    ...(config ? await attempted("scheduler", () => checkSchedulers(directory, options.launcher, config!)) : []),
  ];
}

function checkLedgerOf(directory: string, { onNotice }: ExamineOptions): readonly Check[] {
  const ledger = Ledger.open(ledgerFile(directory), { command: "asimov doctor", onNotice });
  try {
    return [...checkSchema(ledger), ...checkHistory(ledger), ...checkWork(directory, ledger), ...checkRecordedTimes(ledger)];
  } finally {
    ledger.close();
  }
}
