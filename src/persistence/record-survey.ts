/** What the items of a database say about all of them, for when the record that does is lost. */
import type { Cipher } from "./cipher.ts";
import { DamagedDatabase } from "./damaged-database.ts";
import type { Database } from "./database.ts";
import { type Meta, NEW_META } from "./meta.ts";
import { type ItemSpace, otherSpace, recordsOf } from "./record.ts";

/** Made of the items that can be read with this key; undefined when there are items, and none of them can. */
export async function surveyRecords(
  database: Pick<Database, "items">,
  cipher: Cipher | undefined,
): Promise<Meta | undefined> {
  const first = await surveySpace(database, cipher, NEW_META.space);
  const second = await surveySpace(database, cipher, otherSpace(NEW_META.space));
  const found = first.soundCount >= second.soundCount ? first : second;
  return found.soundCount === 0 && first.count + second.count > 0 ? undefined : found.meta;
}

interface Survey {
  readonly meta: Meta;
  readonly count: number;
  readonly soundCount: number;
}

async function surveySpace(
  database: Pick<Database, "items">,
  cipher: Cipher | undefined,
  space: ItemSpace,
): Promise<Survey> {
  const codec = recordsOf(cipher, space);
  let [count, soundCount, generation, casHigh] = [0, 0, 0, 0];
  try {
    for await (const entries of database.items(space)) {
      for (const [databaseKey, sealed] of entries) {
        const record = codec.open(databaseKey, sealed);
        count++;
        if (typeof record !== "string") {
          soundCount++;
          generation = Math.max(generation, record.generation);
          casHigh = Math.max(casHigh, record.casHigh);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) {
      throw error;
    }
  }
  return { meta: { ...NEW_META, generation, casHigh, space }, count, soundCount };
}
