/** The house rules of src/, checked on every file: rooms and their direction, capabilities, cycles, sizes, comments, mirrored tests. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { BROKEN_SOURCES, TIDY_SOURCES } from "./fixtures/tidy/broken-sources.ts";
import { ROOMS } from "./support/rooms.ts";
import { TIDY_RULES, type TidyRule, toSources } from "./support/tidy-rules.ts";

/** This file runs from dist/test. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

function pathsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => /\.tsx?$/.test(path));
}

function sourcesOf(files: Readonly<Record<string, string>>) {
  return toSources(new Map(Object.entries(files)));
}

function rule(name: string): TidyRule {
  const found = TIDY_RULES.find((candidate) => candidate.name === name);
  assert.ok(found !== undefined, `there is no rule "${name}"`);
  return found;
}

describe("the sources", () => {
  const texts = new Map(pathsBelow("src").map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
  const sources = toSources(texts);
  const tests = new Set(pathsBelow("test"));

  it("were found", () => {
    assert.ok(sources.has("src/base/errors.ts") && tests.has("test/tidy.test.ts"));
  });
  for (const { name, violations } of TIDY_RULES) {
    it(name, () => {
      assert.deepEqual(violations(sources, tests), []);
    });
  }
});

describe("the table of rooms", () => {
  it("has one direction: every room imports only rooms listed before it", () => {
    const names = ROOMS.map(({ name }) => name);
    for (const [index, { name, imports, typeImports = [] }] of ROOMS.entries()) {
      for (const imported of [...imports, ...typeImports]) {
        const at = names.indexOf(imported);
        assert.ok(at !== -1 && at < index, `${name} imports ${imported}`);
      }
    }
  });
});

describe("the rules themselves", () => {
  for (const { breaks, files, message } of BROKEN_SOURCES) {
    it(`"${breaks}" fails on ${Object.keys(files)[0]}: ${message.source}`, () => {
      const found = rule(breaks).violations(sourcesOf(files), new Set());
      assert.ok(
        found.some((violation) => message.test(violation)),
        `no violation matches ${message}: ${JSON.stringify(found)}`,
      );
    });
  }
  it("each have a fixture that breaks them", () => {
    const broken = new Set(BROKEN_SOURCES.map(({ breaks }) => breaks));
    assert.deepEqual(
      TIDY_RULES.map(({ name }) => name).filter((name) => !broken.has(name)),
      [],
    );
  });
  it("let comments, strings and types pass", () => {
    const sources = sourcesOf(TIDY_SOURCES);
    const tests = new Set(["test/unit/engine/literals.test.ts"]);
    assert.deepEqual(
      TIDY_RULES.flatMap(({ violations }) => violations(sources, tests)),
      [],
    );
  });
});
