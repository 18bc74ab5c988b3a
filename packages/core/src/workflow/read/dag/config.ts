import { resolve } from "node:path";

import type { Throttles } from "../../types.ts";
import { logicalLines } from "../lines.ts";
import { readText } from "../read-text.ts";
import { parseBoolean } from "../submit/units.ts";
import type { DagDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";
import { placeOf } from "./words.ts";

// What DAGMan's configuration knows its throttles under.
const throttleNames: ReadonlyMap<string, keyof Throttles> = new Map([
  ["DAGMAN_MAX_HOLD_SCRIPTS", "hold"],
  ["DAGMAN_MAX_JOBS_IDLE", "idle"],
  ["DAGMAN_MAX_JOBS_SUBMITTED", "jobs"],
  ["DAGMAN_MAX_POST_SCRIPTS", "post"],
  ["DAGMAN_MAX_PRE_SCRIPTS", "pre"],
]);

/** `CONFIG file` reads DAGMan's throttles and whether VARS win against submit files; all else in the file tunes DAGMan itself. */
export async function parseConfig({ keyword, words, form }: Statement, dag: DagDraft): Promise<void> {
  const [name, excess] = words;
  if (name === undefined) return dag.syntax(keyword, "CONFIG needs a file", form);
  if (excess !== undefined) return dag.syntax(excess, `CONFIG has no option "${excess.text}"`, form);
  const { reading } = dag;
  const file = resolve(dag.directory, name.text);
  if (reading.config?.file === file) return;
  if (reading.config !== undefined)
    return dag.syntax(name, `a workflow has one configuration, and ${reading.config.file} is it already`, "only one CONFIG statement");
  const text = await readText(file, "configuration file", placeOf(name), reading.problems);
  const values = new Map<string, string>();
  for (const line of logicalLines(text ?? "", file)) {
    const [, knob, value] = /^([\w.]+)\s*=\s*(.*)$/s.exec(line.text) ?? [];
    if (knob !== undefined) values.set(knob.toUpperCase(), value!);
  }
  const throttles: { -readonly [name in keyof Throttles]: number } = {};
  for (const [knob, throttle] of throttleNames) {
    const value = values.get(knob) ?? "0";
    if (!/^\d{1,9}$/.test(value)) {
      const message = `${knob} in ${file} expects a number of 0 or more, not "${value}"`;
      reading.problems.add("WORKFLOW_INVALID_VALUE", { message, at: placeOf(name) });
    } else if (Number(value) > 0) throttles[throttle] = Number(value);
  }
  reading.config = { file, throttles, appendVars: parseBoolean(values.get("DAGMAN_DEFAULT_APPEND_VARS") ?? "false") === true };
}
