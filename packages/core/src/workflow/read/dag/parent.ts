import type { DagDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";

/** `PARENT a b CHILD c d` makes every child wait for every parent; a splice stands for its first nodes as a child, for its last ones as a parent. */
export function parseParent({ keyword, words, form }: Statement, dag: DagDraft): void {
  const middle = words.findIndex((word) => word.text.toUpperCase() === "CHILD");
  if (middle === -1) return dag.syntax(keyword, "PARENT without CHILD", form);
  const [parents, children] = [words.slice(0, middle), words.slice(middle + 1)];
  if (parents.length === 0) return dag.syntax(keyword, "PARENT names no parent", form);
  if (children.length === 0) return dag.syntax(words[middle]!, "CHILD names no child", form);
  dag.dependencies.push({ parents, children, line: keyword.line });
}
