import { isCoreStatus, statuses, type Need } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { placeIn } from "../../settings/index.ts";
import { didYouMean } from "../../system/index.ts";
import type { Warning } from "../warning.ts";
import type { Step } from "./step.ts";

/** Warnings for conditions about a status that core does not know and that no analysis has: a plugin may add it, but most likely it is misspelt. */
export function unknownStatuses(ledger: Ledger, step: Step): readonly Warning[] {
  if (step.kind !== "analysis" && step.kind !== "projectanalysis") return [];
  const items = (key: "needs" | "analyses", needs: readonly Need[]): readonly Warning[] =>
    needs.flatMap(({ conditions }, index) =>
      conditions.flatMap(({ path, value }) =>
        path === "status"
          ? [value]
              .flat()
              .filter((one) => typeof one === "string")
              .flatMap((status) => warningFor(ledger, status, placeIn(step.document.source, [key, String(index)])))
          : [],
      ),
    );
  return [...items("needs", step.needs), ...items("analyses", step.selects ?? [])];
}

function warningFor(ledger: Ledger, status: string, at: Warning["at"]): readonly Warning[] {
  const name = status.toLowerCase();
  if (isCoreStatus(name) || ledger.get("SELECT 1 FROM analyses WHERE status = ? LIMIT 1", name)) return [];
  return [
    {
      code: "STATUS_UNKNOWN",
      message: `no status is called "${status}", unless a plugin adds it.${didYouMean(name, statuses)}`,
      at,
      remedy: `Statuses: ${statuses.join(", ")}.`,
    },
  ];
}
