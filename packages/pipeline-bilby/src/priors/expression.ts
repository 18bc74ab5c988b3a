const number = String.raw`\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?`;
const operand = String.raw`[+-]?\s*(?:${number}|np\.pi|pi|np\.inf|inf)`;
const expression = new RegExp(String.raw`^\s*${operand}(?:\s*(?:\*\*|[*/+-])\s*${operand})*\s*$`);

/**
 * Whether `text` is arithmetic with numbers, `np.pi` and `inf`. Nothing else may reach bilby unquoted, which hands it to Python's `eval`; brackets
 * are not in it because bilby takes what has them for a class.
 */
export function isExpression(text: string): boolean {
  return expression.test(text);
}
