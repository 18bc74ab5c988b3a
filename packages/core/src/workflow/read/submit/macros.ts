import { placeAt } from "../lines.ts";
import type { WorkflowErrorCode } from "../problems.ts";
import { callsIn, type Call } from "./calls.ts";
import { canonicalName, isKept } from "./commands.ts";
import type { Definition } from "./definition.ts";
import { applyFunction } from "./functions.ts";
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

// Many jobs expand the definitions of one submit file: what stands in them is found once.
const callsOf = new WeakMap<Definition, readonly Call[]>();

function callsWithin(text: string, definition: Definition, { matched }: Expansion): readonly Call[] {
  if (matched || text !== definition.value) return callsIn(text, matched);
  const known = callsOf.get(definition) ?? callsIn(text, matched);
  callsOf.set(definition, known);
  return known;
}

// `start` is where `text` begins within the value of `definition`.
function expandText(text: string, start: number, definition: Definition, expansion: Expansion): string {
  if (expansion.stopped) return "";
  if (!text.includes("$")) return text;
  if (expansion.depth >= maxDepth || expansion.steps >= maxSteps) return reportLoop(expansion.active, expansion);
  expansion.depth++;
  let [result, end] = ["", 0];
  for (const call of callsWithin(text, definition, expansion)) {
    result += text.slice(end, call.start) + expandCall(call, start + call.start, definition, expansion);
    if (result.length > maxLength) return reportLoop(expansion.active, expansion);
    end = call.end;
  }
  expansion.depth--;
  return result + text.slice(end);
}

function expandCall({ kind, body, name, fallback }: Call, offset: number, definition: Definition, expansion: Expansion): string {
  const written = `$${kind}(${body})`;
  expansion.steps++;
  if (kind.startsWith("$")) {
    report("WORKFLOW_UNSUPPORTED", `${written} is not supported: it is known only where the job runs`, offset, definition, expansion);
    return "";
  }
  if (name === undefined) return callFunction(kind, body, offset, definition, expansion);
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
