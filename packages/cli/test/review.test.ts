import { userInfo } from "node:os";

import { blueprint, test, type TestProject } from "./support/index.ts";

const text = blueprint({
  one: 'comment: the first try\nreview:\n  - {status: approved, message: "by eye", timestamp: 2026-01-01 10:00}',
  two: "",
  "approved try": "",
});

async function show(project: TestProject, ...args: readonly string[]): Promise<string> {
  return (await project.show(...args)).replaceAll(userInfo().username, "USER");
}

test.concurrent("reviews and notes, from the first to what counts", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  expect(await show(project, "review", "add", "EV1/one", "Rejected", "-m", "the chains\ndid not mix")).toMatchInlineSnapshot(`
    "$ asimov review add EV1/one Rejected -m the chains
    did not mix
    EV1/one  REJECTED  by USER
    exit code 0"
  `);
  expect(await show(project, "review", "add", "EV1", "two", "preferred", "--as", "review team")).toMatchInlineSnapshot(`
    "$ asimov review add EV1 two preferred --as review team
    EV1/two  PREFERRED  by review team
    exit code 0"
  `);
  expect(await show(project, "review", "add", "EV1", "approved try", "PREFERRED")).toMatchInlineSnapshot(`
    "$ asimov review add EV1 approved try PREFERRED
    EV1/approved try  PREFERRED  by USER
    EV1/two is preferred too, and stays so until: asimov review add EV1/two deprecated
    exit code 0"
  `);
  expect(await show(project, "review", "add", "two", "deprecated", "-m", "")).toMatchInlineSnapshot(`
    "$ asimov review add two deprecated -m 
    EV1/two  DEPRECATED  by USER
    exit code 0"
  `);
  expect(await show(project, "review", "add", "EV1", "one", "-m", "look at H1")).toMatchInlineSnapshot(`
    "$ asimov review add EV1 one -m look at H1
    EV1/one  note  by USER
    exit code 0"
  `);
  expect(await show(project, "review", "status")).toMatchInlineSnapshot(`
    "$ asimov review status
    EV1/one           REJECTED    USER  TIME  the chains did not mix
    EV1/two           DEPRECATED  USER  TIME
    EV1/approved try  PREFERRED   USER  TIME
    exit code 0"
  `);
  expect(await show(project, "review", "status", "EV1", "one")).toMatchInlineSnapshot(`
    "$ asimov review status EV1 one
    APPROVED  USER  TIME  by eye
    REJECTED  USER  TIME  the chains did not mix
    note      USER  TIME  look at H1
    exit code 0"
  `);
  expect(await show(project, "log", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov log EV1/one
    TIME  USER@HOST  asimov apply -f blueprint.yaml  added analysis EV1/one (toy, ready)
    TIME  USER@HOST  asimov apply -f blueprint.yaml  analysis EV1/one: APPROVED by USER: by eye
    TIME  USER@HOST  asimov review add EV1/one Rejected -m the chains did not mix  analysis EV1/one: REJECTED by USER: the chains …
    TIME  USER@HOST  asimov review add EV1 one -m look at H1  analysis EV1/one: note by USER: look at H1
    exit code 0"
  `);
  expect(await show(project, "report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one           toy  ready  REJECTED  0 s  applied
      two           toy  ready  DEPRECATED  0 s  applied
      approved try  toy  ready  PREFERRED  0 s  applied
    exit code 0"
  `);
  expect(await show(project, "show", "EV1")).toMatchInlineSnapshot(`
    "$ asimov show EV1
    # event EV1, revision 1
    # revisions:
    #   1  blueprint.yaml:1:1  TIME  the newest
    # analyses:
    #   one           toy  ready  REJECTED    revision 1
    #   two           toy  ready  DEPRECATED  revision 1
    #   approved try  toy  ready  PREFERRED   revision 1
    kind: event
    name: EV1
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
  expect(await show(project, "show", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one
    # EV1/one (toy, ready): settings that a build now would take
    # comment: the first try
    # review: REJECTED by USER, TIME: the chains did not mix
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
});

test.concurrent("reviews for programs", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  const added = await project.json("review", "add", "EV1/two", "preferred", "-m", "best", "--as", "team");
  const review = { status: "PREFERRED", message: "best", user: "team", time: "TIME" };
  expect(added).toEqual({ address: "EV1/two", review, alsoPreferred: [] });
  expect(await project.json("review", "status", "EV1/two")).toEqual({ address: "EV1/two", reviews: [review] });
  expect(await project.json("review", "status", "EV1")).toMatchObject([
    { address: "EV1/one", review: { status: "APPROVED" } },
    { address: "EV1/two", review },
    { address: "EV1/approved try", review: null },
  ]);
  expect(await project.json("report", "status")).toMatchObject([{ comment: "the first try", review: { message: "by eye" } }, { review }, {}]);
  expect(await project.json("show", "EV1")).toMatchObject({ analyses: [{ review: { message: "by eye" } }, { review }, {}] });
  expect(await project.json("show", "EV1/one")).toMatchObject({ comment: "the first try", review: { message: "by eye" } });
});

test.concurrent("a project analysis is reviewed like any other", async ({ expect, openProject }) => {
  const joint = `kind: projectanalysis\nname: joint\npipeline: toy\nsubjects: [EV1]\nanalyses: [one]\nreview: [{status: approved, message: first}]\n`;
  const project = openProject({ blueprint: `${blueprint({ one: "" })}---\n${joint}` });
  expect(await show(project, "review", "add", "project:joint", "preferred", "-m", "best")).toMatchInlineSnapshot(`
    "$ asimov review add project:joint preferred -m best
    project:joint  PREFERRED  by USER
    exit code 0"
  `);
  expect(await show(project, "review", "status", "project:joint")).toMatchInlineSnapshot(`
    "$ asimov review status project:joint
    APPROVED   USER  TIME  first
    PREFERRED  USER  TIME  best
    exit code 0"
  `);
  expect(await show(project, "review", "status")).toMatchInlineSnapshot(`
    "$ asimov review status
    EV1/one        none
    project:joint  PREFERRED  USER  TIME  best
    exit code 0"
  `);
});

test.concurrent("an event without reviews looks as before", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  expect(await show(project, "review", "status", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov review status EV1/one
    EV1/one has no review yet
    exit code 0"
  `);
  expect(await show(project, "report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  ready  0 s  applied
    exit code 0"
  `);
});

test.concurrent("what is not a review is refused, and nothing is written", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  const before = project.rows();
  expect(await show(project, "review", "add", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov review add EV1/one
    error REVIEW_EMPTY  EV1/one
      a review has a status or a message
      A status: asimov review add EV1/one approved
      A note: asimov review add EV1/one -m "MESSAGE"
    exit code 2"
  `);
  expect(await show(project, "review", "add", "EV1")).toMatchInlineSnapshot(`
    "$ asimov review add EV1
    error REVIEW_NEEDS_ANALYSIS
      a review is about one analysis, and EV1 is an event
      Name the analysis too: asimov review add EV1 ANALYSIS STATUS
    exit code 2"
  `);
  expect(await show(project, "review", "add", "EV1/one", "good")).toMatchInlineSnapshot(`
    "$ asimov review add EV1/one good
    error REVIEW_STATUS
      "good" is not a status of a review.
      Statuses: REJECTED, APPROVED, PREFERRED, DEPRECATED, in any case; without one the message is a note.
    exit code 1"
  `);
  expect(await show(project, "review", "add", "EV1", "approved")).toMatchInlineSnapshot(`
    "$ asimov review add EV1 approved
    error ANALYSIS_UNKNOWN
      EV1 has no analysis "approved".
      asimov report status lists all.
    exit code 1"
  `);
  expect(await show(project, "review", "add", "EV1/three", "approved")).toMatchInlineSnapshot(`
    "$ asimov review add EV1/three approved
    error ANALYSIS_UNKNOWN
      there is no analysis "EV1/three".
      asimov report status lists all.
    exit code 1"
  `);
  expect(await show(project, "review", "add", "EV1", "one", "approved", "of course")).toMatchInlineSnapshot(`
    "$ asimov review add EV1 one approved of course
    error: too many words: of course. A message goes after -m, in quotes.
    (asimov COMMAND --help tells more)
    exit code 2"
  `);
  expect(project.rows()).toEqual(before);
});

test.concurrent("a review of an earlier attempt is told from one of the results that are there", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
  for (const [analysis, ...restart] of [["one", "--refresh"], ["two"]] as const) {
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect((await project.run("review", "add", analysis, "approved", "-m", "converged")).code).toBe(0);
    expect((await project.run("analysis", "restart", "--yes", analysis, ...restart)).code).toBe(0);
  }
  const shown = [
    await project.show("review", "status"),
    await project.show("review", "status", "one"),
    await project.show("report", "status"),
    await project.show("show", "EV1"),
    (await project.show("show", "EV1/one")).split("\n").slice(0, 3).join("\n"),
  ];
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov review status
    EV1/one  APPROVED (before attempt 2)  root  TIME  converged
    EV1/two  APPROVED                     root  TIME  converged
    exit code 0
    $ asimov review status one
    APPROVED (before attempt 2)  root  TIME  converged
    exit code 0
    $ asimov report status
    EV1
      one  toy  uploaded  APPROVED (before attempt 2)  0 s  results are in /project/results/EV1/one
      two  toy  restart   APPROVED  0 s  a person asked for a new start; the next pass moves its files to the trash
    exit code 0
    $ asimov show EV1
    # event EV1, revision 1
    # revisions:
    #   1  blueprint.yaml:1:1  TIME  the newest
    # analyses:
    #   one  toy  uploaded  APPROVED (before attempt 2)  revision 1
    #   two  toy  restart   APPROVED                     revision 1
    kind: event
    name: EV1
    event time: 1126259462.4
    answer: 42
    exit code 0
    $ asimov show EV1/one
    # EV1/one (toy, uploaded): settings that attempt 2 was built with, TIME
    # review: APPROVED (before attempt 2) by root, TIME: converged"
  `);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(await project.json("review", "status", "--where", "two")).toMatchObject([{ review: { status: "APPROVED", newerAttempt: 2 } }]);
});
