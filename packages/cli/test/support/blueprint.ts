/** A blueprint of the event EV1 with analyses of the toy: for each name more lines of its document. */
export function blueprint(analyses: Readonly<Record<string, string>>): string {
  const event = "kind: event\nname: EV1\nevent time: 1126259462.4\nanswer: 42\n";
  return [event, ...Object.entries(analyses).map(([name, lines]) => analysis(name, lines))].join("---\n");
}

function analysis(name: string, lines: string): string {
  const pipeline = lines.includes("pipeline:") ? "" : "pipeline: toy\n";
  return `kind: analysis\nname: ${name}\nevent: EV1\n${pipeline}${lines === "" ? "" : `${lines}\n`}`;
}
