/** Prints keys while they come: plain, one a line, or with what the server tells of them in any of the formats of tables. */
import type { WriteStream } from "node:tty";
import { idleSeconds, type KeyEntry, ttlSeconds } from "../../keys/key-entry.ts";
import { shownKey } from "../../keys/key-text.ts";
import type { Context } from "../context.ts";
import type { OutputFormat } from "../output/result-format.ts";
import type { ResultColumn, ResultRow } from "../output/result-table.ts";
import { openResultWriter, type ResultWriter } from "../output/result-writer.ts";
import { createStyle } from "../output/style.ts";
import { writeOut } from "./write-out.ts";

/** `keys` is one key a line and nothing else. */
export type KeyFormat = OutputFormat | "keys";

const COLUMNS: readonly ResultColumn[] = [
  { name: "key", label: "key", kind: "text" },
  { name: "ttl", label: "TTL", kind: "seconds" },
  { name: "size", label: "size", kind: "bytes" },
  { name: "class", label: "class", kind: "count" },
  { name: "idle", label: "idle", kind: "seconds" },
  { name: "fetched", label: "read", kind: "text" },
];

const FLAGS_COLUMN: ResultColumn = { name: "flags", label: "flags", kind: "count" };
const SERVER_COLUMN: ResultColumn = { name: "server", label: "server", kind: "text" };

/** The TTL of what never expires: as meta commands give it, and for people. */
const NEVER = -1;
const NEVER_SHOWN = { value: "never", kind: "text" } as const;

/** See the head of the file. */
export class KeyPrinter {
  readonly #stdout: WriteStream;
  readonly #hasServers: boolean;
  readonly #isForPeople: boolean;
  readonly #writer: ResultWriter | undefined;
  #text = "";

  /** @param hasServers whether the keys come from several servers */
  constructor(format: KeyFormat, hasServers: boolean, context: Context) {
    this.#stdout = context.stdout;
    this.#hasServers = hasServers;
    this.#isForPeople = format === "table" || format === "markdown";
    if (format !== "keys") {
      const columns = [
        ...COLUMNS,
        ...(this.#isForPeople ? [] : [FLAGS_COLUMN]),
        ...(hasServers ? [SERVER_COLUMN] : []),
      ];
      const write = (text: string): void => {
        this.#text += text;
      };
      this.#writer = openResultWriter(format, columns, write, createStyle(context.color));
    }
  }

  /**
   * Prints keys of a server, and resolves when more may come.
   * @param nowS the server's Unix time
   * @param signal aborted by Ctrl-C
   */
  async print(entries: readonly KeyEntry[], server: string, nowS: number, signal: AbortSignal): Promise<void> {
    if (this.#writer === undefined) {
      for (const { key } of entries) {
        this.#text += `${shownKey(key)}\n`;
      }
    } else {
      for (const entry of entries) {
        this.#writer.row(this.#row(entry, server, nowS));
      }
      this.#writer.flush();
    }
    await this.#hand(signal);
  }

  /** After the last key. */
  async end(signal: AbortSignal): Promise<void> {
    this.#writer?.end();
    await this.#hand(signal);
  }

  async #hand(signal: AbortSignal): Promise<void> {
    const text = this.#text;
    this.#text = "";
    await writeOut(this.#stdout, text, signal);
  }

  #row(entry: KeyEntry, server: string, nowS: number): ResultRow {
    const { key, sizeBytes, slabClass, fetched, flags } = entry;
    const ttl = ttlSeconds(entry, nowS) ?? (this.#isForPeople ? NEVER_SHOWN : NEVER);
    const wasRead = fetched === undefined ? undefined : fetched ? "yes" : "no";
    const row = [key, ttl, sizeBytes, slabClass, idleSeconds(entry, nowS), wasRead];
    return [...row, ...(this.#isForPeople ? [] : [flags]), ...(this.#hasServers ? [server] : [])];
  }
}
