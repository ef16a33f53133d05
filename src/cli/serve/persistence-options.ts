/** The options of `memtool serve` that keep items on disk. */
import { MemtoolError } from "../../base/errors.ts";
import { formatBytes } from "../../base/format-units.ts";
import { parseDurationMs, parseSizeBytes } from "../../base/units.ts";
import type { PersistenceSettings } from "../../server/settings.ts";
import type { Apply, ServeDraft } from "./draft.ts";
import type { ServeFlagName } from "./flags.ts";
import { namedValue } from "./numbers.ts";

/** What was asked for, whatever the order. */
export interface PersistenceDraft {
  directory?: string;
  durability?: "async" | "sync";
  lagMs?: number;
  limitBytes?: number;
  encryptionKeyFile?: string;
  onDamage?: "refuse" | "move";
  recoverFirst?: boolean;
  /** --rotate-encryption-key, as it was given. */
  rotateFrom?: string;
}

/** What --rotate-encryption-key asks for; an undefined file is no encryption. */
export interface RotationDraft {
  readonly directory: string;
  readonly fromFile: string | undefined;
  readonly toFile: string | undefined;
}

/** Longest a change may be away from the disk by default. */
const LAG_MS_DEFAULT = 1000;

/** With less than the largest usual item takes, hardly anything would stay on disk, and its tables would be rewritten all the time. */
const LIMIT_BYTES_MIN = 1024 * 1024;

/** In place of a key file: not encrypted. */
const NO_KEY = "-";

const ON_DAMAGE = ["refuse", "move"] as const;
const DURABILITIES = ["async", "sync"] as const;

/** How each option is read. */
export const PERSISTENCE_OPTIONS: Readonly<Partial<Record<ServeFlagName, Apply>>> = {
  "persistence-dir": (draft, value) => {
    if (value === "") {
      throw new MemtoolError("USAGE", "--persistence-dir has to name a directory");
    }
    draft.persistence.directory = value;
  },
  durability: (draft, value) => {
    const known = DURABILITIES.find((name) => name === value);
    if (known === undefined) {
      throw new MemtoolError("USAGE", `--durability is async or sync, and not ${JSON.stringify(value)}`, {
        hint: "async is at most --durability-lag behind; sync answers when it is on disk",
      });
    }
    draft.persistence.durability = known;
  },
  "durability-lag": (draft, value, { typed }) => {
    draft.persistence.lagMs = namedValue(typed, () => parseDurationMs(value));
  },
  "persistence-limit": (draft, value, { typed }) => {
    const bytes = namedValue(typed, () => parseSizeBytes(value, "m"));
    if (bytes < LIMIT_BYTES_MIN) {
      throw new MemtoolError("USAGE", `${typed}: ${JSON.stringify(value)} is too little`, {
        hint: `at least ${formatBytes(LIMIT_BYTES_MIN)}; without the option there is no limit`,
      });
    }
    draft.persistence.limitBytes = bytes;
  },
  "encryption-key-file": (draft, value) => {
    draft.persistence.encryptionKeyFile = value;
  },
  "on-damage": (draft, value) => {
    const known = ON_DAMAGE.find((name) => name === value);
    if (known === undefined) {
      throw new MemtoolError("USAGE", `--on-damage is move or refuse, and not ${JSON.stringify(value)}`, {
        hint: "move puts the database aside and starts with nothing; refuse does not start",
      });
    }
    draft.persistence.onDamage = known;
  },
  "recover-first": (draft) => {
    draft.persistence.recoverFirst = true;
  },
  "rotate-encryption-key": (draft, value) => {
    draft.persistence.rotateFrom = value;
  },
};

/**
 * The rotation that was asked for; undefined to serve.
 * @param operands words that belong to no option: the new key file
 * @throws MemtoolError USAGE when something is missing or does not fit
 */
export function settleRotation({ persistence }: ServeDraft, operands: readonly string[]): RotationDraft | undefined {
  const { rotateFrom, directory, encryptionKeyFile } = persistence;
  if (rotateFrom === undefined) {
    return undefined;
  }
  const [toFile, another] = operands;
  const hint = "memtool serve --rotate-encryption-key OLD NEW --persistence-dir DIR; - is no encryption";
  if (toFile === undefined || another !== undefined) {
    const found = toFile === undefined ? "NEW is missing" : `there are ${operands.length} words where NEW should be`;
    throw new MemtoolError("USAGE", `--rotate-encryption-key takes two files, OLD and NEW: ${found}`, { hint });
  }
  if (directory === undefined) {
    throw new MemtoolError("USAGE", "--rotate-encryption-key needs --persistence-dir: whose key is to be rotated?", {
      hint,
    });
  }
  if (encryptionKeyFile !== undefined) {
    throw new MemtoolError("USAGE", "--encryption-key-file has no meaning beside --rotate-encryption-key", { hint });
  }
  if (toFile === rotateFrom) {
    throw new MemtoolError("USAGE", "--rotate-encryption-key: OLD and NEW are the same", { hint });
  }
  return { directory, fromFile: keyFile(rotateFrom), toFile: keyFile(toFile) };
}

function keyFile(word: string): string | undefined {
  return word === NO_KEY ? undefined : word;
}

/**
 * The settings; undefined where items are kept in memory only.
 * @throws MemtoolError USAGE when an option has nothing to act on
 */
export function settlePersistence({
  persistence,
  settings,
  udpPortGiven,
}: ServeDraft): PersistenceSettings | undefined {
  const { directory, durability = "async", lagMs, limitBytes, encryptionKeyFile } = persistence;
  const { onDamage = "move", recoverFirst = false } = persistence;
  if (directory === undefined) {
    if (Object.keys(persistence).length > 0) {
      throw new MemtoolError("USAGE", "there is no --persistence-dir, so nothing is kept on disk", {
        hint: "--persistence-dir DIR keeps the items there",
      });
    }
    return undefined;
  }
  if (durability === "sync" && lagMs !== undefined) {
    throw new MemtoolError("USAGE", "--durability-lag is for --durability async: sync has no lag");
  }
  if (settings.udpPort !== undefined || typeof udpPortGiven === "number") {
    throw new MemtoolError("USAGE", "UDP cannot be used with --persistence-dir: nothing over it waits for the disk", {
      hint: "leave out one of them",
    });
  }
  return {
    directory,
    durability,
    lagMs: lagMs ?? LAG_MS_DEFAULT,
    limitBytes,
    encryptionKeyFile,
    onDamage,
    recoverFirst,
  };
}
