import { describe, expect, test } from "vitest";

import type { FileTransfer } from "../../../src/workflow/index.ts";
import { readJob } from "./project.ts";

async function transfer(text: string): Promise<FileTransfer | undefined> {
  return (await readJob(`executable = /bin/x\ninitialdir = in\nshould_transfer_files = YES\n${text}\nqueue`)).transfer;
}

describe("files are moved where HTCondor would move them and it matters", () => {
  test.each([
    ["nothing to move", ""],
    ["inputs where the job is", "transfer_input_files = a, sub, b"],
    ["inputs below it, with their paths", "transfer_input_files = deep/a\npreserve_relative_paths = True"],
    ["inputs that the arguments name where they are", "transfer_input_files = ../all.net, /data/b\narguments = --fname ../all.net --b=/data//b"],
    ["outputs at the top", "transfer_output_files = a, dir/"],
    ["outputs with their paths", "transfer_output_files = dir/a\npreserve_relative_paths = yes"],
    ["the local universe", "universe = local\ntransfer_input_files = ../a"],
    ["a shared file system", "should_transfer_files = IF_NEEDED\ntransfer_input_files = ../a"],
    ["not wanted", 'should_transfer_files = NO\ntransfer_output_remaps = "a=b"'],
  ])("in place: %s", async (_, text) => {
    expect(await transfer(text)).toBeUndefined();
  });

  test("what is declared in place must be written", async () => {
    const mustWrite = async (text: string): Promise<unknown> =>
      (await readJob(`executable = /bin/x\ninitialdir = in\ntransfer_output_files = a, dir/\n${text}\nqueue`)).mustWrite;
    expect(await mustWrite("should_transfer_files = YES")).toEqual(["a", "dir/"]);
    expect(await mustWrite("should_transfer_files = IF_NEEDED")).toBeUndefined();
    expect(await mustWrite('should_transfer_files = YES\ntransfer_output_remaps = "a=b"')).toBeUndefined();
  });

  test("inputs that arrive under another path", async () => {
    expect(await transfer("transfer_input_files = ../a.txt, /data/dir, /data/all/, b\narguments = a.txt\ntransfer_executable = False")).toEqual({
      executable: false,
      input: ["/work/a.txt", "/data/dir", "/data/all/", "/work/in/b"],
      output: "new",
      remaps: {},
      preserve: false,
      onlyOnSuccess: false,
    });
    expect(await transfer("transfer_input_files = deep/a")).toMatchObject({ input: ["/work/in/deep/a"] });
  });

  test("outputs that lose their directory, or get another name", async () => {
    expect(await transfer("transfer_output_files = dir/a, b")).toMatchObject({ output: ["dir/a", "b"] });
    expect(await transfer(String.raw`transfer_output_remaps = "a = ../a.out; b\;c=/data/d\=e"` + '\ntransfer_output_files = ""')).toEqual({
      executable: true,
      input: [],
      output: [],
      remaps: { a: "/work/a.out", "b;c": "/data/d=e" },
      preserve: false,
      onlyOnSuccess: false,
    });
  });

  test("only of a success, where that is said", async () => {
    const remapped = 'transfer_output_remaps = "a=b"\nwhen_to_transfer_output = ';
    expect((await transfer(`${remapped}on_success`))?.onlyOnSuccess).toBe(true);
    expect((await transfer(`${remapped}ON_EXIT_OR_EVICT`))?.onlyOnSuccess).toBe(false);
    await expect(transfer(`${remapped}LATER`)).rejects.toMatchObject({
      code: "WORKFLOW_INVALID_VALUE",
      message: 'when_to_transfer_output expects ON_EXIT, ON_EXIT_OR_EVICT or ON_SUCCESS, not "LATER" (node "A")',
    });
  });
});
