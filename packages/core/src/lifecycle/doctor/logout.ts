import { existsSync } from "node:fs";

import { AsimovError, readIfExists, runCommand, userName } from "../../system/index.ts";
import { ok, warn, type Check } from "./check.ts";

/** What of the machine is asked; parts of it are replaced in tests. */
export interface LogoutMachine {
  readonly user: string;
  /** Whether systemd looks after the logins of this machine. */
  readonly hasLogind: () => boolean;
  /** What `loginctl show-user` prints of the settings that all users have. */
  readonly settings: () => Promise<string>;
  /** The cgroups of the process `pid` (proc(5)). */
  readonly cgroupOf: (pid: number) => string;
}

const thisMachine: LogoutMachine = {
  user: userName(),
  hasLogind: () => existsSync("/run/systemd/system"),
  settings: async () => (await runCommand("loginctl", ["show-user"], { timeout: 10 })).stdout,
  cgroupOf: (pid) => readIfExists(`/proc/${pid}/cgroup`) ?? "",
};

/** Whether jobs and their supervisor go on when the user logs out: administrators may have systemd end all that was started in a session. */
export async function checkLogout(pid: number = process.pid, machine: LogoutMachine = thisMachine): Promise<readonly Check[]> {
  if (!machine.hasLogind()) return [];
  let settings: string;
  try {
    settings = await machine.settings();
  } catch (error) {
    if (error instanceof AsimovError) return [warn("logout", `whether jobs go on after your logout is not known: ${error.message}`)];
    throw error;
  }
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, "m").exec(settings)?.[1] ?? "";
  const names = (list: string): readonly string[] => list.split(/\s+/).filter((name) => name !== "");
  const [only, excluded] = [names(value("KillOnlyUsers")), names(value("KillExcludeUsers"))];
  const kills = value("KillUserProcesses") === "yes" && !excluded.includes(machine.user) && (only.length === 0 || only.includes(machine.user));
  if (!kills) return [ok("logout", "the supervisor and its jobs go on after your logout")];
  if (!/\/session-[^/]*\.scope/.test(machine.cgroupOf(pid))) return [ok("logout", "the supervisor runs outside of your session, and its jobs go on")];
  return [
    warn(
      "logout",
      "this machine ends the supervisor and its jobs at your logout (KillUserProcesses=yes of logind)",
      `Let them run outside of your session: loginctl enable-linger, asimov supervisor stop, then systemd-run --user --scope asimov monitor; or ask its administrators for KillExcludeUsers=${machine.user}.`,
    ),
  ];
}
