import { basename, isAbsolute, normalize, resolve } from "node:path";

import type { FileTransfer, JobDescription } from "../../types.ts";
import { lookup, type Scope } from "./scope.ts";
import { parseBoolean } from "./units.ts";
import { reportValue, textOf } from "./values.ts";

/** What of a job decides whether its files must be moved. */
interface Mover {
  readonly directory: string;
  readonly arguments: readonly string[];
}

/**
 * How the files of a job are moved, or what it must write where it runs in `directory` itself. HTCondor moves them whenever `should_transfer_files` is YES
 * (and, without a shared file system, when it is not said). Here all files are in reach, and a job that is moved cannot go on from what it had
 * written, so only those are moved that would find or leave something at another place in `directory`:
 *
 * - `transfer_output_remaps` renames outputs;
 * - an input arrives under a path that it does not have in `directory` (`../../H1_psd.txt` as `H1_psd.txt`), and the arguments do not name it
 *   where it is;
 * - an output in a directory (`a/b.txt`) comes back without that (`b.txt`), because `preserve_relative_paths` is not set.
 */
export function fileTransfer(job: Mover, scope: Scope): Pick<JobDescription, "transfer" | "mustWrite"> {
  const input = listOf("transfer_input_files", scope) ?? [];
  const url = input.find(isUrl);
  if (url !== undefined) reportUrl("transfer_input_files", url, scope);
  if (!isAsked(scope)) return {};
  const output = listOf("transfer_output_files", scope);
  const remaps = remapsOf(job.directory, scope);
  const preserve = flag("preserve_relative_paths", scope) ?? false;
  const onlyOnSuccess = isOnlyOnSuccess(scope);
  if (Object.keys(remaps).length === 0 && !movesInput(input, preserve, job) && (preserve || !(output ?? []).some(isNested)))
    return output === undefined || output.length === 0 ? {} : { mustWrite: output };
  const transfer: FileTransfer = {
    executable: flag("transfer_executable", scope) ?? true,
    input: input.map((path) => sourceOf(path, job.directory)),
    output: output ?? "new",
    remaps,
    preserve,
    onlyOnSuccess,
  };
  return { transfer };
}

function isAsked(scope: Scope): boolean {
  const text = textOf("should_transfer_files", scope);
  if (text === undefined || /^(?:no|never|false|if_needed|auto)$/i.test(text)) return false;
  if (/^(?:yes|always|true)$/i.test(text)) return true;
  const message = `should_transfer_files expects YES, NO or IF_NEEDED, not ${JSON.stringify(text)}`;
  reportValue("WORKFLOW_INVALID_VALUE", "should_transfer_files", message, scope);
  return false;
}

function isOnlyOnSuccess(scope: Scope): boolean {
  const name = "when_to_transfer_output";
  const text = textOf(name, scope) ?? "ON_EXIT";
  if (/^on_success$/i.test(text)) return true;
  if (!/^on_exit(?:_or_evict)?$/i.test(text)) {
    reportValue("WORKFLOW_INVALID_VALUE", name, `${name} expects ON_EXIT, ON_EXIT_OR_EVICT or ON_SUCCESS, not ${JSON.stringify(text)}`, scope);
  }
  return false;
}

function movesInput(input: readonly string[], preserve: boolean, job: Mover): boolean {
  const moved = input.filter((path) => sourceOf(path, job.directory) !== resolve(job.directory, arrival(path, preserve)));
  return moved.some((path) => !isNamed(sourceOf(path, job.directory), job));
}

// Whether the arguments hold the path of a file or directory, whole or as a part such as `--psd-dict={H1:/PATH}`.
function isNamed(source: string, job: Mover): boolean {
  const [name, whole] = [basename(source), resolve(source)];
  return job.arguments.some(
    (argument) =>
      argument.includes(name) && argument.split(/[\s=,:{}[\]()"']+/).some((word) => word.includes(name) && resolve(job.directory, word) === whole),
  );
}

// Under what path an input arrives; of a directory with a slash at its end, what is in it.
function arrival(path: string, preserve: boolean): string {
  if (preserve && !isAbsolute(path) && !normalize(path).startsWith("..")) return path;
  return path.endsWith("/") ? "." : basename(path);
}

function sourceOf(path: string, directory: string): string {
  const source = resolve(directory, path);
  return path.endsWith("/") && arrival(path, false) === "." && source !== directory ? `${source}/` : source;
}

function isNested(path: string): boolean {
  return normalize(path).replace(/\/$/, "").includes("/");
}

function remapsOf(directory: string, scope: Scope): Readonly<Record<string, string>> {
  const name = "transfer_output_remaps";
  const remaps: Record<string, string> = {};
  for (const part of unquoted(textOf(name, scope) ?? "").split(/(?<!\\);/)) {
    const [, from, to] = /^((?:[^\\=]|\\.)+)=(.+)$/s.exec(part.trim()) ?? [];
    if (from !== undefined && isUrl(to!.trim())) reportUrl(name, to!.trim(), scope);
    else if (from !== undefined) remaps[plain(from)] = resolve(directory, plain(to!));
    else if (part.trim() !== "") {
      const message = `${name} expects NAME=PATH, not ${JSON.stringify(part.trim())}`;
      reportValue("WORKFLOW_SYNTAX", name, message, scope, `Write: ${name} = "NAME=PATH;NAME=PATH"`);
    }
  }
  return remaps;
}

function plain(text: string): string {
  return text.trim().replace(/\\([=;\\])/g, "$1");
}

// Undefined when the command is not given; given as nothing, it means no file.
function listOf(name: string, scope: Scope): readonly string[] | undefined {
  if (lookup(name, scope) === undefined) return undefined;
  const parts = unquoted(textOf(name, scope) ?? "")
    .split(",")
    .map((part) => part.trim());
  return parts.filter((part) => part !== "");
}

function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1) : text;
}

function flag(name: string, scope: Scope): boolean | undefined {
  return parseBoolean(textOf(name, scope) ?? "");
}

function isUrl(path: string): boolean {
  return /^[A-Za-z][\w+.-]*:\/\//.test(path);
}

function reportUrl(name: string, url: string, scope: Scope): void {
  const remedy = "Copy it to a file beforehand and name that, or run the workflow with a scheduler that moves it.";
  reportValue("WORKFLOW_UNSUPPORTED", name, `${name}: ${url} is not supported: only files are moved here`, scope, remedy);
}
