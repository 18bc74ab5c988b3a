import { audit, type AnalysisAudit, type Audit, type Disagreement, type OptionDifference } from "@asimov-gw/core/lifecycle/audit";

import { printText } from "../print.ts";
import { formatError } from "../report-error.ts";
import { shownValue } from "../show/value.ts";
import { targets } from "../selection.ts";
import { formatTable } from "../table.ts";
import { withSession } from "../with-session.ts";

/** `asimov review audit`: where config files, settings and the analyses of an event differ from each other. Exit code 1 where there is something. */
export async function auditReviews(
  directory: string,
  command: string,
  subject: string | undefined,
  name: string | undefined,
  { json, where }: { readonly json?: boolean; readonly where?: readonly string[] },
): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger, directory: home } = session.project;
    const found = await audit(session, await targets(ledger, subject, name, where));
    printText(json ? `${JSON.stringify(toJson(found), null, 2)}\n` : toText(found).replaceAll(`${home}/`, ""));
    process.exitCode = found.clean ? 0 : 1;
  });
}

function toText({ analyses, subjects, clean }: Audit): string {
  const lines = [
    ...analyses.flatMap(analysisLines),
    ...subjects.flatMap(({ subject, disagreements, byDesign }) => [
      ...tableOf(`${subject}: its analyses should agree, and don't:`, disagreements),
      ...tableOf(`${subject}: its analyses differ by design:`, byDesign),
    ]),
    ...(clean ? [`nothing found in ${analyses.length === 1 ? "1 analysis" : `${analyses.length} analyses`}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function analysisLines({ analysis, attempt, configFile, edited, uncommitted, older, plugin, problems }: AnalysisAudit): readonly string[] {
  const template = plugin && edited.length > 0 ? `, or made by ${analysis.pipeline} ${plugin.built} (now ${plugin.now})` : "";
  const sections = [
    ...options(`edited by hand${template}: settings -> ${configFile}`, edited),
    ...options(`edited by hand since it was committed: committed -> ${configFile}`, uncommitted),
    ...options("built with older settings: then -> now", older),
    ...problems.flatMap((problem) => formatError(problem).split("\n")),
  ];
  const title = `${analysis.address}${attempt === undefined ? "" : `, attempt ${attempt}`}:`;
  return sections.length === 0 ? [] : [title, ...sections.map((line) => `  ${line}`)];
}

function options(title: string, found: readonly OptionDifference[]): readonly string[] {
  if (found.length === 0) return [];
  const rows = found.map(({ option, before, after, settings }) => [
    `  ${option}`,
    `${oneLine(before)} -> ${oneLine(after)}`,
    settings.length === 0 ? "" : `(${settings.join(", ")})`,
  ]);
  return [title, ...formatTable(rows, Infinity)];
}

function tableOf(title: string, found: readonly Disagreement[]): readonly string[] {
  if (found.length === 0) return [];
  const rows = found.map(({ key, values }) => {
    const byValue = Map.groupBy(values, ({ value }) => shownValue(value));
    return [`  ${key}`, [...byValue].map(([value, mine]) => `${mine.map(({ analysis }) => analysis).join(", ")}: ${value}`).join("; ")];
  });
  return [title, ...formatTable(rows, Infinity)];
}

function oneLine(value: string | undefined): string {
  return value === undefined ? "(none)" : value.replaceAll(/\s*\n\s*/g, " ");
}

function toJson({ analyses, subjects, clean }: Audit): object {
  return {
    clean,
    analyses: analyses.map(({ analysis: { address, pipeline }, problems, ...found }) => ({
      address,
      pipeline,
      ...found,
      attempt: found.attempt ?? null,
      problems: problems.map((problem) => problem.toJSON()),
    })),
    subjects: subjects.map(({ disagreements, byDesign, ...of }) => ({ ...of, disagreements, byDesign })),
  };
}
