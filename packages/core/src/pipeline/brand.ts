import { AsimovError } from "../system/index.ts";
import { apiVersion } from "./types.ts";

/** A kind of class that plugins define, such as pipelines. */
export interface ClassKind {
  /** The key under which a class carries the version of the contract it was written for. */
  readonly brand: symbol;
  /** In words. */
  readonly what: string;
  /** What an author calls to brand a class. */
  readonly define: string;
  /** Methods that every class has. */
  readonly required: readonly [string, ...string[]];
  /** Code of the error about a class that lacks some. */
  readonly incomplete: string;
  /** Code of the error about a module that exports something else. */
  readonly mistaken: string;
}

type AnyClass = (abstract new (...values: never[]) => object) & { readonly name: string };

/** Checks that a class has the methods of its kind, and brands it. Throws `kind.incomplete`. */
export function brand<C extends AnyClass>({ brand: key, what, required, incomplete }: ClassKind, candidate: C): C {
  const prototype = candidate.prototype as Readonly<Record<string, unknown>>;
  const missing = required.filter((member) => typeof prototype[member] !== "function");
  if (missing.length > 0) {
    throw new AsimovError(incomplete, {
      message: `${what} "${candidate.name}" lacks ${missing.join(", ")}`,
      remedy: `Add the missing methods to the class, such as "async ${missing[0]}() { ... }".`,
    });
  }
  Object.defineProperty(candidate, key, { value: apiVersion });
  return candidate;
}

/** The class of a kind that a module exports: branded, never tested by instanceof, since the plugin may have its own copy of core. Throws `kind.mistaken`. */
export function branded({ brand: key, what, define, mistaken }: ClassKind, module: Readonly<Record<string, unknown>>, url: string): unknown {
  const candidate = module["default"];
  if (typeof candidate === "function" && (candidate as unknown as Readonly<Record<symbol, unknown>>)[key] === apiVersion) return candidate;
  throw new AsimovError(mistaken, {
    message: `the module's default export is not a ${what} of this version of the contract`,
    at: url,
    remedy: `Its author writes: export default ${define}(CLASS)`,
  });
}
