import { join, resolve } from "node:path";

import { analysisDefinition, type Analysis } from "../analysis/index.ts";
import type { Project } from "../project/index.ts";
import type { Session } from "./session.ts";

/** Folder of the files of an analysis below each of the project's directories: that of its subject; project analyses share one. */
export function folderOf(analysis: Analysis): string {
  return analysis.subject === undefined ? "project-analyses" : analysis.subjectSlug;
}

/** The project's trash of run directories. */
export function trashOf({ directory }: Pick<Project, "directory">): string {
  return join(directory, ".asimov", "trash");
}

/** Where an analysis runs: as its blueprint says, else in a directory of its own. */
export function runDirectoryOf(session: Session, analysis: Analysis): string {
  const { content } = analysisDefinition(session.project.ledger, analysis.id);
  // Existing blueprints of project analyses spell it the second way.
  const said = content["rundir"] ?? (analysis.kind === "project" ? content["working_directory"] : undefined);
  return typeof said === "string" ? resolve(session.project.directory, said) : session.path("working", folderOf(analysis), analysis.slug);
}
