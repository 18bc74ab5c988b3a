import { realpathSync, statSync } from "node:fs";

import { AsimovError, runCommand, typed, type CommandResult } from "../../system/index.ts";

/** How git is run. */
export interface GitOptions {
  /** Seconds after which it is ended; 120 when not given. */
  readonly timeout?: number | undefined;
  /** An exit code other than 0 is a result, not an error. */
  readonly check?: boolean | undefined;
  /** The directory that errors name, where it is not the one in which git runs. */
  readonly about?: string | undefined;
}

/** Runs git in `directory`. Throws `GIT_FAILED`, or `GIT_...` for what it says most often: not trusted, no access, not reachable, locked, too slow. */
export async function git(
  directory: string,
  args: readonly string[],
  { timeout = 120, check = true, about = directory }: GitOptions = {},
): Promise<CommandResult> {
  const result = await runCommand("git", [...trust(directory), ...args], { cwd: directory, timeout, env: environment() });
  if (result.exitCode === 0 || (!check && !result.timedOut)) return result;
  throw failure(about, args.find((arg, index) => !arg.startsWith("-") && args[index - 1] !== "-c") ?? "", result, timeout);
}

// Git works only in repositories of its user. In a directory of a group, another member's is as good.
function trust(directory: string): readonly string[] {
  const isGroups = ((statSync(directory, { throwIfNoEntry: false })?.mode ?? 0) & 0o020) !== 0;
  return isGroups ? ["-c", `safe.directory=${realpathSync(directory)}`] : [];
}

// A hook or a tool that called us may mean its own repository; and nobody is there to answer a question.
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY)$/.test(name),
  );
  return { GIT_SSH_COMMAND: "ssh -o BatchMode=yes", ...Object.fromEntries(own), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
}

function failure(directory: string, command: string, { stderr, stdout, timedOut }: CommandResult, timeout: number): AsimovError {
  const text = (stderr || stdout).trim();
  const at = { file: directory };
  if (timedOut) {
    const remedy = `Try it by hand: cd ${typed(directory)} && git ${command}`;
    return new AsimovError("GIT_TIMEOUT", { message: `git ${command} did not end within ${timeout} s`, at, remedy });
  }
  const lines = text.split("\n");
  for (const { code, pattern, remedy } of kinds) {
    // What it says besides is advice, which ours replaces.
    const line = lines.find((one) => pattern.test(one));
    if (line !== undefined) return new AsimovError(code, { message: `git ${command} failed: ${line.trim()}`, at, remedy: remedy(directory) });
  }
  const remedy = "Mend the repository (git status there tells more), then run the same command again.";
  return new AsimovError("GIT_FAILED", { message: `git ${command} failed: ${text}`, at, remedy });
}

interface Kind {
  readonly code: string;
  readonly pattern: RegExp;
  readonly remedy: (directory: string) => string;
}

const kinds: readonly Kind[] = [
  {
    code: "GIT_OWNERSHIP",
    pattern: /detected dubious ownership/,
    remedy: (directory) =>
      `The repository belongs to another user, and git uses only those that you trust: git config --global --add safe.directory ${typed(directory)}`,
  },
  {
    code: "GIT_ACCESS",
    pattern: /Permission denied \(|Authentication failed|could not read (Username|Password)|Host key verification failed/,
    remedy: () =>
      "Let git get in without a question: load your ssh key (ssh-add), or set up a credential helper; git ls-remote URL shows whether it does.",
  },
  {
    code: "GIT_UNREACHABLE",
    pattern:
      /not found|does not (appear to be|exist)|Could not resolve host|unable to access|Connection (refused|timed out|reset)|Network is unreachable/i,
    remedy: () => "Check the address, the network and your right to read it.",
  },
  {
    code: "GIT_PERMISSION",
    pattern: /insufficient permission|Permission denied/,
    remedy: (directory) =>
      `Its owner lets the group write: git -C ${typed(directory)} config core.sharedRepository group && chmod -R g+rwX ${typed(directory)}`,
  },
  {
    code: "GIT_REJECTED",
    pattern: /\[(remote )?rejected\]/,
    remedy: (directory) => `Others pushed before: git -C ${typed(directory)} pull --rebase && git -C ${typed(directory)} push`,
  },
  {
    code: "GIT_LOCKED",
    pattern: /\.lock': File exists/,
    remedy: () => "Another git is at work there, or one was ended in the middle: when none is, remove that file.",
  },
];
