/**
 * `memtool serve repair`: keeps what is sound.
 *
 *     open, or have LevelDB rebuild its tables first   ->   first record   ->   damaged records to a file, out of the database
 *
 * A repair that was cut off is simply done again: a record leaves the database only when the file with it is on disk, and tables are rebuilt only
 * when all that is damaged has left it, because a rebuilding forgets where the damage was.
 */
import { basename } from "node:path";
import { MemtoolError } from "../base/errors.ts";
import { Cipher } from "./cipher.ts";
import { DamageFile } from "./damage-file.ts";
import { DamagedDatabase } from "./damaged-database.ts";
import { Database, type DatabaseChange } from "./database.ts";
import { setAside } from "./database-files.ts";
import { FlushState } from "./flush-state.ts";
import { type DamagedRecord, type Inspection, inspect, newInspection } from "./inspection.ts";
import { isDamage, levelFailure } from "./level-failure.ts";
import { encodeMeta, isOfKey, type Meta, soundMeta } from "./meta.ts";
import { recordsOf } from "./record.ts";
import { surveyRecords } from "./record-survey.ts";

/** What a database is repaired with. */
export interface RepairOptions {
  readonly directory: string;
  readonly encryptionKey: Uint8Array | undefined;
  readonly unixMs: number;
  /** Only tell what would be done. */
  readonly isDryRun: boolean;
  readonly onDamage: (record: DamagedRecord) => void;
  /** Returns whether to go on. */
  readonly goesOn: (sofar: Readonly<Inspection>) => boolean;
}

/** What was done, or would be. */
export interface Repair extends Inspection {
  /** Sentences: what was found beside damaged records, and what became of it. */
  readonly steps: readonly string[];
  /** Whether something is lost that nobody can name: parts that could not be read, changes, flushes. */
  readonly hasLostUnknown: boolean;
  /** False when it was cut off: the rest was not looked at. */
  readonly isComplete: boolean;
  /** Whether there was a database whose items could be counted. */
  readonly isOpen: boolean;
  /** Where the damaged records are; undefined when there are none, or in a dry run. */
  readonly damageFile: string | undefined;
}

const DAMAGE_BATCH = 100;

/** See the head of the file. @throws MemtoolError STORAGE: no database, no access, another key, somebody works on it, still damaged */
export async function repairDatabase(options: RepairOptions): Promise<Repair> {
  const { directory, isDryRun } = options;
  const steps: string[] = [];
  let database: Database;
  try {
    database = await Database.open(directory, "existing");
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) {
      throw error;
    }
    if (isDryRun) {
      steps.push(`${error.reason}: its tables would be read one by one; what they hold can be told only then`);
      return notOpened(steps);
    }
    await Database.rebuild(directory);
    steps.push(`${error.reason}: it was made anew of the tables that could be read; the others are in lost/`);
    database = await Database.open(directory, "existing");
  }
  return await new RepairWork(options, database, steps).run();
}

function notOpened(steps: readonly string[]): Repair {
  const found = { ...newInspection(), steps, hasLostUnknown: true, damageFile: undefined };
  return { ...found, isComplete: true, isOpen: false };
}

/** The work on a database that is open. */
class RepairWork {
  readonly #options: RepairOptions;
  readonly #cipher: Cipher | undefined;
  readonly #steps: string[];
  readonly #file: DamageFile;
  /** Removals that the database did not take. */
  readonly #later: DatabaseChange[] = [];
  #database: Database;
  #hasLostUnknown: boolean;
  #isCutOff = false;

  constructor(options: RepairOptions, database: Database, steps: string[]) {
    this.#options = options;
    this.#database = database;
    this.#steps = steps;
    this.#hasLostUnknown = steps.length > 0;
    this.#file = new DamageFile(options.directory, options.unixMs);
    this.#cipher = options.encryptionKey === undefined ? undefined : new Cipher(options.encryptionKey);
  }

