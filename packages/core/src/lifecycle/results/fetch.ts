import { join } from "node:path";

import type { Project } from "../../project/index.ts";
import { fetchFile } from "../../store/index.ts";
import { AsimovError, throwAll } from "../../system/index.ts";
import { storeOf, type StoredResult } from "./stored.ts";

/** Copies files out of the store below `to`, each compared with its recorded hash; returns where they are. Throws all problems together. */
export async function fetchStored(project: Project, results: readonly StoredResult[], to: string): Promise<readonly string[]> {
  const problems: AsimovError[] = [];
  const fetched: string[] = [];
  for (const { path, sha256 } of results) {
    try {
      const target = join(to, path);
      await fetchFile(join(storeOf(project), path), target, sha256);
      fetched.push(target);
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(error);
    }
  }
  throwAll(problems);
  return fetched;
}
