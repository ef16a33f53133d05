/** From the words of an option to its value, by the option's type; and how the help calls that value. */
import { MemtoolError } from "../base/errors.ts";
import { parseCount, parseDurationMs, parseInteger, parseRate, parseRatio, parseSizeBytes } from "../base/units.ts";
import type { OptionDefinition, OptionType } from "./command.ts";

const READERS: Readonly<Record<Exclude<OptionType, "flag">, (text: string) => string | number>> = {
  text: (text) => text,
  integer: parseInteger,
  size: (text) => parseSizeBytes(text),
  duration: (text) => parseDurationMs(text),
  count: parseCount,
  rate: parseRate,
  ratio: parseRatio,
};

const VALUE_NAMES: Readonly<Record<OptionType, string>> = {
  flag: "",
  text: "TEXT",
  integer: "N",
  size: "SIZE",
  duration: "DURATION",
  count: "COUNT",
  rate: "RATE",
  ratio: "RATIO",
};

/** What the help calls the value: the option's unit, its choices, or a word for its type; empty for a flag. */
export function valueName(option: OptionDefinition): string {
  return option.unit ?? option.choices?.join("|") ?? VALUE_NAMES[option.type];
}

/** Reads one value; throws USAGE that names the option and gives its example. */
export function readOptionValue(name: string, option: OptionDefinition, text: string): string | number {
  const hint = `for example --${name} ${option.example}`;
  if (text === "") {
    throw new MemtoolError("USAGE", `--${name} needs a value`, { hint });
  }
  if (option.choices !== undefined && !option.choices.includes(text)) {
    throw new MemtoolError(
      "USAGE",
      `--${name} cannot be ${JSON.stringify(text)}: it is one of ${option.choices.join(", ")}`,
    );
  }
  if (option.type === "flag") {
    throw new MemtoolError("BUG", `--${name} takes no value`);
  }
  try {
    return READERS[option.type](text);
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "USAGE") {
      throw new MemtoolError("USAGE", `--${name}: ${error.message}`, { hint: error.hint ?? hint });
    }
    throw error;
  }
}

/** Longest time a timer of Node can wait; it would fire at once for a longer one. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * Returns the time of an option that a timer waits for, if it can.
 * @param ms what the option was read as
 * @throws MemtoolError USAGE that names the option
 */
export function timerMs(name: string, ms: number): number {
  if (ms < 1) {
    throw new MemtoolError("USAGE", `--${name} must be at least 1ms`);
  }
  if (ms > TIMER_MS_MAX) {
    throw new MemtoolError("USAGE", `--${name} must be at most 24d`);
  }
  return ms;
}
