import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { inheritance } from "../../inheritance.ts";
import type { Container, JobDescription, ResourceRequest } from "../../types.ts";
import { isKept } from "./commands.ts";
import type { Definition } from "./definition.ts";
import { expand } from "./macros.ts";
import type { SubmitFile } from "./parse.ts";
import { parseArguments, parseEnvironment } from "./quoting.ts";
import { lookup, type Scope } from "./scope.ts";
import { fileTransfer } from "./transfer.ts";
import { parseBoolean, parseInteger, parseMebibytes } from "./units.ts";
import { containerIn, containerOf, universeOf, type Universe } from "./universe.ts";
import { reportValue, textOf, valueOf } from "./values.ts";

const noVariables: Readonly<Record<string, string>> = {};

/** What the DAG file says of a job: it goes before the submit file, except for variables that both set. */
export interface JobContext {
  /** Absolute path of the directory that the job is submitted from. */
  readonly directory: string;
  readonly priority: number | undefined;
  /** The variables that ENV SET gives to DAGMan, whose environment is what a job inherits. */
  readonly environment: ReadonlyMap<string, string>;
}

/** The job that `submit` describes, its macros looked up in `scope`; what is wrong goes to the problems of `scope`. */
export function describeJob(submit: SubmitFile, scope: Scope, context: JobContext): JobDescription {
  const initial = textOf("initialdir", scope);
  const directory = initial === undefined ? context.directory : resolve(context.directory, initial);
  const path = (name: string, within: Scope = scope): string | undefined => {
    const text = textOf(name, within);
    return text === undefined || text === "/dev/null" ? undefined : resolve(directory, text);
  };
  // Builders name outputs by macros that no node sets, which HTCondor takes as empty: harmless as long as $(Cluster) tells the files apart.
  const outputPath = (name: string): string | undefined =>
    path(name, /\$\(cluster(?:id)?\)/i.test(lookup(name, scope)?.value ?? "") ? { ...scope, lenient: true } : scope);
  const { universe, container, ...fixed } = fixedPart(submit, scope, context);
  const job = {
    process: scope.turn.process,
    executable: executable(submit, scope, context.directory),
    arguments: splitArguments(scope),
    directory,
    stdin: path("input"),
    stdout: outputPath("output"),
    stderr: outputPath("error"),
    log: outputPath("log"),
    ...fixed,
    priority: context.priority ?? fixed.priority,
    extra: extra(submit, scope),
  };
  const moves = universe === "local" ? {} : fileTransfer(job, scope);
  const { late } = scope;
  return { ...job, ...moves, container: container && containerIn(directory, container), late: late.length === 0 ? undefined : late.toSorted() };
}

/** What of a job seldom depends on its node. */
type FixedPart = Pick<
  JobDescription,
  "environment" | "inherit" | "request" | "checkpointExitCode" | "successExitCode" | "maxRetries" | "priority"
> & {
  readonly universe: Universe;
  readonly container: Container | undefined;
};

// The commands that {@link FixedPart} is made of.
const fixedCommands: ReadonlySet<string> = new Set([
  "checkpoint_exit_code",
  "container_image",
  "container_target_dir",
  "environment",
  "getenv",
  "max_retries",
  "priority",
  "request_cpus",
  "request_disk",
  "request_memory",
  "success_exit_code",
  "universe",
]);

// Workflows have many nodes to a submit file. Not there for one in which macros, or mistakes, which are told of each node, stand in these commands.
const fixedParts = new WeakMap<SubmitFile, FixedPart>();

function fixedPart(submit: SubmitFile, scope: Scope, context: JobContext): FixedPart {
  if (scope.layers.some((layer) => layer !== submit.definitions && setsFixed(layer))) return describeFixedPart(scope, context);
  const known = fixedParts.get(submit);
  if (known !== undefined) return known;
  const part = describeFixedPart(scope, context);
  if (scope.problems.empty && ![...fixedCommands].some((name) => submit.definitions.get(name)?.value.includes("$"))) fixedParts.set(submit, part);
  return part;
}

function setsFixed(layer: ReadonlyMap<string, Definition>): boolean {
  for (const name of layer.keys()) if (fixedCommands.has(name)) return true;
  return false;
}

