/** The files of a persistence directory: what LevelDB does not look after by itself. */
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { DamagedDatabase } from "./damaged-database.ts";
import { checkTable, MARK, type TableDamage } from "./table-check.ts";

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;
const MODE_BITS = 0o777;
const PROBE_BYTES = 64 * 1024;

/** Names LevelDB gives to files with items in them. */
const TABLE = /\.(?:ldb|sst)$/;
const LOG = /^\d+\.log$/;

/** Names that LevelDB and memtool give to what is in a persistence directory. */
const OWN_FILE =
  /^(?:CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.(?:ldb|sst|log|dbtmp)|damaged-\w+\.jsonl|nodes\.list(?:\.\w+)?|probe)$/;
const OWN_DIRECTORY = /^(?:lost|damaged-\w+)$/;
/** What a file system puts into each of its roots. */
const ROOT_DIRECTORY = "lost+found";

/** How LevelDB says in its own log that a part of its log of changes was passed over. */
const DROPPED = /(\d+\.log): dropping (\d+) bytes; (.+)$/;

/**
 * Makes the directory if it is not there, for its owner alone, and lets nobody else at the files that are.
 * @throws MemtoolError STORAGE when it can't be
 */
export function prepareDirectory(directory: string): void {
  try {
    makeDirectory(directory);
    // Closing the file that LevelDB locks would give its lock up, if this process has it. There is nothing in it.
    for (const path of ownFiles(directory).filter((one) => basename(one) !== "LOCK")) {
      tighten(path);
    }
  } catch (error) {
    throw new MemtoolError("STORAGE", `cannot use the persistence directory ${directory}: ${messageOf(error)}`, {
      cause: error,
      hint: "--persistence-dir has to name a directory that can be made or written",
    });
  }
}

/**
 * Makes a directory for its owner alone, and those it is in. Node's own recursive mkdir never returns where a directory says that it is
 * not there, as /proc does.
 */
export function makeDirectory(directory: string): void {
  const parent = dirname(directory);
  if (existsSync(directory)) {
    return;
  }
  if (!existsSync(parent)) {
    makeDirectory(parent);
  }
  mkdirSync(directory, { mode: DIRECTORY_MODE });
}

/** The files in a persistence directory that are memtool's or LevelDB's by their names: nothing that somebody else has put there, and no links. */
export function ownFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && OWN_FILE.test(entry.name))
    .map(({ name }) => join(directory, name));
}

/** Not by its path, which may have become a link. One that can't be opened is left: LevelDB will say what is wrong. */
function tighten(path: string): void {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if ((fstatSync(file).mode & MODE_BITS & ~FILE_MODE) !== 0) {
        fchmodSync(file, FILE_MODE);
      }
    } finally {
      closeSync(file);
    }
  } catch {}
}

/** What is in a directory and is not a database's; none in one that is not there. */
export function foreignNames(directory: string): string[] {
  try {
    return readdirSync(directory).filter(
      (name) => !(OWN_FILE.test(name) || OWN_DIRECTORY.test(name) || name === ROOT_DIRECTORY),
    );
  } catch {
    return [];
  }
}

/**
 * Where CURRENT is missing LevelDB would begin a new database, and delete the tables of the one that is there.
 * @param mode in `existing` there has to be a database
 * @throws DamagedDatabase for tables without CURRENT; MemtoolError STORAGE when there is nothing, or no access
 */
