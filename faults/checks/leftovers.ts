import { setTimeout as pause } from "node:timers/promises";

import { leftovers as processes } from "../../packages/cli/test/support/processes.ts";
import type { Place } from "../place.ts";

/** Processes that nobody waits for any more. What is about to end has ten seconds for it. */
export async function leftovers({ root }: Place): Promise<readonly string[]> {
  for (let tries = 0; ; tries++) {
    const left = processes(root);
    if (left.length === 0 || tries === 200) return left.map((command) => `left behind: ${command}`);
    await pause(50);
  }
}
