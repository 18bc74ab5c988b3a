import type { ChildProcess } from "node:child_process";

import { after, AsimovError, forkModule, fromPlainError, killGroup, systemTrouble, toPlainError } from "../system/index.ts";
import { residentMiB, watchMemory } from "./memory.ts";
import { isFromHost, type FromHost, type ToHost } from "./messages.ts";
import { crashed, timedOut } from "./trouble.ts";

/** What code in a plugin host may ask of us while it works, by name. Arguments and results are plain JSON. */
export type Doors = Readonly<Record<string, (argument: never, signal: AbortSignal) => unknown>>;

/** One call into a plugin host. */
export interface HostCall {
  readonly operation: string;
  /** What of the plugin it calls, for people, where that is not what the operation is called. */
  readonly hooks?: string | undefined;
  readonly payload: unknown;
  /** Seconds after which the host is killed. */
  readonly timeout: number;
  readonly doors: Doors;
}

interface Running {
  readonly child: ChildProcess;
  readonly number: number;
  readonly call: HostCall;
  readonly signal: AbortSignal;
  begun: boolean;
  messages: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AsimovError) => void;
}

const keptOutput = 4000;

// More than any hook has to say; what sends more would keep us from all other work.
const mostMessages = 50_000;

/** MiB that the process of a plugin may take where nothing else is said. */
const usualMemory = 4096;

// Seconds in which a process that has served before begins with its next call. One that does not is kept busy by what an earlier call left.
const longestSilence = 5;

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
  readonly #memory: number;
  #calls = 0;
  /** Calls that the present process has begun. */
  #served = 0;
  #output = "";
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * `program` is the module that calls {@link serveHost}; `plugin` names the package and its version in errors; `memory` is how many MiB it may take.
   * With `onlyWrites` the process can write nothing outside that directory.
   */
  constructor(program: URL, plugin: string, memory: number = usualMemory, onlyWrites?: string) {
    this.#program = program;
    this.#plugin = plugin;
    this.#memory = memory;
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
    this.#served = 0;
  }

  readonly #kill = (): void => {
    if (this.#child) killGroup(this.#child, "SIGKILL");
  };

  async #run(call: HostCall): Promise<unknown> {
    if (this.#child && !this.#child.connected) this.close();
    const isFresh = this.#served === 0;
    let running: Running | undefined;
    try {
      return await this.#attempt(call, (begun) => (running = begun));
    } catch (error) {
      // After a crash or a time-out nothing is known of the process any more.
      const isBroken = error instanceof AsimovError && /^PLUGIN_(TIMEOUT|CRASHED)$/.test(error.code);
      if (isBroken) this.close();
      // An earlier call of another analysis left something that ended the process or kept it busy: this one has not even begun.
      if (isBroken && !isFresh && running?.begun === false) return this.#attempt(call, () => undefined);
      throw error;
    } finally {
      // What was left in memory is nothing that the next call should end for.
      if (this.#child?.pid !== undefined && residentMiB(this.#child.pid) > this.#memory / 2) this.close();
    }
  }

  async #attempt(call: HostCall, tell: (running: Running) => void): Promise<unknown> {
    const isFresh = this.#child === undefined;
    const child = (this.#child ??= this.#start());
    const number = ++this.#calls;
    const abort = new AbortController();
    const ends: (() => void)[] = [];
    this.#output = "";
    try {
      return await new Promise((resolve, reject) => {
        const running: Running = { child, number, call, signal: abort.signal, begun: false, messages: 0, resolve, reject };
        this.#running = running;
        tell(running);
        const timer = after(call.timeout, () => reject(timedOut(this.#plugin, call, this.#output)));
        const silence = isFresh ? undefined : after(longestSilence, () => running.begun || reject(this.#crashed(call, "did not answer")));
        const unwatch = watchMemory(child, this.#memory, (taken) =>
          reject(this.#crashed(call, `took ${taken} MiB of memory, more than the ${this.#memory} MiB that it may take,`)),
        );
        ends.push(
          () => clearTimeout(timer),
          () => clearTimeout(silence),
          unwatch,
        );
        child.send({ type: "call", call: number, operation: call.operation, payload: call.payload } satisfies ToHost, (error) => {
          if (error) reject(this.#crashed(call, `could not be reached (${error.message})`));
        });
      });
    } finally {
      for (const end of ends) end();
      this.#running = undefined;
      abort.abort();
    }
  }

  #receive(child: ChildProcess, message: FromHost): void {
    const running = this.#running?.child === child && this.#running.number === message.call ? this.#running : undefined;
    if (message.type === "begun") this.#begin(running);
    else if (message.type === "request") void this.#answer(child, message, running);
    else if (message.type === "result") running?.resolve(message.value);
    else if (running) running.reject(fromPlainError(message.error));
    else if (child === this.#child)
      process.emitWarning(`${this.#plugin}: an error after its call had ended: ${message.error.message}`, "PluginWarning");
  }

  #begin(running: Running | undefined): void {
    if (!running) return;
    running.begun = true;
    this.#served++;
  }

  // Also messages for nobody take their time.
  #count(child: ChildProcess): void {
    const running = this.#running?.child === child ? this.#running : undefined;
    if (!running || ++running.messages !== mostMessages) return;
    running.reject(this.#crashed(running.call, `sent more than ${mostMessages} messages and was ended`));
    this.close();
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
      reply({ type: "refusal", id: request.id, error: toPlainError(systemTrouble(error) ?? error) });
    }
  }

  #start(): ChildProcess {
    const child = forkModule(this.#program, [], { heap: Math.ceil(this.#memory / 2), onlyWrites: this.#onlyWrites });
    // One for each host at work is no leak, which Node would warn of.
    process.setMaxListeners(Math.max(process.getMaxListeners(), process.listenerCount("exit") + 1));
    process.once("exit", this.#kill);
    child.on("message", (message) => {
      this.#count(child);
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

  #crashed(call: HostCall, how: string): AsimovError {
    return crashed(this.#plugin, call, how, this.#output);
  }
}
