import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { AsimovError, isRecord, readIfExists, systemCode, writeAtomic } from "../../system/index.ts";
import { statePaths, type StatePaths, type SupervisedSettings } from "./settings.ts";

/**
 * The files of the state directory, which is made if it does not exist. Throws `STATE_OTHER_HOST` when it belongs to another host, and `STATE_COPIED`
 * when it is a copy of another one.
 */
export function openState(settings: Where): StatePaths {
  const { directory, home } = settings;
  const paths = statePaths(directory);
  mkdirSync(paths.workflows, { recursive: true, mode: 0o700 });
  if (stateHost(paths) === undefined) {
    const owner: Owner = { host: home, directory: realpathSync(directory), inode: statSync(directory).ino };
    writeAtomic(paths.host, JSON.stringify(owner));
  }
  return openExistingState(settings);
}

/** As {@link openState}, for a directory that a client has made. */
export function openExistingState({ directory, home }: Where): StatePaths {
  const paths = statePaths(directory);
  const host = stateHost(paths);
  if (host !== home) {
    throw new AsimovError("STATE_OTHER_HOST", {
      message: `${directory} holds the workflows of ${host ?? "an unknown host"}, and this is ${home}`,
      remedy: `Ask on ${host ?? "that host"}, or give ${home} a state directory of its own (README, Who runs the jobs).`,
    });
  }
  const original = originalOf(paths);
  if (original === undefined) return paths;
  throw new AsimovError("STATE_COPIED", {
    message: `${directory} is a copy of ${original}: two supervisors would run the same jobs`,
    remedy: `Use ${original}. If that is gone for ever and none of its jobs runs, remove ${paths.host}.`,
  });
}

/** As {@link openExistingState}, also for a directory in which nothing was ever recorded, or that does not exist. */
export function openKnownState(settings: Where): StatePaths {
  const paths = statePaths(settings.directory);
  return stateHost(paths) === undefined ? paths : openExistingState(settings);
}

/** The host that the state directory belongs to, undefined when nothing was ever recorded in it. */
export function stateHost(paths: StatePaths): string | undefined {
  return ownerOf(paths)?.host;
}

/** The directory that the state directory is a copy of. One that was moved is no copy, nor one that was restored in its place. */
export function originalOf(paths: StatePaths): string | undefined {
  const { directory, inode } = ownerOf(paths) ?? {};
  if (directory === undefined || inode === statSync(paths.directory).ino || directory === realpathSync(paths.directory)) return undefined;
  return directory;
}

type Where = Pick<SupervisedSettings, "directory" | "home">;

interface Owner {
  readonly host: string;
  /** Its real path when it was made. */
  readonly directory?: string;
  readonly inode?: number;
}

function ownerOf(paths: StatePaths): Owner | undefined {
  const text = readIfExists(paths.host);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return isRecord(value) && typeof value["host"] === "string" ? { ...value, host: value["host"] } : undefined;
}

/** Tokens of all recorded submissions, in the order of their names; none when there is no state directory yet. */
export function recordedTokens(paths: StatePaths): readonly string[] {
  // Submissions that are being written, or whose writer died, have names with a leading dot.
  return namesIn(paths).filter((name) => !name.startsWith("."));
}

/** Removes submissions that were never recorded because their writer died. */
export function sweep(paths: StatePaths): void {
  const yesterday = Date.now() - 86_400_000;
  const left = namesIn(paths)
    .filter((name) => name.startsWith("."))
    .map((name) => join(paths.workflows, name));
  for (const path of left)
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? yesterday) < yesterday) rmSync(path, { recursive: true, force: true });
}

/** The host whose state directory, next to this one on a shared file system, holds `token`. */
export function siblingWith(paths: StatePaths, token: string): string | undefined {
  const siblings = dirname(paths.directory);
  // Only the usual place has one directory for each host; elsewhere the neighbours are anything.
  if (basename(dirname(siblings)) !== "asimov" || !existsSync(siblings)) return undefined;
  return readdirSync(siblings).find(
    (name) =>
      name !== basename(paths.directory) && readIfExists(join(statePaths(join(siblings, name)).workflows, token, "record.json")) !== undefined,
  );
}

function namesIn(paths: StatePaths): readonly string[] {
  try {
    return readdirSync(paths.workflows).toSorted();
  } catch (error) {
    // Without its directory of workflows only a state directory that was never used is complete.
    if (systemCode(error) === "ENOENT" && stateHost(paths) === undefined) return [];
    throw error;
  }
}
