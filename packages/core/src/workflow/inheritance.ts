import type { JobDescription } from "./types.ts";

/** Whether a variable of a name is inherited. As HTCondor's `getenv`: case does not count, exclusions win, only exclusions mean all others. */
export function inheritance(inherit: JobDescription["inherit"]): (name: string) => boolean {
  if (inherit === "none") return () => false;
  if (inherit === "all") return () => true;
  const excluded = inherit.filter((glob) => glob.startsWith("!")).map((glob) => pattern(glob.slice(1)));
  const included = inherit.filter((glob) => !glob.startsWith("!")).map(pattern);
  if (inherit.length === 0) return () => false;
  return (name) => !excluded.some((glob) => glob.test(name)) && (included.length === 0 || included.some((glob) => glob.test(name)));
}

function pattern(glob: string): RegExp {
  const literal = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&");
  return new RegExp(`^${glob.split("*").map(literal).join(".*")}$`, "is");
}
