import { listSubjects, subjectByName } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { AsimovError, didYouMean } from "@asimov-gw/core/system";

/** Refuses the name of an event that the ledger does not have: a misspelt one must not look as if nothing were to do. Throws `EVENT_UNKNOWN`. */
export function refuseUnknownEvent(ledger: Ledger, event: string | undefined): void {
  if (event === undefined || subjectByName(ledger, event)) return;
  const names = listSubjects(ledger).map(({ name }) => name);
  throw new AsimovError("EVENT_UNKNOWN", {
    message: `there is no event "${event}".${didYouMean(event, names)}`,
    remedy: "asimov report status lists all.",
  });
}
