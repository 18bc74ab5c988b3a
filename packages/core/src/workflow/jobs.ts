import type { JobDescription, NodeWork } from "./types.ts";

/** The jobs of a node, in the order of their numbers; none where its work is something else. */
export function jobsOf({ work }: { readonly work: NodeWork }): readonly JobDescription[] {
  return work.kind === "jobs" ? work.jobs : [];
}
