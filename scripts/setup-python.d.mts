/** The prefix of a Python environment below `root`/.python, by its name, made if it is not there. */
export function ensurePython(root: string, name?: "env" | "rift"): Promise<string>;
