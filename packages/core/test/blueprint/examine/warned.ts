import { checkBlueprint, parseBlueprint, type Warning } from "../../../src/blueprint/index.ts";
import type { Vocabulary } from "../../../src/settings/index.ts";
import { formatPlace } from "../../../src/system/index.ts";
import { describeError } from "../../support/refusal.ts";
import { vocabularyOf } from "../../support/vocabulary.ts";

/** A vocabulary in which the pipeline `toy` has said what it reads. */
export function toyVocabulary(): Vocabulary {
  return vocabularyOf({
    toy: {
      "toy.flag": { type: "boolean", meaning: "A flag." },
      "toy.number": { type: "number", meaning: "A number." },
      "toy.numbers": { type: "list of number", meaning: "Numbers." },
      "toy.text": { type: "text", meaning: "A text." },
      "toy.colour": { type: "text", values: ["red", "green"], meaning: "A colour." },
      "toy.either": { type: ["boolean", "per detector list of path"], meaning: "A switch, or files." },
      "toy.open": { type: "map", meaning: "Anything." },
    },
    other: { "other.x": { type: "text", meaning: "X." } },
  }).vocabulary;
}

/** Problems and warnings of a blueprint as text, in a project with the pipelines toy and other; `bare` is one without vocabulary. */
export function checked(text: string, installed: readonly string[] = ["toy", "other"]): string {
  const versions = new Map(installed.map((name) => [name, "1.0.0"]));
  const documents = parseBlueprint(text, "/work/b.yaml");
  const { problems, warnings } = checkBlueprint(documents, { installed: versions, vocabulary: toyVocabulary() });
  return [...problems.map(describeError), ...warnings.map(describeWarning)].join("\n");
}

function describeWarning({ code, message, at, remedy }: Warning): string {
  return `warning ${code} ${formatPlace(at)}\n  ${message}\n  ${remedy}`;
}
