// What Slurm says where nobody has taken a request, or where nobody can tell: none of it is an answer.
const outages: readonly RegExp[] = [
  /Unable to contact slurm controller/,
  /Unable to connect to database|Problem talking to the database/i,
  /Socket timed out on send\/recv operation/,
  /Zero Bytes were transmitted or received/,
  /Communication (?:connection|shutdown) failure/,
  /Message (?:send|receive) failure/,
  /in standby mode/,
  // The daemon that signs messages is down.
  /Protocol authentication error|has authentication error/,
];

// Of these a later submission may be taken.
const limits = /\b(?:Assoc|QOS)(?:Max|Grp)SubmitJobs?(?:PerUser|PerAccount)?Limit\b|\bMaxSubmitJobsPerAccount\b/;
const busy = /job queue full|temporarily unable to accept job|Job creation temporarily disabled|Unable to create job record, try again/i;

/** Whether what a tool has said means that nobody has answered. */
export function isOutage(stderr: string): boolean {
  return outages.some((outage) => outage.test(stderr));
}

/** Whether nothing can have been submitted: the controller was not even reached. */
export function isNotSent(stderr: string): boolean {
  return /\(connect failure\)/.test(stderr);
}

/** Whether a submission was refused for a limit on how many jobs there may be, which others leave in time. */
export function isFull(stderr: string): boolean {
  return limits.test(stderr) || busy.test(stderr);
}

/** What a tool says is wrong, in one line. */
export function saidBy(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.replace(/^\w+: (?:error|fatal): /, "").trim());
  return lines
    .filter((line) => line !== "")
    .slice(0, 3)
    .join("; ");
}
