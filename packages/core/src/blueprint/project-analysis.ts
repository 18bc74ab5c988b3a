import { placeIn } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";
import { wrongType } from "./errors.ts";
import type { BlueprintDocument } from "./parse.ts";

/** All that is wrong with what a project analysis has and other analyses have not. */
export function validateProjectAnalysis({ content, source }: BlueprintDocument): readonly AsimovError[] {
  const problems: AsimovError[] = [];
  const subjects = content["subjects"];
  const expected = "a list of events such as [GW150914, GW151226]";
  if (subjects === undefined || subjects === null) {
    const remedy = 'Name the events whose analyses it combines: "subjects: [GW150914, GW151226]".';
    problems.push(new AsimovError("BLUEPRINT_MISSING_KEY", { message: 'the document has no "subjects"', at: placeIn(source, []), remedy }));
  } else if (!Array.isArray(subjects) || subjects.length === 0) {
    problems.push(wrongType(source, ["subjects"], subjects, expected));
  } else {
    for (const [index, subject] of subjects.entries()) {
      const at = ["subjects", String(index)];
      if (typeof subject !== "string") problems.push(wrongType(source, at, subject, "the name of an event; put a number in quotes"));
      else if (subjects.indexOf(subject) !== index) problems.push(wrongType(source, at, subject, "each event once"));
    }
  }
  for (const key of ["event", "subject"]) {
    if (content[key] === undefined) continue;
    const remedy = `Name its events in "subjects", or make it an analysis of one event: "kind: analysis".`;
    problems.push(new AsimovError("BLUEPRINT_UNKNOWN_KEY", { message: `a project analysis has no "${key}"`, at: placeIn(source, [key]), remedy }));
  }
  if (content["needs settings"] !== undefined) {
    problems.push(
      new AsimovError("BLUEPRINT_NEEDS_SETTINGS", {
        message: `"needs settings" weighs the results of pipelines, which "needs" does not do`,
        at: placeIn(source, ["needs settings"]),
        remedy: 'Write what must be done before it as "needs", such as needs: ["pipeline: NAME"], and take "needs settings" out.',
      }),
    );
  }
  return problems;
}
