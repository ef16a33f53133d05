/** JSON that is safe anywhere: plain ASCII, so that nothing a server sent can act on a terminal the document is shown on. */

/**
 * As JSON.stringify, but every character from U+007F on is written `\uNNNN`: JSON.stringify itself leaves DEL and the C1 controls
 * raw, and some terminals take U+009B for the start of an escape sequence.
 * @param value anything that JSON.stringify gives a text for
 */
export function asciiJson(
  value: unknown,
  replace?: (name: string, value: unknown) => unknown,
  indent?: number,
): string {
  return JSON.stringify(value, replace, indent).replace(/[\u007f-\uffff]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
