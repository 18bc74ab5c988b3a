import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { askFacts } from "../src/facts.ts";
import { Tools } from "../src/tools.ts";
import { recorded } from "./support/recorded.ts";

function toolsThatSay(text: string, shell = 'cat "${0%/*}/said"'): Tools {
  const bin = mkdtempSync(join(tmpdir(), "asimov-tools-"));
  onTestFinished(() => rmSync(bin, { recursive: true }));
  writeFileSync(join(bin, "said"), text);
  writeFileSync(join(bin, "scontrol"), `#!/bin/sh\n${shell}\n`);
  chmodSync(join(bin, "scontrol"), 0o755);
  return new Tools(
    { bin, timeLimit: 0.5, submitTimeLimit: 0.5 },
    { PATH: "/usr/bin:/bin", SLURM_CONF: "/etc/x", SLURM_CONF_SERVER: "head", SBATCH_PARTITION: "other" },
  );
}

test("a cluster tells how long an array may be, and whether it keeps accounts", async () => {
  expect(await askFacts(toolsThatSay(recorded("config.txt")))).toEqual({ mostTasks: 101, hasAccounting: true });
  expect(await askFacts(toolsThatSay("AccountingStorageType   = accounting_storage/none\nMaxArraySize = 0\n"))).toEqual({
    mostTasks: 1,
    hasAccounting: false,
  });
});

test("a tool that hangs, fails or is not there has said nothing", async () => {
  const outage = { code: "SCHEDULER_UNREACHABLE", exitCode: 4 };
  await expect(askFacts(toolsThatSay("", "exec sleep 60"))).rejects.toMatchObject({ ...outage, message: "scontrol: no answer within 0.5 s" });
  await expect(askFacts(toolsThatSay("", "echo trouble >&2; exit 1"))).rejects.toMatchObject({ ...outage, message: "scontrol: trouble" });
  const none = new Tools({ bin: "/no/such/directory", timeLimit: 1, submitTimeLimit: 1 });
  await expect(askFacts(none)).rejects.toMatchObject({ ...outage, remedy: expect.stringContaining("Install Slurm's client commands") });
});

test("of the variables of who runs them, tools get what names the cluster and nothing that changes what they do", async () => {
  const { stdout } = await toolsThatSay("", "env | sort").run("scontrol", []);
  const names = stdout.split("\n").map((line) => line.split("=")[0]);
  expect(names).toEqual(expect.arrayContaining(["SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_BITSTR_LEN", "SLURM_TIME_FORMAT"]));
  expect(names).not.toContain("SBATCH_PARTITION");
});
