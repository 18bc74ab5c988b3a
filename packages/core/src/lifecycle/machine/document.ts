import { statuses } from "../../analysis/index.ts";
import { decisions } from "../decisions.ts";
import { actionFor, transitions, type Action, type Seen } from "../transitions.ts";
import { nextStatuses, outcomes, renewing, starting, type Outcome } from "./outcomes.ts";

/** The state machine as a page of Markdown: a diagram and tables. */
export function machineDocument(): string {
  return [
    "# The lifecycle of an analysis",
    "",
    "This page is written from the table in `packages/core/src/lifecycle/transitions.ts` by `node scripts/lifecycle.ts`.",
    "",
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> ready",
    ...edges().map(({ from, to, words }) => `  ${from} --> ${to}: ${words}`),
    "```",
    "",
    "## What a pass does",
    "",
    "By the status of an analysis, and what is seen of its submission that decides.",
    "",
    ...table(["status", "seen", "action", "next status"], passRows()),
    "",
    "## What an action leads to",
    "",
    "Where it leads nowhere, the status stays, with its reason. Trouble of the machine, such as a full disk or a program that is missing, is the reason of a status and never changes it.",
    "",
    ...table(
      ["action", "what it does", "hooks", "leads to"],
      [
        ["start", ...cellsOf(starting)],
        ...Object.entries(outcomes).map(([action, outcome]) => [action, ...cellsOf(outcome)]),
        ["renew", ...cellsOf(renewing)],
      ],
    ),
    "",
    "## What a person decides",
    "",
    "All as `asimov analysis DECISION ADDRESS`.",
    "",
    ...table(
      ["decision", "from", "leads to"],
      Object.entries(decisions).map(([name, { from, to }]) => [name, from.join(", "), to.join(", ")]),
    ),
    "",
  ].join("\n");
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly words: string;
}

/** Every way from one status to another, with what leads there. */
function edges(): readonly Edge[] {
  const byPass = statuses.flatMap((from) => [...new Set(Object.values(transitions[from]))].flatMap((action) => ways(from, action, outcomes[action])));
  const byItself = [...ways("ready", "start", starting), ...["finished", "uploaded"].flatMap((from) => ways(from, "renew", renewing))];
  const byPerson = Object.entries(decisions).flatMap(([name, { from, to }]) =>
    from.flatMap((one) => to.map((other) => ({ from: one, to: other, words: `${name} (a person)` }))),
  );
  const all = [...byItself, ...byPass, ...byPerson].filter(({ from, to }) => from !== to);
  return [...Map.groupBy(all, ({ from, to }) => `${from} ${to}`).values()].map((same) => ({
    ...same[0]!,
    words: [...new Set(same.map(({ words }) => words))].join(", "),
  }));
}

function ways(from: string, action: string, outcome: Outcome): readonly Edge[] {
  return nextStatuses(from, outcome).map((to) => ({ from, to, words: action }));
}

function passRows(): readonly (readonly string[])[] {
  return [...statuses, ofPlugins].flatMap((status) =>
    [...byAction(status)].map(([action, seen], index) => {
      const next = action === "handle" ? ["what its handler says"] : nextStatuses(status, outcomes[action]);
      const words = seen.length === everything ? "anything" : seen.join(", ");
      return [index === 0 ? status : "", words, action, next.length === 0 ? "the same" : next.join(", ")];
    }),
  );
}

// What is no status of core is one that a plugin adds.
const ofPlugins = "any status of a plugin";

const everything = Object.keys(transitions.ready).length;

function byAction(status: string): ReadonlyMap<Action, readonly Seen[]> {
  const row = (Object.keys(transitions.ready) as Seen[]).map((seen) => [seen, actionFor(status, seen)] as const);
  return new Map([...Map.groupBy(row, ([, action]) => action)].map(([action, seen]) => [action, seen.map(([one]) => one)]));
}

function cellsOf({ does, hooks, to }: Outcome): readonly string[] {
  return [does, hooks.map((hook) => `\`${hook}\``).join(", "), to.map(({ status, because }) => `${status}: ${because}`).join("<br>")];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
