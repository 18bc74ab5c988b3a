import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

import { AsimovError } from "../../system/index.ts";
import type { Variables } from "./environment.ts";
import { findProgram } from "./programs.ts";

/** Called when a command has ended: with its exit code, or undefined where nobody can tell, also not whether it was started. */
export type Ended = (exitCode: number | undefined) => void;

/**
 * Starts commands in sessions of their own. A small shell forks them: this process holds whole workflows, and the system would copy the tables of
 * all its memory for each job. Where that shell dies, its commands go on and the next one is started by another shell.
 */
export class Launcher {
  readonly #onProblem: (error: unknown) => void;
  readonly #running = new Map<number, Ended>();
  #shell: ChildProcess | undefined;
  #count = 0;

  constructor(onProblem: (error: unknown) => void) {
    this.#onProblem = onProblem;
  }

  /** Starts `command`, whose first word is an absolute path, with exactly this environment. Throws `LOCAL_JOB_NOT_STARTED`. */
  start(command: readonly string[], environment: Variables, ended: Ended): void {
    const id = ++this.#count;
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    // Not as assignments of the shell, which knows no names such as BASH_FUNC_module%% and keeps some for itself.
    const words = ["/usr/bin/env", "-i", "--", ...variables, setsid(), ...command].map(quote).join(" ");
    const shell = (this.#shell ??= this.#open());
    this.#running.set(id, ended);
    // A line that was cut off by our death is no command: the shell waits for its end in vain.
    shell.stdin!.write(`(${words} </dev/null >/dev/null 2>&1; echo ${id} $?) &\n`);
  }

  /** Lets go of the commands: they go on without this process. */
  close(): void {
    this.#running.clear();
    const shell = this.#shell;
    this.#shell = undefined;
    if (shell) letGo(shell);
  }

  #open(): ChildProcess {
    const shell = spawn("/bin/sh", [], { cwd: "/", env: {}, stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    shell.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-500)));
    createInterface({ input: shell.stdout }).on("line", (line) => {
      const [id = 0, code] = line.split(" ").map(Number);
      const ended = this.#running.get(id);
      this.#running.delete(id);
      ended?.(code);
    });
    // That it can't read any more is told by its end.
    shell.stdin.on("error", () => undefined);
    shell.once("error", (error) => this.#lose(shell, error.message)).once("exit", () => this.#lose(shell, said.trim()));
    return shell;
  }

  #lose(shell: ChildProcess, why: string): void {
    if (this.#shell !== shell) return;
    this.#shell = undefined;
    letGo(shell);
    const message = `the shell that starts jobs has ended${why === "" ? "" : `: ${why}`}`;
    this.#onProblem(new AsimovError("LOCAL_JOB_NOT_STARTED", { message, remedy: "The jobs are looked after and started again." }));
    const lost = [...this.#running.values()];
    this.#running.clear();
    for (const ended of lost) ended(undefined);
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
  throw new AsimovError("LOCAL_JOB_NOT_STARTED", { message: "there is no program setsid", remedy: "Install util-linux." });
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
