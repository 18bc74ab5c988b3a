import { defineConfig } from "vitest/config";

// One run over all packages, on the sources. End-to-end tests on real programs share the machine's cores, so they come in a project of their own.
export default defineConfig({
  ssr: { resolve: { conditions: ["@asimov-gw/source", "module", "node", "default"] } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["packages/*/test/**/*.test.ts"], exclude: ["**/*.e2e.test.ts"], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["packages/*/test/**/*.e2e.test.ts", "test/**/*.e2e.test.ts"],
          globalSetup: ["test/setup-e2e.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
