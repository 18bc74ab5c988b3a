import type { Place } from "../../../system/index.ts";
import type { Throttles } from "../../types.ts";
import { eachLine, type Line } from "../lines.ts";
import type { Problems } from "../problems.ts";
import { readText } from "../read-text.ts";

// Far beyond the largest known workflows; keeps splices within splices from filling the memory.
const maxNodes = 250_000;

/** What all DAG files of one workflow share while they are read. */
export class DagReading {
  readonly problems: Problems;
  /** What ENV SET gives to scripts, and to the jobs that inherit it. */
  readonly environment: Map<string, string> = new Map();
  /** The file that CONFIG names, and what it says. */
  config?: { readonly file: string; readonly throttles: Throttles; readonly appendVars: boolean } | undefined;
  /** The files that are being read, each named by the one before it. */
  readonly open: string[] = [];
  readonly #texts = new Map<string, string>();
  #room = maxNodes;

  constructor(problems: Problems) {
    this.problems = problems;
  }

  /** The lines of the DAG file `file`, which is read once; none, with a problem at `at`, when it cannot be read. */
  async linesOf(file: string, at: Place): Promise<Iterator<Line>> {
    const text = this.#texts.get(file) ?? (await readText(file, "DAG file", at, this.problems)) ?? "";
    this.#texts.set(file, text);
    return eachLine(text, file);
  }

  /** Whether there was no room for something: the rest is not worth reading. */
  get full(): boolean {
    return this.#room < 0;
  }

  /** Whether so many more nodes, splices or jobs still fit into one workflow; reports the first that do not. */
  makeRoom(count: number, at: Place): boolean {
    const fits = count <= this.#room;
    if (!fits && this.#room >= 0) {
      const message = `the workflow has more than ${maxNodes} nodes, splices and jobs`;
      this.problems.add("WORKFLOW_TOO_LARGE", { message, at, remedy: "Split it, for example with SUBDAG EXTERNAL." });
    }
    this.#room = fits ? this.#room - count : -1;
    return fits;
  }
}
