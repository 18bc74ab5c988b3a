import type { Project } from "../project/index.ts";
import { AsimovError, formatBytes } from "../system/index.ts";
import { freeSpace } from "./results/index.ts";

/** Makes sure that there is room for what is submitted. Throws `DISK_LOW` (exit code 4) where less is free than `disk: {minimum free}` says. */
export function refuseLowDisk(project: Pick<Project, "directory" | "config">): void {
  const { minimumFree } = project.config.disk;
  if (minimumFree === 0) return;
  const low = freeSpace(project).find(({ free }) => free < minimumFree);
  if (!low) return;
  throw new AsimovError("DISK_LOW", {
    message: `only ${formatBytes(low.free)} are free on the file system of ${low.directory}, and nothing is submitted below ${formatBytes(minimumFree)}`,
    remedy: "Make room: asimov disk tells what takes it. The limit is `disk: {minimum free}` in the configuration (asimov config show).",
    exitCode: 4,
  });
}
