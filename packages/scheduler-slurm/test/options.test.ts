import { expect, test } from "vitest";

import { minutesOf, readOptions } from "../src/options.ts";

test("times are read as Slurm reads them, in minutes", () => {
  const times = { "90": 90, "1:30": 2, "12:00:00": 720, "0:00:01": 1, "2-0": 2880, "1-12": 2160, "1-0:30": 1470, "1-00:00:30": 1441 };
  for (const [text, minutes] of Object.entries(times)) expect([text, minutesOf(text)]).toEqual([text, minutes]);
  expect(minutesOf(90)).toBe(90);
  for (const wrong of ["", "0", "1h", "1:2:3:4", "-5", "1-", 0, -1, NaN, {}, null]) expect([wrong, minutesOf(wrong)]).toEqual([wrong, undefined]);
});

test("a supervisor that is a job belongs to the cluster, another one to its host", () => {
  const env = { XDG_STATE_HOME: "/state" };
  const here = readOptions({ cluster: "hawk" }, env);
  expect(here.directory).toBe(`/state/asimov/slurm/hawk-${here.home}`);
  expect(readOptions({ cluster: "hawk", runner: "job" }, env)).toMatchObject({ directory: "/state/asimov/slurm/hawk", home: "the cluster hawk" });
  expect(readOptions({ state: "/scratch/me", runner: "job" }, env)).toMatchObject({ directory: "/scratch/me", home: "the cluster" });
});

test("mistaken settings are named with what they must be", () => {
  const code = "CONFIG_INVALID";
  expect(() => readOptions({ partion: "long" })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining('Did you mean "partition"?') }),
  );
  expect(() => readOptions({ "job time": "1 day" })).toThrow('"job time" must be minutes, or a time as Slurm writes it');
  expect(() => readOptions({ runner: "there" })).toThrow('"runner" must be here or job');
  expect(() => readOptions({ state: "relative" })).toThrow("the absolute path of a directory");
});
