import { userInfo } from "node:os";

import { blueprint, test, type TestProject } from "./support/index.ts";

const me = userInfo().username;

// What the history names besides: who it was, commits, and the job's number.
async function show(project: TestProject, ...args: readonly string[]): Promise<string> {
  return (await project.show(...args)).replaceAll(`${me}@`, "USER@").replaceAll(/committed as [0-9a-f]+/g, "committed as COMMIT");
}

test.concurrent("the log tells in words what happened to everything", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", bad: "needs: [one]" }), config: "  retries: 0" });
  project.fault("bad.A", "fail");
  await project.run("monitor", "--chain", "--watch");
  project.write({ "event.yaml": "kind: event\nname: EV1\nevent time: 1126259462.4\nanswer: 43\nlikelihood: {sample rate: 4096}\n" });
  await project.run("apply", "-f", "event.yaml", "--update");
  expect(await show(project, "log")).toMatchInlineSnapshot(`
    "$ asimov log
    TIME  USER@HOST  asimov apply -f blueprint.yaml  added event EV1
    TIME  USER@HOST  asimov apply -f blueprint.yaml  added analysis EV1/one (toy, ready)
    TIME  USER@HOST  asimov apply -f blueprint.yaml  added analysis EV1/bad (toy, ready)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: begun
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: config file committed as COMMIT
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/one: built: /project/checkouts/EV1/analyses/one.ini
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: builder started
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: workflow built: /project/working/EV1/one/toy.dag
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: workflow ID.1.1.workflow.1 is about to be submitted
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: workflow ID.1.1.workflow.1 submitted as ID.1.1.workflow.1
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/one: status ready -> running (submitted as ID.1.1.workflow.1)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: workflow ID.1.1.workflow.1 ended: completed
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: recorded out (1 file)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one finished
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/one: status running -> finished (products: out)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: stored out as EV1/one/1/out.txt
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/one: status finished -> uploaded (results are in /project/results/EV1/one)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad: begun
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad: config file committed as COMMIT
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/bad: built: /project/checkouts/EV1/analyses/bad.ini
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad: builder started
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad: workflow built: /project/working/EV1/bad/toy.dag
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad: workflow ID.2.1.workflow.1 is about to be submitted
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad: workflow ID.2.1.workflow.1 submitted as ID.2.1.workflow.1
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/bad: status ready -> running (submitted as ID.2.1.workflow.1)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad: workflow ID.2.1.workflow.1 ended: failed (node A failed with exit code 3; see /project/working/EV1/bad/A.err)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/bad failed: node failed: node A failed with exit code 3; see /project/working/EV1/bad/A.err …
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/bad: status running -> stuck (node failed: node A failed with exit code 3; see /project/working/EV1/bad/A.err …)
    TIME  USER@HOST  asimov apply -f event.yaml --update  event EV1: revision 1 -> 2 (answer: 42 -> 43, likelihood: (none) -> {"sample rate":4096})
    exit code 0"
  `);
  expect(await show(project, "log", "EV1", "one", "--limit", "3")).toMatchInlineSnapshot(`
    "$ asimov log EV1 one --limit 3
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/one: status running -> finished (products: out)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: stored out as EV1/one/1/out.txt
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/one: status finished -> uploaded (results are in /project/results/EV1/one)
    exit code 0"
  `);
  expect(await show(project, "log", "EV1/one", "--limit", "2", "--reverse")).toMatchInlineSnapshot(`
    "$ asimov log EV1/one --limit 2 --reverse
    TIME  USER@HOST  asimov monitor --chain --watch  analysis EV1/one: status finished -> uploaded (results are in /project/results/EV1/one)
    TIME  USER@HOST  asimov monitor --chain --watch  attempt 1 of EV1/one: stored out as EV1/one/1/out.txt
    exit code 0"
  `);
});

test.concurrent("as JSON the log keeps everything", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const lines = (await project.json("log", "EV1", "--reverse")) as readonly object[];
  expect(lines).toHaveLength(2);
  expect({ ...lines[1], user: "USER" }).toMatchInlineSnapshot(`
    {
      "command": "asimov apply -f blueprint.yaml",
      "entries": [
        {
          "after": {
            "name": "EV1",
            "priority": null,
            "revision": 1,
            "slug": "EV1",
          },
          "entity": "subjects",
          "id": 1,
        },
        {
          "after": {
            "applied": null,
            "content": "{"kind":"event","name":"EV1","event time":1126259462.4,"answer":42}",
            "revision": 1,
            "source": "{"file":"/project/blueprint.yaml","sha256":"cbdc2851d79a17f521e8ed8e046c14be77f958eece3e1c7d5939467d1a28af20","document":0,"places":{"":[1,1],"/kind":[1,7,1],"/name":[2,7,1],"/event time":[3,13,1],"/answer":[4,9,1]}}",
            "subject_id": 1,
          },
          "entity": "subject_revisions",
          "id": 1,
        },
      ],
      "host": "HOST",
      "text": "added event EV1",
      "time": "TIME",
      "transaction": 1,
      "user": "USER",
    }
  `);
});

test.concurrent("an empty log, and names that are not there", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const shown = await Promise.all([
    project.show("log", "EV2"),
    project.show("log", "EV1", "two"),
    project.show("log", "EV1/onne"),
    project.show("log", "--limit", "0"),
  ]);
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov log EV2
    error EVENT_UNKNOWN
      there is no event "EV2". Did you mean "EV1"?
      asimov report status lists all.
    exit code 1
    $ asimov log EV1 two
    error ANALYSIS_UNKNOWN
      EV1 has no analysis "two".
      asimov report status lists all.
    exit code 1
    $ asimov log EV1/onne
    error ANALYSIS_UNKNOWN
      there is no analysis "EV1/onne". Did you mean "EV1/one"?
      asimov report status lists all.
    exit code 1
    $ asimov log --limit 0
    error: option '-n, --limit <lines>' argument '0' is invalid. It is a number of lines, from 1.
    (asimov COMMAND --help tells more)
    exit code 2"
  `);
  const empty = openProject();
  await empty.run("init", "nothing yet");
  expect(await empty.show("log")).toMatchInlineSnapshot(`
    "$ asimov log
    exit code 0"
  `);
  expect(await empty.show("log", "--json")).toMatchInlineSnapshot(`
    "$ asimov log --json
    []
    exit code 0"
  `);
});
