import type { ChildProcess } from "node:child_process";

import { AsimovError, forkModule, fromPlainError, killGroup, toPlainError, type PlainError } from "../system/index.ts";

/** What code in a plugin host may ask of us while it works, by name. Arguments and results are plain JSON. */
export type Doors = Readonly<Record<string, (argument: never, signal: AbortSignal) => unknown>>;

/** One call into a plugin host. */
export interface HostCall {
  readonly operation: string;
  readonly payload: unknown;
  /** Seconds after which the host is killed. */
  readonly timeout: number;
  readonly doors: Doors;
}

/** A message from the host process. */
export type FromHost =
  | { readonly type: "result"; readonly value?: unknown }
  | { readonly type: "error"; readonly error: PlainError }
  | { readonly type: "request"; readonly id: number; readonly door: string; readonly argument?: unknown };

/** A message to the host process. */
export type ToHost =
  | { readonly type: "call"; readonly operation: string; readonly payload: unknown }
  | { readonly type: "reply"; readonly id: number; readonly value?: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly error: PlainError };

const keptOutput = 4000;

/**
 * A child process in which the code of one plugin package runs, one call at a time. It is started at the first call, killed when a call takes too
 * long, and started again for the next: a plugin can break only the call that it is in.
 */
export class PluginHost {
  readonly #program: URL;
  readonly #plugin: string;
  #child: ChildProcess | undefined;
  #output = "";
  #queue: Promise<unknown> = Promise.resolve();

  /** `program` is the module that calls {@link serveHost}; `plugin` names the package and its version in errors. */
  constructor(program: URL, plugin: string) {
    this.#program = program;
    this.#plugin = plugin;
  }

  /** Runs one operation in the host. Throws what the plugin threw, `PLUGIN_TIMEOUT` or `PLUGIN_CRASHED`. */
  call(call: HostCall): Promise<unknown> {
    const result = this.#queue.then(() => this.#run(call));
    this.#queue = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Ends the process, and whatever it left running in its group. */
  close(): void {
    this.#kill();
    process.removeListener("exit", this.#kill);
    this.#child = undefined;
  }

  readonly #kill = (): void => {
    if (this.#child) killGroup(this.#child, "SIGKILL");
  };

  async #run(call: HostCall): Promise<unknown> {
    if (this.#child && !this.#child.connected) this.close();
    const child = (this.#child ??= this.#start());
    this.#output = "";
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), call.timeout * 1000);
    try {
      return await new Promise((resolve, reject) => {
        abort.signal.addEventListener("abort", () => reject(this.#timedOut(call)), { once: true });
        child.on("error", (cause) => reject(this.#crashed(call, cause.message)));
        child.on("exit", (code, signal) => reject(this.#crashed(call, signal ? `was ended by ${signal}` : `ended with exit code ${code}`)));
        child.on("message", (message: FromHost) => {
          if (message.type === "result") resolve(message.value);
          else if (message.type === "error") reject(fromPlainError(message.error));
          else void this.#answer(child, call.doors, message, abort.signal);
        });
        child.send({ type: "call", operation: call.operation, payload: call.payload } satisfies ToHost, (error) => {
          if (error) reject(this.#crashed(call, error.message));
        });
      });
    } catch (error) {
      // After a crash or a time-out nothing is known of the process any more.
      if (error instanceof AsimovError && /^PLUGIN_(TIMEOUT|CRASHED)$/.test(error.code)) this.close();
      throw error;
    } finally {
      clearTimeout(timer);
      abort.abort();
      child.removeAllListeners();
    }
  }

  async #answer(child: ChildProcess, doors: Doors, request: Extract<FromHost, { type: "request" }>, signal: AbortSignal): Promise<void> {
    const reply = (message: ToHost): void => {
      if (child.connected) child.send(message);
    };
    try {
      const door = Object.hasOwn(doors, request.door) ? doors[request.door] : undefined;
      if (!door) throw new AsimovError("PLUGIN_NO_SUCH_DOOR", { message: `"${request.door}" can't be asked for here` });
      reply({ type: "reply", id: request.id, value: await door(request.argument as never, signal) });
    } catch (error) {
      reply({ type: "refusal", id: request.id, error: toPlainError(error) });
    }
  }

  #start(): ChildProcess {
    const child = forkModule(this.#program, []);
    process.once("exit", this.#kill);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-keptOutput);
      });
    }
    return child;
  }

  #timedOut(call: HostCall): AsimovError {
    return new AsimovError("PLUGIN_TIMEOUT", {
      message: `${this.#plugin}: ${call.operation} took longer than ${call.timeout} s and was ended${this.#lastOutput()}`,
    });
  }

  #crashed(call: HostCall, how: string): AsimovError {
    return new AsimovError("PLUGIN_CRASHED", { message: `${this.#plugin}: its process ${how} in ${call.operation}${this.#lastOutput()}` });
  }

  #lastOutput(): string {
    const lines = this.#output.trim().split("\n").slice(-5).join("\n    ");
    return lines === "" ? "" : `; its last output:\n    ${lines}`;
  }
}
