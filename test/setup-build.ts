import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { TestProject } from "vitest/node";

/** Builds the packages: tests that run commands run them as they are installed, which costs half of what the sources do. */
export function setup(project: TestProject): void {
  build();
  project.onTestsRerun(build);
}

function build(): void {
  const root = fileURLToPath(new URL("..", import.meta.url));
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
