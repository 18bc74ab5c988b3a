import { resolve } from "node:path";

import type { JobDescription, ResourceRequest } from "../../types.ts";
import { isKept } from "./commands.ts";
import { expand } from "./macros.ts";
import type { SubmitFile } from "./parse.ts";
import { parseArguments, parseEnvironment } from "./quoting.ts";
import { lookup, type Scope } from "./scope.ts";
import { parseBoolean, parseInteger, parseMebibytes } from "./units.ts";
import { reportUniverse } from "./universe.ts";
import { reportValue, textOf, valueOf } from "./values.ts";

/** What the DAG file says of a job: it goes before the submit file, except for variables that both set. */
interface JobContext {
  /** Absolute path of the directory that the job is submitted from. */
  readonly directory: string;
  readonly priority: number | undefined;
  readonly environment: ReadonlyMap<string, string>;
  readonly inherit: ReadonlySet<string>;
}

/** The job that `submit` describes, its macros looked up in `scope`; what is wrong goes to the problems of `scope`. */
export function describeJob(submit: SubmitFile, scope: Scope, context: JobContext): JobDescription {
  const directory = resolve(context.directory, textOf("initialdir", scope) ?? "");
  const path = (name: string): string | undefined => {
    const text = textOf(name, scope);
    return text === undefined || text === "/dev/null" ? undefined : resolve(directory, text);
  };
  const exitCode = (name: string): number | undefined => valueOf(name, scope, (text) => parseInteger(text), "a whole number");
  reportUniverse(scope);
  return {
    process: 0,
    executable: executable(submit, scope, context.directory),
    arguments: splitArguments(scope),
    environment: environment(scope, context.environment),
    inherit: inherit(scope, context.inherit),
    directory,
    stdin: path("input"),
    stdout: path("output"),
    stderr: path("error"),
    log: path("log"),
    request: request(scope),
    checkpointExitCode: exitCode("checkpoint_exit_code"),
    successExitCode: exitCode("success_exit_code"),
    priority: context.priority ?? valueOf("priority", scope, (text) => parseInteger(text), "a whole number") ?? 0,
    extra: extra(submit, scope),
  };
}

// As in HTCondor, a relative executable belongs to the directory of submission and not to initialdir.
function executable(submit: SubmitFile, scope: Scope, directory: string): string {
  const text = textOf("executable", scope);
  if (text !== undefined) return text.includes("/") ? resolve(directory, text) : text;
  const problem = {
    message: `the submit file ${submit.file} has no executable`,
    at: submit.queuedAt,
    remedy: "Write: executable = /PATH/TO/PROGRAM",
  };
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

function environment(scope: Scope, given: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const parsed = parseEnvironment(textOf("environment", scope) ?? "");
  if ("entries" in parsed) return Object.fromEntries([...given, ...parsed.entries]);
  reportValue("WORKFLOW_SYNTAX", "environment", parsed.wrong, scope, `Write: environment = "A=1 B='two words'"`);
  return {};
}

function inherit(scope: Scope, given: ReadonlySet<string>): JobDescription["inherit"] {
  const text = textOf("getenv", scope) ?? "false";
  const everything = parseBoolean(text);
  if (everything === true) return "all";
  const names = everything === false ? [] : text.split(/[\s,]+/).filter((name) => name !== "");
  const all = [...new Set([...names, ...given])];
  return all.length === 0 ? "none" : all;
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
  if (submit.extra !== undefined && !own.some((layer) => [...layer.keys()].some(isKept))) return submit.extra;
  const names = new Set(scope.layers.flatMap((layer) => [...layer.keys()].filter(isKept)));
  return Object.fromEntries([...names].sort().map((name) => [name, expand(lookup(name, scope)!, scope)]));
}
