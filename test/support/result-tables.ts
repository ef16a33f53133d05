/** Result tables as text, and text back as values, for tests of views and writers. */
import { humanText } from "../../src/cli/output/cell.ts";
import type { OutputFormat } from "../../src/cli/output/result-format.ts";
import { cellsOf, type ResultTable } from "../../src/cli/output/result-table.ts";
import { openResultWriter } from "../../src/cli/output/result-writer.ts";
import { createStyle } from "../../src/cli/output/style.ts";

/** A table in a format that has no frame. */
export function written(format: OutputFormat, { columns, rows }: ResultTable): string {
  const pieces: string[] = [];
  const writer = openResultWriter(format, columns, (text) => pieces.push(text), createStyle(false));
  for (const row of rows) {
    writer.row(row);
  }
  writer.end();
  return pieces.join("");
}

/** What people read in each row, with a cell's tone in front: `warn:64`. */
export function humanRows({ columns, rows }: ResultTable): string[][] {
  return rows.map((row) =>
    cellsOf(columns, row).map((cell) => (cell.tone === undefined ? "" : `${cell.tone}:`) + humanText(cell)),
  );
}

/** The headings people read. */
export function humanHead({ columns }: ResultTable): string[] {
  return columns.map(({ label }) => label);
}

/** Takes the escapes of base/escape.ts back. */
export function unescaped(text: string): string {
  const units: Uint8Array[] = [];
  const pattern = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([\\nrte]))|[^\\]+/gs;
  const short: Readonly<Record<string, string>> = { "\\": "\\", n: "\n", r: "\r", t: "\t", e: "\x1b" };
  // UTF-16, because a lone surrogate has no UTF-8 form; runs of \xNN are UTF-8.
  let bytes: number[] = [];
  const endBytes = (): void => {
    units.push(Buffer.from(Buffer.from(bytes).toString("utf8"), "utf16le"));
    bytes = [];
  };
  for (const [whole, byte, unit, letter] of text.matchAll(pattern)) {
    if (byte !== undefined) {
      bytes.push(Number.parseInt(byte, 16));
      continue;
    }
    endBytes();
    const plain = unit === undefined ? (short[letter ?? ""] ?? whole) : String.fromCharCode(Number.parseInt(unit, 16));
    units.push(Buffer.from(plain, "utf16le"));
  }
  endBytes();
  return Buffer.concat(units).toString("utf16le");
}

/** Reads CSV as RFC 4180 has it, quotes told apart from none: undefined is an empty field without quotes. */
export function parseCsv(text: string): (string | undefined)[][] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const fields: (string | undefined)[] = [];
      const pattern = /(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)/gy;
      for (;;) {
        const match = pattern.exec(line);
        if (match === null) {
          throw new Error(`not CSV: ${line}`);
        }
        fields.push(match[1]?.replaceAll('""', '"') ?? (match[2] === "" ? undefined : match[2]));
        if (match[3] === "") {
          return fields;
        }
      }
    });
}
