import { parseConfig } from "./config.ts";
import { parseDescription } from "./description.ts";
import { parseEnv } from "./env.ts";
import { parseFinal, parseJob, parseSubdag } from "./job.ts";
import { parseAbort, parseCategory, parseDone, parseMaxJobs, parsePreSkip, parsePriority, parseRetry } from "./node-settings.ts";
import { parseParent } from "./parent.ts";
import { parseScript } from "./script.ts";
import { parseInclude, parseSplice } from "./splice.ts";
import { reject } from "./reject.ts";
import type { StatementParser } from "./statement.ts";
import { parseVars } from "./vars.ts";

/** A statement of DAGMan that is understood. */
interface Keyword {
  readonly parse: StatementParser;
  /** The statement as it should be written. */
  readonly form: string;
}

/** The DAGMan statements that are understood, by keyword. */
export const keywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ["ABORT-DAG-ON", { parse: parseAbort, form: "ABORT-DAG-ON NODE EXIT-CODE [RETURN EXIT-CODE]" }],
  ["CATEGORY", { parse: parseCategory, form: "CATEGORY NODE NAME" }],
  ["CONFIG", { parse: parseConfig, form: "CONFIG FILE" }],
  ["DONE", { parse: parseDone, form: "DONE NODE" }],
  ["ENV", { parse: parseEnv, form: "ENV GET NAME...  or  ENV SET NAME=VALUE;NAME=VALUE" }],
  ["FINAL", { parse: parseFinal, form: "FINAL NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP]" }],
  ["INCLUDE", { parse: parseInclude, form: "INCLUDE FILE" }],
  ["JOB", { parse: parseJob, form: "JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]" }],
  ["MAXJOBS", { parse: parseMaxJobs, form: "MAXJOBS CATEGORY NUMBER" }],
  ["PARENT", { parse: parseParent, form: "PARENT NODE... CHILD NODE..." }],
  ["PRE_SKIP", { parse: parsePreSkip, form: "PRE_SKIP NODE EXIT-CODE" }],
  ["PRIORITY", { parse: parsePriority, form: "PRIORITY NODE NUMBER" }],
  ["REJECT", { parse: reject, form: "no REJECT" }],
  ["RETRY", { parse: parseRetry, form: "RETRY NODE COUNT [UNLESS-EXIT EXIT-CODE]" }],
  ["SCRIPT", { parse: parseScript, form: "SCRIPT [DEFER EXIT-CODE SECONDS] PRE|POST|HOLD NODE PROGRAM [ARGUMENT...]" }],
  ["SPLICE", { parse: parseSplice, form: "SPLICE NAME DAG-FILE [DIR DIRECTORY]" }],
  ["SUBDAG", { parse: parseSubdag, form: "SUBDAG EXTERNAL NAME DAG-FILE [DIR DIRECTORY] [NOOP] [DONE]" }],
  ["SUBMIT-DESCRIPTION", { parse: parseDescription, form: "SUBMIT-DESCRIPTION NAME {  (the description's lines, and }, follow)" }],
  ["VARS", { parse: parseVars, form: 'VARS NODE [PREPEND|APPEND] NAME="VALUE"...  (with \\" and \\\\ for " and \\)' }],
]);

/** Statements that change only what DAGMan itself writes down, plots or is found by. */
export const ignoredKeywords: ReadonlySet<string> = new Set(["DOT", "JOBSTATE_LOG", "NODE_STATUS_FILE", "SET_JOB_ATTR"]);

/** Statements that are refused by name; for those that declare a node, which word after the keyword is its name. */
export const refusedKeywords: ReadonlyMap<string, number | undefined> = new Map([
  ["CONNECT", undefined],
  ["PIN_IN", undefined],
  ["PIN_OUT", undefined],
  ["PROVISIONER", 0],
  ["SAVE_POINT_FILE", undefined],
  ["SERVICE", 0],
]);

/** Every word that a DAGMan statement may begin with. */
export const allKeywords: ReadonlySet<string> = new Set([...keywords.keys(), ...ignoredKeywords, ...refusedKeywords.keys()]);
