import { basename, isAbsolute, join, relative } from "node:path";

import type { FileTransfer, JobDescription } from "../../workflow/index.ts";

/**
 * What `assets/transfer.sh` is told of the files of a job: its scratch directory, the exit code that keeps it, the only one with which files
 * come back (empty where they always do), and what goes where.
 */
export function transferWords(job: JobDescription, transfer: FileTransfer, scratch: string): readonly string[] {
  const { executable, input, output, onlyOnSuccess } = transfer;
  const inputs = [...(executable ? [job.executable] : []), ...input].flatMap((file) => ["in", file, placeInside(file, job, transfer)]);
  const keep = job.checkpointExitCode === undefined ? "" : String(job.checkpointExitCode);
  const outputs = output === "new" ? newFiles(job, transfer) : output.flatMap((file) => ["out", file, placeOutside(file, job, transfer)]);
  const only = onlyOnSuccess ? String(job.successExitCode ?? 0) : "";
  return [scratch, keep, only, ...inputs, ...outputs];
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
