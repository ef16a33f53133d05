/** What changed, as the JSON document of `--delta` and `--diff`. */
import type { StatChange } from "../../monitor/changes.ts";
import { numberOf } from "../../stats/stat-map.ts";
import { roundFor } from "../output/cell.ts";
import type { JsonValue } from "../output/json.ts";
import type { NamedChanges } from "./changes-view.ts";
import { JSON_SCHEMA } from "./report.ts";

function changeJson({ subcommand, name, before, after, change, perSecond }: StatChange): JsonValue {
  return {
    view: subcommand === "" ? "stats" : subcommand,
    name,
    before: numberOf(before) ?? before,
    after: numberOf(after) ?? after,
    change,
    per_second: perSecond === undefined ? undefined : roundFor("rate", perSecond),
  };
}

/**
 *   { "schema": 1, "view": "changes", ...more,
 *     "servers": [ { "address", "seconds", "restarted": false, "reset": false,
 *                    "changes": [ { "view": "stats", "name": "cmd_get", "before": 1, "after": 5, "change": 4, "per_second": 2 } ] } ] }
 *
 * @param more when it was, and what it was made of
 */
export function changesDocument(
  servers: readonly NamedChanges[],
  more: Readonly<Record<string, JsonValue>>,
): JsonValue {
  return {
    schema: JSON_SCHEMA,
    view: "changes",
    ...more,
    servers: servers.map(({ address, seconds, changes: { changes, restarted, reset } }) => ({
      address,
      seconds: seconds === undefined ? undefined : roundFor("rate", seconds),
      restarted,
      reset,
      changes: changes.map(changeJson),
    })),
  };
}
