import { ready, Dataset, File, Group } from "h5wasm/node";

import { realNumber } from "../columns.ts";
import { invalid, noSamples, unknownFormat } from "../errors.ts";
import { evidenceOf, type Evidence, type Format, type PosteriorSummary, type ResultSummary } from "../summary.ts";
import { columnsIn, rowsIn, type Samples } from "./samples.ts";

/** The posteriors in an HDF5 file, in this process. */
export async function readHdf5(path: string): Promise<ResultSummary> {
  await ready;
  const file = opened(path);
  try {
    const { format, found } = contentOf(path, file);
    const posteriors = found.map(({ samples, evidence, ...known }): PosteriorSummary => ({ ...known, ...samples(), evidence }));
    const empty = posteriors.find(({ samples }) => samples === 0);
    if (empty) throw noSamples(path, `${format} without one sample${empty.label === undefined ? "" : ` of "${empty.label}"`}`);
    return { file: path, format, posteriors };
  } finally {
    file.close();
  }
}

// The library opens what is no file of its, and fails at the first question.
function opened(path: string): File {
  try {
    const file = new File(path, "r");
    file.keys();
    return file;
  } catch (error) {
    throw invalid(path, `the HDF5 library can't open the file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Posterior {
  readonly label?: string;
  readonly samples: () => Samples;
  readonly sampled?: readonly string[];
  readonly evidence: Evidence;
}

interface Content {
  readonly format: Format;
  readonly found: readonly Posterior[];
}

function contentOf(path: string, file: File): Content {
  const content = bilby(path, file) ?? lalinference(path, file) ?? pesummary(path, file);
  if (content) return content;
  const tops = file.keys().slice(0, 8).join(", ");
  throw unknownFormat(path, `it is HDF5 with ${tops === "" ? "nothing in it" : tops}; expected posterior, lalinference, or LABEL/posterior_samples`);
}

// posterior/COLUMN, search_parameter_keys, log_evidence
function bilby(path: string, file: File): Content | undefined {
  const posterior = file.get("posterior");
  if (!(posterior instanceof Group)) return undefined;
  const keys = file.keys().includes("search_parameter_keys") ? file.get("search_parameter_keys") : null;
  const names = keys instanceof Dataset && Array.isArray(keys.value) ? { sampled: keys.value.map(String) } : {};
  return { format: "bilby HDF5", found: [{ samples: () => columnsIn(path, posterior), ...names, evidence: evidenceIn(file) }] };
}

// lalinference/lalinference_nest/posterior_samples, with the evidence in the attributes of the group
function lalinference(path: string, file: File): Content | undefined {
  const top = file.get("lalinference");
  if (!(top instanceof Group)) return undefined;
  const runs = top.keys().flatMap((name) => {
    const run = top.get(name);
    const samples = run instanceof Group ? run.get("posterior_samples") : null;
    if (!(run instanceof Group) || !(samples instanceof Dataset)) return [];
    const evidence = evidenceOf((key) => realNumber(run.attrs[key]?.value));
    return [{ name, samples: () => rowsIn(path, samples), evidence }];
  });
  if (runs.length === 0) throw noSamples(path, "LALInference HDF5 without posterior_samples: nested samples have not been made posterior samples");
  return { format: "LALInference HDF5", found: runs.map(({ name, ...run }) => ({ ...(runs.length === 1 ? {} : { label: name }), ...run })) };
}

// LABEL/posterior_samples, LABEL/meta_data/sampler/ln_evidence
function pesummary(path: string, file: File): Content | undefined {
  const found = file.keys().flatMap((label) => {
    const group = file.get(label);
    const samples = group instanceof Group ? group.get("posterior_samples") : null;
    if (!(group instanceof Group) || !(samples instanceof Dataset)) return [];
    const sampler = group.get("meta_data/sampler");
    return [{ label, samples: () => rowsIn(path, samples), evidence: sampler instanceof Group ? evidenceIn(sampler) : {} }];
  });
  return found.length === 0 ? undefined : { format: "PESummary HDF5", found };
}

// Numbers, or lists of one.
function evidenceIn(group: Group): Evidence {
  const names = new Set(group.keys());
  return evidenceOf((name) => {
    const data = names.has(name) ? group.get(name) : null;
    const value = data instanceof Dataset ? data.value : undefined;
    return realNumber(ArrayBuffer.isView(value) || Array.isArray(value) ? (value as ArrayLike<unknown>)[0] : value);
  });
}
