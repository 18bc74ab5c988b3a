import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

import type { JobDescription } from "@asimov-gw/core/workflow";
import { launchText, requestOptions } from "../src/script.ts";
import { defaultSettings, type SlurmSettings } from "../src/settings.ts";

const settings: SlurmSettings = { ...defaultSettings, user: "gw" };
const job: JobDescription = {
  process: 0,
  executable: "/bin/true",
  arguments: [],
  environment: {},
  inherit: "none",
  directory: "/",
  request: { cpus: 4 },
  priority: 0,
  extra: {},
};

test("what a job asks for is asked of Slurm, in its units", () => {
  expect(requestOptions(job, settings)).toEqual(["--nodes=1", "--ntasks=1", "--cpus-per-task=4"]);
  const extra = { request_gpus: "2", "my.maxruntime": "3601", allowed_execute_duration: "7200" };
  const named = { partition: "long", qos: "gw", account: "ligo", constraint: "avx2", reservation: "o4" };
  expect(requestOptions({ ...job, request: { cpus: 1, memory: 1000.2 }, extra }, { ...settings, ...named, minutes: 5 })).toEqual([
    "--nodes=1",
    "--ntasks=1",
    "--cpus-per-task=1",
    "--mem=1001M",
    "--gres=gpu:2",
    "--time=61",
    "--partition=long",
    "--qos=gw",
    "--account=ligo",
    "--constraint=avx2",
    "--reservation=o4",
  ]);
  expect(requestOptions(job, { ...settings, minutes: 5 })).toContain("--time=5");
  expect(() => requestOptions({ ...job, extra: { request_gpus: "Gpus > 1" } }, settings)).toThrow(
    'request_gpus must be a whole number to be asked of Slurm, not "Gpus > 1"',
  );
});

test("a launch file gives a job its words and variables as they are, the devices that Slurm has named, and its own exit code to Slurm", () => {
  const directory = mkdtempSync(join(tmpdir(), "asimov-launch-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const words = ["a b", "", "'", '"', "$HOME", "*", "é", "-n", "line\nbreak", "\\", "`date`"];
  const out = join(directory, "out");
  const text = `{ printf '%s|' "$@"; echo; env -u PWD | sort; } >"${out}"; echo code=7 >"${directory}/exit"`;
  writeFileSync(join(directory, "3"), launchText(directory, { ODD: "a 'b'\n$c", PATH: "/usr/bin:/bin" }, ["/bin/sh", "-c", text, "sh", ...words]));
  const task = fileURLToPath(new URL("../assets/task.sh", import.meta.url));
  const env = { SLURM_ARRAY_TASK_ID: "3", CUDA_VISIBLE_DEVICES: "1", OTHER: "hidden" };
  expect(() => execFileSync("/bin/sh", [task, directory], { env })).toThrow(expect.objectContaining({ status: 7 }));
  const variables = ["$c", "CUDA_VISIBLE_DEVICES=1", "ODD=a 'b'", "PATH=/usr/bin:/bin", ""];
  expect(readFileSync(out, "utf8")).toBe(`${words.map((word) => `${word}|`).join("")}\n${variables.join("\n")}`);
});
