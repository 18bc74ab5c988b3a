import type { Analysis } from "../analysis/index.ts";
import { AsimovError, readIfExists, sha256, writeAtomic, typed } from "../system/index.ts";
import { formerAttempts } from "./former-attempts.ts";
import { withRepository } from "./leases.ts";
import { commitFiles, committedText, repositoryOf } from "./repository/index.ts";
import type { Session } from "./session.ts";
import { type Attempt, attemptsOf } from "./record/index.ts";

/** What to do with a config file that a person edited. */
export type EditedConfig = "refuse" | "overwrite" | "keep";

/** The text that a build writes: what was rendered, or a person's edit of an earlier one. Throws `CONFIG_EDITED` where nobody has decided. */
export function textToBuild(session: Session, analysis: Analysis, file: string, rendered: string, edited: EditedConfig): string {
  const there = readIfExists(file);
  if (there === undefined || there === rendered || edited === "overwrite") return rendered;
  const attempts = attemptsOf(session.project.ledger, analysis);
  if (attempts.some((attempt) => attempt.configSha256 === sha256(there)) || isFormer(session, analysis, there)) return rendered;
  if (edited === "keep") return there;
  throw refusal(analysis, file, attempts.length === 0 ? "first build" : "build", rendered, there);
}

/** Makes sure that the builder gets the config file that the ledger knows. Throws `CONFIG_EDITED` where a person edited it and nobody has decided. */
export async function settleEdit(session: Session, analysis: Analysis, attempt: Attempt, edited: EditedConfig): Promise<void> {
  const there = readIfExists(attempt.configFile);
  if (there !== undefined && sha256(there) === attempt.configSha256) return;
  const repository = repositoryOf(session, analysis);
  await withRepository(session, repository, async () => {
    const known = await committedText(repository.directory, attempt.configFile, attempt.configCommit ?? "HEAD");
    // A file that is gone, or that another analysis of the name left, holds no edit that could be lost.
    if (there === undefined || edited === "overwrite" || isFormer(session, analysis, there)) {
      writeAtomic(attempt.configFile, known);
      return;
    }
    if (edited === "refuse") throw refusal(analysis, attempt.configFile, "submit", known, there);
    const commit = await commitFiles(repository.directory, [attempt.configFile], `Keep the edit of ${analysis.name}, attempt ${attempt.number}`);
    session.pushes.add(repository.directory);
    session.project.ledger.change((transaction) =>
      transaction.update("attempts", attempt.id, { config_commit: commit, config_sha256: sha256(there) }),
    );
  });
}

function isFormer(session: Session, analysis: Analysis, text: string): boolean {
  return formerAttempts(session.project.ledger, analysis).some(({ configSha256 }) => configSha256 === sha256(text));
}

function refusal(analysis: Analysis, file: string, step: "first build" | "build" | "submit", rendered: string, there: string): AsimovError {
  const what =
    step === "first build" ? "there is a config file already, and it is another one" : "the config file was changed by hand since it was rendered";
  const command = `asimov manage ${step === "submit" ? step : "build"} --analysis ${typed(analysis.address)}`;
  return new AsimovError("CONFIG_EDITED", {
    message: `${what}:\n${differences(rendered, there).join("\n")}`,
    at: { file },
    remedy: `To run with the edit, which is recorded: ${command} --keep-edit\nTo lose it: ${command} --overwrite`,
  });
}

const shownLines = 6;

// The first lines that are only in one of the two: enough to recognise an edit.
function differences(rendered: string, there: string): readonly string[] {
  const [before, after] = [rendered.split("\n"), there.split("\n")];
  const [known, found] = [new Set(before), new Set(after)];
  const lines = [
    ...before.filter((line) => !found.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !known.has(line)).map((line) => `+ ${line}`),
  ];
  return lines.length > shownLines ? [...lines.slice(0, shownLines), `... and ${lines.length - shownLines} more lines`] : lines;
}
