/** A damage report in the format that was asked for. */
import type { Context } from "../context.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import type { OutputFormat } from "../output/result-format.ts";
import { resultText } from "../output/result-text.ts";
import { countTable, type DamageReport, damageTable, hasDamage, reportJson, reportRows } from "./damage-tables.ts";

/** @param more further properties of the JSON document */
export async function damageText(
  report: DamageReport,
  format: OutputFormat,
  context: Context,
  more: { readonly [name: string]: JsonValue } = {},
): Promise<string> {
  switch (format) {
    case "json":
      return jsonDocument({ ...reportJson(report), ...more });
    case "tsv":
    case "csv":
    case "jsonl":
      return await resultText(format, reportRows(report), context);
    case "table":
    case "markdown": {
      const tables = hasDamage(report) ? [countTable(report), damageTable(report)] : [countTable(report)];
      const texts = await Promise.all(tables.map((table) => resultText(format, table, context)));
      return texts.join("\n");
    }
  }
}
