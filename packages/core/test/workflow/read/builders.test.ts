import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { jobsOf, lateMacro, readWorkflow, type Workflow } from "../../../src/workflow/index.ts";

const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));
const rift = "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag";

// The builders name submit files by the directory that they wrote to, which is gone: what they wrote is read from where it is now.
async function built(file: string): Promise<Workflow> {
  const path = join(fixtures, file);
  return readWorkflow(path, { directory: dirname(path), environment: {} });
}

function counts(names: readonly string[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of [...names].sort()) found[name] = (found[name] ?? 0) + 1;
  return found;
}

const moved = ({ nodes }: Workflow): number => nodes.flatMap(jobsOf).filter((job) => job.transfer !== undefined).length;

describe("what RIFT writes", () => {
  test("a small run: every job in place, outputs told apart by their cluster, and the rule that ends it on convergence", async () => {
    const workflow = await built(`rift/small/${rift}`);
    expect(counts(workflow.nodes.flatMap(jobsOf).map((job) => basename(job.executable)))).toMatchInlineSnapshot(`
      {
        "convergence_test_samples.py": 1,
        "convert_output_format_ile2inference": 2,
        "integrate_likelihood_extrinsic_batchmode": 4,
        "join_grids.sh": 2,
        "unify.sh": 2,
        "util_CIPDirSummarizeEvidence.py": 1,
        "util_ConstructIntrinsicPosterior_GenericCoordinates.py": 4,
        "util_ILEdagPostprocess.sh": 2,
        "util_ParameterPuffball.py": 1,
      }
    `);
    expect(moved(workflow)).toBe(0);
    const worker = workflow.nodes.flatMap(jobsOf).find((job) => job.arguments.at(-1)?.includes("overlap-grid"))!;
    expect([worker.late, worker.directory, worker.arguments.at(-1), worker.arguments[8]]).toEqual([
      ["CLUSTER"],
      "/data/project/rift/run1/iteration_0_cip",
      `/data/project/rift/run1/iteration_0_cip//overlap-grid-1-${lateMacro("cluster")}`,
      "[28,34]",
    ]);
    const ruled = workflow.nodes.filter((node) => node.abort !== undefined);
    expect(ruled.map(({ abort, category, retries, parents }) => ({ abort, category, retries, parents: parents.length }))).toMatchInlineSnapshot(`
      [
        {
          "abort": {
            "exitCode": 1,
            "returns": 0,
          },
          "category": "CONVERGE",
          "parents": 1,
          "retries": 0,
        },
      ]
    `);
    expect(workflow.nodes.find((node) => node.post !== undefined)?.post).toMatchObject({
      executable: "/data/project/rift/run1/confirm_exist.sh",
      arguments: ["/data/project/rift/run1/consolidated_0.composite"],
    });
  });

  test("with the extrinsic step", async () => {
    const workflow = await built(`rift/ext/${rift}`);
    expect([workflow.nodes.length, moved(workflow)]).toEqual([70, 0]);
    expect(counts(workflow.nodes.flatMap((node) => node.category ?? []))).toMatchInlineSnapshot(`
      {
        "CIP": 2,
        "CIP_worker": 2,
        "CONVERGE": 1,
        "CONVERT": 2,
        "PUFF": 1,
        "join_cip": 2,
      }
    `);
  });

  test("of production size: 547 jobs, and a workflow that an earlier node writes", async () => {
    const workflow = await built(`rift/prod/${rift}`);
    expect(counts(workflow.nodes.map((node) => node.work.kind))).toEqual({ jobs: 547, workflow: 1 });
    expect(workflow.nodes.find((node) => node.work.kind === "workflow")?.work).toEqual({
      kind: "workflow",
      file: `/data/project/rift/run3/iteration_3_cip/${rift}`,
      directory: join(fixtures, "rift/prod"),
    });
    expect(moved(workflow)).toBe(0);
    expect(workflow.nodes.filter((node) => node.abort?.exitCode === 1 && node.abort.returns === 0)).toHaveLength(4);
    // RIFT names this output by a macro that it gives the node no value of.
    const fetch = workflow.nodes.flatMap(jobsOf).find((job) => job.executable.endsWith("util_FetchExternalGrid.py"))!;
    expect(basename(fetch.stdout!)).toBe(`FETCH_3_subdag--${lateMacro("cluster")}-0.out`);
  });
});

describe("what lalinference_pipe writes", () => {
  test("a workflow around a workflow", async () => {
    const { nodes } = await built("lalinference/multidag.dag");
    expect(nodes.map((node) => node.work)).toEqual([
      {
        kind: "workflow",
        file: "/data/project/lalinf/public_html/run/lalinference_1126259447-1126259479.dag",
        directory: "/data/project/lalinf/public_html/run",
      },
    ]);
  });

  test("the sampler finds its spectra under ./ and leaves its outputs elsewhere: its files are moved, those of the others are not", async () => {
    const { nodes } = await built("lalinference/inner.dag");
    expect(nodes.map((node) => jobsOf(node)[0]!.transfer !== undefined)).toEqual([true, false, false, false, false]);
    const [engine] = jobsOf(nodes[0]!);
    expect(engine).toMatchObject({ maxRetries: 5, inherit: "all", environment: { OMP_NUM_THREADS: "1" } });
    const transfer = JSON.stringify(engine!.transfer).replaceAll(fixtures, "/work").replaceAll(dirname(fixtures), "/above");
    expect(JSON.parse(transfer)).toMatchInlineSnapshot(`
      {
        "executable": false,
        "input": [
          "/work/lalinference/lalinf_touch_output",
          "/above/H1_psd.txt",
          "/above/L1_psd.txt",
        ],
        "onlyOnSuccess": false,
        "output": [
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5",
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5H1-PSD.dat",
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5L1-PSD.dat",
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5_snr.txt",
        ],
        "preserve": false,
        "remaps": {
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5": "/data/project/lalinf/public_html/run/engine/lalinferencenest-0-H1L1-1126259462.416-1.hdf5",
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5H1-PSD.dat": "/data/project/lalinf/public_html/run/engine/lalinferencenest-0-H1L1-1126259462.416-1.hdf5H1-PSD.dat",
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5L1-PSD.dat": "/data/project/lalinf/public_html/run/engine/lalinferencenest-0-H1L1-1126259462.416-1.hdf5L1-PSD.dat",
          "lalinferencenest-0-H1L1-1126259462.416-1.hdf5_snr.txt": "/data/project/lalinf/public_html/run/engine/lalinferencenest-0-H1L1-1126259462.416-1.hdf5_snr.txt",
        },
      }
    `);
  });
});

test("what bayeswave_pipe writes: its directories are moved to where they are", async () => {
  const workflow = await built("bayeswave/wd.dag");
  expect(workflow.nodes.map((node) => [basename(jobsOf(node)[0]!.executable), node.retries, node.parents.length])).toEqual([
    ["BayesWave", 1, 0],
    ["BayesWavePost", 0, 1],
    ["megasky.py", 0, 1],
    ["megaplot.py", 0, 1],
  ]);
  expect(moved(workflow)).toBe(0);
});
