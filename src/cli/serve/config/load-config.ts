/** A config file as settings: read, spelling told, every line checked. */
import { MemtoolError } from "../../../base/errors.ts";
import { type ConfigText, readConfigFile } from "./config-file.ts";
import { type FileOrigin, settingsOfEntry } from "./config-keys.ts";
import { spellingOf } from "./config-spelling.ts";
import { type FlagLines, parseFlagLines } from "./flag-lines.ts";
import { flagOf, type GivenSetting, quoted, settingPlace } from "./given-setting.ts";
import { parseKeyValueLines } from "./key-value-lines.ts";
import { settingKey, splitSuboptions } from "./precedence.ts";
import { parseYamlMapping } from "./yaml-mapping.ts";

/** What a config file holds. */
export interface Config {
  readonly settings: readonly GivenSetting[];
  /** Sentences for stderr. */
  readonly warnings: readonly string[];
  /** False for a pipe, which can be read once only. */
  readonly isRegular: boolean;
}

/** Where no file is named. */
export const NO_CONFIG: Config = { settings: [], warnings: [], isRegular: true };

/**
 * Reads a file. Nothing else is opened or made.
 * @param path as it was given; undefined is no file and no settings
 * @throws MemtoolError USAGE with file and line
 */
export async function loadConfig(path: string | undefined): Promise<Config> {
  if (path === undefined) {
    return NO_CONFIG;
  }
  const file = readConfigFile(path);
  const { settings, warnings } = await parse(path, file);
  const split = splitSuboptions(settings);
  refuseRepeats(split);
  return { settings: split, warnings: [...file.warnings, ...warnings], isRegular: file.isRegular };
}

async function parse(path: string, { text, folder }: ConfigText): Promise<FlagLines> {
  const origin: FileOrigin = { kind: "file", path, folder };
  switch (spellingOf(text)) {
    case "flags":
      return parseFlagLines(text, origin);
    case "keyValue":
      return {
        settings: parseKeyValueLines(text, path).flatMap((entry) => settingsOfEntry(entry, origin)),
        warnings: [],
      };
    case "yaml": {
      const entries = await parseYamlMapping(text, path);
      return { settings: entries.flatMap((entry) => settingsOfEntry(entry, origin)), warnings: [] };
    }
  }
}

/** In a file the last one does not win: who set it twice may be looking at the other line. */
function refuseRepeats(settings: readonly GivenSetting[]): void {
  const first = new Map<string, GivenSetting>();
  for (const setting of settings) {
    const key = settingKey(setting);
    const before = first.get(key);
    if (before !== undefined && !addsUp(setting)) {
      const as = before.typed === setting.typed ? "" : `, as ${quoted(before.typed)}`;
      const line = before.origin.kind === "file" ? before.origin.line : 0;
      throw new MemtoolError("USAGE", `${settingPlace(setting)}: ${quoted(setting.typed)} sets ${key} again`, {
        hint: `line ${line} has it already${as}: take one of them out`,
      });
    }
    first.set(key, before ?? setting);
  }
}

/** -l and bare -v add up; suboptions of -o and a level of verbosity are set once. */
function addsUp({ name, value }: GivenSetting): boolean {
  return name !== "extended" && flagOf(name).isRepeatable === true && (name !== "verbose" || value === undefined);
}
