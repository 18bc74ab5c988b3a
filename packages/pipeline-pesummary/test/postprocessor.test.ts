import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { apiVersion, type AnalysisView, type Assets, type BuiltWorkflow, type PostprocessorContext, type Settings } from "@asimov-gw/core/pipeline";
import { readWorkflow } from "@asimov-gw/core/workflow";
import { afterEach, beforeEach, expect, test } from "vitest";

import PesummaryPostprocessor from "../src/postprocessor.ts";
import { help, refusal } from "./fake.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pesummary post-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The post-processor of an analysis in surroundings of a test's own, with what it submitted and warned of. */
function postprocessor(pipeline: string, assets: Assets, settings: Settings = {}) {
  const submitted: BuiltWorkflow[] = [];
  const warnings: string[] = [];
  const refuse = (): Promise<never> => Promise.reject(new Error("not here"));
  const analysis: AnalysisView = {
    name: "pe-1",
    slug: "pe-1",
    address: "GW150914/pe-1",
    subject: "GW150914",
    pipeline,
    attempt: 1,
    settings: {
      waveform: { approximant: "NRSur7dq4" },
      scheduler: { "request memory": 2, "request post memory": 1, "accounting group": "ligo.dev" },
    },
    needs: [],
    analyses: [],
    subjects: [],
    inputs: {},
    psds: { H1: join(root, "psd.dat") },
    runDirectory: root,
    configFile: join(root, "pe-1.ini"),
    projectDirectory: root,
    pagesDirectory: join(root, "published"),
    makeConfig: refuse,
  };
  const context: PostprocessorContext = {
    apiVersion,
    analysis,
    environment: { accounting: { user: "marie" }, find: (program) => `/opt/${root.slice(-6)}/bin/${program}` },
    log: { info: () => undefined, warn: (message) => warnings.push(message) },
    run: () => Promise.resolve({ exitCode: 0, stdout: help, stderr: "", seconds: 1 }),
    submitWorkflow: (workflow) => {
      submitted.push(workflow);
      return Promise.resolve({ token: "t", jobId: "1" });
    },
    submitJob: refuse,
    publishPages: refuse,
    settings,
    assets,
    directory: join(root, "postprocessing"),
  };
  return { post: new PesummaryPostprocessor(context), submitted, warnings };
}

test("one job, which every scheduler can read, with what jobs after the sampling ask for", async () => {
  for (const name of ["psd.dat", "result.hdf5", "pe-1.ini"]) writeFileSync(join(root, name), "a = 1\n");
  const { post, submitted } = postprocessor("bilby", { samples: [join(root, "result.hdf5")] }, { multiprocess: 3 });
  await post.run();
  expect(submitted).toEqual([{ file: join(root, "postprocessing", "pesummary.dag"), directory: join(root, "postprocessing") }]);
  const workflow = await readWorkflow(submitted[0]!.file, { directory: submitted[0]!.directory! });
  const [node] = workflow.nodes;
  const [job] = node?.work.kind === "jobs" ? node.work.jobs : [];
  expect(job).toMatchObject({
    executable: join(root, "postprocessing", "summarise.sh"),
    arguments: [],
    directory: join(root, "postprocessing"),
    stderr: join(root, "postprocessing", "pesummary.err"),
    environment: {
      PATH: `/opt/${root.slice(-6)}/bin:${process.env["PATH"]}`,
      HDF5_USE_FILE_LOCKING: "FALSE",
      OMP_NUM_THREADS: "1",
      OMP_PROC_BIND: "false",
    },
    request: { cpus: 3, memory: 1024, disk: 8192 },
    extra: { accounting_group: "ligo.dev", accounting_group_user: "marie" },
  });
  const script = readFileSync(join(root, "postprocessing", "summarise.sh"), "utf8");
  expect(script).toContain(" --labels pe_1 \\\n  --gw \\\n  --approximant NRSur7dq4 \\\n  --multi_process 3 \\\n  --NRSur_fits \\\n");
  expect(script).toContain(`--pe_1_psd 'H1:${root}/psd.dat'\n`);
});

test("an analysis without samples has nothing to summarise, and says so", async () => {
  const { post, submitted, warnings } = postprocessor("welch", { psds: { H1: "/psd" } });
  await post.run();
  expect([submitted, await post.detectCompletion(), await post.collectAssets()]).toEqual([[], true, {}]);
  expect(warnings).toEqual(["PESummary has nothing to summarise: the analysis offers no samples"]);
});

test("a summary is not summarised again, though it has the settings of its event", async () => {
  const { post, submitted, warnings } = postprocessor("pesummary", { samples: "/r/posterior_samples.h5" });
  await post.check();
  await post.run();
  expect([submitted, await post.detectCompletion(), await post.collectAssets(), warnings]).toEqual([[], true, {}, []]);
});

test("an option that is not known is refused when the analysis is built, and before anything is submitted", async () => {
  const { post, submitted } = postprocessor("bilby", { samples: "/r/a.hdf5" }, { "additional arguments": ["disable_korner"] });
  for (const ask of [() => post.check(), () => post.run()]) expect(await refusal(ask)).toMatchObject({ code: "PESUMMARY_OPTION_UNKNOWN" });
  expect([submitted, existsSync(join(root, "postprocessing"))]).toEqual([[], false]);
});
