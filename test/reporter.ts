import { writeFileSync } from "node:fs";

import type { Reporter, TestModule } from "vitest/node";

/** Writes how many tests passed, failed and were skipped to the file named by `ASIMOV_TEST_COUNTS`, for `.ci/run`. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env["ASIMOV_TEST_COUNTS"];
    if (file === undefined) return;
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      // A file that could not be loaded has no tests, but errors of its own.
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed" || state === "skipped") counts[state] += 1;
        else counts.failed += 1;
      }
    }
    writeFileSync(file, JSON.stringify(counts));
  }
}
