import type { Ledger } from "../ledger/index.ts";
import { resolveLayers, type Settings, type Value } from "../settings/index.ts";
import type { Analysis } from "./analysis.ts";
import { allLabels } from "./labels.ts";
import type { Facts } from "./match.ts";
import { currentReviews, standing } from "./reviews.ts";
import { analysisLayers } from "./settings.ts";

/** What conditions ask about analyses, read from the ledger when first asked for and then kept: for one look at the ledger, not for long. */
export function ledgerFacts(ledger: Ledger): Facts<Analysis> {
  const settings = new Map<number, Settings>();
  const reviews = once(() => currentReviews(ledger));
  const labels = once(() => allLabels(ledger));
  const causes = once(() => currentCauses(ledger));
  const none: ReadonlyMap<string, Value> = new Map();
  return {
    settings: (analysis) => {
      const known = settings.get(analysis.id) ?? resolveLayers(analysisLayers(ledger, analysis, [])).settings;
      settings.set(analysis.id, known);
      return known;
    },
    former: ({ pipeline }) => ledger.formerNames.of(pipeline),
    cause: ({ id }) => causes().get(id),
    review: ({ id }) => {
      const review = reviews().get(id);
      return review && standing(review);
    },
    labels: ({ id }) => labels().get(id) ?? none,
  };
}

/** Of each analysis whose newest attempt failed, the kind of its cause; of others that are stuck, the code of the error. */
function currentCauses(ledger: Ledger): ReadonlyMap<number, string> {
  const stuck = ledger.lists("SELECT id, reason FROM analyses WHERE status = 'stuck'");
  const codes = stuck.flatMap(([id, reason]) => {
    const [code] = /^[A-Z][A-Z_]+(?=:)/.exec(String(reason)) ?? [];
    return code === undefined ? [] : [[Number(id), code] as const];
  });
  const rows = ledger.lists(
    `SELECT analysis_id, json_extract(cause, '$.kind') FROM attempts a
     WHERE cause IS NOT NULL AND number = (SELECT max(number) FROM attempts b WHERE b.analysis_id = a.analysis_id)`,
  );
  return new Map([...codes, ...rows.map(([id, kind]) => [Number(id), String(kind)] as const)]);
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}
