import { brand, branded, type ClassKind } from "../brand.ts";
import type { Postprocessor } from "./postprocessor.ts";
import type { PostprocessorContext } from "./types.ts";

/** The key under which a post-processor class carries the version of the contract it was written for. Shared by all copies of core. */
export const postprocessorBrand: unique symbol = Symbol.for("asimov.postprocessor") as typeof postprocessorBrand;

/** A class that implements {@link Postprocessor}. */
export interface PostprocessorClass {
  new (context: PostprocessorContext): Postprocessor;
  readonly name: string;
}

const kind: ClassKind = {
  brand: postprocessorBrand,
  what: "post-processor",
  define: "definePostprocessor",
  required: ["run", "detectCompletion", "collectAssets"],
  incomplete: "POSTPROCESSOR_INCOMPLETE",
  mistaken: "PLUGIN_NOT_A_POSTPROCESSOR",
};

/** Marks a class as a post-processor and checks that it has the required members; the default export of its module. Throws `POSTPROCESSOR_INCOMPLETE`. */
export function definePostprocessor<C extends PostprocessorClass>(postprocessor: C): C {
  return brand(kind, postprocessor);
}

/** The post-processor class that a module exports. Throws `PLUGIN_NOT_A_POSTPROCESSOR`. */
export function postprocessorFrom(module: Readonly<Record<string, unknown>>, url: string): PostprocessorClass {
  return branded(kind, module, url) as PostprocessorClass;
}
