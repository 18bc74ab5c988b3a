import { templates, valueIn } from "./ads.ts";
import type { Ad } from "./recorded.ts";

/**
 * Whether an ad fulfils a constraint, as a function: comparisons of attributes with texts, numbers and UNDEFINED, joined by `&&`, `||` and parentheses.
 * Undefined where it is written wrongly. Throws for parts of the language that were never recorded or read of in the manual.
 */
export function parseConstraint(text: string): ((ad: Ad) => boolean) | undefined {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|=\?=|=!=|==|!=|<=|>=|&&|\|\||[()<>]|[\w.]+|\S/g) ?? [];
  let at = 0;
  const take = (token: string): boolean => tokens[at] === token && ++at > 0;
  const any = (): Term | undefined => joined("||", all, (terms) => (ad) => terms.some((term) => term(ad)));
  const all = (): Term | undefined => joined("&&", one, (terms) => (ad) => terms.every((term) => term(ad)));
  const joined = (operator: string, part: () => Term | undefined, join: (terms: readonly Term[]) => Term): Term | undefined => {
    const terms: Term[] = [];
    do {
      const term = part();
      if (!term) return undefined;
      terms.push(term);
    } while (take(operator));
    return join(terms);
  };
  const one = (): Term | undefined => {
    if (take("(")) {
      const inner = any();
      return inner && take(")") ? inner : undefined;
    }
    const [name, operator, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name) || operator === undefined || value === undefined) return undefined;
    at += 3;
    return comparison(name, operator, value);
  };
  const constraint = any();
  return at === tokens.length ? constraint : undefined;
}

// Of a misspelt one HTCondor finds no job, and says nothing.
let known: ReadonlySet<string> | undefined;
function attributes(): ReadonlySet<string> {
  known ??= new Set(["AsimovToken", ...Object.entries(templates).flatMap(([kind, ad]) => (kind === "held" ? [] : Object.keys((ad as () => Ad)())))]);
  return known;
}

type Term = (ad: Ad) => boolean;

function comparison(name: string, operator: string, written: string): Term | undefined {
  if (!attributes().has(name)) throw new Error(`the stand-in does not know the attribute ${name}: no recorded job has it`);
  const value = /^undefined$/i.test(written) ? undefined : written.startsWith('"') ? (JSON.parse(written) as string) : Number(written);
  if (typeof value === "number" && Number.isNaN(value)) return undefined;
  switch (operator) {
    // A comparison with something undefined is undefined, and no match. Texts are compared without regard to case.
    case "==":
      return (ad) => value !== undefined && same(valueIn(ad, name), value);
    case "!=":
      return (ad) => value !== undefined && ad[name] !== undefined && !same(valueIn(ad, name), value);
    // As in the manual: "is" and "isn't" are never undefined, and look at case.
    case "=?=":
      return (ad) => valueIn(ad, name) === value;
    case "=!=":
      return (ad) => valueIn(ad, name) !== value;
    default:
      throw new Error(`the stand-in does not know "${name} ${operator} ${written}": it was not recorded`);
  }
}

function same(a: unknown, b: string | number): boolean {
  return typeof a === "string" && typeof b === "string" ? a.toLowerCase() === b.toLowerCase() : a === b;
}
