import { resolve } from "node:path";

import { blueprintSchema } from "@asimov-gw/core/blueprint";
import { writeAtomic, writingFor } from "@asimov-gw/core/system";

import { vocabularyAround } from "../installed.ts";
import { printText } from "../print.ts";

/** `asimov schema`: prints the JSON Schema of blueprints, or writes it to a file. Works outside a project too. */
export function schema(directory: string, options: { readonly output?: string }): void {
  const text = `${JSON.stringify(blueprintSchema(vocabularyAround(directory).vocabulary), null, 2)}\n`;
  if (options.output === undefined) return printText(text);
  const file = resolve(directory, options.output);
  writingFor(file, () => writeAtomic(file, text));
}
