import { AsimovError } from "@asimov-gw/core/system";

const readable = "bilby's result (JSON, HDF5), PESummary's (JSON, HDF5, text), RIFT's posterior samples (text) and LALInference's (HDF5)";

/** There is no file, or nothing that can be read. */
export function missing(file: string, cause: Error): AsimovError {
  return new AsimovError("RESULT_UNREADABLE", {
    message: `the result file can't be read: ${cause.message}`,
    at: { file },
    remedy: "Give the path of a result file that you may read.",
    cause,
  });
}

/** The file ends before its content does. */
export function truncated(file: string, message: string): AsimovError {
  return new AsimovError("RESULT_TRUNCATED", {
    message,
    at: { file },
    remedy: "It is still being written, or what wrote it was interrupted: wait for it, or make it again.",
  });
}

/** The content is not what its format has in this place. */
export function invalid(file: string, message: string, line?: number): AsimovError {
  return new AsimovError("RESULT_INVALID", {
    message,
    at: { file, line },
    remedy: "The file was damaged or written by hand: make it again, or bring it back from a copy.",
  });
}

/** The content is of no format that has a reader. */
export function unknownFormat(file: string, what: string): AsimovError {
  return new AsimovError("RESULT_FORMAT_UNKNOWN", {
    message: `this is no result that can be read: ${what}`,
    at: { file },
    remedy: `What can be read: ${readable}.`,
  });
}

/** The format is known, and there is not one sample. */
export function noSamples(file: string, what: string): AsimovError {
  return new AsimovError("RESULT_NO_SAMPLES", {
    message: what,
    at: { file },
    remedy: "Look at the log of what wrote it: its sampler may not have ended.",
  });
}
