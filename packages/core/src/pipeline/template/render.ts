import Handlebars from "handlebars";

import type { Settings } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { AnalysisView, EnvironmentView, RenderedConfig } from "../types.ts";
import { helpers } from "./helpers.ts";
import { Output } from "./output.ts";
import { recordReads } from "./record.ts";
import { emitHelper, lookupHelper, rewrite } from "./rewrite.ts";
import { createRuntime } from "./runtime.ts";

/** What a template can name. */
export interface TemplateContext {
  readonly settings: Settings;
  readonly analysis: AnalysisView;
  /** The pipeline itself: its getters and methods can be used. */
  readonly pipeline: object;
  readonly environment: EnvironmentView;
}

const blocks = ["if", "unless", "each", "with"] as const;

/**
 * Renders a config file from a Handlebars template, with what each line was made from. Nothing is escaped, and nothing renders empty:
 * throws `TEMPLATE_MISSING_VALUE` where there is no value, `TEMPLATE_VALUE_UNSUITABLE` for one that its place can't hold, `TEMPLATE_INVALID` for what
 * can't be understood; `file` names the template in errors.
 */
export function renderTemplate(source: string, context: TemplateContext, file = "template"): RenderedConfig {
  const handlebars = Handlebars.create();
  const program = rewrite(parse(handlebars, source, file), source, file, { roots: Object.keys(context), helpers: Object.keys(helpers), blocks });
  const recorder = recordReads(context.analysis, context.settings);
  const output = new Output();
  const runtime = createRuntime({ ...context, settings: recorder.settings }, recorder, output, file);
  const builtIn = Object.fromEntries(blocks.map((name) => [name, runtime.block(handlebars.helpers[name]!)]));
  const all = { ...runtime.helpers(helpers), ...builtIn, [lookupHelper]: runtime.lookup, [emitHelper]: runtime.emit };
  const template = handlebars.compile(program, { noEscape: true, knownHelpers: Object.fromEntries(Object.keys(all).map((name) => [name, true])) });
  try {
    // What templates name directly goes through our look-up; the properties of a pipeline's own objects are reached by Handlebars.
    return output.finish(template({}, { helpers: all, allowProtoPropertiesByDefault: true, allowProtoMethodsByDefault: false }));
  } finally {
    recorder.giveBack();
  }
}

function parse(handlebars: typeof Handlebars, source: string, file: string): hbs.AST.Program {
  try {
    return handlebars.parse(source);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const line = /(?:on line | - )(\d+)/.exec(message)?.[1];
    throw new AsimovError("TEMPLATE_INVALID", { message, at: line === undefined ? file : { file, line: Number(line) }, cause });
  }
}
