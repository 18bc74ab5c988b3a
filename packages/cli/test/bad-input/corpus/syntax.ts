import { analysis, document, event, type Case } from "./case.ts";

const bombs = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
for (let level = 1; level < 9; level++) {
  const [letter, before] = [String.fromCharCode(97 + level), String.fromCharCode(96 + level)];
  bombs.push(`${letter}: &${letter} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`);
}

/** Files that are no YAML, or more of it than anybody means. */
export const syntax: readonly Case[] = [
  { name: "tabs for indentation", bytes: event("data:", "\tsegment length: 4") },
  { name: "an open quote", bytes: event('comment: "open', "event time: 1") },
  { name: "an open bracket", bytes: event("interferometers: [H1, L1") },
  { name: "a colon too much", bytes: event("comment: one: two") },
  { name: "the same key twice", bytes: event("event time: 1", "event time: 2") },
  { name: "the same key twice deep inside", bytes: event("data: {channels: {H1: a, H1: b}}") },
  { name: "a value without a key", bytes: event("just text") },
  { name: "a list as a key", bytes: event("? [a, b]", ": c") },
  { name: "a tag of another language", bytes: event('comment: !!python/object/apply:os.system ["touch /tmp/hostile"]') },
  { name: "a tag that nobody knows", bytes: analysis("needs: [!psd psd]") },
  { name: "binary data", bytes: event("comment: !!binary aGVsbG8=") },
  { name: "a set", bytes: event("interferometers: !!set {H1, L1}") },
  { name: "an alias without its anchor", bytes: event("comment: *nowhere") },
  { name: "an alias inside what it repeats", bytes: event("data: &data {more: *data}") },
  { name: "aliases that grow to a thousand million", bytes: event(...bombs) },
  { name: "one long list repeated many times", bytes: event(`a: &a [${"x, ".repeat(10_000)}x]`, `b: [${"*a, ".repeat(5000)}*a]`) },
  { name: "a merge of a single value", bytes: event("data: {<<: 4}") },
  { name: "brackets a hundred thousand deep", bytes: event(`comment: ${"[".repeat(100_000)}`) },
  { name: "lists two hundred deep", bytes: event(`comment: ${"[".repeat(200)}x${"]".repeat(200)}`) },
  { name: "nothing", bytes: "" },
  { name: "a comment alone", bytes: "# kind: event\n" },
  { name: "an empty document between others", bytes: `${event()}---\n---\n${analysis()}` },
  { name: "a good document before a broken one", bytes: `${event()}---\nkind: [\n` },
  { name: "a list for a document", bytes: "- kind: event\n- name: EV2\n" },
  { name: "a single text for a document", bytes: "kind event\n" },
  { name: "a page of a web server", bytes: "<!DOCTYPE html>\n<html><body>404: not found</body></html>\n" },
  { name: "a NUL byte", bytes: event("comment: a\0b") },
  { name: "an escape sequence of the terminal", bytes: event("comment: \u001B[2J\u001B]0;title\u0007") },
  { name: "the bytes of a picture", bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52]) },
  { name: "text in two bytes a character", bytes: new Uint8Array(Buffer.from(`\uFEFF${event()}`, "utf16le")) },
  { name: "bytes that are no text", bytes: new Uint8Array([...Buffer.from("kind: event\nname: Schr"), 0xf6, ...Buffer.from("dinger\n")]) },
  { name: "half a character at the end", bytes: new Uint8Array([...Buffer.from("kind: event\nname: E"), 0xc3]) },
  { name: "seventeen million letters in one line", bytes: event(`comment: ${"x".repeat(17 * 1024 * 1024)}`) },
  { name: "a hundred megabytes", bytes: new Uint8Array(100 * 1024 * 1024).fill(0x23) },
  { name: "a key of a million letters", bytes: event(`${"k".repeat(1_000_000)}: 1`) },
  { name: "a byte order mark", bytes: `\uFEFF${document("event", "name: BOM")}`, accepted: true },
  {
    name: "line ends of another system",
    bytes: document("event", "name: CRLF", "event time: 1126259462.4").replaceAll("\n", "\r\n"),
    accepted: true,
  },
];
