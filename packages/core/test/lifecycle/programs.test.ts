import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { checkVersions } from "../../src/lifecycle/doctor/versions.ts";
import { openLab, type Lab } from "../support/lab.ts";
import { directoryWith } from "../support/tree.ts";

/** A prefix with a program and packages, in which it runs. */
function environment(packages: readonly string[], script = "exit 0"): string {
  const records = packages.map((name) => [`lib/python3.12/site-packages/${name}.dist-info/METADATA`, "x"]);
  const prefix = directoryWith({ "bin/build": `#!/bin/sh\n${script}\n`, ...Object.fromEntries(records) });
  chmodSync(join(prefix, "bin/build"), 0o755);
  return prefix;
}

function builds(lab: Lab, prefix: string, facts: object): void {
  const { buildDag, describe } = lab.usual;
  lab.hooks.describe = (context, doors) => ({ ...(describe!(context, doors) as object), ...facts });
  lab.hooks.buildDag = async (context, doors) => {
    const signal = new AbortController().signal;
    await doors.run!({ command: join(prefix, "bin/build"), args: ["pe.ini", "--label", "a b"] }, signal);
    await doors.run!({ command: "true", args: [] }, signal);
    return buildDag!(context, doors);
  };
}

test("an attempt records the first program that its builder ran, its version by the installed packages, and a hash of all of them", async () => {
  const prefix = environment(["fake_pipe-1.4.0", "numpy-2.1.0"]);
  const lab = await openLab();
  builds(lab, prefix, { distribution: "Fake-Pipe" });
  await lab.pass();
  const { program } = lab.attempts()[0]!;
  expect({ ...program, path: program?.path.replace(prefix, "/prefix"), command: program?.command.slice(1) }).toMatchInlineSnapshot(`
    {
      "command": [
        "pe.ini",
        "--label",
        "a b",
      ],
      "environment": "cf7258074b9e23c5ea414fd677a957aa07de86fd18399474e41a8a093636a7a5",
      "path": "/prefix/bin/build",
      "version": "1.4.0",
    }
  `);
  // What goes on from it was built by the same.
  lab.scheduler.show({ state: "failed" });
  await lab.pass();
  expect(lab.attempts()[1]?.program).toEqual(program);
});

test("a program that tells its version is asked once in a session", async () => {
  const prefix = environment([], `if [ "$1" = --version ]; then echo x >>"$0.asked"; echo "fake 2.0.1 (now)"; fi`);
  const lab = await openLab({ analyses: ["name: pe", "name: other"] });
  builds(lab, prefix, { versionArgs: ["--version"] });
  await lab.pass();
  expect([lab.attempts("pe")[0]?.program?.version, lab.attempts("other")[0]?.program?.version]).toEqual(["2.0.1", "2.0.1"]);
  expect(lab.attempts("pe")[0]?.program?.environment).toBeUndefined();
  expect(readFileSync(join(prefix, "bin/build.asked"), "utf8")).toBe("x\n");
});

test("different versions within a project are pointed out, with who has which", async () => {
  const [old, newer] = [environment(["fake-1.4.0"]), environment(["fake-1.5.0"])];
  const lab = await openLab({ analyses: ["name: a", "name: b", "name: c"] });
  const builtWith = async (name: string, prefix: string): Promise<void> => {
    builds(lab, prefix, { distribution: "fake" });
    await lab.pass({ chain: true, only: new Set([lab.analysis(name).id]) });
  };
  await builtWith("a", old);
  await builtWith("b", old);
  const { ledger } = lab.session.project;
  const told = (): string => JSON.stringify(checkVersions(ledger), undefined, 1).replaceAll(old, "/old").replaceAll(newer, "/new");
  expect(told()).toMatchInlineSnapshot(`
    "[
     {
      "name": "versions",
      "state": "ok",
      "what": "fake: 1.4.0 of /old/bin/build (packages 6b80382e)"
     }
    ]"
  `);
  await builtWith("c", newer);
  expect(told()).toMatchInlineSnapshot(`
    "[
     {
      "name": "versions",
      "state": "warn",
      "what": "fake: its analyses were built by different programs\\n1.4.0 of /old/bin/build (packages 6b80382e): GW1/a, GW1/b\\n1.5.0 of /new/bin/build (packages 3ab9729e): GW1/c",
      "remedy": "Where results are to be compared, run the others again with one of them: asimov analysis restart ADDRESS --refresh"
     }
    ]"
  `);
});

test("a builder that runs nothing leaves no record", async () => {
  const lab = await openLab();
  await lab.pass();
  expect(lab.attempts()[0]?.program).toBeUndefined();
  expect(checkVersions(lab.session.project.ledger)).toEqual([]);
});
