import type { JobDescription } from "@asimov-gw/core/workflow";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The jobs that one submit file describes, read as the only node of a workflow. */
export async function describeSingle(file: string, directory: string): Promise<readonly JobDescription[]> {
  const { readWorkflow } = await import("@asimov-gw/core/workflow");
  const temporary = mkdtempSync(join(tmpdir(), "asimov-single-"));
  try {
    const dag = join(temporary, "single.dag");
    writeFileSync(dag, `JOB single ${file}\n`);
    const { nodes } = await readWorkflow(dag, { directory });
    const work = nodes[0]?.work;
    return work?.kind === "jobs" ? work.jobs : [];
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
