import type { DagDraft } from "./draft.ts";
import type { Word } from "./words.ts";

const form = "PARENT NODE... CHILD NODE...";

/** `PARENT a b CHILD c d` makes every child wait for every parent. */
export function parseParent(statement: readonly Word[], dag: DagDraft): void {
  const [keyword, ...names] = statement;
  const middle = names.findIndex((word) => word.text.toUpperCase() === "CHILD");
  if (middle === -1) return dag.syntax(keyword!, "PARENT without CHILD", form);
  const [parents, children] = [names.slice(0, middle), names.slice(middle + 1)];
  if (parents.length === 0) return dag.syntax(keyword!, "PARENT names no parent", form);
  if (children.length === 0) return dag.syntax(names[middle]!, "CHILD names no child", form);
  dag.dependencies.push({ parents, children, line: keyword!.line });
}
