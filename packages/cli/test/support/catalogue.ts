/** A blueprint of `count` events with one analysis each. */
export function catalogue(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `EV${index + 1}`);
  return names.map((name) => `kind: event\nname: ${name}\nanswer: 0\n---\nkind: analysis\nname: pe\nevent: ${name}\npipeline: toy\n`).join("---\n");
}

/** The first three events of it with another answer: one change of three events. */
export function threeEvents(answer: number): string {
  return [1, 2, 3].map((index) => `kind: event\nname: EV${index}\nanswer: ${answer}\n`).join("---\n");
}

/** An event with an analysis that only this writer adds. */
export function newEvent(writer: string, number: number): string {
  return `kind: event\nname: ${writer}-${number}\nanswer: ${number}\n---\nkind: analysis\nname: pe\nevent: ${writer}-${number}\npipeline: toy\n`;
}
