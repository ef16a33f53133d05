/** Settings of serve from any subset of flags, variables and a config file in any spelling: the strongest wins, the others are as without them. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import fc from "fast-check";
import { loadConfig } from "../../src/cli/serve/config/load-config.ts";
import { parseServeOptions } from "../../src/cli/serve/options.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "../../src/server/settings.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const path = join(temporaryFolder("memtool-config-"), "any.conf");

/** An option that takes a number, and where it goes. */
interface Numbered {
  readonly name: string;
  readonly short: string;
  readonly setting: keyof ServerSettings;
  readonly factor?: number;
}

const NUMBERED: readonly Numbered[] = [
  { name: "port", short: "p", setting: "port" },
  { name: "memory-limit", short: "m", setting: "memoryLimitBytes", factor: 1024 * 1024 },
  { name: "conn-limit", short: "c", setting: "maxConnections" },
  { name: "listen-backlog", short: "b", setting: "backlog" },
  { name: "threads", short: "t", setting: "threads" },
  { name: "max-reqs-per-event", short: "R", setting: "requestsPerEvent" },
];

const SPELLINGS: Readonly<Record<string, (option: Numbered, value: number) => string>> = {
  "key=value": ({ name }, value) => `${name}=${value}`,
  options: ({ short }, value) => `-${short} ${value}`,
  "long options": ({ name }, value) => `--${name} ${value}`,
  YAML: ({ name }, value) => `${name}: ${value}`,
};

/** What one source says about each option: a number, or nothing. */
const source = fc.tuple(...NUMBERED.map(() => fc.option(fc.integer({ min: 2, max: 60 }), { nil: undefined })));

it("the strongest source of each setting wins; without any it keeps its default", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(SPELLINGS)),
      source,
      source,
      source,
      async (spelling, file, variables, flags) => {
        const lines = NUMBERED.flatMap((option, index) => {
          const value = file[index];
          return value === undefined ? [] : [SPELLINGS[spelling]?.(option, value) ?? ""];
        });
        writeFileSync(path, `# ${spelling}\n${lines.join("\n")}\n`);
        const env = Object.fromEntries(
          NUMBERED.flatMap(({ name }, index) =>
            variables[index] === undefined
              ? []
              : [[`MEMTOOL_${name.toUpperCase().replaceAll("-", "_")}`, String(variables[index])]],
          ),
        );
        const words = NUMBERED.flatMap(({ short }, index) =>
          flags[index] === undefined ? [] : [`-${short}`, String(flags[index])],
        );
        const { settings } = parseServeOptions(words, env, await loadConfig(path));
        for (const [index, { name, setting, factor = 1 }] of NUMBERED.entries()) {
          const strongest = flags[index] ?? variables[index] ?? file[index];
          assert.equal(
            settings[setting],
            strongest === undefined ? DEFAULT_SETTINGS[setting] : strongest * factor,
            name,
          );
        }
      },
    ),
    { numRuns: 300 },
  );
});
