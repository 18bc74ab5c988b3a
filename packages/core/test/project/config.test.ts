import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { configFiles, readConfig, type Config } from "../../src/project/index.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith, write } from "../support/tree.ts";

let directory = "";
beforeEach(() => {
  directory = directoryWith();
  vi.stubEnv("XDG_CONFIG_HOME", join(directory, "home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function read(project: string, user = ""): Promise<Config> {
  write(directory, { "project/.asimov/config.yaml": project, "home/asimov/config.yaml": user });
  return readConfig(join(directory, "project"));
}
const refused = (project: string): Promise<string> => refusal(() => read(project), directory);

test("without any file everything has its default", async () => {
  expect(await readConfig(directory)).toMatchInlineSnapshot(`
    {
      "accounting": {},
      "administrators": [],
      "credentials": {
        "warning": 24,
      },
      "directories": {
        "checkouts": "checkouts",
        "logs": "logs",
        "pages": "pages",
        "results": "results",
        "working": "working",
      },
      "disk": {
        "minimumFree": 0,
      },
      "filesources": {},
      "monitor": {
        "hookMemory": 4096,
        "hookTimeout": 600,
        "parallel": 3,
        "progressInterval": 600,
        "retries": 1,
        "retriesFor": {},
        "retryInterval": 1800,
        "schedulerTimeout": 120,
        "silence": 6,
        "submissionGrace": 300,
        "watchInterval": 2,
      },
      "pipelines": {},
      "scheduler": "local",
      "schedulers": {},
      "sources": {},
      "throttle": {
        "pause": 0,
      },
    }
  `);
});

test("a project's file counts over the user's, setting by setting, and each tells where it came from", async () => {
  const user =
    "scheduler: htcondor\naccounting: {group: ligo.dev, user: albert}\npipelines: {bilby: {environment: /user}}\nschedulers: {local: {slots: 2}}\n";
  const project =
    "accounting: {user: marie}\nschedulers: {local: {idle: 5}}\nmonitor: {progress interval: 10}\npipelines: {bilby: {environment: /project}}\n";
  const { sources, ...config } = await read(project, user);
  expect(config).toMatchObject({
    scheduler: "htcondor",
    accounting: { group: "ligo.dev", user: "marie" },
    pipelines: { bilby: { environment: "/project" } },
    schedulers: { local: { slots: 2, idle: 5 } },
    monitor: { progressInterval: 10, watchInterval: 2 },
  });
  const told = Object.entries(sources).map(([key, file]) => `${key}: ${file.replace(directory, "/work")}`);
  expect(told.sort()).toMatchInlineSnapshot(`
    [
      "accounting.group: /work/home/asimov/config.yaml",
      "accounting.user: /work/project/.asimov/config.yaml",
      "monitor.progress interval: /work/project/.asimov/config.yaml",
      "pipelines.bilby.environment: /work/project/.asimov/config.yaml",
      "scheduler: /work/home/asimov/config.yaml",
      "schedulers.local.idle: /work/project/.asimov/config.yaml",
      "schedulers.local.slots: /work/home/asimov/config.yaml",
    ]
  `);
});

test("files of comments, and empty ones, say nothing", async () => {
  const defaults = await readConfig(join(directory, "nowhere"));
  expect(await read("# nothing\n")).toEqual(defaults);
  expect(await read("\n \n", "---\n")).toEqual(defaults);
  // A section whose lines are all comments.
  expect(await read("pipelines:\n#  bilby:\n")).toEqual(defaults);
});

test("an empty XDG_CONFIG_HOME is none", () => {
  vi.stubEnv("XDG_CONFIG_HOME", "");
  vi.stubEnv("HOME", "/home/albert");
  expect(configFiles("/p")).toEqual(["/p/.asimov/config.yaml", "/home/albert/.config/asimov/config.yaml", "/etc/asimov/config.yaml"]);
});

describe("what is refused", () => {
  test("unknown settings, with what was probably meant", async () => {
    expect(await refused("schedulr: local\nmonitor: {retry: 1}\npipelines: {bilby: {env: /x}}\n__proto__: {a: 1}\n")).toMatchInlineSnapshot(`
      "CONFIG_INVALID /work/project/.asimov/config.yaml
        "schedulr" is not a setting of the configuration. Did you mean "scheduler"?
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
      CONFIG_INVALID /work/project/.asimov/config.yaml
        "monitor.retry" is not a setting of the configuration. Did you mean "monitor.retries"?
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
      CONFIG_INVALID /work/project/.asimov/config.yaml
        "pipelines.bilby.env" is not a setting of the configuration.
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
      CONFIG_INVALID /work/project/.asimov/config.yaml
        "__proto__.a" is not a setting of the configuration.
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed)."
    `);
  });

  test("hooks, which blueprints name, and sections that there are none of, also without anything in them", async () => {
    expect(await refused("hooks: {postmonitor: {note: {}}}\nmonitors: {}\nmonitor: {}\nscheduler: {}\n")).toMatchInlineSnapshot(`
      "CONFIG_INVALID /work/project/.asimov/config.yaml
        hooks are no setting of this file
        Name them in a blueprint of kind configuration, and apply that: a change of them is in the history.
      CONFIG_INVALID /work/project/.asimov/config.yaml
        "monitors" is not a setting of the configuration.
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
      CONFIG_INVALID /work/project/.asimov/config.yaml
        "scheduler" must be a text, not {}
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed)."
    `);
  });

  test("values of the wrong type", async () => {
    expect(await refused("scheduler: 5\naccounting: {group: [a]}\nmonitor: {retries: two}\npipelines: {bilby: {environment: 5}}\n"))
      .toMatchInlineSnapshot(`
        "CONFIG_INVALID /work/project/.asimov/config.yaml
          "scheduler" must be a text, not 5
          Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
        CONFIG_INVALID /work/project/.asimov/config.yaml
          "accounting.group" must be a text, not ["a"]
          Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
        CONFIG_INVALID /work/project/.asimov/config.yaml
          "monitor.retries" must be a number of 0 or more, not "two"
          Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
        CONFIG_INVALID /work/project/.asimov/config.yaml
          "pipelines.bilby.environment" must be a text, not 5
          Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed)."
      `);
  });

  test("numbers that are no duration and no count", async () => {
    expect(await refused("monitor: {hook timeout: .inf, watch interval: -1, progress interval: .nan}\n")).toMatchInlineSnapshot(`
      "CONFIG_INVALID /work/project/.asimov/config.yaml
        "monitor.hook timeout" must be a number of 0 or more, not Infinity
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
      CONFIG_INVALID /work/project/.asimov/config.yaml
        "monitor.watch interval" must be a number of 0 or more, not -1
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
      CONFIG_INVALID /work/project/.asimov/config.yaml
        "monitor.progress interval" must be a number of 0 or more, not NaN
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed)."
    `);
  });

  test("a file that is no map", async () => {
    expect(await refused("- scheduler\n")).toMatchInlineSnapshot(`
      "CONFIG_INVALID /work/project/.asimov/config.yaml
        the file is ["scheduler"], not a map of settings
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed)."
    `);
    expect(await refused("local\n")).toMatchInlineSnapshot(`
      "CONFIG_INVALID /work/project/.asimov/config.yaml
        the file is "local", not a map of settings
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed)."
    `);
  });

  test("what is no YAML, with its line", async () => {
    expect(await refused("scheduler: local\naccounting: {group: a\n")).toMatchInlineSnapshot(`
      "CONFIG_INVALID /work/project/.asimov/config.yaml:3:1
        not readable as YAML: Flow map in block collection must be sufficiently indented and end with a }
        Mend the line, or empty the file: its settings have defaults."
    `);
  });

  test("problems of all files are told together", async () => {
    write(directory, { "home/asimov/config.yaml": "a: 1\n" });
    const told = await refusal(() => read("b: 1\n", "a: 1\n"), directory);
    expect(told.split("\n").filter((line) => !line.startsWith(" "))).toEqual([
      "CONFIG_INVALID /work/home/asimov/config.yaml",
      "CONFIG_INVALID /work/project/.asimov/config.yaml",
    ]);
  });
});

test("sources of files are commands, as a list or a text", async () => {
  const { filesources } = await read("filesources: {a: {command: [get, '{id}']}, b: {command: get --id}}\n");
  expect(filesources).toEqual({ a: { command: ["get", "{id}"] }, b: { command: ["get", "--id"] } });
  expect(await refused("filesources: {a: {command: []}}\n")).toContain('"filesources.a.command" must be a command');
  expect(await refused("filesources: {a: {comand: get}}\n")).toContain('"filesources.a.comand" is not a setting of the configuration');
});

test("administrators are named by the project or the machine, not by users for themselves", async () => {
  expect((await read("administrators: [marie, albert]\n")).administrators).toEqual(["marie", "albert"]);
  expect(await refused("administrators: marie\n")).toContain('"administrators" must be a list of texts, not "marie"');
  expect(await refusal(() => read("", "administrators: [albert]\n"), directory)).toMatchInlineSnapshot(`
    "CONFIG_INVALID /work/home/asimov/config.yaml
      "administrators" counts in the project's file and in that of the machine only
      Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed)."
  `);
});