  async run(): Promise<Repair> {
    try {
      if ((await this.#hidesTheFirstRecord()) && !(await this.#leaveOutLostTables())) {
        return notOpened(this.#steps);
      }
      let inspection = await this.#pass();
      const needsRebuilding = inspection.unreadable !== undefined || this.#database.tableFaults.length > 0;
      if (needsRebuilding && !this.#isCutOff) {
        inspection = await this.#rebuild(inspection);
      }
      return {
        ...inspection,
        steps: this.#steps,
        hasLostUnknown: this.#hasLostUnknown,
        isComplete: !this.#isCutOff,
        isOpen: true,
        damageFile: this.#file.isUsed ? this.#file.path : undefined,
      };
    } finally {
      await this.#file.close();
      await this.#database.close();
    }
  }

  /** Whether a table of which nothing can be had may have the record that tells what the others hold. */
  async #hidesTheFirstRecord(): Promise<boolean> {
    return this.#database.lostTables.length > 0 && soundMeta(await this.#database.meta()) === undefined;
  }

  /** Nothing in them can be found, so what they had replaced or deleted is all there is. @returns false in a dry run */
  async #leaveOutLostTables(): Promise<boolean> {
    const { directory, isDryRun } = this.#options;
    const { lostTables } = this.#database;
    this.#hasLostUnknown = true;
    for (const path of lostTables) {
      this.#steps.push(
        `${basename(path)} ${isDryRun ? "would be" : "was"} put into lost/: keys that were changed there are as they were before`,
      );
    }
    if (isDryRun) {
      return false;
    }
    await this.#database.close();
    for (const path of lostTables) {
      await setAside(directory, path);
    }
    await Database.rebuild(directory);
    this.#database = await Database.open(directory, "existing");
    return true;
  }

  /** Some tables have parts that can't be read: LevelDB copies the rest of them. */
  async #rebuild(found: Inspection): Promise<Inspection> {
    const { directory, isDryRun } = this.#options;
    const faults = [...this.#database.tableFaults, ...(found.unreadable === undefined ? [] : [found.unreadable])];
    this.#hasLostUnknown = true;
    this.#steps.push(...faults.map((fault) => `${fault}: the rest ${isDryRun ? "would be" : "was"} kept`));
    if (isDryRun) {
      return { ...found, unreadable: undefined };
    }
    // All that is doubtful has been taken out by now; blocks that can't be read go with the rebuilding, those that can with the rewriting.
    await this.#database.close();
    await Database.rebuild(directory);
    this.#database = await Database.open(directory, "existing");
    await this.#database.write(this.#later.splice(0));
    await this.#database.rewrite();
    await this.#database.close();
    this.#database = await Database.open(directory, "existing");
    const { damaged, ...again } = await this.#pass();
    const left = again.unreadable ?? this.#database.tableFaults[0];
    if (left !== undefined) {
      throw new DamagedDatabase(directory, `${left}, also after a repair`);
    }
    return { ...again, damaged: damaged + found.damaged };
  }

  async #pass(): Promise<Inspection> {
    for (const line of this.#database.lost) {
      this.#hasLostUnknown = true;
      this.#steps.push(`${line}; keys that were changed there are as they were before`);
    }
    const meta = await this.#settleMeta();
    const damage: DamagedRecord[] = [];
    const inspection = await inspect({
      database: this.#database,
      codec: recordsOf(this.#cipher, meta.space),
      flushes: new FlushState(meta),
      nowUnix: Math.floor(this.#options.unixMs / 1000),
      onDamage: (record) => {
        damage.push(record);
        this.#options.onDamage(record);
      },
      goesOn: async (sofar) => {
        if (damage.length >= DAMAGE_BATCH) {
          await this.#moveOut(damage.splice(0));
        }
        this.#isCutOff = !this.#options.goesOn(sofar);
        return !this.#isCutOff;
      },
    });
    await this.#moveOut(damage);
    return inspection;
  }

  async #moveOut(damage: readonly DamagedRecord[]): Promise<void> {
    if (this.#options.isDryRun || damage.length === 0) {
      return;
    }
    await this.#file.write(damage);
    const removals = damage.map(({ databaseKey }) => ({ key: databaseKey, value: undefined }));
    try {
      await this.#database.write(removals);
    } catch (error) {
      if (!isDamage(error)) {
        throw levelFailure("write", this.#options.directory, error);
      }
      // LevelDB has met the damage while it was merging tables, and takes nothing more until they are rebuilt.
      this.#later.push(...removals);
    }
  }

  /** The first record; one that is lost is made of what the items say. */
  async #settleMeta(): Promise<Meta> {
    const { directory, isDryRun } = this.#options;
    const copies = await this.#database.meta();
    const sound = soundMeta(copies);
    if (sound !== undefined) {
      if (!isOfKey(sound, this.#cipher)) {
        throw new MemtoolError(
          "STORAGE",
          `the database in ${directory} was written with another encryption key, or without one`,
          {
            hint: "nothing was changed; give the key it was written with (--encryption-key-file)",
          },
        );
      }
      if (copies.length < 2 || copies.some((copy) => !copy.equals(copies[0] ?? copy))) {
        await this.#writeMeta(sound, "one of the two copies of the first record was lost");
      }
      return sound;
    }
    const meta = await surveyRecords(this.#database, this.#cipher);
    if (meta === undefined) {
      throw new DamagedDatabase(
        directory,
        "its first record is lost, and no item can be read with this key (or without one)",
      );
    }
    this.#hasLostUnknown = true;
    await this.#writeMeta(
      meta,
      `the first record was lost${isDryRun ? "" : " and made anew"}: items that were flushed after the last change may be back`,
    );
    return meta;
  }

  async #writeMeta({ generation, flushedUpTo, oldestLive, casHigh, space }: Meta, step: string): Promise<void> {
    // A second pass finds what the first one has written.
    if (!this.#steps.includes(step)) {
      this.#steps.push(step);
    }
    if (!this.#options.isDryRun) {
      const bytes = encodeMeta({ generation, flushedUpTo, oldestLive, casHigh, space }, this.#cipher);
      await this.#database.write(Database.metaChanges(bytes));
    }
  }
}
