import type { Config } from "../../project/index.ts";
import { formatDuration } from "../../system/index.ts";
import { fail, ok, type Check } from "./check.ts";

/** Whether the scheduler that takes workflows can be asked. */
export async function checkScheduler(config: Config): Promise<readonly Check[]> {
  const name = config.scheduler;
  if (name !== "local") return [fail("scheduler", `scheduler "${name}" is not installed`, `npm install @asimov-gw/scheduler-${name}`)];
  const { localStatus } = await import("../../scheduler/index.ts");
  const { supervisor, open, directory } = await localStatus(config.schedulers["local"] ?? {});
  const work = `${open.length} open in ${directory}`;
  if (!supervisor) return [ok("scheduler", `local: no supervisor at work (the next submission starts one), ${work}`)];
  const age = formatDuration((Date.now() - Date.parse(supervisor.startedAt)) / 1000);
  return [ok("scheduler", `local: supervisor ${supervisor.identity.pid} of version ${supervisor.version}, at work for ${age}, ${work}`)];
}
