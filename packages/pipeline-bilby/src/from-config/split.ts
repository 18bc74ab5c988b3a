/** The parts of `text` between any of the characters `separators`, outside of brackets and quotes; empty ones are left out. */
export function splitAt(text: string, separators: string): readonly string[] {
  const parts: string[] = [];
  let [depth, quote, part] = [0, "", ""];
  for (const character of text) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (`'"`.includes(character)) quote = character;
    else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    if (depth === 0 && quote === "" && separators.includes(character)) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part].filter((one) => one.trim() !== "");
}
