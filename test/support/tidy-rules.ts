/** The tidy rules as pure functions of a set of sources: each returns sentences, one a violation, none when all is well. */
import { posix } from "node:path";
import { CAPABILITIES, FILE_LINES_MAX, FREE_MODULES, MIRRORED_PART_MIN, ROOMS } from "./rooms.ts";
import { importsOf, isPlainData, readSource, type SourceText, undocumentedExports } from "./source-text.ts";

/** Sources by path from the repository's root: `src/base/errors.ts`. */
export type Sources = ReadonlyMap<string, SourceText>;

/** A rule's name and the function that finds what breaks it. `tests` are the paths of all test files. */
export interface TidyRule {
  readonly name: string;
  violations(sources: Sources, tests: ReadonlySet<string>): string[];
}

/** Reads texts by path. */
export function toSources(texts: ReadonlyMap<string, string>): Sources {
  return new Map([...texts].map(([path, text]) => [path, readSource(text)]));
}

/** The room of a path; undefined for a file that is in none. */
function roomOf(path: string): string | undefined {
  if (path === "src/index.ts") {
    return "index";
  }
  const name = /^src\/([^/]+)\//.exec(path)?.[1];
  return ROOMS.some((room) => room.name === name) ? name : undefined;
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

function perFile(find: (path: string, source: SourceText) => string[]): TidyRule["violations"] {
  return (sources) => [...sources].flatMap(([path, source]) => find(path, source).map((what) => `${path}: ${what}`));
}

function wrongRoomImports(path: string, source: SourceText): string[] {
  const room = ROOMS.find(({ name }) => name === roomOf(path));
  return importsOf(source)
    .filter(({ specifier }) => specifier.startsWith("."))
    .flatMap(({ specifier, typeOnly }) => {
      const target = roomOf(resolve(path, specifier));
      const allowed =
        target !== undefined &&
        (target === room?.name ||
          room?.imports.includes(target) === true ||
          (typeOnly && room?.typeImports?.includes(target) === true));
      return allowed ? [] : [`${room?.name ?? "no room"} may not import ${specifier} (${target ?? "no room"})`];
    });
}

function wrongModules(path: string, source: SourceText): string[] {
  const room = roomOf(path) ?? "";
  return importsOf(source)
    .filter(({ specifier, typeOnly }) => !specifier.startsWith(".") && !typeOnly && !FREE_MODULES.includes(specifier))
    .flatMap(({ specifier }) => {
      const capability = CAPABILITIES.find(({ modules }) => modules?.includes(specifier) === true);
      if (capability === undefined) {
        return [`imports ${specifier}, which no room owns: add it to the table in test/support/rooms.ts`];
      }
      return capability.rooms.includes(room)
        ? []
        : [`imports ${specifier}: ${capability.name} belongs to ${capability.rooms}`];
    });
}

function wrongWords(path: string, source: SourceText): string[] {
  const room = roomOf(path) ?? "";
  return CAPABILITIES.flatMap(({ name, words, rooms }) => {
    const found = rooms.includes(room) ? null : (words?.exec(source.bareCode) ?? null);
    return found === null ? [] : [`uses ${found[0]}: ${name} belongs to ${rooms}`];
  });
}

/** Files that import each other in a circle, each circle once. */
function importCycles(sources: Sources): string[] {
  const targets = new Map(
    [...sources].map(([path, source]) => [
      path,
      importsOf(source)
        .filter(({ specifier, typeOnly }) => specifier.startsWith(".") && !typeOnly)
        .map(({ specifier }) => resolve(path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      cycles.push(`import cycle: ${[...trail.slice(at), path].join(" -> ")}`);
      return;
    }
    if (!done.has(path)) {
      for (const target of targets.get(path) ?? []) {
        visit(target, [...trail, path]);
      }
      done.add(path);
    }
  };
  for (const path of sources.keys()) {
    visit(path, []);
  }
  return cycles;
}

/** `src/base/errors.ts` is tested by `test/unit/base/errors.test.ts`, a `.tsx` file by `.test.tsx` or `.test.ts`. */
function isMirrored(path: string, tests: ReadonlySet<string>): boolean {
  const stem = path.replace(/^src\//, "test/unit/").replace(/\.tsx?$/, "");
  return tests.has(`${stem}.test.ts`) || tests.has(`${stem}.test.tsx`);
}

function missingMirrors(sources: Sources, tests: ReadonlySet<string>): string[] {
  const paths = [...sources].filter(([path, source]) => !path.endsWith(".thread.ts") && !isPlainData(source));
  const missing = paths.map(([path]) => path).filter((path) => !isMirrored(path, tests));
  const part = paths.length === 0 ? 1 : 1 - missing.length / paths.length;
  if (part >= MIRRORED_PART_MIN) {
    return [];
  }
  const percent = (part * 100).toFixed(1);
  return [`only ${percent} % of ${paths.length} files have a unit test of their name; missing: ${missing.join(" ")}`];
}

const FORBIDDEN_NAME = /(?:^|[-.])(?:utils?|helpers?|manager|misc|common)(?=[-.]|$)/;
const ANY = /(?::|\bas|<|,|\||&|=>)\s*any\b(?!\s*[:(])|\bany\[\]/;

/** Every rule. */
export const TIDY_RULES: readonly TidyRule[] = [
  {
    name: "every file is in a room",
    violations: perFile((path) => (roomOf(path) === undefined ? ["is in no room of the table"] : [])),
  },
  { name: "rooms import one way", violations: perFile(wrongRoomImports) },
  { name: "modules are imported by the room that owns them", violations: perFile(wrongModules) },
  { name: "capabilities are used by the room that owns them", violations: perFile(wrongWords) },
  { name: "no import cycles", violations: importCycles },
  {
    name: "files are short",
    violations: perFile((_path, { text }) => {
      const lineCount = text.split("\n").length - 1;
      return lineCount > FILE_LINES_MAX ? [`has ${lineCount} lines, more than ${FILE_LINES_MAX}`] : [];
    }),
  },
  {
    name: "files open with what they are for",
    violations: perFile((_path, { text }) =>
      /^(?:\/\*\*?\s*\S|\/\*\*\n|\/\/ \S)/.test(text) ? [] : ["has no header comment"],
    ),
  },
  {
    name: "exports are documented",
    violations: perFile((_path, source) =>
      undocumentedExports(source).map((name) => `export ${name} has no docstring`),
    ),
  },
  {
    name: "no default exports, enums, any, barrels",
    violations: perFile((path, { bareCode, code }) => {
      const found: string[] = [];
      if (/(?:^|\n)export default\b/.test(bareCode)) found.push("has a default export");
      if (/(?:^|\n)\s*(?:export )?(?:declare )?(?:const )?enum \w/.test(bareCode)) found.push("has an enum");
      if (ANY.test(bareCode)) found.push(`uses any`);
      if (path !== "src/index.ts" && /(?:^|\n)export (?:type )?(?:\*|\{[^}]*\})[^\n;]* from "/.test(code)) {
        found.push("passes another file's exports on");
      }
      return found;
    }),
  },
  {
    name: "names say what is inside",
    violations: perFile((path) => {
      const parts = path.split("/").slice(1);
      return parts.some((part) => FORBIDDEN_NAME.test(part)) ? ["is named after nothing in particular"] : [];
    }),
  },
  { name: "source files have a unit test of their name", violations: missingMirrors },
];
