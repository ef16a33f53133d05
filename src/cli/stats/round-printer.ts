/** Rounds that follow each other (`--every`), as text: lines with a time for programs, a region that is drawn again for people. */

import type { Context } from "../context.ts";
import { jsonLine } from "../output/json.ts";
import type { OutputFormat } from "../output/result-format.ts";
import { namedColumns, type ResultTable } from "../output/result-table.ts";
import { openResultWriter, type ResultWriter } from "../output/result-writer.ts";
import { createStyle } from "../output/style.ts";
import { openRegion, type Region } from "./region.ts";
import { isoTime, tablesText } from "./report.ts";
import type { RoundContent } from "./round-content.ts";

/** Prints round after round. */
export class RoundPrinter {
  readonly #format: OutputFormat;
  readonly #context: Context;
  readonly #region: Region;
  #writer: ResultWriter | undefined;
  #columns = "";

  constructor(format: OutputFormat, context: Context) {
    this.#format = format;
    this.#context = context;
    this.#region = openRegion(context);
  }

  /** Something else was written to the terminal: what is drawn next stands below it. */
  interrupted(): void {
    this.#region.leave();
  }

  /** That was the last round. */
  end(): void {
    this.#region.end();
  }

  async print(content: RoundContent, atUnixMs: number): Promise<void> {
    switch (this.#format) {
      case "table":
      case "markdown":
        return await this.#draw(this.#format, content, atUnixMs);
      case "json":
        this.#context.stdout.write(jsonLine(content.document()));
        return;
      case "tsv":
      case "csv":
      case "jsonl":
        this.#writeRows(content.rows(), isoTime(atUnixMs));
    }
  }

  async #draw(format: "table" | "markdown", content: RoundContent, atUnixMs: number): Promise<void> {
    const body = (await tablesText(format, content.tables(), this.#context)) || "no server answered\n";
    const time = isoTime(atUnixMs);
    const heading = format === "markdown" ? `## ${time}\n\n` : `${createStyle(this.#context.color).bold(time)}\n`;
    this.#region.draw(`${heading}${body}`);
  }

  /** A header comes again only when the columns are others: a slab class told something new. */
  #writeRows({ columns, rows }: ResultTable, time: string): void {
    const names = columns.map(({ name }) => name).join("\n");
    if (this.#writer === undefined || names !== this.#columns) {
      const timed = [...namedColumns(["time"]), ...columns];
      const write = (text: string): void => {
        this.#context.stdout.write(text);
      };
      this.#writer = openResultWriter(this.#format, timed, write, createStyle(false));
      this.#columns = names;
    }
    for (const row of rows) {
      this.#writer.row([time, ...row]);
    }
  }
}
