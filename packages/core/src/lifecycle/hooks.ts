import type { Analysis } from "../analysis/index.ts";
import type { Operation, OperationResult, PipelineDoors } from "../pipeline/remote/index.ts";
import { contextOf, type AttemptFacts } from "./context.ts";
import { hookDoors } from "./doors.ts";
import type { Session } from "./session.ts";

/** Calls one operation of an analysis's pipeline, with the doors that every hook has and those given. */
export function callHook<O extends Operation>(
  session: Session,
  analysis: Analysis,
  attempt: AttemptFacts,
  operation: O,
  doors: Partial<PipelineDoors> = {},
  timeout: number = session.project.config.monitor.hookTimeout,
): Promise<OperationResult<O>> {
  const context = contextOf(session, analysis, attempt);
  return session.pipelineOf(analysis).call(operation, context, { ...hookDoors(session, analysis), ...doors }, timeout);
}
