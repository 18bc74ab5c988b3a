import type { Command } from "commander";

import type { Invocation } from "./invocation.ts";
import { addChangingWhere, addWhere } from "./where.ts";

const statuses = `
Statuses: REJECTED, APPROVED, PREFERRED, DEPRECATED, in any case. The newest review with a status counts; one without is a note.
Several analyses of an event may be preferred: the command names the others, and leaves them as they are.
Without -m a terminal asks.

Examples:
  asimov review add GW150914/pe approved -m "chains converged"
  asimov review add GW150914 pe preferred --as "review team"
  asimov review add GW150914/pe -m "look at the PSD of H1 again"
  asimov review add --where 'pipeline: bilby, status: uploaded' approved --dry-run`;

const auditHelp = `
It finds, option by option: config files that were edited by hand, attempts that were built with older settings than those of now, and settings
in which the analyses of an event should agree (its time, data, detectors, PSDs, frequencies, calibration) and don't. What they are made to differ
in is shown apart and is no finding; analyses that are cancelled, rejected or deprecated are not compared. Nothing is changed.

Exit codes: 0 nothing was found; 1 something was.

Examples:
  asimov review audit GW150914
  asimov review audit --where 'pipeline: bilby' --json`;

/** Commands about what people find when they look at analyses. */
export function addReviewing(program: Command, { directory, command }: Invocation): void {
  const review = program
    .command("review")
    .summary("what people found, and checks that help them")
    .description("what people found when they looked at an analysis, and checks that help them");
  const add = review
    .command("add")
    .description("review an analysis, or put a note on it")
    .argument("[analysis-and-status...]", "SUBJECT/ANALYSIS, SUBJECT ANALYSIS, or a name where it is unique; then the status; with --where only that")
    .option("-m, --message <text>", "why, or the note")
    .option("--as <name>", "whose review it is, if not yours; the history keeps who typed it");
  addChangingWhere(add)
    .addHelpText("after", statuses)
    .action(async (words: readonly string[], options, self: Command) => {
      const most = options.where ? 1 : 3;
      if (words.length > most) self.error(`error: too many words: ${words.slice(most).join(" ")}. A message goes after -m, in quotes.`);
      return (await import("../commands/review-add.ts")).addReviews(directory(), command, words, options);
    });

  const status = review
    .command("status")
    .description("the review of every analysis that counts: status, by whom, when, why; of one analysis all reviews and notes")
    .argument("[subject]", "only this event, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "only this analysis of it");
  addWhere(status)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov review status GW150914\n  asimov review status GW150914/pe --json")
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("../commands/review-status.ts")).reviewsText(directory(), command, subject, name, options),
    );

  const audit = review
    .command("audit")
    .description("compare config files with the settings, and the analyses of an event with each other")
    .argument("[subject]", "only this event, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "only this analysis of it");
  addWhere(audit)
    .option("--json", "print the result as JSON")
    .addHelpText("after", auditHelp)
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("../commands/review-audit.ts")).auditReviews(directory(), command, subject, name, options),
    );
}
