import { join } from "node:path";

import { analysisDefinition, runPlace, type Analysis, type RunPlace } from "../analysis/index.ts";
import { directoriesOf, type Project, type ProjectDirectories } from "../project/index.ts";

/** The project's trash of run directories. */
export function trashOf({ directory }: Pick<Project, "directory">): string {
  return join(directory, ".asimov", "trash");
}

/** The directories of a project, as its configuration says. */
export function directoriesIn({ directory, config }: Pick<Project, "directory" | "config">): ProjectDirectories {
  return directoriesOf(directory, config.directories);
}

/** Where an analysis runs: as its blueprint says, else in a directory of its own. */
export function runPlaceOf(project: Project, analysis: Analysis): RunPlace {
  return runPlace(directoriesIn(project), analysis, analysisDefinition(project.ledger, analysis.id).content);
}
