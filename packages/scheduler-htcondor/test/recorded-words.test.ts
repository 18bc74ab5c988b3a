import { recordedCase, recordedCases, type RecordedCommand } from "@asimov-gw/testkit";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { readOptions } from "../src/options.ts";
import { refusal } from "../src/submit.ts";
import { Tools } from "../src/tools.ts";
import { isAct, isList, isSubmission, toolOf } from "./recorded-kinds.ts";

// What people are told of each recorded command that went wrong, or that printed no list of jobs, word for word.

const all: readonly (readonly [string, RecordedCommand])[] = recordedCases.flatMap((name) =>
  Object.entries(recordedCase(name).commands).map(([step, command]) => [`${name}/${step}`, command] as const),
);

/** Lets a question to the queue be answered by exactly what was recorded; returns what comes of it. */
async function answeredBy({ stdout, stderr, exitCode }: RecordedCommand): Promise<string> {
  const bin = mkdtempSync(join(tmpdir(), "asimov-recorded-"));
  onTestFinished(() => rmSync(bin, { recursive: true, force: true }));
  writeFileSync(join(bin, "out"), stdout);
  writeFileSync(join(bin, "err"), stderr);
  writeFileSync(join(bin, "condor_q"), `#!/bin/sh\ncat '${bin}/out'\ncat '${bin}/err' >&2\nexit ${exitCode}\n`);
  chmodSync(join(bin, "condor_q"), 0o755);
  try {
    const ads = await new Tools(readOptions({ bin })).queue("true", ["ClusterId"]);
    return `${ads.length} jobs`;
  } catch (error) {
    return told(error as Error);
  }
}

function told(error: Error): string {
  return `${"code" in error ? String(error.code) : error.name}: ${error.message}`;
}

// What many commands have in common is one entry.
function grouped(lines: readonly (readonly [string, string])[]): string {
  const groups = Map.groupBy(lines, ([, said]) => said);
  return [...groups].map(([said, own]) => `${said}\n${own.map(([step]) => `    ${step}`).join("\n")}`).join("\n");
}

