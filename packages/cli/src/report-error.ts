import { styleText } from "node:util";

import { AsimovError, AsimovErrors, formatPlace, toPlainError } from "@asimov-gw/core/system";

/** Prints an error for a person, or as JSON, and returns the exit code of the command. */
export function reportError(error: unknown, options: { readonly debug: boolean; readonly json: boolean }): number {
  const errors = error instanceof AsimovErrors ? error.errors : [error];
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ errors: errors.map((one) => withoutStack(one, options.debug)) }, null, 2)}\n`);
  } else {
    const shown = options.debug ? errors : errors.slice(0, mostErrors);
    for (const one of shown) process.stderr.write(`${formatError(one, options.debug)}\n`);
    if (errors.length > shown.length) process.stderr.write(`and ${errors.length - shown.length} more: --debug shows all of them\n`);
  }
  return error instanceof AsimovError ? error.exitCode : 1;
}

// One mistake in a template may be thousands in what it was made into.
const mostErrors = 50;

/** An error as people read it: code and place, what happened, what to do. */
export function formatError(error: unknown, debug = false): string {
  if (!(error instanceof AsimovError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${headline("UNEXPECTED")}\n  This is a fault of asimov; please report it with what follows.\n${visibly(text)}`;
  }
  const lines = [headline(error.code, error.at === undefined ? undefined : formatPlace(error.at)), visibly(error.message)];
  if (error.remedy !== undefined) lines.push(visibly(error.remedy));
  if (debug && error.stack !== undefined) lines.push(visibly(error.stack));
  return lines.join("\n");
}

function headline(code: string, place?: string): string {
  return `${styleText("red", "error", { stream: process.stderr })} ${styleText("bold", code, { stream: process.stderr })}${place === undefined ? "" : `  ${place}`}`;
}

/** Text indented, and with what a terminal would obey made visible: text of blueprints may hold escape sequences and marks that turn the line around. */
export function visibly(text: string): string {
  return harmless(text)
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

/** Text with what a terminal would obey made visible. */
export function harmless(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

function withoutStack(error: unknown, debug: boolean): object {
  const { stack, ...plain } = toPlainError(error);
  return debug ? { ...plain, stack } : plain;
}
