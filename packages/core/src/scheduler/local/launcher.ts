import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

import { AsimovError } from "../../system/index.ts";
import { type Variables, findProgram } from "../../wrapper/index.ts";

/** Called when a command has ended: with its exit code, or undefined where nobody can tell, also not whether it was started. */
export type Ended = (exitCode: number | undefined) => void;

/**
 * Starts commands in sessions of their own. Small shells fork them, one for each that runs: this process holds whole workflows, and the system would
 * copy the tables of all its memory for each job. Not in their background, where commands would ignore SIGINT and SIGQUIT (POSIX). Where a shell
 * dies, its command goes on.
 */
export class Launcher {
  readonly #onProblem: (error: unknown) => void;
  readonly #idle: ChildProcess[] = [];
  readonly #busy = new Map<ChildProcess, Ended>();

  constructor(onProblem: (error: unknown) => void) {
    this.#onProblem = onProblem;
  }

  /** Starts `command`, whose first word is an absolute path, with this environment and what shells add to theirs (PWD). Throws `JOB_NOT_STARTED`. */
  start(command: readonly string[], environment: Variables, ended: Ended): void {
    const words = [...variablesBefore(environment), ...[setsid(), ...command].map(quote)].join(" ");
    const shell = this.#idle.pop() ?? this.#open();
    this.#busy.set(shell, ended);
    // A line that was cut off by our death is no command: its end is missing.
    shell.stdin!.write(`{ ${words} </dev/null >/dev/null 2>&1; echo $?; }\n`);
  }

  /** Lets go of the commands: they go on without this process. */
  close(): void {
    const shells = [...this.#idle.splice(0), ...this.#busy.keys()];
    this.#busy.clear();
    shells.forEach(letGo);
  }

  #open(): ChildProcess {
    const shell = spawn("/bin/sh", [], { cwd: "/", env: {}, stdio: ["pipe", "pipe", "pipe"] });
    // Without room for its pipes there are none, and the reason comes later.
    shell.once("error", (error) => this.#lose(shell, error.message));
    if (!shell.stdin || !shell.stdout || !shell.stderr) {
      throw new AsimovError("JOB_NOT_STARTED", { message: "no shell that starts jobs could be started", remedy: "It is tried again." });
    }
    let said = "";
    shell.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-500)));
    createInterface({ input: shell.stdout }).on("line", (line) => this.#tell(shell, Number(line)));
    // That it can't read any more is told by its end.
    shell.stdin.on("error", () => undefined);
    shell.once("exit", () => this.#lose(shell, said.trim()));
    return shell;
  }

  #tell(shell: ChildProcess, code: number | undefined): void {
    const ended = this.#busy.get(shell);
    if (!this.#busy.delete(shell)) return;
    if (code !== undefined) this.#idle.push(shell);
    ended?.(code);
  }

  #lose(shell: ChildProcess, why: string): void {
    const at = this.#idle.indexOf(shell);
    if (at >= 0) this.#idle.splice(at, 1);
    else if (!this.#busy.has(shell)) return;
    letGo(shell);
    const message = `a shell that starts jobs has ended${why === "" ? "" : `: ${why}`}`;
    this.#onProblem(new AsimovError("JOB_NOT_STARTED", { message, remedy: "Its job is looked after, and started again if it never began." }));
    this.#tell(shell, undefined);
  }
}

// What it has started holds its output open.
function letGo(shell: ChildProcess): void {
  shell.stdin!.end();
  for (const stream of [shell.stdout!, shell.stderr!]) stream.destroy();
  shell.unref();
}

function setsid(): string {
  const found = findProgram("setsid", "/usr/bin:/bin");
  if (found !== undefined) return found;
  throw new AsimovError("JOB_NOT_STARTED", { message: "there is no program setsid", remedy: "Install util-linux." });
}

// Names that a shell takes for its own.
const ofShells =
  /^(?:_|BASH.*|COMP_.*|DIRSTACK|ENV|EPOCH.*|EUID|FUNCNAME|GROUPS|HISTCMD|IFS|LINENO|OLDPWD|OPTIND|PPID|PS4|PWD|RANDOM|SECONDS|SHELLOPTS|SHLVL|SRANDOM|UID)$/;

// The shell itself has no variables. What it would not pass on, such as BASH_FUNC_module%%, takes one program more.
function variablesBefore(environment: Variables): readonly string[] {
  const variables = Object.entries(environment);
  if (variables.every(([name]) => /^[A-Za-z_]\w*$/.test(name) && !ofShells.test(name)))
    return variables.map(([name, value]) => `${name}=${quote(value)}`);
  return ["/usr/bin/env", "-i", "--", ...variables.map(([name, value]) => quote(`${name}=${value}`))];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
