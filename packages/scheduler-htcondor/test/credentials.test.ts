import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { renewCredentials, splitCommand } from "../src/credentials.ts";

test("a command is split as a shell splits it, and nothing in it is run or expanded", () => {
  expect(splitCommand(`kinit -R -c 'FILE:/tmp/my cache' "a \\"b\\" $HOME" c\\ d '' *`)).toEqual([
    "kinit",
    "-R",
    "-c",
    "FILE:/tmp/my cache",
    'a "b" $HOME',
    "c d",
    "",
    "*",
  ]);
  expect(splitCommand("  htgettoken   -a vault.ligo.org ")).toEqual(["htgettoken", "-a", "vault.ligo.org"]);
  expect(() => splitCommand("kinit 'FILE:/tmp/x")).toThrow("' has no end");
});

test("credentials are renewed by each command in turn; the first that fails is told, and nothing follows it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "asimov-credentials-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "ran");
  await renewCredentials([`sh -c 'echo one >>${file}'`, `sh -c "echo two >>${file}"`], 60);
  const failing = renewCredentials([`sh -c 'echo ticket expired >&2; exit 2'`, `sh -c 'echo three >>${file}'`], 60);
  await expect(failing).rejects.toMatchObject({ code: "CREDENTIALS_NOT_RENEWED", message: "credentials were not renewed: sh: ticket expired" });
  await expect(renewCredentials(["no-such-program-here -x"], 60)).rejects.toMatchObject({ code: "CREDENTIALS_NOT_RENEWED" });
  await expect(renewCredentials(["sleep 60"], 0.1)).rejects.toThrow("it had not ended after 0.1 s");
  expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
});
