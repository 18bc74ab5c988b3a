import { isNeverMet } from "./reasons.ts";

// What Slurm says where nobody has taken a request, or where nobody can tell: none of it is an answer.
const outages: readonly RegExp[] = [
  /Unable to contact slurm controller/,
  /Unable to connect to database|Problem talking to the database/i,
  /Socket timed out on send\/recv operation/,
  /Zero Bytes were transmitted or received/,
  /Communication (?:connection|shutdown) failure/,
  /Message (?:send|receive) failure/,
  /in standby mode/,
  /Unable to process configuration file|Could not establish a configuration source/,
  // The daemon that signs messages is down.
  /Protocol authentication error|has authentication error/,
];

// Of these a later submission may be taken.
const limits = /\b(?:Assoc|QOS)(?:Max|Grp)SubmitJobs?(?:PerUser|PerAccount)?Limit\b|\bMaxSubmitJobsPerAccount\b/;
const busy =
  /job queue full|temporarily unable to accept job|Job creation temporarily disabled|unable to load job state information|Unable to create job record, try again/i;

// Of these none ever is, as long as nobody changes what is asked for or the cluster. What is not among them may pass: a partition that is drained, a plugin
// of the site that has no answer, a version that nobody has seen yet.
const refusals: readonly RegExp[] = [
  /Invalid partition name specified|No partition specified|Requested nodes not in this partition|group not permitted to use this partition/,
  /Invalid account or account\/partition combination|Invalid qos specification|Invalid user id|Access\/permission denied/,
  /Invalid (?:preferred )?feature specification|Invalid (?:node name|license|job array|generic resource \(gres\)|Trackable RESource \(TRES\))/,
  /Requested reservation is invalid|Access denied to requested reservation/,
  /Requested node configuration is not available|Memory specification can not be satisfied|Memory required by task is not available/,
  /More processors requested than permitted|Requested more tasks than available processors|(?:CPU|Node|Task) count specification invalid/,
  /Requested time limit is invalid|Time limit specification required|Job dependency problem|Requested operation not supported on this system/,
  /Pathname of a file, directory or other parameter too long|does not allow scripts that/,
  /^sbatch: (?:unrecognized|ambiguous) option |^sbatch: option .* requires an argument|^sbatch: error: Invalid --\S+ specification/m,
];

/** Whether what a tool has said means that nobody has answered. */
export function isOutage(stderr: string): boolean {
  return outages.some((outage) => outage.test(stderr));
}

/** Whether nothing can have been submitted: the controller was not even reached. */
export function isNotSent(stderr: string): boolean {
  return /\(connect failure\)|Unable to process configuration file|Could not establish a configuration source|cannot stat file .*, retrying/.test(
    stderr,
  );
}

/** Whether a submission was refused for a limit on how many jobs there may be, which others leave in time. */
export function isFull(stderr: string): boolean {
  return limits.test(stderr) || busy.test(stderr);
}

/** Whether a submission was refused as it never will be taken. */
export function isRefused(stderr: string): boolean {
  return refusals.some((refusal) => refusal.test(stderr)) || linesOf(stderr).some(isNeverMet);
}

/** What a tool says is wrong, in one line. */
export function saidBy(stderr: string): string {
  return linesOf(stderr).slice(0, 3).join("; ");
}

function linesOf(stderr: string): readonly string[] {
  return stderr
    .split("\n")
    .map((line) => line.replace(/^\w+: (?:error|fatal): /, "").trim())
    .filter((line) => line !== "");
}
