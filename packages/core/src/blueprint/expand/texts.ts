import { formatPath, placeIn, type SettingPath } from "../../settings/index.ts";
import { AsimovError, didYouMean, throwAll } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { formatCombination } from "./combinations.ts";
import type { Assignment, Combination } from "./grammar.ts";
import { fill, fillText } from "./placeholders.ts";

/**
 * `document` with the placeholders in all its texts replaced by the values of a combination. `paths` are those that the strategy sets anywhere.
 * A value in a text is in its shortest form: `true`, `1` also where 1.0 was written, `1.5`; text as it is. Throws `BLUEPRINT_PLACEHOLDER`.
 */
export function fillTexts({ content, source }: BlueprintDocument, combination: Combination, paths: readonly string[]): BlueprintDocument {
  const problems: AsimovError[] = [];
  const add = (at: SettingPath, message: string, remedy: string): string => {
    problems.push(new AsimovError("BLUEPRINT_PLACEHOLDER", { message, at: placeIn(source, at), remedy }));
    return "";
  };
  const lookup = (name: string, at: SettingPath): string => {
    const found = combination.find(({ path }) => formatPath(path) === name);
    if (!found && paths.includes(name)) {
      return add(at, `{${name}} has no value in the combination ${formatCombination(combination)}`, `Add "${name}" to that combination.`);
    }
    if (!found) {
      const remedy = `The strategy sets: ${paths.join(", ")}. To keep the braces, double them: {{${name}}}`;
      return add(at, `{${name}} is not a path of the strategy.${didYouMean(name, paths)}`, remedy);
    }
    const text = textOf(found);
    if (text !== undefined) return text;
    const why = typeof found.value === "string" ? "has a placeholder itself" : "can't stand in a text";
    return add(at, `{${name}} is ${JSON.stringify(found.value)}, which ${why}`, "Name a path with single values there.");
  };
  const filled = Object.fromEntries(Object.entries(content).map(([key, value]) => [key, fill(value, lookup, [key])]));
  throwAll(problems);
  return { content: filled, source };
}

// Undefined for what is no single value, and for a text that has placeholders itself.
function textOf({ value }: Assignment): string | undefined {
  if (typeof value !== "string") return typeof value === "object" && value !== null ? undefined : String(value);
  let nested = false;
  const text = fillText(value, () => {
    nested = true;
    return "";
  });
  return nested ? undefined : text;
}
