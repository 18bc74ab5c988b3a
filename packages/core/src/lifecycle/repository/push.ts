import { writePush, type PushRecord } from "../../project/index.ts";
import { AsimovError, identify, timestamp, userName } from "../../system/index.ts";
import { git } from "./git.ts";

/** Seconds that a push may take. */
const timeout = 300;

/** Pushes the branch of a repository to where it comes from, with what is committed meanwhile, and keeps how that went; nothing without such a place. */
export async function push(project: string, directory: string): Promise<void> {
  const keep = (rest: Pick<PushRecord, "state" | "code" | "message" | "remedy">): void =>
    writePush({ project, directory, time: timestamp(), user: userName(), pusher: identify()!, ...rest });
  try {
    const upstream = await upstreamOf(directory);
    if (!upstream) return;
    for (let pushed = ""; ;) {
      const head = await headOf(directory);
      // After the record that it is done: who commits later sees that, and starts a push of its own.
      if (head === pushed) return;
      keep({ state: "pushing" });
      await git(directory, ["push", "--quiet", upstream.remote, `${head}:${upstream.branch}`], { timeout });
      keep({ state: "pushed" });
      pushed = head;
    }
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    keep({ state: "failed", code: error.code, message: error.message, remedy: error.remedy });
  }
}

async function headOf(directory: string): Promise<string> {
  return (await git(directory, ["rev-parse", "HEAD"])).stdout.trim();
}

async function upstreamOf(directory: string): Promise<{ readonly remote: string; readonly branch: string } | undefined> {
  const branch = (await git(directory, ["symbolic-ref", "--quiet", "--short", "HEAD"], { check: false })).stdout.trim();
  const configured = async (key: string): Promise<string> =>
    (await git(directory, ["config", "--get", `branch.${branch}.${key}`], { check: false })).stdout.trim();
  const [remote, merge] = branch === "" ? ["", ""] : [await configured("remote"), await configured("merge")];
  return remote === "" || remote === "." || merge === "" ? undefined : { remote, branch: merge };
}
