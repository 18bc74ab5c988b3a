import type { Group } from "@asimov-gw/core/lifecycle/why";
import { styleText } from "node:util";

// Names of a group that are printed.
const longest = 5;

/** What does not get on, a group for each cause with the command that helps. */
export function groupsText(groups: readonly Group[]): string {
  if (groups.length === 0) return "nothing is blocked, stuck or waits for a person\n";
  return groups
    .map(({ cause, analyses, waiting, command, example }) => {
      const lines = [
        `${styleText("bold", String(analyses.length))}  ${cause}`,
        `   ${named(analyses)}`,
        ...(waiting.length === 0 ? [] : [`   ${waiting.length === 1 ? "1 waits" : `${waiting.length} wait`} for that: ${named(waiting)}`]),
        ...(cause.endsWith(example) ? [] : [`   ${analyses.length > 1 ? "such as: " : ""}${example}`]),
        `   ${styleText("yellow", command)}`,
      ];
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** The same for programs. */
export function groupsJson(groups: readonly Group[]): readonly object[] {
  const addresses = (analyses: Group["analyses"]): readonly string[] => analyses.map(({ address }) => address);
  return groups.map(({ analyses, waiting, ...group }) => ({ ...group, analyses: addresses(analyses), waiting: addresses(waiting) }));
}

function named(analyses: Group["analyses"]): string {
  const more = analyses.length > longest ? `, and ${analyses.length - longest} more` : "";
  return `${analyses
    .slice(0, longest)
    .map(({ address }) => address)
    .join(", ")}${more}`;
}
