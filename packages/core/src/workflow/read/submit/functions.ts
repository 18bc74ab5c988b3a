import { basename, dirname, extname } from "node:path";

import { evaluate } from "./arithmetic.ts";

/** What came of a function: its value, or why there is none. */
type Result = { readonly value: string } | { readonly wrong: string };

/** The value of the macro of a name, expanded; undefined when there is none. */
type Macros = (name: string) => string | undefined;

const functions: Readonly<Record<string, (args: readonly string[], macros: Macros) => Result>> = {
  BASENAME: ([name = ""], macros) => ({ value: basename(valueOf(name, macros)) }),
  CHOICE: choice,
  DIRNAME: ([name = ""], macros) => ({ value: dirname(valueOf(name, macros)) }),
  INT: integer,
  SUBSTR: substring,
};

const unsupported = new Set(["EVAL", "RANDOM_CHOICE", "RANDOM_INTEGER", "REAL", "STRING"]);

/** The functions that are understood, as they are written. */
export const understoodFunctions: readonly string[] = ["$ENV()", ...Object.keys(functions).map((name) => `$${name}()`), "$F...()"];

/** Whether `$name(` calls a function of HTCondor. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(functions, name) || unsupported.has(name) || isFileFunction(name);
}

/** Calls the function `name`; what stands between its parentheses has its macros expanded already. */
export function applyFunction(name: string, body: string, macros: Macros): Result {
  const args = body.split(",").map((argument) => argument.trim());
  if (isFileFunction(name)) return filePart(name.slice(1), valueOf(args[0] ?? "", macros));
  return functions[name]?.(args, macros) ?? { wrong: "its value cannot be known before the job is submitted" };
}

function isFileFunction(name: string): boolean {
  return /^F[a-z]*$/.test(name);
}

// As HTCondor takes them: a macro by its name, else the text itself.
function valueOf(text: string, macros: Macros): string {
  const value = macros(text) ?? text;
  return /^"[^"]*"$/.test(value) ? value.slice(1, -1) : value;
}

// $F...: p the directory, d only its last part, n the name, x its extension; b without the separators that these have; q, a in quotes.
function filePart(letters: string, path: string): Result {
  const wrong = /[^pdnxbqau]/.exec(letters)?.[0];
  if (wrong !== undefined) return { wrong: `of its letters, ${wrong} is not understood` };
  const has = (letter: string): boolean => letters.includes(letter);
  const slash = path.lastIndexOf("/") + 1;
  const [directory, file] = [path.slice(0, slash), path.slice(slash)];
  const extension = extname(file);
  const bare = has("b");
  const parts = [
    has("p") ? directory : has("d") ? (/[^/]*\/$/.exec(directory)?.[0] ?? "") : "",
    has("n") ? file.slice(0, file.length - extension.length) : "",
    has("x") ? (bare && !has("n") ? extension.slice(1) : extension) : "",
  ];
  const text = /[pdnx]/.test(letters) ? parts.join("") : path;
  const value = bare && !/[nx]/.test(letters) ? text.replace(/\/$/, "") : text;
  const quote = has("q") ? (has("a") ? "'" : '"') : "";
  return { value: quote + value + quote };
}

function integer([text = "", format = "%d"]: readonly string[], macros: Macros): Result {
  const value = evaluate(valueOf(text, macros));
  const [, before, zero, width, after] = /^([^%]*)%(0?)(\d{0,3})[di]([^%]*)$/.exec(format) ?? [];
  if (value === undefined) return { wrong: "it needs a number, or a sum or product of numbers" };
  if (before === undefined) return { wrong: "its format is not of the kind %03d" };
  const digits = String(Math.abs(value)).padStart(zero === "" ? 0 : Number(width) - (value < 0 ? 1 : 0), "0");
  return { value: before + `${value < 0 ? "-" : ""}${digits}`.padStart(Number(width)) + after! };
}

function substring([name = "", from = "", count]: readonly string[], macros: Macros): Result {
  const text = valueOf(name, macros);
  const start = evaluate(valueOf(from, macros));
  const length = count === undefined ? Infinity : evaluate(valueOf(count, macros));
  if (start === undefined || length === undefined) return { wrong: "it needs numbers after the name" };
  const rest = text.slice(start);
  return { value: length < 0 ? rest.slice(0, length) : rest.slice(0, Math.min(length, rest.length)) };
}

function choice([index = "", ...items]: readonly string[], macros: Macros): Result {
  const list = items.length === 1 ? valueOf(items[0]!, macros).split(",") : items;
  const number = evaluate(valueOf(index, macros));
  const value = number === undefined || number < 0 ? undefined : list[number]?.trim();
  return value === undefined ? { wrong: "there is no item of that number" } : { value };
}
