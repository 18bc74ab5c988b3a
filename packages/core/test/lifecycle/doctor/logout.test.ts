import { expect, test } from "vitest";

import { checkLogout, type LogoutMachine } from "../../../src/lifecycle/doctor/logout.ts";

const inSession = "0::/user.slice/user-1000.slice/session-3.scope\n";
const outside = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-r1.scope\n";

function machine(settings: string, cgroup: string = inSession, hasLogind = true): LogoutMachine {
  return { user: "marie", hasLogind: () => hasLogind, settings: async () => settings, cgroupOf: () => cgroup };
}

test.each([
  ["KillUserProcesses=no\n", inSession, "ok"],
  ["KillUserProcesses=yes\nKillExcludeUsers=root marie\n", inSession, "ok"],
  ["KillUserProcesses=yes\nKillOnlyUsers=albert\nKillExcludeUsers=root\n", inSession, "ok"],
  ["KillUserProcesses=yes\nKillExcludeUsers=root\n", outside, "ok"],
  ["KillUserProcesses=yes\nKillExcludeUsers=root\n", inSession, "warn"],
  ["KillUserProcesses=yes\nKillOnlyUsers=marie\n", inSession, "warn"],
])("of %j in %s: %s", async (settings, cgroup, state) => {
  expect(await checkLogout(1, machine(settings, cgroup))).toMatchObject([{ name: "logout", state }]);
});

test("where jobs are ended at logout, it is said what helps", async () => {
  expect(await checkLogout(1, machine("KillUserProcesses=yes\n"))).toEqual([
    {
      name: "logout",
      state: "warn",
      what: "this machine ends the supervisor and its jobs at your logout (KillUserProcesses=yes of logind)",
      remedy:
        "Let them run outside of your session: loginctl enable-linger, asimov supervisor stop, then systemd-run --user --scope asimov monitor; or ask its administrators for KillExcludeUsers=marie.",
    },
  ]);
});

test("nothing is said where systemd does not look after logins", async () => {
  expect(await checkLogout(1, machine("", "", false))).toEqual([]);
});
