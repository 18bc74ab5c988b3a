/** Cycles of a graph of needs that share no member, as {@link findCycle} gives them; members of one are not in the rest. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const left = new Map(graph);
  const found: (readonly string[])[] = [];
  for (let cycle = findCycle(left); cycle; cycle = findCycle(left)) {
    found.push(cycle);
    for (const name of cycle) left.delete(name);
  }
  return found;
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
