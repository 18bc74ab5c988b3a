import { BaseSequencer, type TestSpecification } from "vitest/node";

const longest = ["run/slurm.e2e.test.ts", "rift.e2e.test.ts", "faults.e2e.test.ts", "demo.e2e.test.ts", "bilby.e2e.test.ts", "kills.e2e.test.ts"];

/** The order of test files: what takes minutes comes first, so that no processor is idle while it is the last. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/${name}`));
  return place === -1 ? longest.length : place;
}
