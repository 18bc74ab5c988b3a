import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";

import { describe, expect, test } from "vitest";

import { readWorkflow, type Workflow } from "../../../src/workflow/index.ts";
import { jobOf, within, type Tree } from "./project.ts";

const fixtures = fileURLToPath(new URL("../fixtures/bilby", import.meta.url));

// What bilby_pipe wrote, where it wrote it: <outdir>/submit below the directory that it ran in.
function built(name: string): { readonly tree: Tree; readonly dag: string } {
  const files = readdirSync(join(fixtures, name));
  const text = (file: string): string => readFileSync(join(fixtures, name, file), "utf8");
  const dag = files.find((file) => file.startsWith("dag_"))!;
  const outdir = /^JOB \S+ (\S+)\/submit\//.exec(text(dag))![1]!;
  return { tree: Object.fromEntries(files.map((file) => [`${outdir}/submit/${file}`, text(file)])), dag: `${outdir}/submit/${dag}` };
}

function readBuilt(name: string): Promise<Workflow> {
  const { tree, dag } = built(name);
  return within(tree, async (directory) => {
    const workflow = await readWorkflow(join(directory, dag), { directory });
    return JSON.parse(JSON.stringify(workflow).replaceAll(directory, "/work")) as Workflow;
  });
}

function summary({ nodes }: Workflow): readonly string[] {
  return nodes.map((node) => {
    const { name, parents, retries } = node;
    const job = jobOf(node);
    const memory = `${job.request.memory} MiB, ${job.request.cpus} cpus`;
    return `${name} <- [${parents.join(" ")}] retries ${retries}, ${basename(job.executable)}, ${memory}, ${job.arguments.length} arguments`;
  });
}

