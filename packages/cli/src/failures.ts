import type { Failure } from "@asimov-gw/core/lifecycle";
import { AsimovError, AsimovErrors } from "@asimov-gw/core/system";

import { formatError } from "./report-error.ts";

/** All errors of one analysis as people read them, each with the analysis, also where its place is a file. */
export function formatFailure(failure: Failure): string {
  const { address } = failure.analysis;
  return errorsOf(failure)
    .map(
      ({ code, message, at = address, remedy }) =>
        new AsimovError(code, { message: at === address ? message : `${address}: ${message}`, at, remedy }),
    )
    .map((error) => formatError(error))
    .join("\n");
}

/** All errors of one analysis as JSON. */
export function failureToJson(failure: Failure): readonly object[] {
  return errorsOf(failure).map((error) => ({ analysis: failure.analysis.address, ...error.toJSON() }));
}

/** 0, or 3 and more where analyses failed. */
export function exitCodeOf(failures: readonly Failure[]): number {
  return failures.length === 0 ? 0 : Math.max(3, ...failures.map(({ error }) => error.exitCode));
}

function errorsOf({ error }: Failure): readonly AsimovError[] {
  return error instanceof AsimovErrors ? error.errors : [error];
}
