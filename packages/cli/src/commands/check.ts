import { checkSites, isToBeSubmitted, type Finding, type SiteCheck } from "@asimov-gw/core/lifecycle/preflight";
import type { Analysis } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import type { Session } from "@asimov-gw/core/lifecycle";
import { formatPlace } from "@asimov-gw/core/system";
import { styleText } from "node:util";

import { printLines } from "../print.ts";
import { harmless } from "../report-error.ts";
import { scopeOf, targets } from "../selection.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov check`. */
export interface CheckOptions {
  readonly site?: string;
  readonly where?: readonly string[];
  readonly json?: boolean;
}

/** `asimov check`: what a site would refuse of workflows that are built; exit code 1 when it would refuse anything. */
export async function check(directory: string, command: string, name: string | undefined, options: CheckOptions): Promise<void> {
  await withSession(directory, command, async (session: Session) => {
    const checks = await checkSites(session, await chosen(session.project.ledger, name, options.where), options.site);
    if (options.json) process.stdout.write(`${JSON.stringify({ checks: checks.map(toJson) }, null, 2)}\n`);
    else printLines(checks.length === 0 ? ["nothing is to be submitted: name an analysis, or select some by --where"] : checks.flatMap(linesOf));
    if (checks.some(({ findings }) => findings.some(isError))) process.exitCode = 1;
  });
}

// What is named or selected itself is looked at whatever its status.
async function chosen(ledger: Ledger, name: string | undefined, where: readonly string[] | undefined): Promise<readonly Analysis[]> {
  const { only } = await scopeOf(ledger, name, where);
  const all = await targets(ledger, name, undefined, where);
  return only === undefined ? all.filter(isToBeSubmitted) : all;
}

function linesOf({ analysis, site, findings, unchecked }: SiteCheck): readonly string[] {
  const { address } = analysis;
  if (unchecked) return [`${styleText("yellow", "not checked")}  ${address}: ${harmless(unchecked.reason)}`, `  ${unchecked.remedy}`];
  const errors = findings.filter(isError).length;
  const state = errors > 0 ? styleText("red", "refused") : styleText("green", "ok");
  return [`${state}  ${address}  ${site}${countsOf(errors, findings.length - errors)}`, ...findings.flatMap(findingLines)];
}

function countsOf(errors: number, warnings: number): string {
  const counted = [
    [errors, "error"],
    [warnings, "warning"],
  ] as const;
  return counted.map(([count, what]) => (count === 0 ? "" : `  ${count} ${what}${count === 1 ? "" : "s"}`)).join("");
}

function findingLines({ level, error }: Finding): readonly string[] {
  const place = error.at === undefined ? "" : `  ${formatPlace(error.at)}`;
  const head = `  ${styleText(level === "error" ? "red" : "yellow", level)} ${styleText("bold", error.code)}${place}`;
  return [head, ...[error.message, error.remedy ?? ""].filter((line) => line !== "").map((line) => `    ${harmless(line)}`)];
}

function isError({ level }: Finding): boolean {
  return level === "error";
}

function toJson({ analysis, site, workflow, findings, unchecked }: SiteCheck): object {
  return {
    analysis: analysis.address,
    site,
    workflow,
    ok: unchecked === undefined && !findings.some(isError),
    findings: findings.map(({ level, error }) => ({ level, ...error.toJSON() })),
    unchecked,
  };
}
