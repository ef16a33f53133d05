/** `memtool serve --rotate-encryption-key OLD NEW`: the work is that of src/persistence/rotation.ts. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { formatCount } from "../../base/format-units.ts";
import { readEncryptionKey } from "../../persistence/key-file.ts";
import { type Rotation, rotateKey } from "../../persistence/rotation.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonDocument } from "../output/json.ts";
import { DatabaseWork } from "./database-work.ts";
import type { RotationDraft } from "./persistence-options.ts";

/** What a repair leaves in a directory: items as they were, under the old key or none. */
const REPAIR_REMAINS = /^(?:lost|damaged-.*\.jsonl)$/;

/**
 * Does it and says on stdout what was done.
 * @param isJson as a document, for programs
 * @throws MemtoolError STORAGE, and USAGE for a key file that is none
 */
export async function rotateEncryptionKey(rotation: RotationDraft, context: Context, isJson: boolean): Promise<number> {
  const { directory, fromFile, toFile } = rotation;
  const from = readEncryptionKey(fromFile);
  const to = readEncryptionKey(toFile);
  const work = new DatabaseWork(context);
  try {
    const nowUnix = Math.floor(context.clock.unixMs() / 1000);
    const done = await rotateKey({ directory, from, to, nowUnix, goesOn: work.goesOn });
    work.end();
    context.stdout.write(isJson ? document(done, rotation) : `${sentence(done, rotation)}\n`);
    warnOfRemains(directory, context);
    return done.outcome === "stopped" ? EXIT.interrupted : EXIT.ok;
  } finally {
    work.end();
  }
}

function document({ outcome, itemCount }: Rotation, { directory, fromFile, toFile }: RotationDraft): string {
  return jsonDocument({ directory, outcome, items: itemCount, from: fromFile ?? null, to: toFile ?? null });
}

function sentence({ outcome, itemCount }: Rotation, { directory, toFile }: RotationDraft): string {
  const now = toFile === undefined ? "not encrypted any more" : `encrypted with the key in ${toFile}`;
  switch (outcome) {
    case "rotated":
      return `${directory} is ${now}: ${itemCount === 1 ? "1 item was" : `${formatCount(itemCount)} items were`} written anew`;
    case "finished":
      return `${directory} is ${now} already: what was left of the old items is removed`;
    case "stopped":
      return `stopped: ${directory} is as it was`;
  }
}

function warnOfRemains(directory: string, context: Context): void {
  for (const name of readdirSync(directory).filter((entry) => REPAIR_REMAINS.test(entry))) {
    context.stderr.write(
      `memtool serve: ${join(directory, name)} still holds records as they were before; delete it\n`,
    );
  }
}
