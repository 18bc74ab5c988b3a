import type { Tools } from "./tools.ts";

/** What the controller knows of a node. */
export interface NodeState {
  readonly name: string;
  /** Whether it answers the controller now. */
  readonly answers: boolean;
  /** When it, or its daemon, last began, in milliseconds since 1970; undefined where it is not known. */
  readonly since: number | undefined;
}

/** What the controller knows of these nodes; of one that it does not know, nothing. Throws `SCHEDULER_UNREACHABLE`. */
export async function askNodes(tools: Tools, names: readonly string[]): Promise<readonly NodeState[]> {
  // It fails where one of several is not there, and tells of the others all the same.
  const { stdout } = await tools.run("scontrol", ["show", "node", names.join(","), "--oneliner"]);
  return parseNodes(stdout);
}

function parseNodes(printed: string): readonly NodeState[] {
  return printed.split("\n").flatMap((line) => {
    const name = valueIn(line, "NodeName");
    if (name === undefined) return [];
    const begun = ["BootTime", "SlurmdStartTime"].map((field) => Number(valueIn(line, field))).filter((seconds) => seconds > 0);
    const state = valueIn(line, "State") ?? "";
    return { name, answers: !/DOWN|NOT_RESPONDING|\*/.test(state), since: begun.length === 0 ? undefined : Math.max(...begun) * 1000 };
  });
}

function valueIn(line: string, field: string): string | undefined {
  return new RegExp(`(?:^|\\s)${field}=(\\S+)`).exec(line)?.[1];
}
