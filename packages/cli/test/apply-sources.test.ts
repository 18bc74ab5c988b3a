import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { blueprint, test } from "./support/index.ts";

const known = blueprint({});

/** Serves files on 127.0.0.1 while `work` is done. */
async function serving(files: Readonly<Record<string, string>>, work: (base: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const text = files[request.url ?? ""];
    response.writeHead(text === undefined ? 404 : 200, { "content-type": "text/plain" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const grid = `kind: analysis
name: pe-{waveform.approximant}-{sampler.nlive}
event: EV1
pipeline: toy
comment: "{waveform.approximant} with {sampler.nlive} live points"
waveform: {frame: radial}
strategy:
  waveform.approximant: [XPHM, v5PHM]
  zip: {sampler.nlive: [1000, 2000], sampler.naccept: [30, 60]}
  exclude: [{waveform.approximant: v5PHM, sampler.nlive: 2000}]
  include: [{waveform.approximant: NRSur, sampler.nlive: 4000}]
`;

test.concurrent("a strategy becomes one analysis for each combination, once", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: known });
  project.write({ "grid.yaml": grid });
  expect(await project.show("apply", "-f", "grid.yaml", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov apply -f grid.yaml --dry-run
    would be added  analysis EV1/pe-XPHM-1000  (grid.yaml)
    would be added  analysis EV1/pe-XPHM-2000  (grid.yaml)
    would be added  analysis EV1/pe-v5PHM-1000  (grid.yaml)
    would be added  analysis EV1/pe-NRSur-4000  (grid.yaml)
    exit code 0"
  `);
  expect(await project.show("apply", "-f", "grid.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f grid.yaml
    added  analysis EV1/pe-XPHM-1000  (grid.yaml)
    added  analysis EV1/pe-XPHM-2000  (grid.yaml)
    added  analysis EV1/pe-v5PHM-1000  (grid.yaml)
    added  analysis EV1/pe-NRSur-4000  (grid.yaml)
    exit code 0"
  `);
  const before = project.rows();
  expect(await project.show("apply", "-f", "grid.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f grid.yaml
    unchanged  analysis EV1/pe-XPHM-1000  (grid.yaml)
    unchanged  analysis EV1/pe-XPHM-2000  (grid.yaml)
    unchanged  analysis EV1/pe-v5PHM-1000  (grid.yaml)
    unchanged  analysis EV1/pe-NRSur-4000  (grid.yaml)
    exit code 0"
  `);
  expect(project.rows()).toEqual(before);
  expect(project.query("SELECT content FROM analyses ORDER BY id").map((row) => JSON.parse(String(row["content"])) as unknown))
    .toMatchInlineSnapshot(`
    [
      {
        "comment": "XPHM with 1000 live points",
        "event": "EV1",
        "kind": "analysis",
        "name": "pe-XPHM-1000",
        "pipeline": "toy",
        "sampler": {
          "naccept": 30,
          "nlive": 1000,
        },
        "waveform": {
          "approximant": "XPHM",
          "frame": "radial",
        },
      },
      {
        "comment": "XPHM with 2000 live points",
        "event": "EV1",
        "kind": "analysis",
        "name": "pe-XPHM-2000",
        "pipeline": "toy",
        "sampler": {
          "naccept": 60,
          "nlive": 2000,
        },
        "waveform": {
          "approximant": "XPHM",
          "frame": "radial",
        },
      },
      {
        "comment": "v5PHM with 1000 live points",
        "event": "EV1",
        "kind": "analysis",
        "name": "pe-v5PHM-1000",
        "pipeline": "toy",
        "sampler": {
          "naccept": 30,
          "nlive": 1000,
        },
        "waveform": {
          "approximant": "v5PHM",
          "frame": "radial",
        },
      },
      {
        "comment": "NRSur with 4000 live points",
        "event": "EV1",
        "kind": "analysis",
        "name": "pe-NRSur-4000",
        "pipeline": "toy",
        "sampler": {
          "nlive": 4000,
        },
        "waveform": {
          "approximant": "NRSur",
          "frame": "radial",
        },
      },
    ]
  `);
  project.write({ "grid.yaml": grid.replace("radial", "J") });
  expect(await project.show("apply", "-f", "grid.yaml", "--update")).toMatchInlineSnapshot(`
    "$ asimov apply -f grid.yaml --update
    updated  analysis EV1/pe-XPHM-1000  (grid.yaml)
      waveform.frame: "radial" -> "J"
    updated  analysis EV1/pe-XPHM-2000  (grid.yaml)
      waveform.frame: "radial" -> "J"
    updated  analysis EV1/pe-v5PHM-1000  (grid.yaml)
      waveform.frame: "radial" -> "J"
    updated  analysis EV1/pe-NRSur-4000  (grid.yaml)
      waveform.frame: "radial" -> "J"
    exit code 0"
  `);
});

test.concurrent("a strategy that is refused changes nothing", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: known });
  const before = project.rows();
  project.write({ "same.yaml": grid.replace("-{sampler.nlive}\n", "\n"), "typo.yaml": grid.replace("{waveform.approx", "{waveform.aprox") });
  expect(await project.show("apply", "-f", "same.yaml", "-f", "typo.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f same.yaml -f typo.yaml
    error BLUEPRINT_DUPLICATE  /project/same.yaml:2:7
      two combinations make an analysis of the name "pe-XPHM": {waveform.approximant: XPHM, sampler.nlive: 1000, sampler.naccept: 30} and {waveform.approximant: XPHM, sampler.nlive: 2000, sampler.naccept: 60}
      Let the name tell all combinations apart: name: pe-{waveform.approximant}-{sampler.nlive}-{sampler.naccept}
    error BLUEPRINT_PLACEHOLDER  /project/typo.yaml:2:7
      {waveform.aproximant} is not a path of the strategy. Did you mean "waveform.approximant"?
      The strategy sets: waveform.approximant, sampler.nlive, sampler.naccept. To keep the braces, double them: {{waveform.aproximant}}
    exit code 1"
  `);
  expect(project.rows()).toEqual(before);
});

test.concurrent("a bundle is applied whole or not at all", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: known });
  project.write({
    "sets/std.yaml": "kind: analysisbundle\nname: std\nanalyses: [psd, pe, {name: check, pipeline: toy, needs: [pe-1]}]\n",
    "sets/psd.yaml": "kind: analysis\nname: psd\npipeline: toy\nevent: EV1\n",
    "analyses/pe.yaml": "kind: analysis\nname: pe-{answer}\npipeline: toy\nneeds: [psd]\nstrategy: {answer: [1, 2]}\n",
  });
  const before = project.rows();
  expect(await project.show("apply", "-f", "sets/std.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f sets/std.yaml
    error BLUEPRINT_NO_EVENT  /project/analyses/pe.yaml:1:1
      analysis "pe-1" names no event
      Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT
    error BLUEPRINT_NO_EVENT  /project/analyses/pe.yaml:1:1
      analysis "pe-2" names no event
      Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT
    error BLUEPRINT_NO_EVENT  /project/sets/std.yaml:3:21
      analysis "check" names no event
      Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT
    exit code 1"
  `);
  expect(project.rows()).toEqual(before);
  expect(await project.show("apply", "-f", "sets/std.yaml", "-e", "EV1")).toMatchInlineSnapshot(`
    "$ asimov apply -f sets/std.yaml -e EV1
    added  analysis EV1/psd  (sets/psd.yaml)
    added  analysis EV1/pe-1  (analyses/pe.yaml)
    added  analysis EV1/pe-2  (analyses/pe.yaml)
    added  analysis EV1/check  (sets/std.yaml)
    exit code 0"
  `);
  expect(await project.show("apply", "-f", "sets/std.yaml", "-e", "EV1")).toMatchInlineSnapshot(`
    "$ asimov apply -f sets/std.yaml -e EV1
    unchanged  analysis EV1/psd  (sets/psd.yaml)
    unchanged  analysis EV1/pe-1  (analyses/pe.yaml)
    unchanged  analysis EV1/pe-2  (analyses/pe.yaml)
    unchanged  analysis EV1/check  (sets/std.yaml)
    exit code 0"
  `);
  project.write({ "sets/std.yaml": "kind: analysisbundle\nanalyses: [{name: new, pipeline: toy, event: EV1}, pds]\n" });
  expect(await project.show("apply", "-f", "sets/std.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f sets/std.yaml
    error BLUEPRINT_ITEM_NOT_FOUND  /project/sets/std.yaml:2:52
      there is no file for "pds"; looked for:
        /project/sets/pds.yaml
        /project/sets/analyses/pds.yaml
        /project/pds.yaml
        /project/analyses/pds.yaml
        /sandbox/home/.asimov/gwdata/asimov-data/analyses/pds.yaml
      Mend the name, or put the file into one of these places.
    exit code 1"
  `);
  expect(project.query("SELECT name FROM analyses WHERE name = 'new'")).toEqual([]);
});

test.concurrent("a URL is applied like a file, and nothing keeps its password", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: known });
  await serving({ "/pe.yaml": blueprint({ pe: "" }), "/pe.yaml?access_token=hush": grid, "/bad.yaml": "kind: evnt\n" }, async (base) => {
    const show = async (...args: readonly string[]): Promise<string> => (await project.show("apply", ...args)).replaceAll(base, "HOST");
    expect(await show("-f", `http://${base}/pe.yaml`, "-f", `http://me:hush@${base}/pe.yaml?access_token=hush`)).toMatchInlineSnapshot(`
      "$ asimov apply -f http://HOST/pe.yaml -f http://me:hush@HOST/pe.yaml?access_token=hush
      unchanged  event EV1  (http://HOST/pe.yaml)
      added  analysis EV1/pe  (http://HOST/pe.yaml)
      added  analysis EV1/pe-XPHM-1000  (http://HOST/pe.yaml?access_token=***)
      added  analysis EV1/pe-XPHM-2000  (http://HOST/pe.yaml?access_token=***)
      added  analysis EV1/pe-v5PHM-1000  (http://HOST/pe.yaml?access_token=***)
      added  analysis EV1/pe-NRSur-4000  (http://HOST/pe.yaml?access_token=***)
      exit code 0"
    `);
    expect(await show("-f", `http://${base}/pe.yaml`, "--json")).toMatchInlineSnapshot(`
      "$ asimov apply -f http://HOST/pe.yaml --json
      {
        "dryRun": false,
        "steps": [
          {
            "action": "unchanged",
            "what": "event EV1",
            "changes": [],
            "notes": [],
            "file": "http://HOST/pe.yaml",
            "document": 0
          },
          {
            "action": "unchanged",
            "what": "analysis EV1/pe",
            "changes": [],
            "notes": [],
            "file": "http://HOST/pe.yaml",
            "document": 1
          }
        ],
        "warnings": []
      }
      exit code 0"
    `);
    expect(await show("-f", `http://me:hush@${base}/bad.yaml`, "-f", `http://me:hush@${base}/none.yaml?sig=hush`)).toMatchInlineSnapshot(`
      "$ asimov apply -f http://me:hush@HOST/bad.yaml -f http://me:hush@HOST/none.yaml?sig=hush
      error BLUEPRINT_NOT_READABLE  http://HOST/none.yaml?sig=***
        the server answered 404 Not Found
        Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
      exit code 1"
    `);
    expect(JSON.stringify(project.rows()).replaceAll(base, "HOST")).toContain(
      "asimov apply -f http://HOST/pe.yaml -f http://HOST/pe.yaml?access_token=***",
    );
    const source = project.query("SELECT source FROM analyses WHERE name = 'pe'").map((row) => JSON.parse(String(row["source"])) as object);
    expect(source).toMatchObject([{ file: `http://${base}/pe.yaml`, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }]);
  });
  expect(JSON.stringify(project.rows())).not.toContain("hush");
});

