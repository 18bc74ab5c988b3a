import type { ChildProcess } from "node:child_process";

import { after, AsimovError, forkModule, fromPlainError, killGroup, toPlainError, type PlainError } from "../system/index.ts";

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

/** A message from the host process; `call` is the number of the call that it belongs to. */
export type FromHost =
  | { readonly type: "result"; readonly call: number; readonly value?: unknown }
  | { readonly type: "error"; readonly call: number; readonly error: PlainError }
  | { readonly type: "request"; readonly call: number; readonly id: number; readonly door: string; readonly argument?: unknown };

/** A message to the host process. */
export type ToHost =
  | { readonly type: "call"; readonly call: number; readonly operation: string; readonly payload: unknown }
  | { readonly type: "reply"; readonly id: number; readonly value?: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly error: PlainError };

interface Running {
  readonly child: ChildProcess;
  readonly number: number;
  readonly call: HostCall;
  readonly signal: AbortSignal;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AsimovError) => void;
}

const keptOutput = 4000;

/**
 * A child process in which the code of one plugin package runs, one call at a time. It is started at the first call, killed when a call takes too
 * long, and started again for the next: a plugin can break only the call that it is in. What it does after a call has ended can't reach the next
 * one: it finds no doors any more, and its errors are warnings.
 */
export class PluginHost {
  readonly #program: URL;
  readonly #plugin: string;
  readonly #onlyWrites: string | undefined;
  #child: ChildProcess | undefined;
  #running: Running | undefined;
  #calls = 0;
  #output = "";
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * `program` is the module that calls {@link serveHost}; `plugin` names the package and its version in errors. With `onlyWrites` the process can
   * write nothing outside that directory.
   */
  constructor(program: URL, plugin: string, onlyWrites?: string) {
    this.#program = program;
    this.#plugin = plugin;
    this.#onlyWrites = onlyWrites;
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
    this.#forget();
  }

  #forget(): void {
    process.removeListener("exit", this.#kill);
    this.#child = undefined;
  }

  readonly #kill = (): void => {
    if (this.#child) killGroup(this.#child, "SIGKILL");
  };

  async #run(call: HostCall): Promise<unknown> {
    if (this.#child && !this.#child.connected) this.close();
    const child = (this.#child ??= this.#start());
    const number = ++this.#calls;
    const abort = new AbortController();
    this.#output = "";
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#running = { child, number, call, signal: abort.signal, resolve, reject };
        timer = after(call.timeout, () => reject(this.#timedOut(call)));
        child.send({ type: "call", call: number, operation: call.operation, payload: call.payload } satisfies ToHost, (error) => {
          if (error) reject(this.#crashed(call, `could not be reached (${error.message})`));
        });
      });
    } catch (error) {
      // After a crash or a time-out nothing is known of the process any more.
      if (error instanceof AsimovError && /^PLUGIN_(TIMEOUT|CRASHED)$/.test(error.code)) this.close();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#running = undefined;
      abort.abort();
    }
  }

  #receive(child: ChildProcess, message: FromHost): void {
    const running = this.#running?.child === child && this.#running.number === message.call ? this.#running : undefined;
    if (message.type === "request") void this.#answer(child, message, running);
    else if (message.type === "result") running?.resolve(message.value);
    else if (running) running.reject(fromPlainError(message.error));
    else if (child === this.#child)
      process.emitWarning(`${this.#plugin}: an error after its call had ended: ${message.error.message}`, "PluginWarning");
  }

  async #answer(child: ChildProcess, request: Extract<FromHost, { type: "request" }>, running: Running | undefined): Promise<void> {
    const reply = (message: ToHost): void => {
      // A process that is gone needs no answer; its end is told by itself.
      if (child.connected) child.send(message, () => undefined);
    };
    try {
      if (!running)
        throw new AsimovError("PLUGIN_CALL_ENDED", { message: `the call that asks for "${request.door}" has ended: it did not wait for it` });
      const { doors } = running.call;
      const door = Object.hasOwn(doors, request.door) ? doors[request.door] : undefined;
      if (!door) throw new AsimovError("PLUGIN_NO_SUCH_DOOR", { message: `"${request.door}" can't be asked for here` });
      reply({ type: "reply", id: request.id, value: await door(request.argument as never, running.signal) });
    } catch (error) {
      reply({ type: "refusal", id: request.id, error: toPlainError(error) });
    }
  }

  #start(): ChildProcess {
    const child = forkModule(this.#program, [], process.env, this.#onlyWrites);
    process.once("exit", this.#kill);
    child.on("message", (message) => {
      // A plugin may send messages of its own, which are for nobody.
      if (isFromHost(message)) this.#receive(child, message);
    });
    child.on("error", (error) => this.#ended(child, error.message));
    child.on("exit", (code, signal) => {
      killGroup(child, "SIGKILL");
      // From here on its process id may be given to another process.
      if (this.#child === child) this.#forget();
      // Its last words, and a result that is on its way, may come after its end.
      const told = (): void => this.#ended(child, signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
      const timer = after(0.5, told);
      child.once("close", () => {
        clearTimeout(timer);
        told();
      });
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-keptOutput);
      });
    }
    return child;
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#running?.child === child) this.#running.reject(this.#crashed(this.#running.call, how));
  }

  #timedOut(call: HostCall): AsimovError {
    return new AsimovError("PLUGIN_TIMEOUT", {
      message: `${this.#plugin}: ${call.operation} took longer than ${call.timeout} s and was ended${this.#lastOutput()}`,
    });
  }

  #crashed(call: HostCall, how: string): AsimovError {
    // What V8 prints then ends with addresses that tell nobody anything.
    const what = this.#output.includes("heap out of memory") ? "ran out of memory" : how;
    const last = what === how ? this.#lastOutput() : "";
    return new AsimovError("PLUGIN_CRASHED", { message: `${this.#plugin}: its process ${what} in ${call.operation}${last}` });
  }

  #lastOutput(): string {
    const lines = this.#output.trim().split("\n").slice(-5).join("\n    ");
    return lines === "" ? "" : `; its last output:\n    ${lines}`;
  }
}

function isFromHost(message: unknown): message is FromHost {
  return typeof message === "object" && message !== null && "type" in message && "call" in message && typeof message.call === "number";
}
