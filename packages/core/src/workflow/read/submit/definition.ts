import type { Line } from "../lines.ts";

/** A macro or command as a submit file or a VARS statement sets it. */
export interface Definition {
  /** Canonical: see `canonicalName`. */
  readonly name: string;
  /** As written, with macros not yet expanded. */
  readonly value: string;
  readonly line: Line;
  /** Where `value` begins in `line`. */
  readonly offset: number;
  /** The definition of the same name that this one replaces: what `$(name)` means within `value`. */
  readonly previous?: Definition | undefined;
}

/** Adds a definition to `scope`, keeping the one that it replaces. */
export function define(scope: Map<string, Definition>, definition: Definition): void {
  scope.set(definition.name, { ...definition, previous: scope.get(definition.name) });
}
