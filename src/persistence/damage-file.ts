/** Where damaged records go when a database is repaired: a file of JSON lines, for its owner alone. */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { DamagedRecord } from "./inspection.ts";

const FILE_MODE = 0o600;

/** Made when the first record comes. */
export class DamageFile {
  readonly path: string;
  #file: FileHandle | undefined;

  /** @param unixMs is in its name, so that no repair writes over the file of another one */
  constructor(directory: string, unixMs: number) {
    const time = new Date(unixMs).toISOString().replace(/[-:]|\.\d+/g, "");
    this.path = join(directory, `damaged-${time}.jsonl`);
  }

  /** Whether anything was written. */
  get isUsed(): boolean {
    return this.#file !== undefined;
  }

  /** Resolves when the records are on disk. */
  async write(records: readonly DamagedRecord[]): Promise<void> {
    this.#file ??= await open(this.path, "ax", FILE_MODE);
    await this.#file.writeFile(records.map(lineOf).join(""));
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

function lineOf({ databaseKey, sealed, reason }: DamagedRecord): string {
  const [key, value] = [databaseKey.toString("base64"), sealed?.toString("base64")];
  return `${JSON.stringify({ database_key_base64: key, value_base64: value, reason })}\n`;
}
