import { discoverPlugins, entriesOf, type Discovery } from "../../plugins/index.ts";
import type { Config } from "../../project/index.ts";
import type { GuardedScheduler } from "../../scheduler/index.ts";
import { AsimovError, AsimovErrors, formatBytes, formatDuration, formatPlace } from "../../system/index.ts";
import { profileNamed, type ProfilePlaces } from "../preflight/index.ts";
import { configuredScheduler, openScheduler } from "../schedulers.ts";
import { fail, ok, type Check } from "./check.ts";
import { checkLogout } from "./logout.ts";

/** Whether the scheduler that takes workflows, and those that have options in the configuration, can be asked. */
export async function checkSchedulers(projectDirectory: string, launcher: string | undefined, config: Config): Promise<readonly Check[]> {
  const discovery = discoverPlugins({ projectDirectory, launcher });
  const installed = entriesOf(discovery, "schedulers");
  // Options of what is not installed here may be for another machine.
  const others = Object.keys(config.schedulers).filter((name) => name !== config.scheduler && (name === "local" || installed.has(name)));
  const checks: Check[] = [];
  for (const name of [config.scheduler, ...others]) {
    checks.push(...(await checkScheduler(name, config, discovery)), ...(await checkSite(name, config, { projectDirectory, discovery })));
  }
  return checks;
}

async function checkScheduler(name: string, config: Config, discovery: Discovery): Promise<readonly Check[]> {
  const entry = entriesOf(discovery, "schedulers").get(name);
  if (name === "local" && !entry) return checkLocal(config);
  let scheduler: GuardedScheduler | undefined;
  try {
    scheduler = await openScheduler(name, config, discovery);
    const { owner, accessPoint, pool } = scheduler.address();
    await scheduler.query([]);
    const from = entry === undefined ? "" : ` (${entry.package.name} ${entry.package.version})`;
    return [ok("scheduler", `${name}${from}: answers, ${owner} at ${accessPoint}${pool === "" ? "" : `, pool ${pool}`}`)];
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return [fail("scheduler", `${name}: ${error.message}`, error.remedy)];
  } finally {
    scheduler?.close();
  }
}

async function checkSite(name: string, config: Config, places: ProfilePlaces): Promise<readonly Check[]> {
  const { site } = configuredScheduler(name, config);
  if (site === undefined) return [];
  try {
    const profile = await profileNamed(site, places);
    return [ok("site", `${name}: what is submitted is compared with ${profile.name} first (${profile.file})`)];
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    const errors = error instanceof AsimovErrors ? error.errors : [error];
    return errors.map(({ message, at, remedy }) => fail("site", `${name}: ${at === undefined ? "" : `${formatPlace(at)}: `}${message}`, remedy));
  }
}

async function checkLocal(config: Config): Promise<readonly Check[]> {
  const { configuredOptions, localStatus } = await import("../../scheduler/index.ts");
  const { supervisor, open, directory, limits } = await localStatus(configuredOptions(configuredScheduler("local", config).options, config.sources));
  const room = limits && `${limits.cores} ${limits.cores === 1 ? "core" : "cores"} and ${formatBytes(limits.memory * 2 ** 20)} of memory for jobs, `;
  const work = `${room ?? ""}${open.length} open in ${directory}`;
  const logout = await checkLogout(supervisor?.identity.pid);
  if (!supervisor) return [ok("scheduler", `local: no supervisor at work (the next submission starts one), ${work}`), ...logout];
  const age = formatDuration((Date.now() - Date.parse(supervisor.startedAt)) / 1000);
  return [ok("scheduler", `local: supervisor ${supervisor.identity.pid} of version ${supervisor.version}, at work for ${age}, ${work}`), ...logout];
}
