// What is longer is no line of a table.
const longest = 1 << 24;

/** The lines of a text in pieces, one at a time; `ended` is false for a last one without its end. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<{ readonly text: string; readonly ended: boolean }, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const text of lines) yield { text, ended: true };
    if (rest.length > longest) break;
  }
  if (rest !== "") yield { text: rest, ended: false };
}
