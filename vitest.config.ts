import { defineConfig } from "vitest/config";

// One run over all packages, on the sources. End-to-end tests, which run real programs, come after the others.
export default defineConfig({
  ssr: { resolve: { conditions: ["@asimov-gw/source", "module", "node", "default"] } },
  test: {
    reporters: ["default", "./test/reporter.ts"],
    setupFiles: ["./test/setup-properties.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.e2e.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["packages/*/test/**/*.e2e.test.ts", "examples/*/test/**/*.e2e.test.ts", "test/**/*.e2e.test.ts"],
          globalSetup: ["test/setup-e2e.ts"],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
