import { after, AsimovError, isRecord } from "../system/index.ts";
import { checkAnswer, checkJobs, isAddress } from "./check.ts";
import type { Observation, Recurring, RecurringHold, Scheduler, SchedulerAddress, SubmissionRequest, SubmittedJobs, Supervisor } from "./types.ts";
import type { SupervisedStatus } from "./supervised/status.ts";

/** How a scheduler is guarded. */
export interface GuardOptions {
  /** The name under which it is configured. */
  readonly name: string;
  /** Seconds that each call may take; `Infinity` where its calls end by themselves. */
  readonly timeLimit: number;
  /** Ends what the scheduler runs in. */
  readonly close?: (() => void) | undefined;
}

/** What {@link guardScheduler} can tell besides. */
export interface GuardedScheduler extends Scheduler {
  /** Whether a submission with this token was begun in this process and has not ended yet, one way or the other. */
  isSubmitting(token: string): boolean;
  /** How many calls were given up and have not ended: they may keep the process alive. */
  readonly abandoned: number;
  /** Ends what it runs in, if that is a process of its own. */
  close(): void;
}

/**
 * A scheduler of which every call ends: in a sound answer, or in an {@link AsimovError} with exit code 4. What takes too long is
 * `SCHEDULER_TIMEOUT`, an answer that does not fit its question `SCHEDULER_NONSENSE`, anything else that it throws `SCHEDULER_UNREACHABLE`.
 * A submission that was given up may still go through: the same token again waits for that one, and begins no second.
 */
export function guardScheduler(scheduler: Scheduler, options: GuardOptions): GuardedScheduler {
  const { name } = options;
  const submitting = new Map<string, Promise<{ readonly jobId: string }>>();
  let abandoned = 0;
  const giveUp = (call: Promise<unknown>): void => {
    abandoned++;
    const ended = (): void => void abandoned--;
    call.then(ended, ended);
  };
  const limited = <T>(what: string, work: () => Promise<T>): Promise<T> => withLimit(what, work, options, giveUp);
  return {
    grace: scheduler.grace,
    address: () => addressOf(scheduler, name),
    submit: async (request) => {
      const submitted = await limited("a submission", () => onlyOnce(submitting, scheduler, request));
      const jobId: unknown = submitted?.jobId;
      if (typeof jobId === "string" && jobId.trim() !== "") return { jobId };
      throw nonsense(name, `it accepted ${request.token} as ${JSON.stringify(jobId)}, which is no job id`);
    },
    recurring: scheduler.recurring && recurringOf(name, scheduler.recurring, limited),
    supervisor: scheduler.supervisor && supervisorOf(name, scheduler.supervisor, limited),
    query: async (tokens, jobIds, how) => limited("a query", () => askFor(name, tokens, () => scheduler.query(tokens, jobIds, how))),
    remove: (token, jobId) => limited("a removal", async () => scheduler.remove(token, jobId)),
    ...(scheduler.hold && { hold: (token, jobId) => limited("a hold", async () => scheduler.hold?.(token, jobId)) }),
    ...(scheduler.release && { release: (token, jobId) => limited("a release", async () => scheduler.release?.(token, jobId)) }),
    ...(scheduler.jobs && { jobs: (token, jobId) => limited("a query of jobs", async () => jobsFrom(name, await scheduler.jobs?.(token, jobId))) }),
    isSubmitting: (token) => submitting.has(token),
    close: () => options.close?.(),
    get abandoned() {
      return abandoned;
    },
  };
}

/** What the message of an error begins with that a scheduler did not say in words of its own. */
export function noAnswer(name: string): string {
  return `scheduler "${name}" did not answer: `;
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

function recurringOf(name: string, recurring: Recurring, limited: <T>(what: string, work: () => Promise<T>) => Promise<T>): Recurring {
  return {
    start: async (job) => {
      const id: unknown = await limited("a recurring job", () => recurring.start(job));
      if (typeof id === "string" && id.trim() !== "") return id;
      throw nonsense(name, `it started ${job.name} as ${JSON.stringify(id)}, which is no name of a job`);
    },
    isStarted: async (id) => {
      const is: unknown = await limited("a query", () => recurring.isStarted(id));
      if (typeof is === "boolean" || isHold(is)) return is;
      throw nonsense(name, `asked whether ${id} is started, it answered ${JSON.stringify(is)}`);
    },
    stop: (id) => limited("a removal", () => recurring.stop(id)),
  };
}

function supervisorOf(name: string, supervisor: Supervisor, limited: <T>(what: string, work: () => Promise<T>) => Promise<T>): Supervisor {
  return {
    status: async () => {
      const status: unknown = await limited("a query", () => supervisor.status());
      if (isRecord(status) && typeof status["directory"] === "string" && Array.isArray(status["open"])) return status as unknown as SupervisedStatus;
      throw nonsense(name, `asked for its supervisor, it answered ${JSON.stringify(status)}`);
    },
    stop: async () => {
      const isGone: unknown = await limited("a request to leave", () => supervisor.stop());
      return isGone === true;
    },
  };
}

function isHold(answer: unknown): answer is RecurringHold {
  return isRecord(answer) && typeof answer["held"] === "string" && (answer["remedy"] === undefined || typeof answer["remedy"] === "string");
}

async function askFor(name: string, tokens: readonly string[], ask: () => Promise<unknown>): Promise<readonly Observation[]> {
  const checked = checkAnswer(await ask(), tokens);
  if (typeof checked === "string") throw nonsense(name, checked);
  return checked;
}

function jobsFrom(name: string, answer: unknown): SubmittedJobs {
  const checked = checkJobs(answer);
  if (typeof checked === "string") throw nonsense(name, checked);
  return checked;
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

async function withLimit<T>(
  what: string,
  work: () => Promise<T>,
  { name, timeLimit }: GuardOptions,
  giveUp: (call: Promise<unknown>) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const call = work();
  const late = new Promise<never>((_, reject) => {
    timer = after(timeLimit, () => {
      giveUp(call);
      reject(tooLate(name, what, timeLimit));
    });
  });
  try {
    return await Promise.race([call, late]);
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

// Its own words where it has them; what it throws besides is no answer either.
function outOfReach(name: string, error: unknown): AsimovError {
  if (error instanceof AsimovError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AsimovError("SCHEDULER_UNREACHABLE", { message: `${noAnswer(name)}${message}`, exitCode: 4, cause: error });
}
