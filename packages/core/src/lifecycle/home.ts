import { displacementOf, newProjectId, placeFact, placeOf, type Displacement, type Project } from "../project/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";

/**
 * Makes sure that `project` is where its ledger says before anything is built, submitted or judged: in a copy, submissions and directories are the
 * original's. One that never did anything is simply given a new id. Throws `PROJECT_MOVED`, `PROJECT_COPIED` or `PROJECT_ELSEWHERE`.
 */
export function ensureHome(project: Pick<Project, "directory" | "ledger">): void {
  const { directory, ledger } = project;
  if (isHome(project)) return;
  ledger.setFacts({ id: newProjectId(), [placeFact]: placeOf(directory), adopted: timestamp(ledger.clock) });
}

/** Whether `project` is where its ledger says; false in the copy of one that never did anything. Errors as {@link ensureHome}. */
export function isHome({ directory, ledger }: Pick<Project, "directory" | "ledger">): boolean {
  const displacement = displacementOf(directory, ledger);
  if (displacement && ledger.get("SELECT 1 FROM attempts LIMIT 1")) throw away(directory, displacement);
  return displacement === undefined;
}

function away(directory: string, { from, kind }: Displacement): AsimovError {
  const [code, what, remedy] = words[kind];
  return new AsimovError(code, {
    message: `${what(from ?? "another directory")}; nothing is built, submitted or looked after here, since that could disturb what runs there`,
    at: { file: directory },
    remedy,
  });
}

const words: Readonly<Record<Displacement["kind"], readonly [string, (from: string) => string, string]>> = {
  moved: ["PROJECT_MOVED", (from) => `this project was moved here from ${from}`, "asimov ledger adopt --moved   (--dry-run tells what it does)"],
  copied: [
    "PROJECT_COPIED",
    (from) => `this is a copy of the project in ${from}`,
    "To make it a project of its own: asimov ledger adopt --copy   (--dry-run tells what it does)",
  ],
  unclear: [
    "PROJECT_ELSEWHERE",
    (from) => `this project was in ${from}, and nobody can say whether it was moved here or copied`,
    "If no other copy of it is used any more: asimov ledger adopt --moved. To make it a project of its own: asimov ledger adopt --copy",
  ],
};
