/** The prefix of the Python environment below `root`/.python, made if it is not there. */
export function ensurePython(root: string): Promise<string>;
