import type { JobDescription } from "../types.ts";

/** A part of a machine: cores, and MiB of memory. */
export interface Room {
  readonly cores: number;
  readonly memory: number;
}

/** What the jobs of all workflows may take together. */
export interface Machine extends Room {
  /** MiB that a job counts with that does not say what it needs; never more than the share of its cores. */
  readonly defaultMemory: number;
}

/** A job that may start, and what it takes of the machine. */
export interface Claimant extends Room {
  readonly token: string;
  readonly node: string;
}

/** Who is next: kept from one choice to the next. */
export interface Turn {
  /** Tokens of the workflows, the one that waited longest first; a workflow that is not named here comes before them. */
  readonly order: readonly string[];
  /** By token: how many jobs have started past the workflow's first job, which needs more than was free. */
  readonly overtaken: ReadonlyMap<string, number>;
}

/** How {@link choose} chooses. */
export interface Choice {
  /** How often jobs of other workflows may start past one that needs more than is free. */
  readonly patience: number;
  /** The priority of a workflow: all that is possible of a higher one starts before anything of a lower one. */
  readonly priorityOf?: ((token: string) => number) | undefined;
}

/** Nobody has started anything. */
export const firstTurn: Turn = { order: [], overtaken: new Map() };

/** What a job takes of `machine`: what it asks for, but never more than there is. */
export function roomFor(job: JobDescription | undefined, machine: Machine): Room {
  const cores = Math.min(Math.max(1, Math.ceil(job?.request.cpus ?? 1)), machine.cores);
  const memory = job?.request.memory ?? Math.min(machine.defaultMemory, (machine.memory / machine.cores) * cores);
  return { cores, memory: Math.min(memory, machine.memory) };
}

/**
 * Which jobs start in what is `free`: the workflows take turns, those of higher priority first, and each gives its jobs in order. A job that needs
 * more than is free may be overtaken by jobs of other workflows `patience` times; then the machine is kept clear for it.
 */
export function choose(
  queues: ReadonlyMap<string, readonly Claimant[]>,
  free: Room,
  turn: Turn,
  { patience, priorityOf = () => 0 }: Choice,
): { readonly picks: readonly Claimant[]; readonly turn: Turn } {
  const known = turn.order.filter((token) => queues.has(token));
  let order = [...[...queues.keys()].filter((token) => !known.includes(token)), ...known].toSorted((a, b) => priorityOf(b) - priorityOf(a));
  const overtaken = new Map([...turn.overtaken].filter(([token]) => queues.has(token)));
  const given = new Map<string, number>();
  const picks: Claimant[] = [];
  let rest = free;
  while (rest.cores > 0) {
    const heads = order.flatMap((token) => queues.get(token)?.[given.get(token) ?? 0] ?? []);
    const at = heads.findIndex((head) => fits(head, rest) || (overtaken.get(head.token) ?? 0) >= patience);
    const pick = heads[at];
    if (!pick || !fits(pick, rest)) break;
    for (const passed of heads.slice(0, at)) overtaken.set(passed.token, (overtaken.get(passed.token) ?? 0) + 1);
    overtaken.delete(pick.token);
    given.set(pick.token, (given.get(pick.token) ?? 0) + 1);
    order = toTheEnd(order, pick.token, priorityOf);
    rest = less(rest, pick);
    picks.push(pick);
  }
  return { picks, turn: { order, overtaken } };
}

/** What is left of `room` without `taken`. */
export function less(room: Room, taken: Room): Room {
  return { cores: room.cores - taken.cores, memory: room.memory - taken.memory };
}

function fits(needs: Room, free: Room): boolean {
  return needs.cores <= free.cores && needs.memory <= free.memory;
}

// Behind all others of its priority.
function toTheEnd(order: readonly string[], token: string, priorityOf: (token: string) => number): string[] {
  return [...order.filter((other) => other !== token), token].toSorted((a, b) => priorityOf(b) - priorityOf(a));
}
