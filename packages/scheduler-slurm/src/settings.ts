/** How Slurm is reached and what it is told of all jobs. */
export interface SlurmSettings {
  /** The directory of `sbatch` and its like; PATH when not given. */
  readonly bin?: string | undefined;
  /** The file by which the tools find their cluster; `$SLURM_CONF`, or what the site has set up, when not given. */
  readonly conf?: string | undefined;
  /** The user whose jobs they are. */
  readonly user: string;
  /** Seconds that a question may take. A controller that is down lets its tools wait for some 10. */
  readonly timeLimit: number;
  /** Seconds that a submission may take. */
  readonly submitTimeLimit: number;
  /** Seconds between two looks at the queue. */
  readonly pollSeconds: number;
  /** Seconds after which a job that the controller does not know, and of which nobody can tell more, counts as not there. */
  readonly graceSeconds: number;
  /** Seconds that a job is held whose node does not answer, and may run it still. */
  readonly nodeGraceSeconds: number;
  /** Seconds until a submission is tried again that a limit has kept back, or that could not be made. */
  readonly retrySeconds: number;
  /** Seconds that the end of a job waits for what the accounting knows of it. */
  readonly usageSeconds: number;
  /** Minutes that a job may take that does not say so itself; the partition's own when not given. */
  readonly minutes?: number | undefined;
  readonly partition?: string | undefined;
  readonly qos?: string | undefined;
  readonly account?: string | undefined;
  readonly constraint?: string | undefined;
  readonly reservation?: string | undefined;
  /** How many jobs of one array may run at the same time; any number when not given. */
  readonly throttle?: number | undefined;
}

/** What holds where nothing else is said. */
export const defaultSettings: Omit<SlurmSettings, "user"> = {
  timeLimit: 60,
  submitTimeLimit: 60,
  pollSeconds: 10,
  graceSeconds: 60,
  nodeGraceSeconds: 3600,
  retrySeconds: 60,
  usageSeconds: 15,
};
