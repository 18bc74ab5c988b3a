import { resolve } from "node:path";

import { initProject } from "@asimov-gw/core/project";

/** `asimov init`: starts a project. */
export function init(directory: string, name: string, options: { readonly shared?: boolean } = {}): void {
  initProject(directory, name, options.shared);
  process.stdout.write(`Started project "${name}" in ${resolve(directory)}\nNext: asimov apply -f BLUEPRINT.yaml\n`);
}
