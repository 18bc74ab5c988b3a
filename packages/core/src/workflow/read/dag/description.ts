import type { DagDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";

/** `SUBMIT-DESCRIPTION name {` and lines of a submit file up to `}` give JOB statements a description to name. */
export function parseDescription({ keyword, words, form, body }: Statement, dag: DagDraft): void {
  const [name, excess] = [...words, ...(body?.options ?? [])];
  if (name === undefined || body === undefined) return dag.syntax(keyword, "SUBMIT-DESCRIPTION needs a name and a description", form);
  if (excess !== undefined) return dag.syntax(excess, `SUBMIT-DESCRIPTION has no option "${excess.text}"`, form);
  if (dag.descriptions.has(name.text))
    return dag.syntax(name, `the submit description "${name.text}" is given twice`, "one description of each name");
  dag.descriptions.set(name.text, body.lines);
}
