import { typed } from "../system/index.ts";

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

/** Whether core knows a status; any other is one that a plugin adds. */
export function isCoreStatus(status: string): boolean {
  return statuses.some((one) => one === status);
}

/** Statuses in which the products of an analysis exist, so that others may use them. */
export const doneStatuses: ReadonlySet<string> = new Set<Status>(["finished", "processing", "uploaded"]);

/** Statuses in which nothing will happen any more unless a person acts. */
export const restingStatuses: ReadonlySet<string> = new Set<Status>(["wait", "uploaded", "stuck", "stopped", "cancelled", "manual"]);

/** Statuses that a new analysis may have. */
export const initialStatuses: ReadonlySet<string> = new Set<Status>(["ready", "wait", "manual", "cancelled"]);

/** What to type so that an analysis that is held takes its course. */
export function releaseCommand(address: string): string {
  return `asimov analysis release ${typed(address)}`;
}

/** What is said of a new analysis in `status`, which its blueprint gave it. */
export function initialReason(status: string, address: string): Pick<StatusChange, "reason" | "remedy"> {
  if (status === "wait") return { reason: "held by its blueprint", remedy: releaseCommand(address) };
  if (status === "manual") return { reason: "left to people by its blueprint" };
  return { reason: status === "cancelled" ? "cancelled by its blueprint" : "applied" };
}

/** A status with its reason and, where a person must act, what to type. */
export interface StatusChange {
  readonly status: string;
  readonly reason: string;
  readonly remedy?: string | undefined;
  /** What a person asked for together with it, such as `refresh`. */
  readonly request?: string | undefined;
}
