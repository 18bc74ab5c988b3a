import { after, AsimovError, isRecord } from "../system/index.ts";
import { faultOf, isAddress, isObservation } from "./check.ts";
import type { Observation, Recurring, Scheduler, SchedulerAddress, SubmissionRequest } from "./types.ts";

/** How a scheduler is guarded. */
export interface GuardOptions {
  /** The name under which it is configured. */
  readonly name: string;
  /** Seconds that each call may take. */
  readonly timeLimit: number;
}

/** What {@link guardScheduler} can tell besides. */
export interface GuardedScheduler extends Scheduler {
  /** Whether a submission with this token was begun in this process and has not ended yet, one way or the other. */
  isSubmitting(token: string): boolean;
}

/**
 * A scheduler of which every call ends: in a sound answer, or in an {@link AsimovError} with exit code 4. What takes too long is
 * `SCHEDULER_TIMEOUT`, an answer that does not fit its question `SCHEDULER_NONSENSE`, anything else that it throws `SCHEDULER_UNREACHABLE`.
 * A submission that was given up may still go through: the same token again waits for that one, and begins no second.
 */
export function guardScheduler(scheduler: Scheduler, options: GuardOptions): GuardedScheduler {
  const { name } = options;
  const submitting = new Map<string, Promise<{ readonly jobId: string }>>();
  const limited = <T>(what: string, work: () => Promise<T>): Promise<T> => withLimit(what, work, options);
  return {
    grace: scheduler.grace,
    address: () => addressOf(scheduler, name),
    submit: async (request) => {
      const submitted = await limited("a submission", () => onlyOnce(submitting, scheduler, request));
      const jobId: unknown = submitted?.jobId;
      if (typeof jobId === "string" && jobId.trim() !== "") return { jobId };
      throw nonsense(name, `it accepted ${request.token} as ${JSON.stringify(jobId)}, which is no job id`);
    },
    recurring: scheduler.recurring && recurringOf(scheduler.recurring, limited),
    query: async (tokens, jobIds, how) => limited("a query", () => askFor(name, tokens, () => scheduler.query(tokens, jobIds, how))),
    remove: (token, jobId) => limited("a removal", async () => scheduler.remove(token, jobId)),
    isSubmitting: (token) => submitting.has(token),
  };
}

function addressOf(scheduler: Scheduler, name: string): SchedulerAddress {
  let address: unknown;
  try {
    address = scheduler.address();
  } catch (error) {
    throw outOfReach(name, error);
  }
  if (isAddress(address)) return { ...address, scheduler: name };
  throw nonsense(name, `its address is ${JSON.stringify(address)}`);
}

function recurringOf(recurring: Recurring, limited: <T>(what: string, work: () => Promise<T>) => Promise<T>): Recurring {
  return {
    start: (job) => limited("a recurring job", () => recurring.start(job)),
    isStarted: (id) => limited("a query", () => recurring.isStarted(id)),
    stop: (id) => limited("a removal", () => recurring.stop(id)),
  };
}

async function askFor(name: string, tokens: readonly string[], ask: () => Promise<unknown>): Promise<readonly Observation[]> {
  const answer = inOrder(await ask(), tokens);
  const fault = faultOf(answer, tokens);
  if (fault !== undefined || !Array.isArray(answer)) throw nonsense(name, fault ?? "it did not answer");
  return answer.filter((one, index): one is Observation => isObservation(one, tokens[index]!));
}

// Answers are known by what they are about; what names nothing that was asked about stays last, to be told as the fault that it is.
function inOrder(answer: unknown, tokens: readonly string[]): unknown {
  if (!Array.isArray(answer)) return answer;
  const places = new Map<unknown, number>(tokens.map((token, index) => [token, index]));
  const placeOf = (one: unknown): number => (isRecord(one) ? places.get(one["token"]) : undefined) ?? tokens.length;
  return answer.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function onlyOnce(
  submitting: Map<string, Promise<{ readonly jobId: string }>>,
  scheduler: Scheduler,
  request: SubmissionRequest,
): Promise<{ readonly jobId: string }> {
  const { token } = request;
  const known = submitting.get(token);
  if (known) return known;
  const begun = Promise.resolve(scheduler.submit(request)).finally(() => submitting.delete(token));
  // Who waits for it hears of its error; when nobody does any more, it has been told as a time-out.
  begun.catch(() => undefined);
  submitting.set(token, begun);
  return begun;
}

async function withLimit<T>(what: string, work: () => Promise<T>, { name, timeLimit }: GuardOptions): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = after(timeLimit, () => reject(tooLate(name, what, timeLimit)));
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    throw outOfReach(name, error);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(name: string, what: string, seconds: number): AsimovError {
  return new AsimovError("SCHEDULER_TIMEOUT", { message: `scheduler "${name}" did not answer ${what} within ${seconds} s`, exitCode: 4 });
}

function nonsense(name: string, what: string): AsimovError {
  return new AsimovError("SCHEDULER_NONSENSE", {
    message: `scheduler "${name}" can't be believed: ${what}`,
    remedy: "Report it to the author of the scheduler's package: asimov plugins names it.",
    exitCode: 4,
  });
}

// Its own words where it has them, also those of another copy of core; what a package throws besides is no answer either.
function outOfReach(name: string, error: unknown): AsimovError {
  if (error instanceof AsimovError) return error;
  if (isOfAnotherCopy(error)) return new AsimovError(error.code, { message: error.message, remedy: textOf(error.remedy), exitCode: 4, cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new AsimovError("SCHEDULER_UNREACHABLE", { message: `scheduler "${name}" did not answer: ${message}`, exitCode: 4, cause: error });
}

interface OfAnotherCopy extends Error {
  readonly code: string;
  readonly remedy?: unknown;
}

function isOfAnotherCopy(error: unknown): error is OfAnotherCopy {
  return error instanceof Error && error.name === "AsimovError" && "code" in error && typeof error.code === "string";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
