/** `memtool stats settings`: every setting, servers side by side, differences marked. */
import { escapeText } from "../../base/escape.ts";
import { textCell } from "../output/cell.ts";
import type { Style } from "../output/style.ts";
import type { DataTable } from "../output/text-table.ts";
import { answered, type ServerReading, type StatsView, type TerminalBlock } from "./reading.ts";
import { statsJson } from "./stat-json.ts";

/** Every name any server has, in the order they were first seen. */
function settingNames(readings: readonly ServerReading[]): string[] {
  return [...new Set(answered(readings).flatMap(({ sample }) => [...sample.stats.keys()]))];
}

function valuesOf(name: string, readings: readonly ServerReading[]): (string | undefined)[] {
  return readings.map((reading) => (reading.up ? reading.sample.stats.get(name) : undefined));
}

function plain(readings: readonly ServerReading[]): DataTable {
  return {
    columns: ["name", ...readings.map(({ address }) => address)],
    rows: settingNames(readings).map((name) => [name, ...valuesOf(name, readings)].map(textCell)),
  };
}

function csv(readings: readonly ServerReading[]): DataTable {
  return {
    columns: ["server", "name", "value"],
    rows: answered(readings).flatMap(({ address, sample }) =>
      [...sample.stats].map(([name, value]) => [address, name, value].map(textCell)),
    ),
  };
}

function terminal(readings: readonly ServerReading[], style: Style): TerminalBlock[] {
  const live = answered(readings);
  const rows = settingNames(readings).map((name) => {
    const values = valuesOf(name, live);
    const differ = new Set(values).size > 1;
    const texts = values.map((value) => (value === undefined ? "—" : escapeText(value)));
    return [escapeText(name), ...texts.map((text) => (differ ? style.warn(text) : text))];
  });
  const head = ["setting", ...(readings.length > 1 ? live.map(({ address }) => address) : ["value"])];
  return [{ title: undefined, table: { head, rows, rightFrom: head.length } }];
}

/** The settings view. */
export const settingsView: StatsView = {
  name: "settings",
  subcommand: "settings",
  terminal,
  plain,
  csv,
  json: ({ sample }) => ({ settings: statsJson(sample.stats) }),
};
