import type { Progress } from "@asimov-gw/core/pipeline";

export async function readProgress(_runDirectory: string): Promise<Progress | undefined> {
  return undefined;
}
