import { isEvidence, type Format } from "../summary.ts";
import type { Path } from "./tokens.ts";

/** What the value at a path of a JSON result is; `label` where the file tells several posteriors apart. */
export type Layout = { readonly format: Format; readonly label?: string } & (
  | { readonly kind: "around" | "samples" | "name" }
  | { readonly kind: "evidence"; readonly name: string }
  | { readonly kind: "sampled" }
  /** `part` is what it is of a sample that is no single number. */
  | { readonly kind: "sample"; readonly column: string; readonly row: number; readonly inRows: boolean; readonly part?: string }
);

/** What is at a path in bilby's or PESummary's layout; undefined for what is neither samples nor evidence, nor around them. */
export function layoutOf(path: Path): Layout | undefined {
  return bilby(path) ?? pesummary(path);
}

// {"log_evidence": 1, "search_parameter_keys": [...], "posterior": {"__dataframe__": true, "content": {COLUMN: [...]}}}
function bilby([top, content, column, row, part]: Path): Layout | undefined {
  const format = "bilby JSON";
  if (top !== undefined && content === undefined && isEvidence(top)) return { format, kind: "evidence", name: String(top) };
  if (top === "search_parameter_keys") return { format, kind: content === undefined ? "around" : "sampled" };
  if (top !== "posterior") return undefined;
  if (content === undefined) return { format, kind: "samples" };
  if (content !== "content") return undefined;
  if (typeof column === "string" && typeof row === "number") return sample({ format }, column, row, false, part);
  return { format, kind: "around" };
}

// {LABEL: {"posterior_samples": {"parameter_names": [...], "samples": [[...]]}, "meta_data": {"sampler": {"ln_evidence": 1}}}}
function pesummary([top, ...rest]: Path): Layout | undefined {
  if (typeof top !== "string") return undefined;
  const of = { format: "PESummary JSON", label: top } as const;
  const [section, member, place, index, part] = rest;
  if (section === undefined) return { ...of, kind: "around" };
  if (section === "meta_data") {
    if (member !== undefined && member !== "sampler") return undefined;
    if (place === undefined) return { ...of, kind: "around" };
    // A single number, or a list of one.
    return isEvidence(place) ? { ...of, kind: "evidence", name: String(place) } : undefined;
  }
  if (section !== "posterior_samples") return undefined;
  if (member === undefined) return { ...of, kind: "samples" };
  if (member === "parameter_names") return place === undefined ? { ...of, kind: "around" } : { ...of, kind: "name" };
  if (member === "samples") {
    return typeof place === "number" && typeof index === "number" ? sample(of, String(index), place, true, part) : { ...of, kind: "around" };
  }
  return undefined;
}

function sample(of: Pick<Layout, "format" | "label">, column: string, row: number, inRows: boolean, part: string | number | undefined): Layout {
  return { ...of, kind: "sample", column, row, inRows, ...(part === undefined ? {} : { part: String(part) }) };
}
