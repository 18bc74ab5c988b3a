import { inspect } from "node:util";

/** A place in a file: `line` and `column` count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What an {@link AsimovError} is made of. */
export interface ErrorDetails {
  /** What was expected and what came. */
  readonly message: string;
  /** A place in a file, or the address of a subject or analysis. */
  readonly at?: Place | string | undefined;
  /** What the user can do about it, as a sentence or a command. */
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
  /** Exit code of a command that ends with this error; 1 when not given. */
  readonly exitCode?: number | undefined;
}

/** An error that a user can act on: a stable code, what happened, where, and what to do. */
export class AsimovError extends Error {
  readonly code: string;
  readonly at: Place | string | undefined;
  readonly remedy: string | undefined;
  readonly exitCode: number;

  constructor(code: string, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AsimovError";
    this.code = code;
    this.at = details.at;
    this.remedy = details.remedy;
    this.exitCode = details.exitCode ?? 1;
  }

  toJSON(): PlainError {
    const exitCode = this.exitCode === 1 ? undefined : this.exitCode;
    return plain({ code: this.code, message: this.message, at: this.at, remedy: this.remedy, exitCode });
  }
}

/** Several errors found together, so that a user can mend them all at once. */
export class AsimovErrors extends AsimovError {
  readonly errors: readonly AsimovError[];

  constructor(errors: readonly AsimovError[]) {
    const first = errors[0];
    super(first?.code ?? "UNKNOWN", { message: `${errors.length} problems`, exitCode: first?.exitCode });
    this.name = "AsimovErrors";
    this.errors = errors;
  }

  override toJSON(): PlainError {
    return { ...super.toJSON(), errors: this.errors.map((error) => error.toJSON()) };
  }
}

/** An error as plain JSON, as it travels between processes and into `--json` output. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly at?: Place | string | undefined;
  readonly remedy?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly stack?: string | undefined;
  /** Those that were found together, if there are several. */
  readonly errors?: readonly PlainError[] | undefined;
}

/** What the system refused (no room, no permission, not a file) as an error of ours; undefined for anything else. */
export function systemTrouble(error: unknown, at?: Place | string): AsimovError | undefined {
  if (!(error instanceof Error) || error instanceof AsimovError || !("syscall" in error)) return undefined;
  const remedy = lacks.get(systemCode(error) ?? "") ?? elsewhere;
  return new AsimovError("SYSTEM_REFUSED", { message: error.message, at, remedy, cause: error });
}

/** What a machine lacks, whatever was to be done: no fault of whoever wanted it. */
export function machineTrouble(error: unknown): AsimovError | undefined {
  return lacks.has(systemCode(error) ?? "") ? systemTrouble(error) : undefined;
}

const room = "Make room on that file system (asimov disk shows what takes it), and the next pass goes on.";
const handles = "Let fewer things run at a time on this machine, and the next pass goes on.";
const elsewhere = "Mend what it says, and the same command, or the next pass, goes on.";
const disk = "Ask whoever looks after that file system; once it works again, the next pass goes on.";

const lacks: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", room],
  ["EDQUOT", room],
  ["EIO", disk],
  ["EROFS", disk],
  ["ESTALE", disk],
  ["EMFILE", handles],
  ["ENFILE", handles],
  ["ENOMEM", handles],
  ["EAGAIN", handles],
]);

/** `error` as plain JSON; an error that is not ours gets `fallbackCode`, unless the machine lacks something. */
export function toPlainError(error: unknown, fallbackCode = "UNEXPECTED"): PlainError {
  const trouble = machineTrouble(error);
  if (trouble) return toPlainError(trouble);
  if (error instanceof AsimovError) return plain({ ...error.toJSON(), stack: error.stack });
  if (error instanceof Error) return plain({ code: fallbackCode, message: error.message, stack: error.stack });
  return { code: fallbackCode, message: typeof error === "string" ? error : inspect(error) };
}

/** The error that {@link toPlainError} described. */
export function fromPlainError(error: PlainError): AsimovError {
  const result = error.errors ? new AsimovErrors(error.errors.map(fromPlainError)) : new AsimovError(error.code, error);
  if (error.stack !== undefined) result.stack = error.stack;
  return result;
}

/** Throws nothing for an empty list, the error itself for one, {@link AsimovErrors} for more. */
export function throwAll(errors: readonly AsimovError[]): void {
  if (errors.length === 1) throw errors[0]!;
  if (errors.length > 1) throw new AsimovErrors(errors);
}

/** `at` as people read it: `file:line:column`, or the address. */
export function formatPlace(at: Place | string): string {
  if (typeof at === "string") return at;
  return [at.file, at.line, at.column].filter((part) => part !== undefined).join(":");
}

/** The code of a system error such as `ENOENT`, if `error` is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function plain(error: { [K in keyof PlainError]: PlainError[K] }): PlainError {
  return Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined)) as unknown as PlainError;
}
