import { AsimovError, runCommand } from "@asimov-gw/core/system";

/**
 * Runs the commands that renew credentials (`kinit`, `htgettoken`, `condor_vault_storer`), one after the other. Throws `CREDENTIALS_NOT_RENEWED` with what
 * the first that fails has printed.
 */
export async function renewCredentials(commands: readonly string[], timeLimit: number): Promise<void> {
  for (const command of commands) {
    const [program, ...args] = splitCommand(command);
    if (program === undefined) continue;
    const { exitCode, stderr, stdout, timedOut } = await runCommand(program, args, { timeout: timeLimit, guard: true }).catch((cause: unknown) => {
      throw refused(command, cause instanceof Error ? cause.message : String(cause), cause);
    });
    if (timedOut) throw refused(command, `it had not ended after ${timeLimit} s`);
    if (exitCode !== 0) throw refused(command, lastLine(stderr) ?? lastLine(stdout) ?? `exit code ${exitCode}`);
  }
}

/** The words of a command line, as a shell splits them; `$`, globs and the like mean nothing. Throws `CONFIG_INVALID` at a quote without end. */
export function splitCommand(command: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [piece] of command.matchAll(/\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*"|\s+|[^\s'"\\]+|['"\\]/g)) {
    if (/^\s/.test(piece)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (piece === "'" || piece === '"' || piece === "\\") {
      throw new AsimovError("CONFIG_INVALID", {
        message: `${JSON.stringify(command)}: ${piece} has no end`,
        remedy: "Mend schedulers.htcondor.credentials.",
      });
    } else if (piece.startsWith("'")) word = (word ?? "") + piece.slice(1, -1);
    else if (piece.startsWith('"')) word = (word ?? "") + piece.slice(1, -1).replace(/\\(["\\$`])/g, "$1");
    else if (piece.startsWith("\\")) word = (word ?? "") + piece.slice(1);
    else word = (word ?? "") + piece;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function refused(command: string, what: string, cause?: unknown): AsimovError {
  return new AsimovError("CREDENTIALS_NOT_RENEWED", {
    message: `credentials were not renewed: ${command.split(/\s/)[0]}: ${what}`,
    remedy: `Run it by hand, and see what it asks for: ${command}`,
    cause,
  });
}

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1)?.trim() || undefined;
}
