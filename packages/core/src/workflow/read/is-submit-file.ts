/** Whether a text is a submit file rather than a DAG file, by its first statement: builders name both as they like. */
export function isSubmitFile(text: string): boolean {
  const first = text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !line.startsWith("#"));
  return first !== undefined && (/^(?:\+|my\.)?[\w.]+\s*=/i.test(first) || /^queue\b/i.test(first));
}
