import { AsimovError, didYouMean } from "../system/index.ts";
import type { Value } from "../settings/index.ts";
import { selectAnalyses } from "./candidates.ts";
import { invalidNeeds } from "./condition.ts";
import { factOf, matches, type Candidate, type Facts } from "./match.ts";
import { formatNeed, parseNeeds, type Need } from "./needs.ts";

/**
 * Reads selections of a command line: each text is a condition, or several with commas that must all hold; of several texts one must hold.
 * What has brackets or quotes is YAML in one line. Throws `NEEDS_INVALID`.
 */
export async function parseSelection(texts: readonly string[], option = "--where"): Promise<readonly Need[]> {
  const items: Value[] = [];
  for (const text of texts) items.push(await itemOf(text, option));
  const needs = parseNeeds(items, (index) => `${option} ${JSON.stringify(texts[index ?? 0])}`, option);
  for (const [index, need] of needs.entries()) {
    if (!need.optional && need.until === "products") continue;
    throw invalidNeeds('"optional" and "until" mean something in "needs" only', `${option} ${JSON.stringify(texts[index])}`, "Leave them out.");
  }
  return needs;
}

/** The analyses that a selection means, in their order. Throws `SELECTION_EMPTY`, with what was probably meant, when there are none. */
export function selected<C extends Candidate>(needs: readonly Need[], analyses: readonly C[], facts: Facts<C>): readonly C[] {
  const found = selectAnalyses(needs, analyses, facts);
  if (found.length > 0) return found;
  const conditions = needs.flatMap((need) => need.conditions);
  const told = conditions.map((condition) => {
    const alone = { conditions: [condition] };
    const count = analyses.filter((analysis) => matches(alone, analysis, facts)).length;
    const text = formatNeed({ ...alone, optional: false, until: "products" });
    if (count > 0) return `"${text}" alone holds for ${count}.`;
    const values = new Set(analyses.flatMap((analysis) => textOf(factOf(condition.path, analysis, facts))));
    return `"${text}" holds for none.${didYouMean(textOf(condition.value)[0] ?? "", values)}`;
  });
  throw new AsimovError("SELECTION_EMPTY", {
    message: `none of ${analyses.length} analyses is meant by ${needs.map((need) => `"${formatNeed(need)}"`).join(" or ")}. ${told.join(" ")}`,
    remedy: "asimov report status lists all.",
  });
}

async function itemOf(text: string, option: string): Promise<Value> {
  if (!/["'[\]{}]/.test(text)) {
    const parts = text.split(",").map((part) => part.trim());
    return parts.length === 1 ? parts[0]! : parts;
  }
  const { parse, YAMLError } = await import("yaml");
  try {
    const items = parse(`[${withQuotedNegations(text)}]`, { version: "1.1", logLevel: "error" }) as readonly Value[];
    return items.length === 1 ? items[0]! : items;
  } catch (cause) {
    if (!(cause instanceof YAMLError)) throw cause;
    throw invalidNeeds(
      `this is no YAML: ${cause.message.split(" at line ")[0]}`,
      `${option} ${JSON.stringify(text)}`,
      "Close every bracket and quote.",
    );
  }
}

// To YAML "!stuck" without quotes would be a tag; what is quoted already stays.
function withQuotedNegations(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?<=[\s:,[{]|^)![^,[\]{}"']+/g, (part) =>
    part.startsWith("!") ? JSON.stringify(part.trim()) : part,
  );
}

function textOf(value: Value | undefined): readonly string[] {
  return value === undefined || value === null || typeof value === "object" ? [] : [String(value)];
}
