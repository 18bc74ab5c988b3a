import { placeOfKey, type Source } from "../../settings/index.ts";
import type { Warning } from "../warning.ts";

/** Whether a key at the top of a document is what ledgers of older programs hold there, and what no setting is. */
export function isNoSetting(key: string): boolean {
  return Object.hasOwn(remedies, key);
}

/** The warning for such a key, with what to do instead. */
export function noSettingWarning(key: string, source: Source): Warning {
  return {
    code: "NOT_A_SETTING",
    message: `"${key}" is no setting: nothing is made of it`,
    at: placeOfKey(source, [key]),
    remedy: remedies[key] ?? "Remove it.",
  };
}

const remedies: Readonly<Record<string, string>> = {
  productions: 'Write each analysis as a document of its own: "kind: analysis" with "name", "event" and "pipeline".',
  events: 'Write each event as a document of its own: "kind: event" with "name".',
  project: "Remove it: the project got its name from asimov init NAME.",
  history: "Remove it: the ledger keeps its own history, which asimov log shows.",
};
