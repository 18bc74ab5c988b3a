/** The statuses that core knows; a plugin may add its own. */
export const statuses = [
  "ready",
  "wait",
  "running",
  "finished",
  "processing",
  "uploaded",
  "stuck",
  "stop",
  "stopped",
  "restart",
  "cancelled",
  "manual",
] as const;

/** One of {@link statuses}. */
export type Status = (typeof statuses)[number];

/** Statuses in which the products of an analysis exist, so that others may use them. */
export const doneStatuses: ReadonlySet<string> = new Set<Status>(["finished", "processing", "uploaded"]);

/** Statuses in which nothing will happen any more unless a person acts. */
export const restingStatuses: ReadonlySet<string> = new Set<Status>(["wait", "uploaded", "stuck", "stopped", "cancelled", "manual"]);

/** Statuses that a new analysis may have. */
export const initialStatuses: ReadonlySet<string> = new Set<Status>(["ready", "wait", "manual", "cancelled"]);

/** A status with its reason and, where a person must act, what to type. */
export interface StatusChange {
  readonly status: string;
  readonly reason: string;
  readonly remedy?: string | undefined;
  /** What a person asked for together with it, such as `refresh`. */
  readonly request?: string | undefined;
}
