import { readFileSync } from "node:fs";

/** One of HTCondor's commands with what it printed on a real pool. */
export interface RecordedCommand {
  readonly directory: string;
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A job as HTCondor describes it: the values by name, as they are printed. */
export type Ad = Readonly<Record<string, string>>;

interface RecordedCase {
  readonly commands: Readonly<Record<string, RecordedCommand>>;
  /** What `condor_q -json` printed at moments in which something had changed. */
  readonly polls?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

const names = [
  "a-empty",
  "b-dag-ok",
  "b0-dag-in-tmp-refused",
  "c-dag-fail",
  "d-held",
  "d-rm-dag",
  "e-schedd-down",
  "e2-submit_dag-retry",
  "f-submit",
  "g1-features",
  "g2-subdag",
  "g3-subdag-fails",
  "g4-queueN-fails",
  "g5-scripts",
  "g6-inline",
  "g7-badnode",
  "g8-options",
  "i1-fresh-counters",
  "i2-tmp-not-strict",
  "i3-dagman-killed",
  "i4-wait",
  "i5-dag-hold-release",
  "i6-schedd-restart",
  "k-two-batches",
  "l-stale-lock",
  "m-no-batch-name",
  "n-token",
] as const;

/** The name of a recorded case. */
export type CaseName = (typeof names)[number];

/** The cases that were recorded on a real pool (HTCondor 25.13.2): see `recorded/htcondor/README.md`. */
export const recordedCases: readonly CaseName[] = names;

const read = new Map<CaseName, RecordedCase>();

/** Everything that was recorded of a case. */
export function recordedCase(name: CaseName): RecordedCase {
  const known =
    read.get(name) ?? (JSON.parse(readFileSync(new URL(`../../recorded/htcondor/${name}.json`, import.meta.url), "utf8")) as RecordedCase);
  read.set(name, known);
  return known;
}

/** One command of a case. Throws where it was not recorded. */
export function recorded(name: CaseName, step: string): RecordedCommand {
  const command = recordedCase(name).commands[step];
  if (!command) throw new Error(`${name}/${step} was not recorded`);
  return command;
}

/** The jobs that `condor_q -json` showed at one moment of a case. Throws where that was not recorded. */
export function recordedPoll(name: CaseName, moment: string): readonly Ad[] {
  const text = recordedCase(name).polls?.[moment];
  if (text === undefined) throw new Error(`${name}/${moment} was not recorded`);
  return adsIn(text);
}

/** The jobs that a recorded command printed. */
export function recordedAds(name: CaseName, step: string): readonly Ad[] {
  return adsIn(recorded(name, step).stdout);
}

// Objects begin and end at the left edge, and each of their attributes begins a line with two blanks.
function adsIn(text: string): readonly Ad[] {
  return [...text.matchAll(/^\{\n(.*?)\n\}$/gms)].map(([, body]) =>
    Object.fromEntries([...body!.matchAll(/^ {2}"(\w+)": (.*?)(?=,\n {2}"|$(?![^]))/gms)].map(([, key, value]) => [key!, value!])),
  );
}

/** A file of a case. Throws where it was not recorded. */
export function recordedFile(name: CaseName, file: string): string {
  const text = recordedCase(name).files?.[file];
  if (text === undefined) throw new Error(`${name}/${file} was not recorded`);
  return text;
}
