import { lateIn } from "../../types.ts";
import { placeAt } from "../lines.ts";
import type { WorkflowErrorCode } from "../problems.ts";
import type { Definition } from "./definition.ts";
import { expand } from "./macros.ts";
import { lookup, type Scope } from "./scope.ts";

/** The expanded text of the command `name`; undefined when it is not set or set to nothing. */
export function textOf(name: string, scope: Scope): string | undefined {
  const definition = lookup(name, scope);
  if (definition === undefined) return undefined;
  const value = expand(definition, scope).trim();
  return value === "" ? undefined : value;
}

/** The value of the command `name` as `parse` reads it; undefined when it is not set, or, with a problem, when `parse` cannot read it. */
export function valueOf<T>(name: string, scope: Scope, parse: (text: string) => T | undefined, expected: string): T | undefined {
  const text = textOf(name, scope);
  if (text !== undefined && reportLate(name, text, scope)) return undefined;
  const value = text === undefined ? undefined : parse(text);
  if (text !== undefined && value === undefined) {
    const message = `${name} expects ${expected}, not ${JSON.stringify(text)}`;
    reportValue("WORKFLOW_INVALID_VALUE", name, message, scope, "Expressions are not evaluated here: write a plain value.");
  }
  return value;
}

function reportLate(name: string, text: string, scope: Scope): boolean {
  const macro = lateIn(text);
  if (macro === undefined) return false;
  const message = `${name} cannot depend on $(${macro}), which is known only when the job starts`;
  reportValue("WORKFLOW_UNSUPPORTED", name, message, scope, "Write a plain value.");
  return true;
}

/** Reports that the value of the command `name` is wrong, at the place of that value. */
export function reportValue(code: WorkflowErrorCode, name: string, message: string, scope: Scope, remedy?: string): void {
  const definition: Definition | undefined = lookup(name, scope);
  if (definition === undefined) return;
  scope.problems.add(code, { message, at: placeAt(definition.line, definition.offset), remedy }, [scope.node]);
}
