/** The options by which keys are chosen, the same in `memtool keys list`, `stats` and `delete`, and what they mean to a scan. */
import { MemtoolError } from "../../base/errors.ts";
import type { KeyCriteria } from "../../keys/key-filter.ts";
import { AFTER_LAST_CLASS } from "../../keys/walk-plan.ts";
import type { OptionTable, OptionValues } from "../command.ts";

const GROUP = "Which keys";

/** Options of a scan that chooses keys. */
export const CHOICE_OPTIONS = {
  match: {
    type: "text",
    unit: "PATTERN",
    defaultText: "all",
    repeatable: true,
    describe: "keys that match, as Redis' SCAN MATCH: * any bytes, ? one byte, [a-z], \\* a star; several: any of them",
    example: "user:*",
    group: GROUP,
  },
  prefix: {
    type: "text",
    unit: "TEXT",
    defaultText: "any",
    describe: "keys that start with this, taken as it is",
    example: "user:",
    group: GROUP,
  },
  regex: {
    type: "text",
    unit: "REGEX",
    defaultText: "any",
    describe: "keys in which this JavaScript regular expression is found",
    example: "^user:[0-9]+$",
    group: GROUP,
  },
  "ttl-below": {
    type: "duration",
    defaultText: "any TTL",
    describe: "keys that expire in less than this",
    example: "1h",
    group: GROUP,
  },
  "ttl-above": {
    type: "duration",
    defaultText: "any TTL",
    describe: "keys that expire in more than this, or never",
    example: "7d",
    group: GROUP,
  },
  "no-expiry": {
    type: "flag",
    describe: "keys that never expire",
    example: "memtool keys list --no-expiry",
    group: GROUP,
  },
  "size-above": {
    type: "size",
    defaultText: "any size",
    describe: "items that take more than this, header and key included",
    example: "100k",
    group: GROUP,
  },
  "idle-above": {
    type: "duration",
    defaultText: "any time",
    describe: "keys not read for longer than this (to a minute: a server looks away for that long)",
    example: "1h",
    group: GROUP,
  },
  "never-fetched": {
    type: "flag",
    describe: "keys that nobody has read since they were stored",
    example: "memtool keys list --never-fetched",
    group: GROUP,
  },
  class: {
    type: "integer",
    unit: "N",
    defaultText: "all",
    describe: "keys of this slab class only, 1 to 63; a server then walks no other",
    example: "5",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** Options of the connections of a scan. */
export const WAIT_OPTIONS = {
  timeout: {
    type: "duration",
    default: "5s",
    describe: "give a server up when it does not connect or stays silent for this long",
    example: "1s",
  },
} as const satisfies OptionTable;

/** The option for a walk that misses nothing. */
export const EXACT_OPTIONS = {
  exact: {
    type: "flag",
    describe:
      "walk the hash table: misses no key on a busy server, but cannot go on later, and memcached 1.6.18 keeps clients waiting while a reader pauses",
    example: "memtool keys list --exact --count",
  },
} as const satisfies OptionTable;

/** The option by which a scan goes on where another one stopped. */
export const RESUME_OPTIONS = {
  "resume-from": {
    type: "text",
    unit: "[SERVER=]CLASS",
    defaultText: "the first slab class",
    repeatable: true,
    describe: "go on with the slab class a stopped scan named; its keys come again from the first",
    example: "12",
  },
} as const satisfies OptionTable;

/** The parsed options. */
export type ChoiceValues = OptionValues<typeof CHOICE_OPTIONS>;

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

/** The slab class that is walked alone. @throws MemtoolError USAGE for one that no server has */
export function onlyClassOf({ class: slabClass }: Pick<ChoiceValues, "class">): number | undefined {
  if (slabClass !== undefined && (slabClass < 1 || slabClass >= AFTER_LAST_CLASS)) {
    throw new MemtoolError("USAGE", `--class ${slabClass} names no slab class (1 to ${AFTER_LAST_CLASS - 1})`, {
      hint: "`memtool stats items` shows those a server has",
    });
  }
  return slabClass;
}

/** What the options choose. `class` is for the scan itself. */
export function criteriaOf(values: ChoiceValues): KeyCriteria {
  return {
    match: values.match ?? [],
    prefix: values.prefix,
    regex: values.regex,
    ttlBelowS: seconds(values["ttl-below"]),
    ttlAboveS: seconds(values["ttl-above"]),
    noExpiry: values["no-expiry"],
    sizeAboveBytes: values["size-above"],
    idleAboveS: seconds(values["idle-above"]),
    neverFetched: values["never-fetched"],
  };
}
