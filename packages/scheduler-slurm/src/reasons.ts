const words: Readonly<Record<string, string>> = {
  Resources: "free cores and memory",
  Priority: "jobs of higher priority",
  JobArrayTaskLimit: "other jobs of its array, of which only so many run together",
  Dependency: "the jobs that it depends on",
  BeginTime: "its time to begin",
  Licenses: "a licence",
  Reservation: "its reservation to begin",
  PartitionDown: "its partition, which is down",
  PartitionInactive: "its partition, which is inactive",
  NodeDown: "a node, which is down",
  Cleaning: "what its last run has left to be cleaned up",
  Prolog: "the program that its node runs before it",
  FrontEndDown: "a front end, which is down",
  AssocMaxJobsLimit: "others of its jobs: the account has reached its limit of jobs that run together",
  QOSMaxJobsPerUserLimit: "others of its jobs: the QOS has reached its limit of jobs of one user that run together",
  MaxJobsPerAccount: "other jobs of its account: the QOS has reached its limit of jobs of one account that run together",
};

// What it asked for is more than one job ever gets, or it names what it may not use: it would wait for ever.
const never: readonly RegExp[] = [
  /^(?:Assoc|QOS)Max\w+Per(?:Job|Node)(?:Limit)?$/,
  /^QOSMin/,
  /^Partition(?:TimeLimit|NodeLimit|Config)$/,
  /^(?:BadConstraints|DependencyNeverSatisfied|InvalidAccount|InvalidQOS|QOSNotAllowed|AccountNotAllowed|MaxMemPerLimit|ReservationDeleted|DeadLine)$/,
];

const notes: Readonly<Record<string, string>> = {
  JobHeldUser: "it was held by its user; scontrol release lets it go on",
  JobHeldAdmin: "it was held by an administrator of Slurm, who can release it",
  JobHoldMaxRequeue: "it was requeued too often, and held",
  DependencyNeverSatisfied: "a job that it depends on has failed",
  BadConstraints: "no node has what it asks for",
  PartitionTimeLimit: "it asks for more time than its partition allows",
  PartitionNodeLimit: "it asks for more nodes than its partition allows",
  PartitionConfig: "it asks for more than the nodes of its partition have",
  InvalidAccount: "its account does not exist",
  InvalidQOS: "its QOS does not exist",
  QOSNotAllowed: "its QOS may not be used there",
  AccountNotAllowed: "its account may not be used there",
  ReservationDeleted: "its reservation was deleted",
};

/** Why a job with this reason of Slurm waits for a person, in words; undefined where it does not. */
export function holdOf(reason: string): string | undefined {
  if (!/held/i.test(reason) && !isNeverMet(reason)) return undefined;
  const note = notes[reason];
  return note === undefined ? `Slurm says ${reason}` : `${note} (${reason})`;
}

/** What a job with this reason of Slurm waits for, in words; undefined where Slurm has not looked at it yet. */
export function waitOf(reason: string): string | undefined {
  if (reason === "" || reason === "None") return undefined;
  const [first = reason, nodes] = reason.split(/, UnavailableNodes:/);
  if (first === "ReqNodeNotAvail") return `nodes that are not available${nodes ? `: ${nodes}` : ""} (${first})`;
  if (first.startsWith("Nodes required for job are")) return "nodes that are down, drained or reserved for jobs of higher priority";
  const known = words[first] ?? limitOf(first);
  return known === undefined ? `what Slurm calls ${reason}` : `${known} (${first})`;
}

/** Whether a reason of Slurm names what no job of the kind ever gets. */
export function isNeverMet(reason: string): boolean {
  return never.some((pattern) => pattern.test(reason));
}

function limitOf(reason: string): string | undefined {
  const [, whose] = /^(Assoc|QOS)(?:Grp|Max)/.exec(reason) ?? [];
  return whose && `other jobs: the ${whose === "QOS" ? "QOS" : "account"} has reached one of its limits`;
}
