/** `memtool serve --print-config`: every setting, its value, and where it comes from, as a table. */
import type { ResultColumn, ResultRow, ResultTable } from "../../output/result-table.ts";
import type { ServeFlagName } from "../flags.ts";
import { SETTING_NAMES } from "./config-keys.ts";
import { flagOf, type GivenSetting, withoutSecrets } from "./given-setting.ts";
import { settingKey } from "./precedence.ts";

const COLUMNS: readonly ResultColumn[] = [
  { name: "setting", label: "setting", kind: "text" },
  { name: "value", label: "value", kind: "text" },
  { name: "source", label: "from", kind: "text" },
];

/**
 * The table: options in the order of the help, then the suboptions of -o that are set.
 * @param settings those in force, as precedence.ts leaves them
 */
export function configTable(settings: readonly GivenSetting[]): ResultTable {
  const suboptions = settings.filter(({ name }) => name === "extended");
  return {
    title: "Settings of memtool serve",
    columns: COLUMNS,
    rows: [
      ...SETTING_NAMES.filter((name) => name !== "extended").map((name) =>
        optionRow(
          name,
          settings.filter((setting) => setting.name === name),
        ),
      ),
      ...[...new Map(suboptions.map((setting) => [settingKey(setting), setting]))].map(suboptionRow),
    ],
    note: "A flag wins over the environment, and that over the file.\nSuboptions of -o are shown when they are set.",
  };
}

function optionRow(name: ServeFlagName, given: readonly GivenSetting[]): ResultRow {
  const last = given.at(-1);
  const flag = flagOf(name);
  if (last === undefined) {
    return [name, flag.default, "default"];
  }
  return [name, shownValue(name, given), sourceOf(flag.isRepeatable === true ? given : [last])];
}

function shownValue(name: ServeFlagName, given: readonly GivenSetting[]): string {
  const last = given.at(-1);
  const { argument, isRepeatable } = flagOf(name);
  switch (argument) {
    case "none":
      return last?.isOff === true ? "off" : "on";
    case "optional":
      return last?.isOff === true ? "0" : (last?.value ?? String(given.length));
    case "required": {
      const shown = isRepeatable === true ? given : given.slice(-1);
      return shown.map(({ value = "" }) => withoutSecrets(name, value)).join(",");
    }
  }
}

/** `-o idle_timeout=60` in the columns: the suboption, its value, and so on. */
function suboptionRow([key, setting]: readonly [key: string, setting: GivenSetting]): ResultRow {
  const [, value] = /=(.*)$/s.exec(setting.value ?? "") ?? [];
  const shown = value === undefined ? "on" : withoutSecrets(key, value);
  return [key, shown, sourceOf([setting])];
}

/** `flag -m`, `environment MEMTOOL_MEMORY_LIMIT`, `file memcached.conf:3`; of one kind, however many they are. What writes the table escapes it. */
function sourceOf(given: readonly GivenSetting[]): string {
  const places = given.map(({ typed, origin }) => (origin.kind === "file" ? `${origin.path}:${origin.line}` : typed));
  return `${given[0]?.origin.kind} ${[...new Set(places)].join(", ")}`;
}
