import { isAlias, isMap, isPair, isScalar, isSeq } from "yaml";

/**
 * About how many characters a YAML node has once its aliases and merge keys are written out; counted without writing them out, in one walk.
 * The node must be free of aliases to what is around them.
 */
export function writtenSize(node: unknown, anchors: Map<string, number> = new Map()): number {
  if (isAlias(node)) return anchors.get(node.source) ?? 0;
  if (isPair(node)) return writtenSize(node.key, anchors) + writtenSize(node.value, anchors);
  let size = 1;
  if (isScalar(node)) size += String(node.value).length;
  if (isMap(node) || isSeq(node)) for (const item of node.items) size += writtenSize(item, anchors);
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.set(node.anchor, size);
  return size;
}
