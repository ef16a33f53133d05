/** Views of stats that are names and values (`settings`, `persistence`, `directory`): servers side by side, differences marked. */
import { textCell } from "../output/cell.ts";
import { namedColumns, type ResultTable } from "../output/result-table.ts";
import { answered, type ServerReading, type StatsView } from "./reading.ts";
import { statJson, statsJson } from "./stat-json.ts";

/** Every name any server has, in the order they were first seen. */
function namesOf(readings: readonly ServerReading[]): string[] {
  return [...new Set(answered(readings).flatMap(({ sample }) => [...sample.stats.keys()]))];
}

function valuesOf(name: string, readings: readonly ServerReading[]): (string | undefined)[] {
  return readings.map((reading) => (reading.up ? reading.sample.stats.get(name) : undefined));
}

function plain(readings: readonly ServerReading[]): ResultTable {
  return {
    columns: namedColumns(["name", ...readings.map(({ address }) => address)]),
    rows: namesOf(readings).map((name) => [name, ...valuesOf(name, readings)]),
  };
}

function rows(readings: readonly ServerReading[]): ResultTable {
  return {
    columns: namedColumns(["server", "name", "value"]),
    rows: answered(readings).flatMap(({ address, sample }) =>
      [...sample.stats].map(([name, value]) => [address, name, statJson(name, value)]),
    ),
  };
}

function people(view: string, readings: readonly ServerReading[]): ResultTable[] {
  const live = answered(readings);
  const lines = namesOf(readings).map((name) => {
    const values = valuesOf(name, live);
    const tone = new Set(values).size > 1 ? ("warn" as const) : undefined;
    return [name, ...values.map((value) => ({ ...textCell(value), tone }))];
  });
  const names = readings.length > 1 ? live.map(({ address }) => address) : ["value"];
  return [{ columns: namedColumns([view === "settings" ? "setting" : "name", ...names]), rows: lines }];
}

/** The view of a name, which is also what follows `stats` on the wire. */
export function namedView(name: "settings" | "persistence" | "directory"): StatsView {
  return {
    name,
    subcommand: name,
    more: [],
    people: (readings) => people(name, readings),
    plain,
    rows,
    json: ({ sample }) => ({ [name]: statsJson(sample.stats) }),
  };
}
