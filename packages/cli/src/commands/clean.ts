import { clean as carryOut, planClean, type CleanPlan, type Session } from "@asimov-gw/core/lifecycle";
import type { Analysis } from "@asimov-gw/core/analysis";
import { AsimovError, formatBytes, throwAll } from "@asimov-gw/core/system";

import { ProgressLine } from "../progress.ts";
import { chosen, confirmed, type SelectionOptions } from "../selection.ts";
import { formatTable } from "../table.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov analysis clean`. */
export interface CleanOptions extends SelectionOptions {
  readonly intermediate?: boolean;
}

/** `asimov analysis clean`: files of ended attempts to the trash, after saying how much that is. */
export async function clean(directory: string, command: string, addresses: readonly string[], options: CleanOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const plans = await plansFor(session, await chosen(session.project.ledger, addresses, options), options.intermediate === true);
    if (options.dryRun && options.json) return printJson(plans, true);
    // Bytes first, and only then the question.
    for (const line of formatTable(plans.map(describe), Infinity)) (options.json ? process.stderr : process.stdout).write(`${line}\n`);
    if (
      options.dryRun ||
      !(await confirmed(
        plans.map(({ analysis }) => analysis),
        "clean",
        options,
      ))
    )
      return undefined;
    for (const plan of plans) await carryOut(session, plan);
    if (options.json) return printJson(plans, false);
    process.stdout.write("They are in the trash of the project (.asimov/trash), and take room there until it is emptied.\n");
    return undefined;
  });
}

async function plansFor(session: Session, analyses: readonly Analysis[], intermediate: boolean): Promise<readonly CleanPlan[]> {
  const line = new ProgressLine();
  const plans: CleanPlan[] = [];
  const problems: AsimovError[] = [];
  for (const [index, analysis] of analyses.entries()) {
    line.show(() => `looking at ${analysis.address}, ${index + 1} of ${analyses.length}`);
    try {
      plans.push(await planClean(session, analysis, intermediate));
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(error);
    }
  }
  line.end();
  throwAll(problems);
  return plans;
}

function describe({ analysis, files, bytes, kept }: CleanPlan): readonly string[] {
  const stays = kept.size === 0 ? "" : `; its products stay`;
  return [analysis.address, formatBytes(bytes), `${files === 1 ? "1 file" : `${files} files`}${stays}`];
}

function printJson(plans: readonly CleanPlan[], dryRun: boolean): void {
  const analyses = plans.map(({ analysis, files, bytes, kept }) => ({ address: analysis.address, files, bytes, kept: [...kept] }));
  process.stdout.write(`${JSON.stringify({ dryRun, analyses }, null, 2)}\n`);
}
