/** A table of nodes in any format; in JSON with what is true of all of them around it. */
import type { Context } from "../context.ts";
import { roundFor } from "../output/cell.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import type { OutputFormat } from "../output/result-format.ts";
import { cellsOf, type ResultRow, type ResultTable } from "../output/result-table.ts";
import { resultText } from "../output/result-text.ts";

/**
 * Writes it to stdout.
 * @param facts what a JSON document says before its `nodes`
 * @param total the last row, of all nodes, which a JSON document has among its facts
 */
export async function printNodes(
  format: OutputFormat,
  table: ResultTable,
  facts: Readonly<Record<string, JsonValue>>,
  context: Context,
  total?: ResultRow,
): Promise<void> {
  const isDocument = format === "json";
  const text = isDocument
    ? jsonDocument({ ...facts, nodes: nodesOf(table) })
    : await resultText(format, { ...table, rows: [...table.rows, ...(total === undefined ? [] : [total])] }, context);
  context.stdout.write(text);
}

function nodesOf({ columns, rows }: ResultTable): JsonValue {
  return rows.map((row) => {
    const values = cellsOf(columns, row).map(({ value, kind }, index) => {
      const shown = value instanceof Uint8Array ? Buffer.from(value).toString() : value;
      return [columns[index]?.name ?? "", typeof shown === "number" ? roundFor(kind, shown) : shown] as const;
    });
    return Object.fromEntries(values);
  });
}