test("a question that is answered by a text for people, or by none, is never taken for an empty queue but where nothing was printed", async () => {
  const texts = all.filter(([, command]) => !isList(command) && !isSubmission(command) && !isAct(command));
  const lines: (readonly [string, string])[] = [];
  for (const [step, command] of texts) lines.push([step, await answeredBy(command)]);
  expect(grouped(lines)).toMatchInlineSnapshot(`
    "SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...on: 25.13.2 2026-11-22 $\\n$CondorPlatform: X86_64-Debian_12 $"
        a-empty/01-condor_version
        a-empty/26-condor_q-version
        e-schedd-down/08-no-config-version
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...completed, 0 removed, 0 idle, 0 running, 0 held, 0 suspended"
        a-empty/02-condor_q
        a-empty/23-condor_q-totals
        m-no-batch-name/01-q-idle
    0 jobs
        a-empty/08-condor_q-af
        a-empty/25-condor_q-long
        c-dag-fail/23-empty-dag_checker
        c-dag-fail/23-nosub-dag_checker
    SCHEDULER_UNREACHABLE: condor_q: Error: unrecognized argument -jsonn
        a-empty/12-condor_q-bad-option
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...  OWNER            SUBMITTED   RUN_TIME   ST   COMPLETED CMD"
        a-empty/13-condor_history
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...       0         1       0          0      0        0      0"
        a-empty/19-condor_status
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "ap.pool.test\\n100\\n5\\ntrue"
        a-empty/21-config_val-defined
    SCHEDULER_UNREACHABLE: condor_q: Not defined: NO_SUCH_KNOB
        a-empty/22-config_val-undefined
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...uting configuration file(s):\\n#\\t/var/lib/condor/condor_config"
        a-empty/27-config_val-dagman-all
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...AES, AES, and FS) succeeded as gw@pool.test to local schedd."
        a-empty/28-condor_ping
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...completed, 0 removed, 1 idle, 0 running, 0 held, 0 suspended"
        b-dag-ok/03-condor_q-dag-nobatch
        b-dag-ok/03-condor_q-nobatch
        b-dag-ok/03-condor_q-text
        f-submit/02-condor_q-nobatch
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "2.0 2 undefined"
        b-dag-ok/05-af-j
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "2 0 2 undefined undefined 3"
        b-dag-ok/05-af
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...'$ -dagman /usr/local/condor/bin/condor_dagman -AutoRescue 1"
        b-dag-ok/08-history-text
        b0-dag-in-tmp-refused/08-history-text
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...0.1-15385&alias=ap.pool.test>\\n5.0.0 completed\\nAll jobs done."
        b-dag-ok/09-condor_wait-status
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "All jobs done."
        b-dag-ok/09-condor_wait
        b0-dag-in-tmp-refused/09-condor_wait
        c-dag-fail/04-condor_wait
        f-submit/14-condor_wait
        i4-wait/06-wait-after-rm
    SCHEDULER_UNREACHABLE: condor_q: Couldn't open run.dag.nodes.log: No such file or directory
        b0-dag-in-tmp-refused/09-condor_wait-status
    SCHEDULER_UNREACHABLE: condor_q: exit code 1
        c-dag-fail/23-cycle-dag_checker
        c-dag-fail/23-syntax-dag_checker
        c-dag-fail/23-unknown-dag_checker
        i4-wait/02-wait-times-out
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...completed, 0 removed, 0 idle, 1 running, 5 held, 0 suspended"
        d-held/02-condor_q-hold-text
        d-held/02-condor_q-text
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...completed, 0 removed, 0 idle, 2 running, 0 held, 0 suspended"
        d-rm-dag/08-q-text-after-hold
        k-two-batches/03-q
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...completed, 0 removed, 0 idle, 1 running, 1 held, 0 suspended"
        d-rm-dag/10-q-text
    SCHEDULER_UNREACHABLE: condor_q: Error: Can't find address for schedd ap.pool.test
        e-schedd-down/03-schedd-off-condor_q
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "slot1@ep@ap.pool.test"
        e-schedd-down/03-schedd-off-condor_status
    SCHEDULER_UNREACHABLE: condor_q: Error: CEDAR:6001:Failed to connect to <127.0.0.1:19618>
        e-schedd-down/07-all-down-condor_q
    SCHEDULER_UNREACHABLE: condor_q: Error: communication error CEDAR:6001:Failed to connect to <127.0.0.1:19618>
        e-schedd-down/07-all-down-condor_status
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...work/f-submit/logs/job.log\\"\\nWhenToTransferOutput = \\"ON_EXIT\\""
        f-submit/02-condor_q-long-ad
        f-submit/13-history-long
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...completed, 0 removed, 2 idle, 3 running, 1 held, 0 suspended"
        f-submit/11-q-text
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...m ap.pool.test\\nReason for last match failure: no match found"
        f-submit/12-toobig-analyze
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...f users: 2                                    6         0.23"
        f-submit/14-userprio
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...run.dag.metrics\\n-rw-r--r--  1 gw gw  1220  run.dag.nodes.log"
        g8-options/04-after
    SCHEDULER_UNREACHABLE: condor_q: Couldn't open nothere.log: No such file or directory
        i4-wait/03-wait-nofile
    SCHEDULER_NONSENSE: what condor_q printed is no whole list of jobs: "...completed, 0 removed, 0 idle, 1 running, 0 held, 0 suspended"
        m-no-batch-name/02-q"
  `);
});

test("a question that was not answered", async () => {
  const lines: (readonly [string, string])[] = [];
  for (const [step, command] of all) if (isList(command) && command.exitCode !== 0) lines.push([step, await answeredBy(command)]);
  expect(grouped(lines)).toMatchInlineSnapshot(`
    "SCHEDULER_UNREACHABLE: condor_q: -- Failed to fetch ads from: <127.0.0.1:16495?addrs=127.0.0.1-16495&alias=ap.pool.test> : ap.pool.test
        a-empty/11-condor_q-json-bad-constraint
    SCHEDULER_UNREACHABLE: condor_q: Error: unrecognized argument -jsonl
        a-empty/24-condor_q-jsonl
        b-dag-ok/05-jsonl
    SCHEDULER_UNREACHABLE: condor_q: Error:  could not parse constraint ( (DAGManJobId == ) )
        b0-dag-in-tmp-refused/08-history-json-constraint
    SCHEDULER_UNREACHABLE: condor_q: -- Failed to fetch ads from: <127.0.0.1:16495?addrs=127.0.0.1-16495&alias=ap.pool.test> : ap.pool.test SECMAN:2007:Read failure during security negotiation.
        e-schedd-down/01-hung-condor_q-json-timeout-env
        e-schedd-down/01-hung-condor_q-json
    SCHEDULER_UNREACHABLE: condor_q: Error: Collector has no record of schedd/submitter
        e-schedd-down/03-schedd-off-condor_q-json-name
    SCHEDULER_UNREACHABLE: condor_q: Error: Can't find address for schedd ap.pool.test
        e-schedd-down/03-schedd-off-condor_q-json
    SCHEDULER_UNREACHABLE: condor_q: -- Failed to fetch ads from: <127.0.0.1:6561?addrs=127.0.0.1-6561&alias=ap.pool.test> : ap.pool.test CEDAR:6001:Failed to connect to <127.0.0.1:6561?addrs=127.0.0.1-6561&alias=ap.pool.test>
        e-schedd-down/06-killed-condor_q-json
    SCHEDULER_UNREACHABLE: condor_q: Error: Couldn't contact the condor_collector on 127.0.0.1:19618.
        e-schedd-down/07-all-down-condor_q-json-name
    SCHEDULER_UNREACHABLE: condor_q: Error: CEDAR:6001:Failed to connect to <127.0.0.1:19618>
        e-schedd-down/07-all-down-condor_q-json
    SCHEDULER_UNREACHABLE: condor_q: Neither the environment variable CONDOR_CONFIG, /etc/condor/, /usr/local/etc/, nor ~condor/ contain a condor_config source. Either set CONDOR_CONFIG to point to a valid config source,
        e-schedd-down/08-no-config-unset
    SCHEDULER_UNREACHABLE: condor_q: File specified in CONDOR_CONFIG environment variable: "/nonexistent" does not exist.
        e-schedd-down/08-no-config
    SCHEDULER_UNREACHABLE: condor_q: -- Failed to fetch ads from: <127.0.0.1:30123?addrs=127.0.0.1-30123&alias=ap.pool.test> : ap.pool.test SECMAN:2007:Read failure during security negotiation.
        e-schedd-down/10-hung-sec-timeout-3"
  `);
});

