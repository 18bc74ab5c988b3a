import { parseBlueprint, type BlueprintDocument } from "../../../src/blueprint/index.ts";
import { expand, type ItemReader } from "../../../src/blueprint/expand/index.ts";
import { refusal } from "../../support/refusal.ts";

const nothingThere: ItemReader = (item) => ({ searched: [`/work/${item}.yaml`] });

/** Expands blueprint text; items of bundles come from `files`, by their names. */
export function expandText(text: string, files: Readonly<Record<string, string>> = {}): readonly BlueprintDocument[] {
  return expand(parseBlueprint(text, "/work/blueprint.yaml"), (item, bundle) => {
    const found = files[item];
    return found === undefined ? nothingThere(item, bundle) : { documents: parseBlueprint(found, `/data/${item}.yaml`) };
  });
}

/** Contents of what a strategy makes of an analysis. */
export function contents(strategy: string, more = "name: pe\n"): readonly unknown[] {
  return expandText(analysisWith(strategy, more)).map(({ content }) => content);
}

/** Whole errors of a strategy. */
export function refusedStrategy(strategy: string, more = "name: pe\n"): Promise<string> {
  return refusal(() => expandText(analysisWith(strategy, more)));
}

function analysisWith(strategy: string, more: string): string {
  return `kind: analysis\n${more}strategy: ${strategy}\n`;
}
