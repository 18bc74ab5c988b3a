import { blueprint, test, type Result, type TestProject } from "./support/index.ts";

test.concurrent("a dependant is built and submitted in the very pass in which its need finishes, with the assets of its need", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ psd: "offers: [H1, L1]", pe: "needs: [psd]", last: "needs: [pe]" }) });
  await project.run("manage", "build", "submit");
  const { stderr } = await untilFinished(project, "psd");
  expect(stderr).toMatchInlineSnapshot(`
    "EV1/pe: built
    EV1/pe: submitted as ID.2.1.workflow.1
    "
  `);
  expect(project.read("checkouts/EV1/analyses/pe.ini")).toBe(
    `# toy\nanswer = 42\npsds = ${["H1", "L1"].map((name) => `${name}=${project.directory}/working/EV1/psd/psd-${name}.txt`).join(" ")}\n`,
  );
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual(["last.A", "pe.A", "psd.A"]);
});

test.concurrent("what failed blocks those that need it, with its reason, and no others", async ({ expect, openProject }) => {
  const analyses = { bad: "", needy: "needs: [bad]", behind: "needs: [needy]", either: "needs: [{name: bad, optional: true}]", good: "" };
  const project = openProject({ blueprint: blueprint(analyses), config: "  retries: 1" });
  project.fault("bad.A", "fail");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(3);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      bad     toy  stuck  0 s  node failed (taken up again once already): node A failed with exit code 3; see /project/working/EV1/bad/A.err
          the A of bad hit a wall
          Mend the cause, then go on from the rescue point: asimov analysis resurrect EV1/bad; or, where settings or programs changed, from the start: asimov analysis restart EV1/bad --refresh
      needy   toy  ready  0 s  waits for "bad", which is stuck and needs a person (node failed (taken up again once already): node A failed wit...)
      behind  toy  ready  0 s  waits for "needy", which is ready but has not run
      either  toy  ready  0 s  waits for "bad", which is stuck and needs a person (node failed (taken up again once already): node A failed wit...)
      good    toy  uploaded  0 s  results are in /project/results/EV1/good
    exit code 0"
  `);
  expect(await project.json("manage", "build")).toMatchInlineSnapshot(`
    {
      "done": [],
      "errors": [],
      "waiting": [
        {
          "analysis": "EV1/needy",
          "waitsFor": [
            ""bad", which is stuck and needs a person (node failed (taken up again once already): node A failed wit...)",
          ],
        },
        {
          "analysis": "EV1/behind",
          "waitsFor": [
            ""needy", which is ready but has not run",
          ],
        },
        {
          "analysis": "EV1/either",
          "waitsFor": [
            ""bad", which is stuck and needs a person (node failed (taken up again once already): node A failed wit...)",
          ],
        },
      ],
    }
  `);
  expect(project.ran()).toEqual(["bad.A", "bad.A", "good.A"]);
});

test.concurrent("a need until uploaded waits for the store", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ first: "", second: "needs: [{name: first, until: uploaded}]", third: "needs: [first]" }) });
  project.fault("first.storeResults", "throw");
  await project.run("monitor", "--chain", "--watch");
  expect(project.statuses()).toMatchInlineSnapshot(`
    {
      "first": "stuck",
      "second": "ready",
      "third": "ready",
    }
  `);
});

test.concurrent("a PSD of the analysis comes before one of its needs, and that before one of the event", async ({ expect, openProject }) => {
  const event = "kind: event\nname: EV1\nanswer: 42\npsds: {H1: event-H1.txt, L1: event-L1.txt, V1: event-V1.txt}\n";
  const analyses = blueprint({ psd: "offers: [H1, L1]", pe: "needs: [psd]\npsds: {H1: own-H1.txt}" }).replace(/^.*?---\n/s, `${event}---\n`);
  const project = openProject({ blueprint: analyses });
  await project.run("monitor", "--chain", "--watch");
  expect(project.read("checkouts/EV1/analyses/pe.ini").replaceAll(project.directory, "/project")).toMatchInlineSnapshot(`
    "# toy
    answer = 42
    psds = H1=/project/own-H1.txt L1=/project/working/EV1/psd/psd-L1.txt V1=/project/event-V1.txt
    "
  `);
});

test.concurrent("two needs that offer a PSD for the same detector are an error at build, until the analysis says which", async ({
  expect,
  openProject,
}) => {
  const analyses = { a: "offers: [H1]", b: "offers: [H1]", pe: "needs: [a, b]", said: "needs: [a, b]\npsds: {H1: own-H1.txt}" };
  const project = openProject({ blueprint: blueprint(analyses) });
  const { code, stdout } = await project.run("monitor", "--chain", "--watch");
  expect(code).toBe(3);
  expect(stdout.match(/^error .*\n(?: {2}.*\n)*/gm)).toMatchInlineSnapshot(`
    [
      "error PSD_AMBIGUOUS  EV1/pe
      EV1/a and EV1/b both offer a PSD for H1
      Need only one of them, or name the file on the analysis: "psds: {H1: PATH}".
    ",
    ]
  `);
  expect(project.statuses()).toEqual({ a: "uploaded", b: "uploaded", pe: "ready", said: "uploaded" });
});

test.concurrent("commands for one event leave the others alone", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.write({ "event.yaml": "kind: event\nname: EV2\nanswer: 2\n", "analyses.yaml": "kind: analysis\nname: two\npipeline: toy\n" });
  expect(await project.show("apply", "-f", "analyses.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f analyses.yaml
    error BLUEPRINT_NO_EVENT  /project/analyses.yaml:1:1
      analysis "two" names no event
      Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT
    exit code 1"
  `);
  expect(await project.show("apply", "-f", "analyses.yaml", "-e", "EV2")).toMatchInlineSnapshot(`
    "$ asimov apply -f analyses.yaml -e EV2
    error BLUEPRINT_UNKNOWN_EVENT  /project/analyses.yaml:1:1
      analysis "two": there is no event "EV2". Did you mean "EV1"?
      Apply its blueprint ("kind: event") first, or above it in the same file.
    exit code 1"
  `);
  expect(await project.show("apply", "-f", "event.yaml", "-f", "analyses.yaml", "-e", "EV2")).toMatchInlineSnapshot(`
    "$ asimov apply -f event.yaml -f analyses.yaml -e EV2
    added  event EV2  (event.yaml)
    added  analysis EV2/two  (analyses.yaml)
    exit code 0"
  `);
  expect(await project.json("manage", "build", "-e", "EV2")).toMatchObject({
    done: [{ analysis: "EV2/two", step: "built" }],
    waiting: [],
    errors: [],
  });
  expect((await project.run("monitor", "EV2", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "ready", two: "uploaded" });
});

// Makes passes until the job has ended; the result is that of the pass in which that was seen.
async function untilFinished(project: TestProject, name: string): Promise<Result> {
  for (;;) {
    const result = await project.run("monitor", "--chain");
    if (project.statuses()[name] !== "running") return result;
  }
}
