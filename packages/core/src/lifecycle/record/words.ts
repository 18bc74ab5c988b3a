import type { GrownRequests } from "../../scheduler/index.ts";
import type { Cause } from "./attempts.ts";

/** A cause in words: its kind, and what a hold was about. */
export function causeName(cause: Pick<Cause, "kind" | "class">): string {
  return cause.class === undefined || cause.class === "other" ? cause.kind : `${cause.kind} (${cause.class})`;
}

/** The requests that grew, in words: `2.25 times the memory`; empty when none did. */
export function growthInWords(requests: GrownRequests | undefined): string {
  const parts = Object.entries(requests ?? {}).map(([what, { factor }]) => `${Number(factor.toPrecision(3))} times the ${what}`);
  return parts.join(" and ");
}
