/** Numbers of tasks of an array, as first, last and step. */
export type Tasks = readonly (readonly [number, number, number])[];

/** The numbers in what Slurm prints of a row's tasks, such as `3-80%3` or `0,2,5`; undefined for a row that is about no tasks. */
export function parseTasks(text: string): Tasks | undefined {
  const parts = text.replace(/%\d+$/, "").split(",");
  const tasks = parts.map((part) => {
    const [, first, last, step] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part) ?? [];
    return first === undefined ? undefined : ([Number(first), Number(last ?? first), Number(step ?? 1)] as const);
  });
  return tasks.every((task) => task !== undefined) ? tasks : undefined;
}

/** Rows by the numbers of the tasks that they are about, each in its order. */
export function byTask<Row extends { readonly tasks: Tasks | undefined }>(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const found = new Map<number, Row[]>();
  for (const row of rows)
    for (const [first, last, step] of row.tasks ?? [])
      for (let index = first; index <= last; index += step) {
        const own = found.get(index);
        if (own) own.push(row);
        else found.set(index, [row]);
      }
  return found;
}
