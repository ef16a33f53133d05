/** Reads TypeScript sources as far as the tidy rules need: code without comments, code without strings, imports, exports. */

/** One import, export-from, dynamic import or worker file named in a source. */
export interface ImportedName {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** A source seen three ways, line breaks kept. */
export interface SourceText {
  readonly text: string;
  /** Comments blanked. */
  readonly code: string;
  /** Comments, strings, templates and regular expressions blanked. */
  readonly bareCode: string;
}

interface Token {
  readonly kind: "comment" | "literal";
  readonly start: number;
  readonly end: number;
}

/** Characters after which a slash begins a regular expression, not a division. */
const BEFORE_REGEX = /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\breturn|\bcase|\btypeof|\bof|\bin|=>)\s*$/;

/** Splits comments and literals off. */
export function readSource(text: string): SourceText {
  let code = text;
  let bareCode = text;
  for (const token of tokens(text)) {
    bareCode = blank(bareCode, token);
    code = token.kind === "comment" ? blank(code, token) : code;
  }
  return { text, code, bareCode };
}

function blank(text: string, { start, end }: Token): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end);
}

function* tokens(text: string): Generator<Token> {
  let index = 0;
  while (index < text.length) {
    const token = tokenAt(text, index);
    if (token === undefined) {
      index++;
    } else {
      yield token;
      index = token.end;
    }
  }
}

function tokenAt(text: string, start: number): Token | undefined {
  const two = text.slice(start, start + 2);
  if (two === "//") {
    const end = text.indexOf("\n", start);
    return { kind: "comment", start, end: end === -1 ? text.length : end };
  }
  if (two === "/*") {
    const end = text.indexOf("*/", start + 2);
    return { kind: "comment", start, end: end === -1 ? text.length : end + 2 };
  }
  const first = text[start] ?? "";
  if (first === '"' || first === "'" || first === "`") {
    return { kind: "literal", start, end: endOfQuoted(text, start, first) };
  }
  if (first === "/" && BEFORE_REGEX.test(text.slice(Math.max(0, start - 40), start))) {
    return { kind: "literal", start, end: endOfRegex(text, start) };
  }
  return undefined;
}

/** Templates: what stands in `${}` is code, but a nested quote or brace is all that has to be survived here. */
function endOfQuoted(text: string, start: number, quote: string): number {
  let index = start + 1;
  while (index < text.length && text[index] !== quote) {
    if (text[index] === "\\") {
      index++;
    } else if (quote === "`" && text.startsWith("${", index)) {
      index = endOfSubstitution(text, index + 2) - 1;
    }
    index++;
  }
  return Math.min(index + 1, text.length);
}

function endOfSubstitution(text: string, start: number): number {
  let depth = 1;
  let index = start;
  while (index < text.length && depth > 0) {
    const token = tokenAt(text, index);
    if (token !== undefined) {
      index = token.end;
      continue;
    }
    depth += text[index] === "{" ? 1 : text[index] === "}" ? -1 : 0;
    index++;
  }
  return index;
}

function endOfRegex(text: string, start: number): number {
  let inClass = false;
  for (let index = start + 1; index < text.length; index++) {
    const character = text[index];
    if (character === "\\") {
      index++;
    } else if (character === "[") {
      inClass = true;
    } else if (character === "]") {
      inClass = false;
    } else if (character === "\n" || (character === "/" && !inClass)) {
      return index + 1;
    }
  }
  return text.length;
}

const STATIC_IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w$*\s{},]+?\s+from\s+)?["']([^"']+)["']/g;
const DYNAMIC_IMPORT = /\bimport\(\s*["'`]([^"'`]+)["'`]/g;
const WORKER_FILE = /new URL\(\s*["'`]([^"'`]+\.(?:ts|js))["'`]\s*,\s*import\.meta\.url/g;

/** Everything a source imports, in any way. A worker's `.js` name (of the build) is read as the `.ts` file it comes from. */
export function importsOf({ code }: SourceText): ImportedName[] {
  const found: ImportedName[] = [];
  for (const [, type, specifier] of code.matchAll(STATIC_IMPORT)) {
    found.push({ specifier: specifier ?? "", typeOnly: type !== undefined });
  }
  for (const [, specifier] of code.matchAll(DYNAMIC_IMPORT)) {
    found.push({ specifier: specifier ?? "", typeOnly: false });
  }
  for (const [, specifier] of code.matchAll(WORKER_FILE)) {
    found.push({ specifier: (specifier ?? "").replace(/\.js$/, ".ts"), typeOnly: false });
  }
  return found;
}

const EXPORT = /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) +([\w$]+)/;

/** Names of exports that no docstring stands before. Overloads need one at the first of them. */
export function undocumentedExports({ text, code }: SourceText): string[] {
  const lines = text.split("\n");
  const names = new Set<string>();
  const undocumented: string[] = [];
  for (const [index, line] of code.split("\n").entries()) {
    const name = EXPORT.exec(line)?.[1];
    if (name === undefined || names.has(name)) {
      continue;
    }
    names.add(name);
    const before = lines.slice(0, index).findLast((candidate) => !/^\s*(?:\/\/.*)?$/.test(candidate));
    if (before === undefined || !before.trimEnd().endsWith("*/") || index === 0) {
      undocumented.push(name);
    }
  }
  return undocumented;
}

/** Whether nothing of the source is left after compilation: only types. */
function isTypesOnly({ bareCode }: SourceText): boolean {
  return !/(?:^|\n)\s*(?:export\s+)?(?:async\s+|abstract\s+)?(?:const|let|var|function|class)\b|(?:^|\n)import\s+["']/.test(
    bareCode,
  );
}

/** Whether there is nothing to test: only types and constants, no function, no class, no arrow. */
export function isPlainData(source: SourceText): boolean {
  return isTypesOnly(source) || !/\b(?:function|class)\b|=>/.test(source.bareCode);
}
