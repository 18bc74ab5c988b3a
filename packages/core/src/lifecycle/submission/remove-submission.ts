import { AsimovError } from "../../system/index.ts";
import { isOutage } from "../outages.ts";
import type { Session } from "../session.ts";
import type { SubmissionRecord } from "../record/index.ts";

/** Asks the scheduler of a submission for its end; one that is out of reach is asked by a later pass. Throws where it did not answer. */
export async function removeSubmission(session: Session, { address, token, jobId }: SubmissionRecord): Promise<void> {
  const name = address.scheduler;
  if (session.outages.keepsFrom(name)) return;
  try {
    await (await session.scheduler(name)).remove(token, jobId);
  } catch (error) {
    if (error instanceof AsimovError && isOutage(error)) session.outages.failed(name, error.message);
    throw error;
  }
}