test.concurrent("the help shows how", async ({ expect, openProject }) => {
  expect(await openProject().show("apply", "--help")).toMatchInlineSnapshot(`
    "$ asimov apply --help
    Usage: asimov apply [options] [args...]

    put blueprints into the ledger: all documents of a file, or none

    Arguments:
      args                 what the applicator named with --plugin is to look for

    Options:
      -f, --file <file>    a YAML file of one or more documents, or its http(s) URL
      -p, --plugin <name>  let an installed applicator make the documents, from an
                           outside source (asimov plugins)
      -e, --event <name>   the event that analyses go to, over "event:" in their
                           documents
      -U, --update         allow documents that differ from what the ledger has
      --update-unstarted   likewise, and give analyses that are not built yet the
                           event's newest revision
      --take <side>        whose value counts where the ledger was changed since and
                           the blueprint says something else (choices: "blueprint",
                           "ledger")
      --dry-run            show what would be done, and do nothing
      --json               print the result as JSON
      -h, --help           display help for command

    Examples:
      asimov apply -f defaults.yaml -f GW150914.yaml
      asimov apply -f analyses.yaml -e GW150914 --dry-run
      asimov apply -f https://example.org/blueprints/defaults.yaml
      asimov apply --plugin gracedb --event GW150914 S150914 --dry-run

    One analysis for each combination of some values ("kind: analysis"):
      name: pe-{waveform.approximant}-{sampler.sampler kwargs.nlive}
      strategy:
        waveform.approximant: [IMRPhenomXPHM, SEOBNRv5PHM]    # the first one varies slowest
        zip: {sampler.sampler kwargs.nlive: [1000, 2000], sampler.sampler kwargs.naccept: [30, 60]}    # these vary together
        exclude: [{waveform.approximant: SEOBNRv5PHM, sampler.sampler kwargs.nlive: 2000}]
        include: [{waveform.approximant: NRSur7dq4, sampler.sampler kwargs.nlive: 4000, sampler.sampler kwargs.naccept: 60}]
        limit: 2000    # if more than 1000 combinations are meant

    Analyses from several files ("kind: analysisbundle"):
      analyses: [psd, {name: pe, pipeline: bilby, needs: [psd]}]    # psd is psd.yaml beside the bundle or in analyses/

    An analysis that combines others of its event ("kind: analysis"), and one over several events ("kind: projectanalysis"):
      analyses: [pe-a, pe-b]    # names or conditions, as in needs; both are waited for
      refreshable: true    # run again by itself when these have changed
      subjects: [GW150914, GW151226]    # of a project analysis: its events; its address is project:NAME

    Several stages that combine the same analyses ("kind: postprocessing"):
      subject: GW150914
      analyses: ["pipeline: bilby"]
      stages: [{name: pages, pipeline: pesummary}, {name: plots, pipeline: plots, needs: [pages]}]
    exit code 0"
  `);
});
