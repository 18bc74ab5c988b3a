import { placeAt } from "../lines.ts";
import type { WorkflowErrorCode } from "../problems.ts";
import { canonicalName, isKept } from "./commands.ts";
import type { Definition } from "./definition.ts";
import { applyFunction, isFunction } from "./functions.ts";
import { builtin, lookup, type Scope } from "./scope.ts";

interface Expansion {
  readonly scope: Scope;
  /** The definitions that are being expanded, outermost first. */
  readonly active: Definition[];
  /** Leave `$$(NAME)` as it is: it is for schedulers that match jobs with machines. */
  readonly matched: boolean;
  depth: number;
  steps: number;
  stopped: boolean;
}

// Far beyond what a person or builder writes; keeps macros that double at each level from filling the memory.
const maxSteps = 10_000;
const maxDepth = 50;
const maxLength = 1_000_000;
const shownNames = 10;

/** The value of `definition` with its macros expanded; what is wrong goes to the problems of `scope`, and stands for nothing in the value. */
export function expand(definition: Definition, scope: Scope): string {
  if (!definition.value.includes("$")) return definition.value;
  return expandDefinition(definition, { scope, active: [], matched: isKept(definition.name), depth: 0, steps: 0, stopped: false });
}

/** The canonical names of the macros that `definition`, or one that it replaced, refers to, also as `$FUNCTION(NAME)`. */
export function referredNames(definition: Definition): string[] {
  const names: string[] = [];
  for (let each: Definition | undefined = definition; each !== undefined; each = each.previous) {
    for (const [, name] of each.value.matchAll(/\$[A-Za-z]*\(\s*([\w.+]+)/g)) names.push(canonicalName(name!));
    for (const [, list] of each.value.matchAll(/\$(?:CHOICE|SUBSTR)\(([\w.+,\s]+)\)/g)) names.push(...list!.split(/[\s,]+/).map(canonicalName));
  }
  return names;
}

function expandDefinition(definition: Definition, expansion: Expansion): string {
  const { active } = expansion;
  if (active.includes(definition)) return reportLoop([...active.slice(active.indexOf(definition)), definition], expansion);
  active.push(definition);
  const value = expandText(definition.value, 0, definition, expansion);
  active.pop();
  return value;
}

// `start` is where `text` begins within the value of `definition`.
function expandText(text: string, start: number, definition: Definition, expansion: Expansion): string {
  if (expansion.stopped) return "";
  if (expansion.depth >= maxDepth || expansion.steps >= maxSteps) return reportLoop(expansion.active, expansion);
  expansion.depth++;
  const closers = matchParentheses(text);
  const opener = /\$(\$?[A-Za-z]*)\(/g;
  let [result, end] = ["", 0];
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const close = closers.get(opener.lastIndex - 1);
    if (close === undefined) continue;
    const body = text.slice(opener.lastIndex, close);
    const value = expandOne(match[1]!, body, start + match.index, definition, expansion);
    if (value === undefined) continue;
    result += text.slice(end, match.index) + value;
    if (result.length > maxLength) return reportLoop(expansion.active, expansion);
    opener.lastIndex = end = close + 1;
  }
  expansion.depth--;
  return result + text.slice(end);
}

// Undefined when the text is no macro and stays as it is.
function expandOne(kind: string, body: string, offset: number, definition: Definition, expansion: Expansion): string | undefined {
  const written = `$${kind}(${body})`;
  expansion.steps++;
  if (kind.startsWith("$")) {
    if (expansion.matched) return undefined;
    report("WORKFLOW_UNSUPPORTED", `${written} is not supported: it is known only where the job runs`, offset, definition, expansion);
    return "";
  }
  if (kind !== "" && kind.toUpperCase() !== "ENV") return isFunction(kind) ? callFunction(kind, body, offset, definition, expansion) : undefined;
  const [, name, fallback] = /^([\w.+]+)(?::(.*))?$/s.exec(body) ?? [];
  if (name === undefined) return undefined;
  const known = kind === "" ? macroValue(name, definition, expansion) : expansion.scope.environment(name);
  if (known !== undefined) return known;
  if (fallback !== undefined) return expandText(fallback, offset + written.indexOf(":") + 1, definition, expansion);
  if (!expansion.scope.lenient) {
    const message = kind === "" ? `the macro $(${name}) is not defined` : `the environment variable ${name} of ${written} is not set`;
    const remedy =
      kind === ""
        ? `Set it in the DAG file: VARS ${expansion.scope.node} ${name}="VALUE", or give a default: $(${name}:DEFAULT)`
        : `Set it, or give a default: $ENV(${name}:DEFAULT)`;
    report("WORKFLOW_UNDEFINED_MACRO", message, offset, definition, expansion, remedy);
  }
  return "";
}

function macroValue(written: string, definition: Definition, expansion: Expansion): string | undefined {
  const name = canonicalName(written);
  const found = lookup(name, expansion.scope, name === definition.name ? definition : undefined);
  return found === undefined ? builtin(name, expansion.scope) : expandDefinition(found, expansion);
}

function callFunction(kind: string, body: string, offset: number, definition: Definition, expansion: Expansion): string {
  const result = applyFunction(kind, expandText(body, offset + kind.length + 2, definition, expansion), (name) =>
    /^[\w.+]+$/.test(name) ? macroValue(name, definition, expansion) : undefined,
  );
  if ("value" in result) return result.value;
  if (!expansion.scope.lenient && !expansion.stopped) {
    report("WORKFLOW_UNSUPPORTED", `$${kind}(${body}) is not supported: ${result.wrong}`, offset, definition, expansion);
  }
  return "";
}

// Ends the whole expansion, with one report.
function reportLoop(path: readonly Definition[], expansion: Expansion): string {
  expansion.stopped = true;
  const names = path.slice(0, shownNames).map(({ name }) => name);
  const message = `the macros expand without end: ${names.join(" -> ")}${path.length > shownNames ? " -> ..." : ""}`;
  report(
    "WORKFLOW_MACRO_LOOP",
    message,
    0,
    path[0]!,
    expansion,
    "Within its own definition a macro means its previous one; refer to no other way round.",
  );
  return "";
}

function report(code: WorkflowErrorCode, message: string, offset: number, definition: Definition, { scope }: Expansion, remedy?: string): void {
  scope.problems.add(code, { message, at: placeAt(definition.line, definition.offset + offset), remedy }, [scope.node]);
}

// Where the parenthesis opened at each offset is closed, found in one walk.
function matchParentheses(text: string): ReadonlyMap<number, number> {
  const open: number[] = [];
  const closers = new Map<number, number>();
  for (let offset = 0; offset < text.length; offset++) {
    if (text[offset] === "(") open.push(offset);
    else if (text[offset] === ")" && open.length > 0) closers.set(open.pop()!, offset);
  }
  return closers;
}
