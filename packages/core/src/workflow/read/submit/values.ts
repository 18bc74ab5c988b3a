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
  const value = text === undefined ? undefined : parse(text);
  if (text !== undefined && value === undefined) {
    const message = `${name} expects ${expected}, not ${JSON.stringify(text)}`;
    reportValue("WORKFLOW_INVALID_VALUE", name, message, scope, "Expressions are not evaluated here: write a plain value.");
  }
  return value;
}

/** Reports that the value of the command `name` is wrong, at the place of that value. */
export function reportValue(code: WorkflowErrorCode, name: string, message: string, scope: Scope, remedy?: string): void {
  const definition: Definition | undefined = lookup(name, scope);
  if (definition === undefined) return;
  scope.problems.add(code, { message, at: placeAt(definition.line, definition.offset), remedy }, [scope.node]);
}
