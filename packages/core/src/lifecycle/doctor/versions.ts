import { addressOf } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { attemptById, type Program } from "../record/index.ts";
import { ok, warn, type Check } from "./check.ts";

/** Whether analyses of one pipeline were built by different versions of its program, or in environments with other packages. */
export function checkVersions(ledger: Ledger): readonly Check[] {
  const rows = ledger.all(
    `SELECT a.pipeline, a.id AS analysis, max(t.number), t.id AS attempt FROM attempts t JOIN analyses a ON a.id = t.analysis_id
     WHERE t.program IS NOT NULL GROUP BY a.id ORDER BY a.pipeline, a.id`,
  );
  const known = rows.flatMap((row) => {
    const { program } = attemptById(ledger, Number(row["attempt"]));
    return program ? [{ pipeline: String(row["pipeline"]), address: addressOf(ledger, Number(row["analysis"])), program }] : [];
  });
  return [...Map.groupBy(known, ({ pipeline }) => pipeline)].map(([pipeline, built]) => {
    const kinds = [...Map.groupBy(built, ({ program: { version, environment } }) => JSON.stringify([version, environment])).values()];
    if (kinds.length === 1) return ok("versions", `${pipeline}: ${inWords(built[0]!.program)}`);
    const lines = kinds.map((same) => `${inWords(same[0]!.program)}: ${few(same.map(({ address }) => address))}`);
    return warn(
      "versions",
      `${pipeline}: its analyses were built by different programs\n${lines.join("\n")}`,
      "Where results are to be compared, run the others again with one of them: asimov analysis restart ADDRESS --refresh",
    );
  });
}

function inWords({ path, version, environment }: Program): string {
  const packages = environment === undefined ? "" : ` (packages ${environment.slice(0, 8)})`;
  return `${version ?? "version unknown"} of ${path}${packages}`;
}

function few(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
