import { statSync } from "node:fs";

import type { Project } from "../../project/index.ts";
import { AsimovError, userName } from "../../system/index.ts";
import type { SubmissionRecord } from "../record/index.ts";

/** Whether this user may decide about the submissions of others: named in the configuration, or the owner of the ledger. */
export function isAdministrator({ config, ledger }: Pick<Project, "config" | "ledger">): boolean {
  return config.administrators.includes(userName()) || statSync(ledger.file).uid === process.getuid?.();
}

/** Whose a submission is, where it is another user's. */
export function otherOwner({ address: { owner } }: Pick<SubmissionRecord, "address">, own: string = userName()): string | undefined {
  return owner === own ? undefined : owner;
}

/** Throws `SUBMISSION_OTHERS` unless this user may judge, remove or resubmit the submission; `own` is their name at its scheduler. */
export function refuseOthers(project: Pick<Project, "config" | "ledger">, record: SubmissionRecord, own: string = userName()): void {
  const owner = otherOwner(record, own);
  if (owner === undefined || isAdministrator(project)) return;
  throw new AsimovError("SUBMISSION_OTHERS", {
    message: `submission ${record.token} belongs to ${owner}`,
    remedy: `Only ${owner}, or an administrator of the project, decides about it: ask them, or see "administrators" in the README.`,
  });
}
