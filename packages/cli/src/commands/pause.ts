import { beginPauses, currentPauses, describePause, endPauses, findTarget, type Pause, type PauseTarget } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import { confirmed, whereIn, type SelectionOptions } from "../selection.ts";

/** Options of `asimov pause` and `asimov resume`. */
export interface PauseOptions extends SelectionOptions {
  /** ISO 8601. */
  readonly until?: string;
  readonly reason?: string;
  readonly all?: boolean;
}

/** `asimov pause`: nothing new of what is named or selected, or of the project, is built or submitted. */
export async function pause(directory: string, command: string, names: readonly string[], options: PauseOptions): Promise<void> {
  await withTargets(directory, command, names, options, "pause", (ledger, targets) => {
    beginPauses(ledger, targets, { until: options.until, reason: options.reason ?? "" });
    const begun = currentPauses(ledger).filter((one) => targets.some((target) => isOf(one, target)));
    print(begun, options, (one) => `${one.of ?? "the project"}: ${describePause(one)}`);
  });
}

/** `asimov resume`: ends pauses. */
export async function resume(directory: string, command: string, names: readonly string[], options: PauseOptions): Promise<void> {
  await withTargets(directory, command, names, options, "resume", (ledger, targets) => {
    const ended = endPauses(ledger, options.all ? currentPauses(ledger) : targets);
    print(ended, options, (one) => `${one.of ?? "the project"}: goes on`);
    if (options.json) return;
    if (ended.length === 0) process.stdout.write("nothing of that was paused\n");
    for (const left of currentPauses(ledger)) process.stdout.write(`still ${describePause(left)}\n`);
  });
}

async function withTargets(
  directory: string,
  command: string,
  names: readonly string[],
  options: PauseOptions,
  what: string,
  work: (ledger: Ledger, targets: readonly PauseTarget[]) => void,
): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const selected = options.where ? await whereIn(ledger, options.where) : [];
    const named = names.map((name) => targetOf(ledger, name));
    const targets = [...named, ...selected.map(({ id }) => ({ analysisId: id }))];
    if (options.where && !(await confirmed(selected, what, options))) return;
    const all = targets.length === 0 && !options.where ? [{}] : targets;
    if (!options.dryRun) return work(ledger, all);
    const shown = all.map((target) => nameIn(names, target));
    if (options.json) process.stdout.write(`${JSON.stringify({ dryRun: true, [what]: shown }, null, 2)}\n`);
    else process.stdout.write(`would ${what}  ${shown.join(", ")}\n`);
  } finally {
    ledger.close();
  }
}

function targetOf(ledger: Ledger, name: string): PauseTarget {
  const { subject, analysis } = findTarget(ledger, name);
  return analysis ? { analysisId: analysis.id } : { subjectId: subject.id };
}

function nameIn(names: readonly string[], { subjectId, analysisId }: PauseTarget): string {
  return subjectId === undefined && analysisId === undefined ? "the project" : names.join(", ");
}

function isOf(one: Pause, { subjectId, analysisId }: PauseTarget): boolean {
  return one.subjectId === subjectId && one.analysisId === analysisId;
}

function print(pauses: readonly Pause[], { json }: PauseOptions, line: (pause: Pause) => string): void {
  if (json) {
    const result = pauses.map(({ of, until, reason, user }) => ({ of: of ?? null, until: until ?? null, reason, user }));
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  for (const one of pauses) process.stdout.write(`${line(one)}\n`);
}
