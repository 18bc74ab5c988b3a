import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

import { defineConfig } from "vitest/config";

import LongestFirst from "./test/longest-first.ts";

// One run over all packages, on the sources. End-to-end tests, which run real programs, come after the others.
export default defineConfig({
  ssr: { resolve: { conditions: ["@asimov-gw/source", "module", "node", "default"] } },
  test: {
    reporters: ["default", "./test/reporter.ts"],
    setupFiles: ["./test/setup-properties.ts"],
    // Many tests wait for a program that they have started; vitest would leave one processor to itself.
    maxWorkers: Math.max(2, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // Hundreds of processes load the same modules.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.e2e.test.ts"],
          globalSetup: ["test/setup-build.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["packages/*/test/**/*.e2e.test.ts", "examples/*/test/**/*.e2e.test.ts", "test/**/*.e2e.test.ts"],
          globalSetup: ["test/setup-build.ts", "test/setup-e2e.ts"],
          setupFiles: ["./test/setup-programs.ts"],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
