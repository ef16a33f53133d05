/** Which of the three spellings a config file is written in: its first line that tells decides, its name does not. */

/** See key-value-lines.ts, flag-lines.ts and yaml-mapping.ts. */
export type ConfigSpelling = "keyValue" | "flags" | "yaml";

const TELLING: readonly (readonly [ConfigSpelling, RegExp])[] = [
  // A document or a directive of YAML, a list, a mapping in braces.
  ["yaml", /^(?:---(?:\s|$)|%YAML\s|-(?:\s|$)|[{[])/],
  ["flags", /^(?:-|logfile\s)/],
  ["keyValue", /^[^\s=:"']+\s*=/],
  // `key: value` with any kind of key; what has the = first is above.
  ["yaml", /^(?:(?:"[^"]*"|'[^']*')\s*|[^\s=:][^=:]*):(?:\s|$)/],
];

/** Tells the spelling of a text; without any telling line (all comments, bare words) it is key=value. */
export function spellingOf(text: string): ConfigSpelling {
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    const found = trimmed.startsWith("#") ? undefined : TELLING.find(([, pattern]) => pattern.test(trimmed));
    if (found !== undefined) {
      return found[0];
    }
  }
  return "keyValue";
}
