import type { RecordedCommand } from "@asimov-gw/testkit";

/** The tool of a recorded command. */
export function toolOf({ command }: RecordedCommand): string {
  return command.replace(/^env (?:-u \w+ |\w+=\S* )+/, "").split(" ")[0]!;
}

/** Whether it asked for jobs as JSON. */
export function isList(command: RecordedCommand): boolean {
  return / -jsonl?\b/.test(command.command) && /^condor_(?:q|history|status)$/.test(toolOf(command));
}

/** Whether it submitted something. */
export function isSubmission(command: RecordedCommand): boolean {
  return /^condor_submit(?:_dag)?$/.test(toolOf(command));
}

/** Whether it removed, held or released something. */
export function isAct(command: RecordedCommand): boolean {
  return /^condor_(?:rm|hold|release)$/.test(toolOf(command));
}
