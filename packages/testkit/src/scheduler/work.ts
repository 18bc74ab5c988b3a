import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { isRecord, readIfExists } from "@asimov-gw/core/system";

/** A job of a workflow, as far as a simulation is interested: its name and what it makes. */
export interface SimulatedNode {
  readonly name: string;
  /** Texts by absolute path. */
  readonly products: Readonly<Record<string, string>>;
}

/**
 * The jobs of a workflow file in its order, with what they make: a job in DIRECTORY makes what `DIRECTORY/NAME.products.json` says, texts by paths
 * relative to DIRECTORY. Only `JOB NAME FILE` lines and `initialdir` are read.
 */
export function nodesOf(file: string, directory: string): readonly SimulatedNode[] {
  const text = readIfExists(file) ?? "";
  return [...text.matchAll(/^\s*JOB\s+(\S+)\s+(\S+)/gim)].map(([, name = "", submitFile = ""]) => {
    const [, initial = directory] = /^\s*initialdir\s*=\s*(.*\S)\s*$/im.exec(readIfExists(resolve(directory, submitFile)) ?? "") ?? [];
    const place = resolve(directory, initial);
    const listed: unknown = JSON.parse(readIfExists(join(place, `${name}.products.json`)) ?? "{}");
    const products = Object.entries(isRecord(listed) ? listed : {}).map(([path, content]) => [resolve(place, path), String(content)]);
    return { name, products: Object.fromEntries(products) as SimulatedNode["products"] };
  });
}

/** Does what a job does: writes its products. */
export function doWork({ products }: SimulatedNode): void {
  for (const [path, content] of Object.entries(products)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