test("what was refused, or reached nobody", () => {
  const refused = all.filter(([, command]) => (isSubmission(command) || isAct(command)) && command.exitCode !== 0);
  expect(grouped(refused.map(([step, command]) => [step, told(refusal(toolOf(command), command))]))).toMatchInlineSnapshot(`
    "HTCONDOR_REFUSED: condor_submit_dag: ERROR: "run.dag.condor.sub" already exists. ERROR: "run.dag.dagman.log" already exists. Some file(s) needed by condor_dagman already exist. Either:
        c-dag-fail/02-submit-again-while-running
    HTCONDOR_REFUSED: condor_submit_dag: ERROR: "run.dag.condor.sub" already exists. ERROR: "run.dag.lib.out" already exists. ERROR: "run.dag.lib.err" already exists.
        c-dag-fail/10-refusal-files-exist
        c-dag-fail/11-refusal-after-force-no_submit
        l-stale-lock/11-resubmit-without-rescue
    HTCONDOR_REFUSED: condor_submit_dag: ERROR: Provided file path does not exist
        c-dag-fail/20-missing-dag-file
    HTCONDOR_REFUSED: condor_submit_dag: ERROR: syntax.dag:1 'JOBB' is not a valid DAG command
        c-dag-fail/21-syntax-submit
    HTCONDOR_REFUSED: condor_submit: ERROR: Can't access executable file /home/gw/work/d-held/notthere.sh: No such file or directory
        d-held/01-submit-badexe
    HTCONDOR_REFUSED: condor_hold: Couldn't find/hold all jobs in cluster 33
        d-held/03-condor_hold-again
        d-held/03-condor_hold-reason
    HTCONDOR_REFUSED: condor_release: Couldn't find/release all jobs in cluster 33
        d-held/04-condor_release-not-held
    HTCONDOR_REFUSED: condor_release: Couldn't find/release all jobs in cluster 99999
        d-held/04-condor_release-unknown
    HTCONDOR_REFUSED: condor_hold: Couldn't find/hold all jobs in cluster 99999
        d-held/05-condor_hold-unknown
    HTCONDOR_REFUSED: condor_rm: Couldn't find/remove all jobs in cluster 33
        d-held/07-rm-again
    HTCONDOR_REFUSED: condor_rm: Couldn't find/remove all jobs matching constraint (JobBatchName == "none")
        d-held/08-rm-constraint-none
    HTCONDOR_REFUSED: condor_rm: Couldn't find/remove all jobs of user "not-a-number"
        d-held/08-rm-garbage
    HTCONDOR_REFUSED: condor_rm: You did not specify any jobs Usage: condor_rm [options] [constraints] where [options] is zero or more of:
        d-held/08-rm-noargs
    HTCONDOR_REFUSED: condor_rm: Job 99999.0 not found
        d-held/08-rm-unknown-proc
    HTCONDOR_REFUSED: condor_rm: Couldn't find/remove all jobs in cluster 99999
        d-held/08-rm-unknown
    HTCONDOR_REFUSED: condor_rm: Couldn't find/remove all jobs
        d-held/11-rm-all-empty
    SCHEDULER_UNREACHABLE: condor_hold: Can't find address for schedd ap.pool.test
        e-schedd-down/03-schedd-off-condor_hold
    SCHEDULER_UNREACHABLE: condor_rm: Can't find address for schedd ap.pool.test
        e-schedd-down/03-schedd-off-condor_rm
    SCHEDULER_UNREACHABLE: condor_submit: ERROR: Can't find address of local schedd
        e-schedd-down/03-schedd-off-condor_submit
        e-schedd-down/07-all-down-condor_submit
    SCHEDULER_UNREACHABLE: condor_submit_dag: ERROR: Can't find address of local schedd ERROR: condor_submit failed; aborting.
        e-schedd-down/03-schedd-off-condor_submit_dag
        e-schedd-down/07-all-down-condor_submit_dag
    SCHEDULER_UNREACHABLE: condor_hold: CEDAR:6001:Failed to connect to <127.0.0.1:19618>
        e-schedd-down/07-all-down-condor_hold
    SCHEDULER_UNREACHABLE: condor_rm: CEDAR:6001:Failed to connect to <127.0.0.1:19618>
        e-schedd-down/07-all-down-condor_rm
    SCHEDULER_UNREACHABLE: condor_submit_dag: Neither the environment variable CONDOR_CONFIG, /etc/condor/, /usr/local/etc/, nor ~condor/ contain a condor_config source. Either set CONDOR_CONFIG to point to a valid config source,
        e-schedd-down/08-no-config-submit_dag
    SCHEDULER_UNREACHABLE: condor_rm: SECMAN:2007:Read failure during security negotiation. Couldn't find/remove all jobs in cluster 1
        e-schedd-down/10-hung-condor_rm
    HTCONDOR_REFUSED: condor_submit_dag: Terminated
        e-schedd-down/10-hung-submit_dag
    SCHEDULER_UNREACHABLE: condor_submit_dag: ERROR: Failed to connect to local queue manager CEDAR:6001:Failed to connect to <127.0.0.1:8433?addrs=127.0.0.1-8433&alias=ap.pool.test> ERROR: condor_submit failed; aborting.
        e2-submit_dag-retry/01-schedd-down
    HTCONDOR_REFUSED: condor_submit_dag: ERROR: "run.dag.condor.sub" already exists. Some file(s) needed by condor_dagman already exist. Either: - Rename them
        e2-submit_dag-retry/02-schedd-back-plain
    HTCONDOR_REFUSED: condor_submit: ERROR: on Line 26 of job.sub: -queue argument conflicts with queue statement in submit file ERROR: Failed to parse command file (line 26).
        f-submit/06-submit-queue-in
        f-submit/06-submit-queue3
    HTCONDOR_REFUSED: condor_submit: ERROR: Parse error in expression: Requirements = ((() && (TARGET.Arch == "X86_64") && (TARGET.OpSys == "LINUX") && (versionGE(split(TARGET.CondorVersion)[1], "25.12.0") || (TARGET.Disk >= RequestDisk)) && (TARGET.Memory >= RequestMemory) && ((TARGET.FileSystemDomain == MY.FileSystemDomain) || (TARGET.HasFileTransfer))
        f-submit/10-submit-badreq
    HTCONDOR_REFUSED: condor_submit: ERROR: docker jobs require a docker_image
        f-submit/10-submit-docker
    HTCONDOR_REFUSED: condor_submit: ERROR: No 'executable' parameter was provided
        f-submit/10-submit-empty
        f-submit/10-submit-noexecmd
    HTCONDOR_REFUSED: condor_submit: ERROR: Can't access executable file /nope/x: No such file or directory
        f-submit/10-submit-noexe
    HTCONDOR_REFUSED: condor_submit: ERROR: Failed to open command file (nothere.sub) (No such file or directory)
        f-submit/10-submit-nofile
    HTCONDOR_REFUSED: condor_submit: ERROR: Executable file notexe.txt has zero length
        f-submit/10-submit-notexe
    HTCONDOR_REFUSED: condor_submit_dag: Error: Unknown flag '-nosuch' provided
        g8-options/07-bad-option
    HTCONDOR_REFUSED: condor_submit_dag: Error: Unknown flag '-terse' provided
        g8-options/10-condor_submit_dag-terse
    HTCONDOR_REFUSED: condor_rm: Couldn't find/remove all jobs in cluster 422
        i4-wait/04-other-user-rm
        i4-wait/07-rm-forcex
    HTCONDOR_REFUSED: condor_submit: ERROR: Failed to create new User record for condor@pool.test. The given user is not allowed to own jobs
        i4-wait/08-root-submit"
  `);
});
