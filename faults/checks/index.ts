import type { Place } from "../place.ts";
import { submittedAgain } from "../queue.ts";
import type { Scenario } from "../scenarios.ts";
import { counts } from "./counts.ts";
import { files } from "./files.ts";
import { ledger } from "./ledger.ts";
import { leftovers } from "./leftovers.ts";

/** All that is not as it must be when a scenario has come to its end, by a look from outside; empty when nothing is. */
export async function problemsAtEnd(place: Place, scenario: Scenario): Promise<readonly string[]> {
  return [...counts(place, scenario), ...submittedAgain(place), ...ledger(place), ...files(place), ...(await leftovers(place))];
}

export { acknowledged } from "./acknowledged.ts";
export { isAtEnd, statusesIn } from "./counts.ts";
