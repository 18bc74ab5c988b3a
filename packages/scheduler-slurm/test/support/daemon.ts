import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A program in the foreground that ends with the tests, also when those are killed. */
export class Daemon {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<void>;
  #said = "";
  #failed: string | undefined;

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#name = program;
    this.#child = spawn("setpriv", ["--pdeathsig", "KILL", program, ...args], { cwd: "/", env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding("utf8").on("data", (text: string) => (this.#said = (this.#said + text).slice(-4000)));
    this.#ended = new Promise((resolve) => {
      this.#child.once("error", ({ message }) => resolve(void (this.#failed = message)));
      this.#child.once("exit", (code, signal) => resolve(void (this.#failed = `it ended with ${code ?? signal}`)));
    });
  }

  /** Throws what it said when it is not running. */
  check(): void {
    if (this.#failed !== undefined) throw new Error(`${this.#name}: ${this.#failed}\n${this.#said}`);
  }

  /** Ends it, and returns when it has ended. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#failed !== undefined) return;
    this.#child.kill(signal);
    const force = setTimeout(() => this.#child.kill("SIGKILL"), 20_000);
    await this.#ended;
    clearTimeout(force);
  }
}

/** Waits for a condition; `daemons` must go on meanwhile. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, daemons: readonly Daemon[] = [], seconds = 60): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    for (const daemon of daemons) daemon.check();
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await delay(50);
  }
}

/** So many ports that nobody listens at now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
