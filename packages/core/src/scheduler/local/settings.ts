import { parseBytes, slug, thisHost } from "../../system/index.ts";
import { supervisorProtocol, usualDirectory, type SupervisedSettings } from "../supervised/settings.ts";
import { machineCores, machineMemory } from "./machine.ts";

/** What a caller may set; everything has a default. */
export interface LocalOptions {
  /** Where the records are; `$ASIMOV_LOCAL_STATE`, or a directory of this host under `$XDG_STATE_HOME`. */
  readonly directory?: string | undefined;
  /** How many cores the jobs may take together; `$ASIMOV_LOCAL_SLOTS`, or all of the machine. */
  readonly slots?: number | undefined;
  /** MiB of memory that they may ask for together; `$ASIMOV_LOCAL_MEMORY` (such as `16 GB`), or all of the machine. */
  readonly memory?: number | undefined;
  /** MiB that a job counts with that does not say what it needs. */
  readonly defaultMemory?: number | undefined;
  /** A job that uses more than so many times the memory that it asked for is ended; `Infinity` for never. */
  readonly memoryTolerance?: number | undefined;
  /** Seconds between two looks at the memory of jobs, at least; seldomer where looking takes long. */
  readonly sampleSeconds?: number | undefined;
  /** Seconds between two looks of the supervisor when nothing wakes it. */
  readonly pollSeconds?: number | undefined;
  /** After so many seconds without an unfinished workflow the supervisor exits. */
  readonly idleSeconds?: number | undefined;
  /** Seconds between the request to a job to end (SIGTERM) and its end by force (SIGKILL). */
  readonly graceSeconds?: number | undefined;
  /** Seconds that a client waits for a supervisor to start. */
  readonly startSeconds?: number | undefined;
  readonly protocol?: number | undefined;
}

/** {@link LocalOptions} with all defaults, as clients pass it to the supervisor that they start. */
export type LocalSettings = SupervisedSettings & { readonly [Name in keyof LocalOptions]-?: NonNullable<LocalOptions[Name]> };

/** `options` completed from the environment. */
export function localSettings(options: LocalOptions = {}, env: NodeJS.ProcessEnv = process.env): LocalSettings {
  return {
    directory: options.directory ?? env.ASIMOV_LOCAL_STATE ?? usualDirectory("local", slug(thisHost()), env),
    home: thisHost(),
    slots: options.slots ?? positive(env.ASIMOV_LOCAL_SLOTS) ?? machineCores(),
    memory: options.memory ?? mebibytes(env.ASIMOV_LOCAL_MEMORY) ?? machineMemory(),
    defaultMemory: options.defaultMemory ?? 512,
    // Not infinite: it travels as JSON.
    memoryTolerance: Math.min(options.memoryTolerance ?? 1.1, Number.MAX_VALUE),
    sampleSeconds: options.sampleSeconds ?? 2,
    pollSeconds: options.pollSeconds ?? 5,
    idleSeconds: options.idleSeconds ?? 60,
    graceSeconds: options.graceSeconds ?? 10,
    startSeconds: options.startSeconds ?? 20,
    protocol: options.protocol ?? supervisorProtocol,
  };
}

/** The MiB that a size such as `16 GB` means; undefined for anything else. */
export function mebibytes(size: unknown): number | undefined {
  const bytes = parseBytes(size);
  return bytes === undefined || bytes < 2 ** 20 ? undefined : Math.floor(bytes / 2 ** 20);
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
