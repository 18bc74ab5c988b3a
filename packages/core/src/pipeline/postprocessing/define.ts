import { AsimovError } from "../../system/index.ts";
import { apiVersion } from "../types.ts";
import type { Postprocessor } from "./postprocessor.ts";
import type { PostprocessorContext } from "./types.ts";

/** The key under which a post-processor class carries the version of the contract it was written for. Shared by all copies of core. */
export const postprocessorBrand: unique symbol = Symbol.for("asimov.postprocessor") as typeof postprocessorBrand;

/** A class that implements {@link Postprocessor}. */
export interface PostprocessorClass {
  new (context: PostprocessorContext): Postprocessor;
  readonly name: string;
}

const required = ["run", "detectCompletion", "collectAssets"] as const;

/** Marks a class as a post-processor and checks that it has the required members; the default export of its module. Throws `POSTPROCESSOR_INCOMPLETE`. */
export function definePostprocessor<C extends PostprocessorClass>(postprocessor: C): C {
  const prototype = postprocessor.prototype as unknown as Record<string, unknown>;
  const missing = required.filter((member) => typeof prototype[member] !== "function");
  if (missing.length > 0) {
    throw new AsimovError("POSTPROCESSOR_INCOMPLETE", {
      message: `post-processor "${postprocessor.name}" lacks ${missing.join(", ")}`,
      remedy: `Add the missing methods to the class, such as "async ${missing[0]}() { ... }".`,
    });
  }
  Object.defineProperty(postprocessor, postprocessorBrand, { value: apiVersion });
  return postprocessor;
}
