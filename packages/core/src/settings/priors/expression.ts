/** What {@link evaluate} found: a number, or why the text is none. */
export type Evaluated = { readonly value: number; readonly problem?: undefined } | { readonly value?: undefined; readonly problem: string };

const longestExpression = 200;
const deepestExpression = 20;

/**
 * The value of arithmetic as Python writes it: numbers, `+ - * / **`, brackets, `pi`, `inf`, and `sqrt sin cos tan log exp`, names also with `np.` before
 * them. Nothing is executed: what is not in this list is a problem, and so is a result that is no real number, or too large for one, and more than 200
 * characters or 20 levels of brackets, signs and powers.
 */
export function evaluate(text: string): Evaluated {
  if (text.length > longestExpression) return { problem: `it is longer than ${longestExpression} characters` };
  try {
    return { value: new Reader(text).read() };
  } catch (error) {
    if (error instanceof NotArithmetic) return { problem: error.message };
    throw error;
  }
}

class NotArithmetic extends Error {}

const names: Readonly<Record<string, number>> = { pi: Math.PI, inf: Infinity };

const functions: Readonly<Record<string, (argument: number) => number>> = {
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  log: Math.log,
  exp: Math.exp,
};

const token = / *(?:((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_][\w.]*)|(\*\*|[-+*/()]))/y;

/** Reads one expression from left to right, in Python's order of operations. */
class Reader {
  readonly #text: string;
  #position = 0;
  #depth = 0;
  #word = "";
  #start = 0;

  constructor(text: string) {
    this.#text = text.trimEnd();
    this.#next();
  }

  read(): number {
    const value = this.#sum();
    if (this.#word !== "") throw this.#unexpected();
    return value;
  }

  #sum(): number {
    let value = this.#product();
    for (;;) {
      if (this.#takes("+")) value = this.#result(value + this.#product());
      else if (this.#takes("-")) value = this.#result(value - this.#product());
      else return value;
    }
  }

  #product(): number {
    let value = this.#signed();
    for (;;) {
      if (this.#takes("*")) value = this.#result(value * this.#signed());
      else if (this.#takes("/")) value = this.#quotient(value, this.#signed());
      else return value;
    }
  }

  // Every way deeper leads through here.
  #signed(): number {
    if (++this.#depth > deepestExpression) throw new NotArithmetic(`it is nested more than ${deepestExpression} levels deep`);
    const value = this.#takes("-") ? -this.#signed() : this.#takes("+") ? this.#signed() : this.#power();
    this.#depth--;
    return value;
  }

  #power(): number {
    const base = this.#atom();
    // A sign before it counts after it, one behind it belongs to it: -2**-2 is -(2**(-2)).
    return this.#takes("**") ? this.#result(base ** this.#signed()) : base;
  }

  #atom(): number {
    if (this.#takes("(")) return this.#closed();
    const word = this.#word;
    if (/^[\d.]/.test(word)) {
      this.#next();
      return this.#result(Number(word));
    }
    const name = word.startsWith("np.") ? word.slice(3) : word;
    if (Object.hasOwn(names, name)) {
      this.#next();
      return names[name]!;
    }
    if (!Object.hasOwn(functions, name)) throw this.#unexpected(/^\w/.test(word) ? "is not known" : undefined);
    this.#next();
    if (!this.#takes("(")) throw new NotArithmetic(`"${word}" is a function, it needs brackets: ${word}(2)`);
    return this.#result(functions[name]!(this.#closed()));
  }

  #closed(): number {
    const value = this.#sum();
    if (!this.#takes(")")) throw this.#unexpected();
    return value;
  }

  #quotient(value: number, divisor: number): number {
    if (divisor === 0) throw new NotArithmetic("it divides by zero");
    return this.#result(value / divisor);
  }

  #result(value: number): number {
    if (Number.isNaN(value)) throw new NotArithmetic("its result is not a real number");
    // Infinite is only what was written so.
    if (Number.isFinite(value) || /\binf\b/.test(this.#text)) return value;
    throw new NotArithmetic("its result is infinite, or too large for a number");
  }

  #takes(word: string): boolean {
    if (this.#word !== word) return false;
    this.#next();
    return true;
  }

  #next(): void {
    token.lastIndex = this.#position;
    const found = token.exec(this.#text);
    const rest = this.#text.slice(this.#position).replace(/^ +/, "");
    this.#start = this.#text.length - rest.length;
    if (!found && rest !== "") throw new NotArithmetic(`${JSON.stringify(Array.from(rest)[0])} (character ${this.#start + 1}) has no meaning in it`);
    this.#word = found?.[1] ?? found?.[2] ?? found?.[3] ?? "";
    this.#position = found ? token.lastIndex : this.#text.length;
  }

  #unexpected(what = "has no meaning there"): NotArithmetic {
    return new NotArithmetic(this.#word === "" ? "it ends too early" : `"${this.#word}" (character ${this.#start + 1}) ${what}`);
  }
}