function describeFixedPart(scope: Scope, context: JobContext): FixedPart {
  const wholeNumber = (name: string, least?: number): number | undefined =>
    valueOf(name, scope, (text) => parseInteger(text, least), least === undefined ? "a whole number" : `a whole number of ${least} or more`);
  const inherit = inherited(scope);
  return {
    universe: universeOf(scope),
    container: containerOf(scope),
    environment: environment(scope, inherit, context.environment),
    inherit,
    request: request(scope),
    checkpointExitCode: wholeNumber("checkpoint_exit_code"),
    successExitCode: wholeNumber("success_exit_code"),
    maxRetries: wholeNumber("max_retries", 0),
    priority: wholeNumber("priority") ?? 0,
  };
}

// As in HTCondor, a relative executable belongs to the directory of submission and not to initialdir. A bare name that is not there is left to
// the job's PATH, as HTCondor does with `transfer_executable = false`.
function executable(submit: SubmitFile, scope: Scope, directory: string): string {
  const text = textOf("executable", scope);
  if (text !== undefined) {
    const here = resolve(directory, text);
    const moved = parseBoolean(textOf("transfer_executable", scope) ?? "true") !== false;
    return text.includes("/") || (moved && existsSync(here)) ? here : text;
  }
  const problem = { message: `${submit.called} has no executable`, at: submit.queuedAt, remedy: "Write: executable = /PATH/TO/PROGRAM" };
  // An executable whose macro is undefined has been reported already.
  if (!lookup("executable", scope)?.value.includes("$")) scope.problems.add("WORKFLOW_NO_EXECUTABLE", problem, [scope.node]);
  return "";
}

function splitArguments(scope: Scope): readonly string[] {
  const split = parseArguments(textOf("arguments", scope) ?? "");
  if ("parts" in split) return split.parts;
  reportValue("WORKFLOW_SYNTAX", "arguments", split.wrong, scope, `Write: arguments = "A 'B C' D"`);
  return [];
}

function environment(scope: Scope, inherit: JobDescription["inherit"], context: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const text = textOf("environment", scope);
  const inherits = inheritance(inherit);
  const given = [...context].filter(([name]) => inherits(name));
  if (text === undefined && given.length === 0) return noVariables;
  const parsed = parseEnvironment(text ?? "");
  if ("entries" in parsed) return Object.fromEntries([...given, ...parsed.entries]);
  reportValue("WORKFLOW_SYNTAX", "environment", parsed.wrong, scope, `Write: environment = "A=1 B='two words'"`);
  return {};
}

function inherited(scope: Scope): JobDescription["inherit"] {
  const text = textOf("getenv", scope) ?? "false";
  const everything = parseBoolean(text);
  if (everything !== undefined) return everything ? "all" : "none";
  const names = [...new Set(text.split(/[\s,]+/).filter((name) => name !== ""))];
  return names.length === 0 ? "none" : names;
}

function request(scope: Scope): ResourceRequest {
  const size = "a size such as 8GB";
  return {
    cpus: valueOf("request_cpus", scope, (text) => parseInteger(text, 1), "a whole number of 1 or more") ?? 1,
    memory: valueOf("request_memory", scope, (text) => parseMebibytes(text, "m"), size),
    disk: valueOf("request_disk", scope, (text) => parseMebibytes(text, "k"), size),
  };
}

function extra(submit: SubmitFile, scope: Scope): Readonly<Record<string, string>> {
  const own = scope.layers.filter((layer) => layer !== submit.definitions);
  const hasOwn = own.some((layer) => [...layer.keys()].some(isKept));
  if (!hasOwn && submit.extra.macros.length === 0) return submit.extra.plain;
  if (!hasOwn) return { ...submit.extra.plain, ...Object.fromEntries(submit.extra.macros.map((one) => [one.name, expand(one, scope)])) };
  const names = new Set(scope.layers.flatMap((layer) => [...layer.keys()].filter(isKept)));
  return Object.fromEntries([...names].sort().map((name) => [name, expand(lookup(name, scope)!, scope)]));
}
