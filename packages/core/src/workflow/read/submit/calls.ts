import { isFunction } from "./functions.ts";

/** A macro or function in a text: `$(NAME)`, `$(NAME:FALLBACK)`, `$ENV(NAME)`, `$$(NAME)` or `$FUNCTION(BODY)`. */
export interface Call {
  /** What stands between `$` and the parenthesis. */
  readonly kind: string;
  readonly body: string;
  /** The name in the body, of macros and variables; and what stands for their value where there is none. */
  readonly name?: string | undefined;
  readonly fallback?: string | undefined;
  /** Where it begins in the text, and where the text goes on. */
  readonly start: number;
  readonly end: number;
}

/** The macros and functions of `text`, those within the parentheses of others left out; with `matched`, `$$(NAME)` is none. */
export function callsIn(text: string, matched: boolean): readonly Call[] {
  if (!text.includes("$")) return [];
  const closers = matchParentheses(text);
  const opener = /\$(\$?[A-Za-z]*)\(/g;
  const calls: Call[] = [];
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const close = closers.get(opener.lastIndex - 1);
    if (close === undefined) continue;
    const call = callOf(match[1]!, text.slice(opener.lastIndex, close), match.index, close + 1, matched);
    if (call === undefined) continue;
    calls.push(call);
    opener.lastIndex = call.end;
  }
  return calls;
}

// Undefined when the text is none and stays as it is.
function callOf(kind: string, body: string, start: number, end: number, matched: boolean): Call | undefined {
  if (kind.startsWith("$")) return matched ? undefined : { kind, body, start, end };
  if (kind !== "" && kind.toUpperCase() !== "ENV") return isFunction(kind) ? { kind, body, start, end } : undefined;
  const [, name, fallback] = /^([\w.+]+)(?::(.*))?$/s.exec(body) ?? [];
  return name === undefined ? undefined : { kind, body, name, fallback, start, end };
}

// Where the parenthesis opened at each offset is closed, found in one walk.
function matchParentheses(text: string): ReadonlyMap<number, number> {
  const open: number[] = [];
  const closers = new Map<number, number>();
  for (const { 0: parenthesis, index } of text.matchAll(/[()]/g)) {
    if (parenthesis === "(") open.push(index);
    else if (open.length > 0) closers.set(open.pop()!, index);
  }
  return closers;
}
