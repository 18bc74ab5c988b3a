/** A job that may start, and how many of the machine's slots it takes. */
export interface Claimant {
  readonly token: string;
  readonly node: string;
  readonly slots: number;
}

/** Who is next: kept from one choice to the next. */
export interface Turn {
  /** Tokens of the workflows, the one that waited longest first; a workflow that is not named here comes before them. */
  readonly order: readonly string[];
  /** By token: how many jobs have started past the workflow's first job, which needs more slots than were free. */
  readonly overtaken: ReadonlyMap<string, number>;
}

/** Nobody has started anything. */
export const firstTurn: Turn = { order: [], overtaken: new Map() };

/**
 * Which jobs start on `free` slots: the workflows take turns, each gives its jobs in order. A job that needs more slots than are free
 * may be overtaken by jobs of other workflows `patience` times; then the machine is kept clear for it.
 */
export function choose(
  queues: ReadonlyMap<string, readonly Claimant[]>,
  free: number,
  turn: Turn,
  patience: number,
): { readonly picks: readonly Claimant[]; readonly turn: Turn } {
  const known = turn.order.filter((token) => queues.has(token));
  let order = [...[...queues.keys()].filter((token) => !known.includes(token)), ...known];
  const overtaken = new Map([...turn.overtaken].filter(([token]) => queues.has(token)));
  const given = new Map<string, number>();
  const picks: Claimant[] = [];
  while (free > 0) {
    const heads = order.flatMap((token) => queues.get(token)?.[given.get(token) ?? 0] ?? []);
    const at = heads.findIndex((head) => head.slots <= free || (overtaken.get(head.token) ?? 0) >= patience);
    const pick = heads[at];
    if (!pick || pick.slots > free) break;
    for (const passed of heads.slice(0, at)) overtaken.set(passed.token, (overtaken.get(passed.token) ?? 0) + 1);
    overtaken.delete(pick.token);
    given.set(pick.token, (given.get(pick.token) ?? 0) + 1);
    order = [...order.filter((token) => token !== pick.token), pick.token];
    free -= pick.slots;
    picks.push(pick);
  }
  return { picks, turn: { order, overtaken } };
}
