import { parseEnvironment } from "../submit/quoting.ts";
import type { DagDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";

/**
 * `ENV SET values` changes the environment of DAGMan, which scripts get, and of which jobs get what their `getenv` says. `ENV GET names` brings
 * variables of the submitter there: here they are there already.
 */
export function parseEnv({ keyword, words, form }: Statement, dag: DagDraft): void {
  const [mode, first] = words;
  if (mode === undefined || first === undefined) return dag.syntax(keyword, "ENV needs GET or SET and variables", form);
  switch (mode.text.toUpperCase()) {
    case "GET":
      return;
    case "SET": {
      const parsed = parseEnvironment(first.line.text.slice(first.offset));
      if ("wrong" in parsed) return dag.syntax(first, parsed.wrong, form);
      for (const [name, value] of parsed.entries) dag.reading.environment.set(name, value);
      return;
    }
    default:
      dag.syntax(mode, `ENV has no option "${mode.text}"`, form);
  }
}
