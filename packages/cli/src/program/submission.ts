import type { Command } from "commander";

import { jobName } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";
import { addWhere } from "./where.ts";

/** Commands about what was handed to a scheduler, and of which perhaps nobody can say whether it got there. */
export function addSubmission(program: Command, { directory, command }: Invocation): void {
  const submission = program
    .command("submission")
    .summary("list submissions; decide where nobody can say whether one exists")
    .description("what was handed to a scheduler and has not ended; a person decides where nobody can say whether it got there");
  const list = submission
    .command("list")
    .description("open submissions: token, analysis, purpose, scheduler, owner, since when, state, reason; no scheduler is asked")
    .argument("[subject]", "only of this event, or SUBJECT/ANALYSIS");
  addWhere(list)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov submission list\n  asimov submission list --json\n  asimov submission list --where 'pipeline: bilby'",
    )
    .action(async (subject: string | undefined, options) =>
      (await import("../commands/submission-list.ts")).submissionList(directory(), command, subject, options),
    );
  submission
    .command("adopt")
    .description("say that a job is the one of a submission; the scheduler must show it. It can't be undone: the job is there")
    .argument("<token>", "the token, as asimov submission list shows it")
    .argument("<job-id>", "the scheduler's own name of the job", jobName)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov submission adopt 0123456789ab.4.1.workflow.1 8231.0")
    .action(async (token: string, jobId: string, options) =>
      (await import("../commands/submission-decide.ts")).submissionAdopt(directory(), command, token, jobId, options),
    );
  submission
    .command("absent")
    .description(
      "say that a submission is surely not there: the next pass hands it over again, or takes what ran for lost. It can't be undone; if a scheduler shows it before that, it is found",
    )
    .argument("<token>", "the token, as asimov submission list shows it")
    .option("-y, --yes", "without asking")
    .option("--dry-run", "show what the scheduler says, and change nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov submission absent 0123456789ab.4.1.workflow.1 --dry-run")
    .action(async (token: string, options) =>
      (await import("../commands/submission-decide.ts")).submissionAbsent(directory(), command, token, options),
    );
}
