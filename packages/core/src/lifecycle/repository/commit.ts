import { relative } from "node:path";

import { thisHost, userName } from "../../system/index.ts";
import { git } from "./git.ts";

/** Commits `files` of the repository in `directory`, all in one, unless they are committed as they are; returns a commit that holds them. */
export async function commitFiles(directory: string, files: readonly string[], message: string): Promise<string> {
  await commit(
    directory,
    files.map((file) => relative(directory, file)),
    message,
  );
  return (await git(directory, ["rev-parse", "HEAD"])).stdout.trim();
}

/** The text of `file` of the repository in `directory` as `commit` has it. */
export async function committedText(directory: string, file: string, commit: string): Promise<string> {
  return (await git(directory, ["show", `${commit}:./${relative(directory, file)}`])).stdout;
}

/** Commits what differs in `paths`, which are relative to `directory`, and leaves alone what else a person may have prepared there. */
export async function commit(directory: string, paths: readonly string[], message: string): Promise<void> {
  await git(directory, ["add", "--force", "--", ...paths]);
  // A signature may ask a person for a password, who is not there; and housekeeping is for times when nobody waits.
  const options = [...(await identity(directory)), "-c", "commit.gpgSign=false", "-c", "maintenance.auto=false"];
  try {
    await git(directory, [...options, "commit", "--quiet", "--no-verify", "--message", message, "--", ...paths]);
  } catch (error) {
    // That nothing differs is an error for git.
    const { stdout } = await git(directory, ["status", "--porcelain", "--", ...paths]);
    if (stdout.trim() !== "") throw error;
  }
}

// A fresh account has no git identity; a config file must not be lost for that.
async function identity(directory: string): Promise<readonly string[]> {
  const { stdout } = await git(directory, ["config", "--get-regexp", "^user\\.(name|email)$"], { check: false });
  const name = userName();
  return [
    ...(/^user\.name ./m.test(stdout) ? [] : ["-c", `user.name=${name}`]),
    ...(/^user\.email ./m.test(stdout) ? [] : ["-c", `user.email=${name}@${thisHost()}`]),
  ];
}
