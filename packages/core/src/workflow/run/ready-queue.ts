/**
 * Nodes that wait for their turn: higher priority first, then in the order in which they came. Each belongs to a lane, which its reader may close.
 * Taking one out of many costs no look at the others.
 */
export class ReadyQueue {
  readonly #lanes = new Map<string, Map<number, Line>>();
  /** The place of each node that waits. A node that was taken out leaves its entry behind until the line has moved past it. */
  readonly #tickets = new Map<string, number>();
  #next = 0;

  /** Appends `node`, unless it waits already. */
  add(node: string, priority: number, lane = ""): void {
    if (this.#tickets.has(node)) return;
    const ticket = this.#next++;
    this.#tickets.set(node, ticket);
    const lines = this.#lanes.get(lane) ?? new Map<number, Line>();
    this.#lanes.set(lane, lines);
    const line = lines.get(priority) ?? { entries: [], first: 0 };
    lines.set(priority, line);
    line.entries.push({ node, ticket });
  }

  delete(node: string): void {
    this.#tickets.delete(node);
  }

  clear(): void {
    this.#lanes.clear();
    this.#tickets.clear();
  }

  /** The nodes in their order, except those of lanes that are closed when it comes to them. */
  *inOrder(isClosed: (lane: string) => boolean = () => false): Generator<string> {
    const priorities = new Set([...this.#lanes.values()].flatMap((lines) => [...lines.keys()]));
    for (const priority of [...priorities].toSorted((a, b) => b - a)) yield* this.#ofPriority(priority, isClosed);
  }

  *#ofPriority(priority: number, isClosed: (lane: string) => boolean): Generator<string> {
    const heads = [...this.#lanes].flatMap(([lane, lines]) => {
      const line = lines.get(priority);
      if (!line) return [];
      this.#tidy(line);
      if (line.entries.length === 0) lines.delete(priority);
      return [{ lane, line, at: line.first }];
    });
    for (;;) {
      let best: (typeof heads)[number] | undefined;
      for (const head of heads) {
        while (head.at < head.line.entries.length && !this.#isCurrent(head.line.entries[head.at]!)) head.at++;
        const entry = head.line.entries[head.at];
        if (!entry || isClosed(head.lane)) continue;
        if (!best || entry.ticket < best.line.entries[best.at]!.ticket) best = head;
      }
      if (!best) return;
      yield best.line.entries[best.at++]!.node;
    }
  }

  #tidy(line: Line): void {
    while (line.first < line.entries.length && !this.#isCurrent(line.entries[line.first]!)) line.first++;
    if (line.first < 1000 && line.first < line.entries.length) return;
    line.entries.splice(0, line.first);
    line.first = 0;
  }

  #isCurrent({ node, ticket }: Entry): boolean {
    return this.#tickets.get(node) === ticket;
  }
}

interface Entry {
  readonly node: string;
  readonly ticket: number;
}

interface Line {
  readonly entries: Entry[];
  /** Those before it are gone. */
  first: number;
}
