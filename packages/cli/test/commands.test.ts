import { readFileSync } from "node:fs";

import { blueprint, test } from "./support/index.ts";

test.concurrent("every command explains itself, and the first help tells the exit codes", async ({ expect, openProject }) => {
  const project = openProject();
  const help = async (command: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await project.run(...command, "--help");
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: ${["asimov", ...command].join(" ")}(\\|\\w+)? .*\n\n[A-Za-z]`));
    if (commandsIn(stdout).length === 0) expect(stdout).toMatch(/\nExamples?:\n {2}\S/);
    return stdout;
  };
  const first = await help([]);
  const told = [...first.slice(first.indexOf("Exit codes:")).matchAll(/^ {2}(\d) {2}(.+)$/gm)].map(([, code, meaning]) => `| ${code} | ${meaning} |`);
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  expect(told).toEqual(readme.match(/^\| \d \| .+ \|$/gm));
  for (const command of commandsIn(first)) for (const inner of commandsIn(await help([command]))) await help([command, inner]);
  expect((await project.run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.concurrent("every command that prints data prints it as JSON too", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]", bad: "" }), config: "  retries: 0" });
  project.write({ "more.yaml": "kind: analysis\nname: three\nevent: EV1\npipeline: toy\n" });
  project.fault("bad.beforeConfig", "throw");
  expect(await project.json("apply", "-f", "more.yaml", "--dry-run")).toMatchInlineSnapshot(`
    {
      "dryRun": true,
      "steps": [
        {
          "action": "add",
          "changes": [],
          "document": 0,
          "file": "/project/more.yaml",
          "notes": [],
          "what": "analysis EV1/three",
        },
      ],
      "warnings": [],
    }
  `);
  expect(await project.json("plugins")).toMatchInlineSnapshot(`
    {
      "entries": [
        {
          "directory": "/plugins/toy",
          "foundAt": "/plugins/toy",
          "group": "pipelines",
          "name": "toy",
          "package": "asimov-toy",
          "version": "1.2.3",
        },
      ],
      "problems": [],
      "shadowed": [],
    }
  `);
  expect(await project.json("config", "show")).toMatchInlineSnapshot(`
    {
      "config": {
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
          "retries": 0,
          "retriesFor": {},
          "retryInterval": 1800,
          "schedulerTimeout": 120,
          "silence": 6,
          "submissionGrace": 300,
          "watchInterval": 0.1,
        },
        "pipelines": {},
        "scheduler": "local",
        "schedulers": {},
        "throttle": {
          "pause": 0,
        },
      },
      "files": [
        "/project/.asimov/config.yaml",
        "/sandbox/home/.config/asimov/config.yaml",
        "/etc/asimov/config.yaml",
      ],
      "sources": {
        "monitor.retries": "/project/.asimov/config.yaml",
        "monitor.watch interval": "/project/.asimov/config.yaml",
      },
    }
  `);
  expect(await project.json("manage", "build", "submit")).toMatchInlineSnapshot(`
    {
      "done": [
        {
          "analysis": "EV1/one",
          "result": "/project/checkouts/EV1/analyses/one.ini",
          "step": "built",
        },
        {
          "analysis": "EV1/one",
          "result": "ID.1.1.workflow.1",
          "step": "submitted",
        },
      ],
      "errors": [
        {
          "analysis": "EV1/bad",
          "at": "EV1/bad",
          "code": "PLUGIN_ERROR",
          "message": "asimov-toy 1.2.3: beforeConfig failed: no luck today",
        },
      ],
      "waiting": [
        {
          "analysis": "EV1/two",
          "waitsFor": [
            ""one", which is running",
          ],
        },
      ],
    }
  `);
  expect(await project.json("monitor", "--watch")).toMatchInlineSnapshot(`
    {
      "analyses": [
        {
          "address": "EV1/one",
          "reason": "results are in /project/results/EV1/one",
          "status": "uploaded",
          "waitsFor": [],
        },
        {
          "address": "EV1/two",
          "reason": "applied",
          "status": "ready",
          "waitsFor": [],
        },
        {
          "address": "EV1/bad",
          "reason": "PLUGIN_ERROR: asimov-toy 1.2.3: beforeConfig failed: no luck today",
          "status": "ready",
          "waitsFor": [],
        },
      ],
      "errors": [],
      "exitCode": 0,
      "leftToOthers": [],
      "notChecked": [],
      "outages": [],
    }
  `);
  // What its jobs used differs from run to run.
  const rows = (await project.json("report", "status", "EV1")) as readonly { readonly used?: unknown }[];
  expect(rows.map(({ used }) => used)).toEqual([
    expect.objectContaining({ cpuSeconds: expect.any(Number), wallSeconds: expect.any(Number) }),
    undefined,
    undefined,
  ]);
  const rest = JSON.parse(JSON.stringify(rows, (key, value: unknown) => (key === "used" ? undefined : value))) as unknown;
  expect(rest).toMatchInlineSnapshot(`
    [
      {
        "address": "EV1/one",
        "kind": "event",
        "labels": {},
        "name": "one",
        "needs": [],
        "pipeline": "toy",
        "priority": 0,
        "reason": "results are in /project/results/EV1/one",
        "since": "TIME",
        "stale": [],
        "status": "uploaded",
        "subject": "EV1",
        "waitsFor": [],
      },
      {
        "address": "EV1/two",
        "kind": "event",
        "labels": {},
        "name": "two",
        "needs": [
          {
            "conditions": [
              {
                "negated": false,
                "path": "name",
                "value": "one",
              },
            ],
            "optional": false,
            "until": "products",
          },
        ],
        "pipeline": "toy",
        "priority": 0,
        "reason": "applied",
        "since": "TIME",
        "stale": [],
        "status": "ready",
        "subject": "EV1",
        "waitsFor": [],
      },
      {
        "address": "EV1/bad",
        "kind": "event",
        "labels": {},
        "name": "bad",
        "needs": [],
        "pipeline": "toy",
        "priority": 0,
        "reason": "PLUGIN_ERROR: asimov-toy 1.2.3: beforeConfig failed: no luck today",
        "since": "TIME",
        "stale": [],
        "status": "ready",
        "subject": "EV1",
        "waitsFor": [],
      },
    ]
  `);
  expect(await project.json("monitor", "EV2")).toMatchInlineSnapshot(`
    {
      "errors": [
        {
          "code": "EVENT_UNKNOWN",
          "message": "there is no event "EV2". Did you mean "EV1"?",
          "remedy": "asimov report status lists all.",
        },
      ],
    }
  `);
});

test.concurrent("an error shows its stack with --debug only", async ({ expect, openProject }) => {
  const project = openProject();
  expect((await project.run("report", "status")).stderr).not.toMatch(/^ +at /m);
  expect((await project.run("--debug", "report", "status")).stderr).toMatch(/^ +at /m);
  expect(await project.json("report", "status")).toEqual({ errors: [expect.not.objectContaining({ stack: expect.anything() })] });
});

function commandsIn(help: string): readonly string[] {
  const lists = help.split("\n\n").filter((block) => /^[A-Z].*:\n {2}[a-z]/.test(block) && !/^(?:Arguments|Examples?):/.test(block));
  return lists.flatMap((list) => [...list.matchAll(/^ {2}([a-z-]+)[ |]/gm)].map(([, name]) => name!)).filter((name) => name !== "help");
}
