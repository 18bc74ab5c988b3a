import { join, resolve } from "node:path";

import { type Analysis, folderOf, isRemoteRepository, subjectDefinition } from "../../analysis/index.ts";
import type { Session } from "../session.ts";

/** Where a git repository with config files is, and where it comes from. */
export interface RepositoryPlace {
  /** Absolute path. */
  readonly directory: string;
  /** `own`: asimov makes it; `given`: somebody else's working tree; `clone`: of `url`. */
  readonly kind: "own" | "given" | "clone";
  readonly url?: string | undefined;
}

/** The repository that holds the config file of an analysis: that of its event, by the revision that it was made with; project analyses share one. */
export function repositoryOf(session: Session, analysis: Analysis): RepositoryPlace {
  const own = session.path("checkouts", folderOf(analysis));
  if (analysis.subject === undefined) return { directory: own, kind: "own" };
  const { repository } = subjectDefinition(session.project.ledger, analysis.subjectId, analysis.subjectRevision).content;
  if (typeof repository !== "string") return { directory: own, kind: "own" };
  if (isRemoteRepository(repository)) return { directory: own, kind: "clone", url: repository };
  return { directory: resolve(session.project.directory, repository), kind: "given" };
}

/** The config file of an analysis, laid out in its repository as in existing ones; `extension` with the dot. */
export function configFileOf(session: Session, analysis: Analysis, extension: string): string {
  return join(repositoryOf(session, analysis).directory, configFolders[analysis.kind], analysis.slug + extension);
}

/** Folder of the config files of an event's analyses inside its repository. */
export const configFolder = "analyses";

const configFolders: Readonly<Record<Analysis["kind"], string>> = { event: configFolder, subject: "subject_analyses", project: "" };
