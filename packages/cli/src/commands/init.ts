import { resolve } from "node:path";

import { initProject } from "@asimov-gw/core/project";

/** `asimov init`: starts a project. */
export function init(directory: string, name: string): void {
  initProject(directory, name);
  process.stdout.write(`Started project "${name}" in ${resolve(directory)}\nNext: asimov apply -f BLUEPRINT.yaml\n`);
}
