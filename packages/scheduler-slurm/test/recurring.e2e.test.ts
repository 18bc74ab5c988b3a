import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { readOptions } from "../src/options.ts";
import { recurringJobs } from "../src/recurring.ts";
import { Tools } from "../src/tools.ts";
import { until } from "./support/daemon.ts";
import { describeOnCluster } from "./support/use-cluster.ts";

describeOnCluster("on a real cluster", {}, (cluster) => {
  test("a job renews itself until it is stopped, whatever is in its arguments", async () => {
    const directory = mkdtempSync(join(tmpdir(), "asimov %jobs again "));
    mkdirSync(join(directory, ".asimov"));
    try {
      const settings = readOptions({ "runner memory": "100 MB", "runner time": 5 }, { XDG_STATE_HOME: directory });
      const recurring = recurringJobs(new Tools(settings, cluster().env), settings);
      const begun = join(directory, "begun $HOME 'x'");
      const job = { name: "asimov monitor of p", command: ["/usr/bin/mktemp", `${begun}.XXXXXX`], directory, interval: 1 };
      const runs = (): number => readdirSync(directory).filter((name) => name.startsWith("begun $HOME 'x'.")).length;
      const id = await recurring.start(job);
      // As after a start whose answer was lost.
      expect(await recurring.start(job)).toBe(id);
      await until("it has run three times", () => runs() >= 3);
      expect(await recurring.isStarted(id)).toBe(true);
      const [next] = (await cluster().ask("squeue", "--noheader", "--states=PENDING", "--format=%i")).split("\n");
      await cluster().ask("scontrol", "hold", next!);
      await until("it is held", async () => typeof (await recurring.isStarted(id)) === "object");
      expect(await recurring.isStarted(id)).toMatchObject({
        held: expect.stringMatching(/held by/),
        remedy: expect.stringContaining("scontrol release"),
      });
      await recurring.stop(id);
      expect(await recurring.isStarted(id)).toBe(false);
      expect(existsSync(join(directory, ".asimov/again.sh"))).toBe(false);
      expect(readFileSync(join(directory, ".asimov/again.log"), "utf8").replaceAll(/^.*(?:CANCELLED|begun).*\n/gm, "")).toBe("");
      // A stop that is asked for again is none.
      await recurring.stop(id);
      const again = await recurring.start(job);
      expect(again).toBe(id);
      await recurring.stop(again);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test("a job whose renewal is refused until its time is over is started again itself", async () => {
    const directory = mkdtempSync(join(tmpdir(), "asimov-again-"));
    for (const name of [".asimov", "bin"]) mkdirSync(join(directory, name));
    const refusing = join(directory, "bin/sbatch");
    writeFileSync(refusing, "#!/bin/sh\necho no more >&2\nexit 1\n");
    chmodSync(refusing, 0o755);
    try {
      const settings = readOptions({ bin: "/usr/bin", "runner memory": "100 MB", "runner time": 5 }, { XDG_STATE_HOME: directory });
      const tools = new Tools(settings, { ...cluster().env, PATH: `${directory}/bin:${cluster().env["PATH"]}` });
      const recurring = recurringJobs(tools, settings);
      const runs = (): number => readdirSync(directory).filter((name) => name.startsWith("begun.")).length;
      const id = await recurring.start({ name: "again", command: ["/usr/bin/mktemp", join(directory, "begun.XXXXXX")], directory, interval: 1 });
      await until("it has run", () => runs() === 1);
      const jobs = async (): Promise<readonly string[]> => (await cluster().ask("squeue", "-h", "-o", "%i %T")).trim().split("\n");
      const [job] = (await jobs())[0]!.split(" ");
      await cluster().ask("scancel", "--batch", "--signal=USR1", job!);
      await until("it waits", async () => (await jobs()).join() === `${job} PENDING`, [], 90);
      expect(readFileSync(join(directory, ".asimov/again.log"), "utf8")).toContain("no more");
      rmSync(refusing);
      await cluster().ask("scontrol", "update", `JobId=${job}`, "StartTime=now");
      await until("it goes on", () => runs() >= 3);
      await recurring.stop(id);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