describe("what bilby_pipe 1.10.1 writes", () => {
  test("every field of an analysis node", async () => {
    const workflow = await readBuilt("GW150914");
    expect({ ...workflow, nodes: workflow.nodes.length }).toMatchInlineSnapshot(`
      {
        "directory": "/work",
        "file": "/work/outdir_GW150914/submit/dag_GW150914.submit",
        "files": [
          "/work/outdir_GW150914/submit/GW150914_data0_1126259462-4_analysis_H1L1.submit",
          "/work/outdir_GW150914/submit/GW150914_data0_1126259462-4_analysis_H1L1_final_result.submit",
          "/work/outdir_GW150914/submit/GW150914_data0_1126259462-4_generation.submit",
        ],
        "nodes": 3,
      }
    `);
    expect(workflow.nodes[1]).toMatchInlineSnapshot(`
      {
        "at": {
          "column": 1,
          "file": "/work/outdir_GW150914/submit/dag_GW150914.submit",
          "line": 4,
        },
        "done": false,
        "name": "GW150914_data0_1126259462-4_analysis_H1L1_arg_0",
        "parents": [
          "GW150914_data0_1126259462-4_generation_arg_0",
        ],
        "priority": 0,
        "retries": 3,
        "work": {
          "jobs": [
            {
              "arguments": [
                "outdir_GW150914/GW150914_config_complete.ini",
                "--outdir",
                "outdir_GW150914",
                "--detectors",
                "H1",
                "--detectors",
                "L1",
                "--label",
                "GW150914_data0_1126259462-4_analysis_H1L1",
                "--data-dump-file",
                "outdir_GW150914/data/GW150914_data0_1126259462-4_generation_data_dump.pickle",
                "--sampler",
                "dynesty",
              ],
              "checkpointExitCode": 77,
              "directory": "/data/project/work",
              "environment": {
                "GWDATAFIND_SERVER": "https://datafind.igwn.org",
                "HDF5_USE_FILE_LOCKING": "FAlSE",
                "OMP_NUM_THREADS": "1",
                "OMP_PROC_BIND": "false",
              },
              "executable": "/opt/bilby/bin/bilby_pipe_analysis",
              "extra": {
                "accounting_group": "none.of.yours",
                "my.desired_sites": ""nogrid"",
                "my.flock_local": "True",
                "notification": "Never",
                "preserve_relative_paths": "True",
                "requirements": "",
                "retry_request_memory_increase": "RequestMemory * 2",
                "retry_request_memory_max": "64GB",
                "should_transfer_files": "YES",
                "stream_error": "True",
                "stream_output": "True",
                "transfer_input_files": "outdir_GW150914/data/GW150914_data0_1126259462-4_generation_data_dump.pickle,outdir_GW150914/GW150914_config_complete.ini,outdir_GW150914/result/GW150914_data0_1126259462-4_analysis_H1L1_result.json,outdir_GW150914/result/GW150914_data0_1126259462-4_analysis_H1L1_resume.pickle,outdir_GW150914/result/GW150914_data0_1126259462-4_analysis_H1L1_dynesty.pickle",
                "transfer_output_files": "outdir_GW150914",
                "universe": "vanilla",
                "when_to_transfer_output": "ON_EXIT_OR_EVICT",
              },
              "inherit": "none",
              "log": "/data/project/work/outdir_GW150914/log_data_analysis/GW150914_data0_1126259462-4_analysis_H1L1.log",
              "mustWrite": [
                "outdir_GW150914",
              ],
              "priority": 0,
              "process": 0,
              "request": {
                "cpus": 1,
                "disk": 5120,
                "memory": 8192,
              },
              "stderr": "/data/project/work/outdir_GW150914/log_data_analysis/GW150914_data0_1126259462-4_analysis_H1L1.err",
              "stdout": "/data/project/work/outdir_GW150914/log_data_analysis/GW150914_data0_1126259462-4_analysis_H1L1.out",
            },
          ],
          "kind": "jobs",
        },
      }
    `);
  });

  test.each(["tiny", "GW150914", "notransfer"])("%s: generation, analysis, final result", async (name) => {
    const { nodes } = await readBuilt(name);
    const names = nodes.map((node) => node.name);
    expect(nodes.map((node) => node.parents)).toEqual([[], [names[0]], [names[1]]]);
    expect(nodes.map((node) => node.retries)).toEqual([3, 3, 0]);
    expect(nodes.map((node) => jobOf(node).request.memory)).toEqual([8192, 8192, 4096]);
    expect(nodes.map((node) => jobOf(node).request.disk)).toEqual([5120, 5120, 5120]);
    expect(nodes.map((node) => jobOf(node).checkpointExitCode)).toEqual([undefined, 77, undefined]);
  });

  test("par2: two parallel jobs and a merge that waits for both", async () => {
    expect(summary(await readBuilt("par2"))).toMatchInlineSnapshot(`
      [
        "tiny_data0_1126259462-4_generation_arg_0 <- [] retries 3, bilby_pipe_generation, 8192 MiB, 1 cpus, 13 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_par0_arg_0 <- [tiny_data0_1126259462-4_generation_arg_0] retries 3, bilby_pipe_analysis, 8192 MiB, 1 cpus, 19 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_par1_arg_0 <- [tiny_data0_1126259462-4_generation_arg_0] retries 3, bilby_pipe_analysis, 8192 MiB, 1 cpus, 19 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_merge_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_par0_arg_0 tiny_data0_1126259462-4_analysis_H1L1_par1_arg_0] retries 0, bilby_result, 16384 MiB, 1 cpus, 10 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_merge_final_result_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_merge_arg_0] retries 0, bilby_result, 4096 MiB, 1 cpus, 10 arguments",
      ]
    `);
  });

  test("post and summary: one parent with several children", async () => {
    expect(summary(await readBuilt("post"))).toMatchInlineSnapshot(`
      [
        "tiny_data0_1126259462-4_generation_arg_0 <- [] retries 3, bilby_pipe_generation, 8192 MiB, 1 cpus, 24 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_arg_0 <- [tiny_data0_1126259462-4_generation_arg_0] retries 3, bilby_pipe_analysis, 8192 MiB, 2 cpus, 28 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_final_result_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_arg_0] retries 0, bilby_result, 4096 MiB, 1 cpus, 10 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_postprocess_single_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_arg_0] retries 0, summarypages, 4096 MiB, 1 cpus, 4 arguments",
        "tiny_postprocess_all_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_arg_0] retries 0, echo, 32768 MiB, 1 cpus, 1 arguments",
      ]
    `);
    expect(summary(await readBuilt("summary"))).toMatchInlineSnapshot(`
      [
        "tiny_data0_1126259462-4_generation_arg_0 <- [] retries 3, bilby_pipe_generation, 8192 MiB, 1 cpus, 20 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_arg_0 <- [tiny_data0_1126259462-4_generation_arg_0] retries 3, bilby_pipe_analysis, 8192 MiB, 1 cpus, 24 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_final_result_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_arg_0] retries 0, bilby_result, 4096 MiB, 1 cpus, 10 arguments",
        "tiny_data0_1126259462-4_analysis_H1L1_plot_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_arg_0] retries 0, bilby_pipe_plot, 32768 MiB, 1 cpus, 11 arguments",
        "tiny_pesummary_arg_0 <- [tiny_data0_1126259462-4_analysis_H1L1_arg_0] retries 0, summarypages, 16384 MiB, 1 cpus, 10 arguments",
      ]
    `);
  });

  test("osg: every job in its container, of whose PATH its program is", async () => {
    const { nodes } = await readBuilt("osg");
    expect(nodes.map((node) => [jobOf(node).executable, jobOf(node).container, node.priority])).toEqual([
      ["bilby_pipe_generation", { image: "/cvmfs/x.sif" }, 5],
      ["bilby_pipe_analysis", { image: "/cvmfs/x.sif" }, 5],
      ["bilby_result", { image: "/cvmfs/x.sif" }, 5],
    ]);
  });

  test.each(["tiny", "GW150914", "par2", "post", "summary", "osg", "notransfer"])(
    "%s: jobs run in place, where their paths are those that HTCondor would move them to",
    async (name) => {
      expect((await readBuilt(name)).nodes.filter((node) => jobOf(node).transfer !== undefined)).toEqual([]);
    },
  );
});
