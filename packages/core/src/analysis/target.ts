import type { Ledger } from "../ledger/index.ts";
import { AsimovError, didYouMean } from "../system/index.ts";
import { findAnalysis, listAnalyses, listSubjects, subjectByName, type Analysis, type Subject } from "./analysis.ts";

/** What a command line names: a subject, one analysis of it, or a project analysis. */
export type Target =
  | { readonly subject: Subject; readonly analysis: undefined }
  | { readonly subject: Subject | undefined; readonly analysis: Analysis };

/**
 * What `SUBJECT`, `SUBJECT ANALYSIS`, `SUBJECT/ANALYSIS`, `project:ANALYSIS` or the unique name of an analysis means.
 * Throws `EVENT_UNKNOWN`, `ANALYSIS_UNKNOWN` or `ANALYSIS_AMBIGUOUS`.
 */
export function findTarget(ledger: Ledger, name: string, analysisName?: string): Target {
  const subject = subjectByName(ledger, name);
  if (subject && analysisName === undefined) return { subject, analysis: undefined };
  if (subject) return { subject, analysis: analysisOf(ledger, subject, analysisName!) };
  if (analysisName !== undefined || !isAnalysis(ledger, name)) throw unknownSubject(ledger, name);
  const analysis = findAnalysis(ledger, name);
  return { subject: analysis.subject === undefined ? undefined : subjectByName(ledger, analysis.subject), analysis };
}

/** The subject with this name. Throws `EVENT_UNKNOWN`: a misspelt one must not look as if nothing were to do. */
export function findSubject(ledger: Ledger, name: string): Subject {
  const subject = subjectByName(ledger, name);
  if (subject) return subject;
  throw unknownSubject(ledger, name);
}

function analysisOf(ledger: Ledger, subject: Subject, name: string): Analysis {
  const analyses = listAnalyses(ledger, subject.name);
  const found = analyses.find((analysis) => analysis.name === name);
  if (found) return found;
  throw new AsimovError("ANALYSIS_UNKNOWN", {
    message: `${subject.name} has no analysis "${name}".${didYouMean(
      name,
      analyses.map((analysis) => analysis.name),
    )}`,
    remedy: "asimov report status lists all.",
  });
}

// An address is one even if it is misspelt: its error then speaks of analyses.
function isAnalysis(ledger: Ledger, name: string): boolean {
  return /\/|^project:/.test(name) || ledger.get("SELECT 1 FROM analyses WHERE name = ? LIMIT 1", name) !== undefined;
}

function unknownSubject(ledger: Ledger, name: string): AsimovError {
  const names = listSubjects(ledger).map((subject) => subject.name);
  return new AsimovError("EVENT_UNKNOWN", {
    message: `there is no event "${name}".${didYouMean(name, names)}`,
    remedy: "asimov report status lists all.",
  });
}
