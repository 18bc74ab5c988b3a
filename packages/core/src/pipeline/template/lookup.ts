/**
 * The value at `path` below `roots`, a method at its end called with `args`, or undefined. Of settings only what was set is found; of other objects
 * also what their classes give them, except the ways out of data into the language.
 */
export function follow(roots: object, path: readonly string[], args: readonly unknown[]): unknown {
  let owner: unknown;
  let value: unknown = roots;
  for (const key of path) {
    owner = value;
    if (typeof value !== "object" || value === null || !reachable(value, key, path[0] === "settings")) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === "function" ? Reflect.apply(value, owner, args) : value;
}

function reachable(object: object, key: string, isData: boolean): boolean {
  return Object.hasOwn(object, key) || (!isData && !unreachable.has(key));
}

const unreachable: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);
