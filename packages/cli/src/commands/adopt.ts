import { adopt as adoptProject } from "@asimov-gw/core/lifecycle";
import { findProject, openLedger } from "@asimov-gw/core/project";

/** `asimov ledger adopt`: makes a project that was moved or copied one of the directory that it is in now. */
export function adopt(
  directory: string,
  command: string,
  as: "moved" | "copy",
  options: { readonly dryRun?: boolean; readonly json?: boolean },
): void {
  const ledger = openLedger(directory, { command });
  try {
    const project = { directory: findProject(directory), ledger };
    const adoption = adoptProject(project, as, { dryRun: options.dryRun });
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, as, ...adoption }, null, 2)}\n`);
      return;
    }
    const { from, attempts, left } = adoption;
    const would = options.dryRun ? "would be " : "";
    process.stdout.write(`${would}a project ${as === "copy" ? "of its own" : "of this directory"}: ${project.directory}\n`);
    process.stdout.write(`directories of ${attempts} attempts ${would}looked for here, not in ${from ?? "another directory"}\n`);
    for (const address of left) process.stdout.write(`${address}: its jobs ${would}left to the original; here it ${would}stopped\n`);
  } finally {
    ledger.close();
  }
}
