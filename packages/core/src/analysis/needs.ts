import { AsimovError, type Place } from "../system/index.ts";
import { isMap, type Value } from "../settings/index.ts";

/** One item of `needs`: an analysis of the same subject, by its name. */
export interface Need {
  readonly name: string;
  /** Waited for if it is there; blocks nothing if not. */
  readonly optional: boolean;
  /** `products`: they exist; `uploaded`: they are in the store. */
  readonly until: "products" | "uploaded";
}

/** Reads `needs`: names, or maps such as `{name: psd, optional: true, until: uploaded}`. Throws `NEEDS_INVALID`. */
export function parseNeeds(value: Value | undefined, at: (index?: number) => Place): readonly Need[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`"needs" is ${JSON.stringify(value)}, not a list`, at());
  return (value as readonly Value[]).map((item, index) => parseNeed(item, at(index)));
}

function parseNeed(item: Value, at: Place): Need {
  if (typeof item === "string") return { name: nameOf(item, at), optional: false, until: "products" };
  if (!isMap(item)) throw invalidItem(item, at);
  const { name, optional = false, until = "products", ...others } = item;
  const fits = typeof name === "string" && typeof optional === "boolean" && (until === "products" || until === "uploaded" || until === "finished");
  if (!fits || Object.keys(others).length > 0) throw invalidItem(item, at);
  return { name: nameOf(name, at), optional, until: until === "uploaded" ? "uploaded" : "products" };
}

// "name: psd" in one string means the same as the map {name: psd}; other conditions are refused rather than taken for a name.
function nameOf(text: string, at: Place): string {
  const [, path = "name", value = text] = /^([^:]+):\s*(.*)$/.exec(text) ?? [];
  if (path.trim() !== "name" || value === "" || value.startsWith("!")) throw invalidItem(text, at);
  return value;
}

function invalidItem(item: Value, at: Place): AsimovError {
  return invalid(`${JSON.stringify(item)} is not an item of "needs"`, at);
}

function invalid(message: string, at: Place): AsimovError {
  return new AsimovError("NEEDS_INVALID", {
    message,
    at,
    remedy: 'Write a list of names of analyses of the same event: "needs: [psd]", or maps: "needs: [{name: psd, optional: true}]".',
  });
}

/** A cycle in a graph of needs (`a` needs `b` needs `a` is `[a, b, a]`), or undefined. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const finished = new Set<string>();
  for (const start of graph.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    // An explicit stack: a chain of needs may be longer than the call stack is deep.
    const stack: { name: string; next: number }[] = [];
    const enter = (name: string): void => {
      path.push(name);
      onPath.add(name);
      stack.push({ name, next: 0 });
    };
    if (!finished.has(start)) enter(start);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const child = graph.get(top.name)?.[top.next++];
      if (child === undefined) {
        finished.add(top.name);
        onPath.delete(path.pop()!);
        stack.pop();
      } else if (onPath.has(child)) {
        return [...path.slice(path.indexOf(child)), child];
      } else if (!finished.has(child)) {
        enter(child);
      }
    }
  }
  return undefined;
}