export function checkFiles(directory: string, mode: "create" | "existing"): void {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw new MemtoolError("STORAGE", `cannot read the persistence directory ${directory}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (names.includes("CURRENT")) {
    return;
  }
  if (names.some((name) => TABLE.test(name) || (LOG.test(name) && statSync(join(directory, name)).size > 0))) {
    throw new DamagedDatabase(directory, "its file CURRENT is missing");
  }
  if (mode === "existing") {
    throw new MemtoolError("STORAGE", `there is no database in ${directory}`, {
      hint: "give the directory that memtool serve --persistence-dir was given",
    });
  }
}

/**
 * Whether a process has the database of a directory open, as far as the kernel tells (Linux): LevelDB's own lock comes too late for who
 * looks at its files, and may mark them, before it is opened.
 */
export function isInUse(directory: string): boolean {
  try {
    const { dev, ino } = statSync(join(directory, "LOCK"));
    const device = [(dev >>> 8) & 0xfff, (dev & 0xff) | ((dev >>> 12) & 0xfff00)];
    const place = `${device.map((part) => part.toString(16).padStart(2, "0")).join(":")}:${ino}`;
    // `1: POSIX  ADVISORY  WRITE 4711 fe:00:3368577 0 EOF`
    return readFileSync("/proc/locks", "latin1").split(/\s+/).includes(place);
  } catch {
    return false;
  }
}

/** A table that is damaged. */
export interface DamagedTable extends TableDamage {
  readonly path: string;
}

/** Checks all tables of a database that is not open, and has LevelDB refuse what is damaged in them. */
export function markDamagedTables(directory: string): DamagedTable[] {
  const paths = readdirSync(directory)
    .filter((name) => TABLE.test(name))
    .map((name) => join(directory, name));
  return paths.flatMap((path) => {
    const damage = checkTable(readTable(path));
    if (damage === undefined) {
      return [];
    }
    mark(path, damage.marks);
    return [{ ...damage, path }];
  });
}

/** Whether a table is there and damaged. */
export function isDamagedTable(path: string): boolean {
  return existsSync(path) && checkTable(readTable(path)) !== undefined;
}

function mark(path: string, marks: readonly number[]): void {
  try {
    const file = openSync(path, "r+");
    for (const at of marks) {
      writeSync(file, Buffer.from([MARK]), 0, 1, at);
    }
    closeSync(file);
  } catch {
    // Who may not write here will not get far with LevelDB either.
  }
}

/** Puts a table where LevelDB's own repair puts what it can't use. The database is closed. */
export async function setAside(directory: string, path: string): Promise<void> {
  const lost = join(directory, "lost");
  await mkdir(lost, { recursive: true, mode: DIRECTORY_MODE });
  await rename(path, join(lost, basename(path)));
}

/**
 * Moves a whole directory beside itself, or what is in it into a directory of its own there, where the other can't be: one that is mounted does
 * not move, and what it is in may belong to somebody else. @returns where it is now
 * @throws MemtoolError STORAGE when neither can be
 */
export async function moveAside(directory: string, unixMs: number): Promise<string> {
  const name = `damaged-${new Date(unixMs).toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const path = resolve(directory);
  try {
    return await moveWhole(path, `${path}.${name}`).catch(() => moveFiles(path, join(path, name)));
  } catch (error) {
    throw new MemtoolError("STORAGE", `cannot move the damaged database in ${directory}: ${messageOf(error)}`, {
      cause: error,
      hint: `memtool serve repair ${directory} keeps what is sound`,
    });
  }
}

async function moveWhole(directory: string, place: string): Promise<string> {
  await mkdir(place, { mode: DIRECTORY_MODE });
  try {
    await rename(directory, place);
  } catch (error) {
    await rmdir(place);
    throw error;
  }
  return place;
}

/** Directories stay: they are what was moved before, the `lost/` of a repair, or somebody else's. */
async function moveFiles(directory: string, place: string): Promise<string> {
  const entries = await readdir(directory, { withFileTypes: true });
  await mkdir(place, { mode: DIRECTORY_MODE });
  for (const entry of entries) {
    if (entry.isFile()) {
      await rename(join(directory, entry.name), join(place, entry.name));
    }
  }
  return place;
}

/** One that can't be read is as good as empty: LevelDB will not read it either. */
function readTable(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** What LevelDB has lost when it read its log of changes at the last opening; sentences, none when all was well. */
export function lostChanges(directory: string): string[] {
  let text: string;
  try {
    text = readFileSync(join(directory, "LOG"), "latin1");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const [, file, byteCount, reason] = DROPPED.exec(line) ?? [];
    return file === undefined ? [] : [`${byteCount} bytes of changes in ${file} are lost: ${reason}`];
  });
}

/** Resolves when the directory takes a file and has it on disk. Rejects with what it says otherwise. */
export async function probeDirectory(directory: string): Promise<void> {
  const path = join(directory, "probe");
  try {
    const file = await open(path, "w", FILE_MODE);
    try {
      await file.writeFile(Buffer.alloc(PROBE_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
}

/** Removes what LevelDB tells of its work: of a database that was not encrypted there may be keys in it. The database is closed. */
export async function removeWorkLog(directory: string): Promise<void> {
  await rm(join(directory, "LOG"), { force: true });
  await rm(join(directory, "LOG.old"), { force: true });
}
