/** The kinds of processes of ours whose steps can be counted. */
export const roles = ["command", "supervisor", "host", "scheduler"] as const;

/** A kind of process of ours whose steps can be counted. */
export type Role = (typeof roles)[number];

/** What is killed at a step: the process itself, that and all its helpers (as with a whole control group), or another of ours, while it goes on. */
export type Victim = "self" | "all" | "host" | "supervisor";

/** What is to be done to a process, as its environment tells. */
export interface Order {
  /** Paths below it are shortened in the names of steps; processes that name it in their environment are ours. */
  readonly root: string;
  /** A file to which the names of all steps are added; nothing is killed. */
  readonly record: string | undefined;
  /** The number of the step before which to kill. */
  readonly at: number;
  readonly victim: Victim;
  /** Milliseconds between the step and the kill, in which other processes go on. */
  readonly delay: number;
  /** Made when it is done, with the process that does it and the name of the step: it is done once. */
  readonly done: string;
  /** Made after that, when all others have been killed: what starts then is none of them. */
  readonly dealt: string;
}

/** Names of the variables that carry an order. */
export const orderVariables = { root: "ASIMOV_FAULTS_ROOT", order: "ASIMOV_FAULTS_ORDER" } as const;

/** An order as it is written into the environment. */
export interface WrittenOrder extends Omit<Order, "root"> {
  /** Every role is recorded, each to the file whose name ends with it. */
  readonly role: Role | "each";
}

/** The order in `env` for the process that runs `script`; undefined when it is not meant. */
export function readOrder(env: NodeJS.ProcessEnv, script: string): Order | undefined {
  const { [orderVariables.root]: root, [orderVariables.order]: text } = env;
  if (root === undefined || text === undefined) return undefined;
  const { role, ...order } = JSON.parse(text) as WrittenOrder;
  const own = roleOf(script);
  if (own === undefined || (role !== "each" && role !== own)) return undefined;
  return { ...order, root, record: order.record && `${order.record}-${own}` };
}

function roleOf(script: string): Role | undefined {
  if (/\/cli\/(src|dist)\/bin\.[tj]s$/.test(script)) return "command";
  if (/\/supervisor-main\.[tj]s$/.test(script)) return "supervisor";
  if (/\/schedulers\/host-main\.[tj]s$/.test(script)) return "scheduler";
  return /\/remote\/host-main\.[tj]s$/.test(script) ? "host" : undefined;
}
