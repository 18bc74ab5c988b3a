import { expect, test } from "vitest";

import { keptEnvironment } from "../../../src/lifecycle/keeper/pass-once.ts";

test("passes find programs, plugins and what is recorded as their starter did, and get nothing else", () => {
  const kept = { PATH: "/bin", ASIMOV_LOCAL_STATE: "/a", ASIMOV_SLURM_STATE: "/b", XDG_STATE_HOME: "/c", SLURM_CONF: "/d", XDG_CONFIG_HOME: "/e" };
  expect(keptEnvironment({ ...kept, ASIMOV_TOKEN: "secret", AWS_SECRET: "secret", HOME: undefined })).toEqual(kept);
});
