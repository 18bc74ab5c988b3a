import { parseEnvironment } from "../submit/quoting.ts";
import type { DagDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";

/** `ENV GET names` lets jobs inherit variables of the submitter; `ENV SET values` gives them variables. */
export function parseEnv({ keyword, words, form }: Statement, dag: DagDraft): void {
  const [mode, first] = words;
  if (mode === undefined || first === undefined) return dag.syntax(keyword, "ENV needs GET or SET and variables", form);
  const text = first.line.text.slice(first.offset);
  const { inherit, environment } = dag.reading;
  switch (mode.text.toUpperCase()) {
    case "GET":
      for (const name of text.split(/[\s,]+/)) if (name !== "") inherit.add(name);
      return;
    case "SET": {
      const parsed = parseEnvironment(text);
      if ("wrong" in parsed) return dag.syntax(first, parsed.wrong, form);
      for (const [name, value] of parsed.entries) environment.set(name, value);
      return;
    }
    default:
      dag.syntax(mode, `ENV has no option "${mode.text}"`, form);
  }
}
