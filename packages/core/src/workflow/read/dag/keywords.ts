import type { DagDraft } from "./draft.ts";
import { parseEnv } from "./env.ts";
import { parseJob } from "./job.ts";
import { parseDone, parsePriority, parseRetry } from "./node-settings.ts";
import { parseParent } from "./parent.ts";
import { parseVars } from "./vars.ts";
import type { Word } from "./words.ts";

/** Reads one statement, its keyword first, into the draft; what is wrong goes to the draft's problems. */
type KeywordParser = (statement: readonly Word[], dag: DagDraft) => void;

const ignore: KeywordParser = () => {};

/** The DAGMan statements that are understood, by keyword. The ignored ones change only what DAGMan itself logs, plots or is tuned with. */
export const keywords: ReadonlyMap<string, KeywordParser> = new Map([
  ["CONFIG", ignore],
  ["DONE", parseDone],
  ["DOT", ignore],
  ["ENV", parseEnv],
  ["JOB", parseJob],
  ["JOBSTATE_LOG", ignore],
  ["NODE_STATUS_FILE", ignore],
  ["PARENT", parseParent],
  ["PRIORITY", parsePriority],
  ["RETRY", parseRetry],
  ["VARS", parseVars],
]);

/** The other statements of DAGMan, which are refused by name; for those that declare a node, which word is its name. */
export const refusedKeywords: ReadonlyMap<string, number | undefined> = new Map([
  ["ABORT-DAG-ON", undefined],
  ["CATEGORY", undefined],
  ["CONNECT", undefined],
  ["FINAL", 1],
  ["INCLUDE", undefined],
  ["MAXJOBS", undefined],
  ["PIN_IN", undefined],
  ["PIN_OUT", undefined],
  ["PRE_SKIP", undefined],
  ["PROVISIONER", 1],
  ["REJECT", undefined],
  ["SAVE_POINT_FILE", undefined],
  ["SCRIPT", undefined],
  ["SERVICE", 1],
  ["SET_JOB_ATTR", undefined],
  ["SPLICE", 1],
  ["SUBDAG", 2],
  ["SUBMIT-DESCRIPTION", undefined],
]);

/** Every word that a DAGMan statement may begin with. */
export const allKeywords: ReadonlySet<string> = new Set([...keywords.keys(), ...refusedKeywords.keys()]);
