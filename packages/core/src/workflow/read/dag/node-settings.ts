import type { DagDraft } from "./draft.ts";
import { placeOf, type Word } from "./words.ts";

/** `RETRY node count` tries a failed node again up to `count` times. */
export function parseRetry(statement: readonly Word[], dag: DagDraft): void {
  const form = "RETRY NODE COUNT";
  const [keyword, node, count, option, ...rest] = statement;
  if (node === undefined || count === undefined) return dag.syntax(keyword!, "RETRY needs a node and a count", form);
  if (!/^\d{1,9}$/.test(count.text)) return dag.syntax(count, `RETRY needs a count of 0 or more, not "${count.text}"`, form);
  if (option?.text.toUpperCase() === "UNLESS-EXIT") {
    const message = "UNLESS-EXIT of RETRY is not supported yet";
    return dag.problems.add("WORKFLOW_UNSUPPORTED", { message, at: placeOf(option), remedy: `Write: ${form}` });
  }
  const excess = option ?? rest[0];
  if (excess !== undefined) return dag.syntax(excess, `RETRY has no option "${excess.text}"`, form);
  dag.refer(node, (found) => (found.retries = Number(count.text)));
}

/** `PRIORITY node number` sets the priority of the node's job. */
export function parsePriority(statement: readonly Word[], dag: DagDraft): void {
  const form = "PRIORITY NODE NUMBER";
  const [keyword, node, value, excess] = statement;
  if (node === undefined || value === undefined) return dag.syntax(keyword!, "PRIORITY needs a node and a number", form);
  if (!/^[+-]?\d{1,9}$/.test(value.text)) return dag.syntax(value, `PRIORITY needs a whole number, not "${value.text}"`, form);
  if (excess !== undefined) return dag.syntax(excess, `PRIORITY has no option "${excess.text}"`, form);
  dag.refer(node, (found) => (found.priority = Number(value.text)));
}

/** `DONE node` declares a node done already: rescue files consist of these. */
export function parseDone(statement: readonly Word[], dag: DagDraft): void {
  const [keyword, node, excess] = statement;
  if (node === undefined) return dag.syntax(keyword!, "DONE needs a node", "DONE NODE");
  if (excess !== undefined) return dag.syntax(excess, `DONE has no option "${excess.text}"`, "DONE NODE");
  dag.refer(node, (found) => (found.done = true));
}
