import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { readJournal, type RunEvent } from "../../../src/workflow/index.ts";
import { Journal } from "../../../src/workflow/run/index.ts";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "asimov-journal-"));
  file = join(directory, "journal.jsonl");
});
afterEach(() => rmSync(directory, { recursive: true }));

const at = "2026-01-01T00:00:00.000Z";
const events: readonly RunEvent[] = [
  { event: "start", at, node: "é", try: 1, part: 0, run: 1 },
  { event: "end", at, node: "é", try: 1, part: 0, run: 1, outcome: { cause: "exit", exitCode: 0, cpuSeconds: 1.5 } },
];

function write(...groups: (readonly RunEvent[])[]): void {
  const { journal } = Journal.open(file);
  for (const group of groups) journal.append(group);
  journal.close();
}

test("what was appended is read again, also by a second journal that goes on", () => {
  expect(readJournal(file)).toEqual({ events: [], length: 0 });
  write(events);
  write([{ event: "remove", at }], [{ event: "rescue", at, file: "/a.rescue001" }]);
  expect(readJournal(file).events).toEqual([...events, { event: "remove", at }, { event: "rescue", at, file: "/a.rescue001" }]);
});

test("a group that was torn at any byte is ignored whole, and the next one takes its place", () => {
  write(events);
  const whole = readFileSync(file).length;
  write([
    { event: "start", at, node: "b", try: 1, part: 0, run: 1 },
    { event: "remove", at },
  ]);
  const all = readFileSync(file);
  for (let length = whole; length < all.length; length++) {
    writeFileSync(file, all);
    truncateSync(file, length);
    expect(readJournal(file)).toEqual({ events, length: whole });
    write([{ event: "remove", at }]);
    expect(readJournal(file).events).toEqual([...events, { event: "remove", at }]);
  }
});

test("a last line of which only the end reached the disk is torn too", () => {
  write(events);
  appendFileSync(file, `${"\0".repeat(20)}"}]\n`);
  expect(readJournal(file).events).toEqual(events);
});

test("any other damage is an error that names the line", () => {
  write(events);
  appendFileSync(file, `[{"event":"start"}]\n`);
  write();
  appendFileSync(file, `[]\n`);
  expect(() => readJournal(file)).toThrowErrorMatchingInlineSnapshot(
    `[AsimovError: expected a JSON array of events, found "[{\\"event\\":\\"start\\"}]"]`,
  );
});
