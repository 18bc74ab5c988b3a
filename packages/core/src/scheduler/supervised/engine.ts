import type { AsimovError } from "../../system/index.ts";
import type { JobDescription, JobExecutor, Machine } from "../../workflow/index.ts";
import type { SubmittedEnvironment } from "../../wrapper/index.ts";
import type { SchedulerAddress } from "../types.ts";
import type { SupervisedSettings } from "./settings.ts";
import type { SupervisorPlace } from "./place.ts";

/** An engine that only runs single jobs: supervisors walk its workflows node by node. Making one asks and loads nothing. */
export interface Engine {
  /** As under `schedulers` in the configuration. */
  readonly name: string;
  readonly settings: SupervisedSettings;
  /** What the jobs of all workflows may take together. */
  readonly machine: Machine;
  /** Jobs run on the machine of their submitter: what that lacks, they lack. */
  readonly runsHere: boolean;
  /** Where its supervisor lives. */
  readonly place: SupervisorPlace;
  address(): SchedulerAddress;
  /** Seconds that a job may run there, where there is a limit that its submission sets. */
  secondsOf?(this: void, job: JobDescription): number | undefined;
  /** What keeps a job from ever running there, beside what holds everywhere. */
  check?(this: void, job: JobDescription): AsimovErrorDetails | undefined;
  /** Asks the engine whether it would take jobs with its settings. Throws `SCHEDULER_UNREACHABLE`, or what it refuses. */
  ping?(): Promise<void>;
  /** Called once by each supervisor. */
  createExecutor(parts: ExecutorParts): Promise<EngineExecutor>;
}

/** What is wrong with a job, and what to do. */
export type AsimovErrorDetails = Pick<AsimovError, "code" | "message" | "remedy">;

/** What the executor of an engine is given by its supervisor. */
export interface ExecutorParts {
  /** The wrapper that jobs run under. */
  readonly wrapper: string;
  /** The directory of the tries of a workflow. */
  readonly jobsOf: (token: string) => string;
  readonly environmentOf: (token: string) => SubmittedEnvironment;
  /** Called when the reports may have changed. */
  readonly wake: () => void;
  /** Told of what could not be done now and is tried again later. */
  readonly onProblem: (token: string | undefined, error: unknown) => void;
}

/** An executor as supervisors need it. */
export interface EngineExecutor extends JobExecutor {
  /** Ends everything that was ever started for `token` and is not known to be gone; true when nothing of it is left. Called again until it is. */
  removeAll(token: string): boolean | Promise<boolean>;
  /** Lets go of the jobs: they go on without this process. */
  close(): void;
}
