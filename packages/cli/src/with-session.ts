import { styleText } from "node:util";

import { Session, type Notice } from "@asimov-gw/core/lifecycle";
import { openProject } from "@asimov-gw/core/project";

/** Opens the project around `directory`, does `work` in it, and closes everything again; in a dry run pipelines can write nothing of it. */
export async function withSession<T>(
  directory: string,
  command: string,
  work: (session: Session) => Promise<T>,
  notify: (notice: Notice) => void = printNotice,
  dryRun = false,
): Promise<T> {
  const project = await openProject(directory, { command, onWait: (message) => process.stderr.write(`${message}\n`), onlyReads: dryRun });
  const session = new Session(project, { launcher: process.argv[1], notify, dryRun });
  try {
    return await work(session);
  } finally {
    session.close();
    // A call that hangs for ever would keep us alive; the timer alone does not.
    if (session.hasAbandonedCalls) setTimeout(() => process.exit(), 200).unref();
  }
}

/** Prints a notice on standard error, where it does not disturb output that is read by programs. */
function printNotice({ level, address, text }: Notice): void {
  const color = level === "warn" ? "yellow" : "dim";
  process.stderr.write(`${styleText(color, `${address}: ${text}`, { stream: process.stderr })}\n`);
}
