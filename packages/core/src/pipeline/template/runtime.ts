import type { HelperDelegate, HelperOptions } from "handlebars";

import { impliedBy } from "../../settings/index.ts";
import { AsimovError, type Place } from "../../system/index.ts";
import { vanish } from "./helpers.ts";
import { follow } from "./lookup.ts";
import { isMissing, plainText } from "./scalars.ts";
import type { Output } from "./output.ts";
import type { Reads, Recorder } from "./record.ts";
import type { TemplateContext } from "./render.ts";

/** The functions behind a rewritten template, for one rendering. */
export interface Runtime {
  readonly lookup: HelperDelegate;
  readonly emit: HelperDelegate;
  /** A built-in block whose lines depend on what its condition reads. */
  block(builtIn: HelperDelegate): HelperDelegate;
  /** Our helpers as Handlebars calls them. */
  helpers(all: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>): Record<string, HelperDelegate>;
}

/** Makes the functions behind a rewritten template: they read from `roots`, note in `recorder` and write to `output`. */
export function createRuntime(roots: TemplateContext, recorder: Recorder, output: Output, file: string): Runtime {
  const { pipeline } = roots.analysis;
  const called =
    (work: (args: readonly unknown[]) => unknown): HelperDelegate =>
    (...all: unknown[]) => {
      try {
        return work(all.slice(0, -1));
      } catch (error) {
        throw located(error, { file, line: lineOf(all.at(-1)) }, recorder.take(), pipeline);
      }
    };
  return {
    lookup: called(([path, ...args]) => {
      const parts = JSON.parse(String(path)) as readonly string[];
      const value = follow(roots, parts, args);
      if (isMissing(value) && parts[0] === "settings") recorder.missed(parts.slice(1));
      return value;
    }),
    emit: called(([value, label]) => {
      const reads = recorder.take();
      if (value === vanish) return output.vanish();
      if (isMissing(value) || value === "") throw missing(reads, String(label), value, pipeline);
      const text = plainText(value, String(label));
      if (/[\r\n]/.test(text) && /^\{+\s*settings\./.test(String(label))) {
        throw new AsimovError("TEMPLATE_VALUE_UNSUITABLE", { message: `${String(label)} has several lines: ${JSON.stringify(text)}` });
      }
      return output.value(text, reads);
    }),
    block(builtIn) {
      return function block(this: unknown, ...args: unknown[]) {
        const reads = recorder.take();
        return output.range(String((builtIn as (...all: unknown[]) => unknown).apply(this, args)), reads);
      };
    },
    helpers: (all) => Object.fromEntries(Object.entries(all).map(([name, helper]) => [name, called((args) => helper(...args))])),
  };
}

function missing(reads: Reads, label: string, value: unknown, pipeline: string): AsimovError {
  const names = reads.missing.map((path) => `"${path}"`).join(" or ");
  const empty = value === "" ? "an empty" : "no";
  if (names === "") {
    const message = `${label} has ${empty} value${inVain(reads, pipeline)}`;
    return new AsimovError("TEMPLATE_MISSING_VALUE", { message, remedy: remedyFor(reads, pipeline) });
  }
  return new AsimovError("TEMPLATE_MISSING_VALUE", {
    message: `the setting ${names} has ${empty} value, and ${label} needs one`,
    remedy: `Set it in the blueprint of the analysis, of its event, or of the project.${sources(reads.missing)}`,
  });
}

function inVain({ sought }: Reads, pipeline: string): string {
  return sought.length === 0 ? "" : `; among the settings ${pipeline} looked in vain for ${sought.map((path) => `"${path}"`).join(", ")}`;
}

// Which settings a pipeline puts into a value only its author knows; which it reads is described.
function remedyFor({ sought }: Reads, pipeline: string): string {
  const list = `asimov vocabulary list --pipeline ${pipeline} shows what it reads.`;
  return `Set what is missing in the blueprint of the analysis, of its event, or of the project.${sources(sought)} ${list}`;
}

// What would have been there, had something else been set.
function sources(paths: readonly string[]): string {
  return paths
    .flatMap((path) => {
      const from = impliedBy(path.split("."));
      return from.length === 0 ? [] : [` Where "${path}" is not set, it is made from ${from.map((one) => `"${one}"`).join(" and ")}.`];
    })
    .join("");
}

// The options that Handlebars passes last say where the call stands in the template.
function lineOf(options: unknown): number | undefined {
  return (options as HelperOptions & { readonly loc?: hbs.AST.SourceLocation }).loc?.start.line;
}

// An error that a plugin wrote for its users says enough; any other gets the place where it arose, and the settings behind it.
function located(error: unknown, at: Place, reads: Reads, pipeline: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof AsimovError ? error.at !== undefined || !error.code.startsWith("TEMPLATE_") : "toJSON" in error) return error;
  const from = reads.found.length === 0 ? "" : ` (from ${reads.found.map((path) => `"${path}"`).join(", ")})`;
  if (error instanceof AsimovError) return new AsimovError(error.code, { message: error.message + from, at, remedy: error.remedy, cause: error });
  const remedy = reads.sought.length === 0 ? undefined : remedyFor(reads, pipeline);
  return new AsimovError("TEMPLATE_FAILED", { message: error.message + from + inVain(reads, pipeline), at, remedy, cause: error });
}
