import { basename, isAbsolute, join, relative } from "node:path";

import type { FileTransfer, JobDescription } from "../workflow/index.ts";

/**
 * What `assets/transfer.sh` is told of the files of a job: its scratch directory, the exit code that keeps it, when files come back, and what
 * goes where.
 */
export function transferWords(job: JobDescription, transfer: FileTransfer, scratch: string): readonly string[] {
  const { executable, input, output, onlyOnSuccess } = transfer;
  const program = executable ? ["run", job.executable, placeInside(job.executable, job, transfer)] : [];
  const inputs = input.flatMap((file) => ["in", file, placeInside(file, job, transfer)]);
  const keep = job.checkpointExitCode === undefined ? "" : String(job.checkpointExitCode);
  const outputs = output === "new" ? newFiles(job, transfer) : output.flatMap((file) => ["out", file, placeOutside(file, job, transfer)]);
  return [scratch, keep, onlyOnSuccess ? "success" : "always", ...program, ...inputs, ...outputs];
}

// Only its name, as HTCondor has it; what is in a directory goes to the top.
function placeInside(file: string, { directory, executable }: JobDescription, { preserve }: FileTransfer): string {
  const path = relative(directory, file);
  const keeps = preserve && file !== executable && path !== "" && !path.startsWith("..") && !isAbsolute(path);
  if (file.endsWith("/")) return keeps ? path : ".";
  return keeps ? path : basename(file);
}

function placeOutside(file: string, { directory }: JobDescription, { remaps, preserve }: FileTransfer): string {
  const remapped = Object.hasOwn(remaps, file) ? remaps[file] : undefined;
  if (remapped !== undefined) return remapped;
  if (file.endsWith("/")) return directory;
  return join(directory, preserve && !isAbsolute(file) ? file : basename(file));
}

function newFiles({ directory }: JobDescription, { remaps }: FileTransfer): readonly string[] {
  return ["new", ".", directory, ...Object.entries(remaps).flatMap(([name, target]) => ["remap", name, target])];
}
