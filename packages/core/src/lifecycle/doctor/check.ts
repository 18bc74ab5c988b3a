import { accessSync, constants } from "node:fs";
import { join } from "node:path";

import { AsimovError, systemCode } from "../../system/index.ts";

/** One thing that was looked at: whether it is as asimov needs it, and what to do where it is not. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  readonly what: string;
  readonly remedy?: string | undefined;
}

/** A check that found nothing wrong. */
export function ok(name: string, what: string): Check {
  return { name, state: "ok", what };
}

/** A check that found something that may become trouble. */
export function warn(name: string, what: string, remedy?: string): Check {
  return { name, state: "warn", what, remedy };
}

/** A check that found something that asimov can't work with. */
export function fail(name: string, what: string, remedy?: string): Check {
  return { name, state: "fail", what, remedy };
}

/** What is said of checks that write, to who may only read. */
export const onlyRead = "not tried: you may read this project, but not write to it";

/** Whether this user may write to the `.asimov` of a project. */
export function mayWrite(directory: string): boolean {
  try {
    accessSync(join(directory, ".asimov"), constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS"].includes(systemCode(error) ?? "")) return false;
    throw error;
  }
}

/** The checks that `work` makes; where it can't, its error is one. Errors that are not the user's are thrown. */
export async function attempted(name: string, work: () => readonly Check[] | Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AsimovError) return [fail(name, `${error.code}: ${error.message}`, error.remedy)];
    // What the system refuses, such as a directory that can't be read, is a finding.
    if (error instanceof Error && "syscall" in error) return [fail(name, error.message)];
    throw error;
  }
}
