/**
 * Values as a config file or a variable gives them. memcached reads numbers from its command line with atoi, where `many` is 0; what
 * is written down once and read at every start is looked at more closely.
 */
import type { ServeFlag, ServeFlagName } from "../flags.ts";
import { badValue, flagOf, type GivenSetting, type SettingOrigin } from "./given-setting.ts";

const YES: readonly string[] = ["yes", "true", "on", "1"];
const NO: readonly string[] = ["no", "false", "off", "0"];

interface Form {
  readonly pattern: RegExp;
  readonly wanted: string;
}

/** Forms by the unit of the option. The reader of the option has the last word about what these let pass, and about other units. */
const FORMS: Readonly<Record<string, Form>> = {
  PORT: { pattern: /^-?\d+$/, wanted: "a port, 0 to 65535, or -1 for any free one" },
  N: { pattern: /^\d+$/, wanted: "a whole number" },
  BYTES: { pattern: /^\d+$/, wanted: "a whole number of bytes" },
  FACTOR: { pattern: /^\d+(?:\.\d+)?$/, wanted: "a number such as 1.25" },
  MASK: { pattern: /^[0-7]{1,4}$/, wanted: "octal permissions such as 0700" },
};

/**
 * One setting from a word of a file or the environment.
 * @param text undefined when only the key stands there
 * @throws MemtoolError USAGE that names the place, the key, the value and what is wanted
 */
export function settingFromText(
  name: ServeFlagName,
  text: string | undefined,
  typed: string,
  origin: SettingOrigin,
): GivenSetting {
  const flag = flagOf(name);
  const base = { name, typed, origin };
  switch (flag.argument) {
    case "none":
      return { ...base, value: undefined, ...switched(base, text ?? "yes") };
    case "optional":
      return { ...base, ...level(base, text ?? "yes") };
    case "required":
      return { ...base, value: required(base, flag, text) };
  }
}

/** What a switch is set to; undefined when the text does not say. */
function switchOf(text: string): "on" | "off" | undefined {
  const word = text.toLowerCase();
  return YES.includes(word) ? "on" : NO.includes(word) ? "off" : undefined;
}

function switched(base: Pick<GivenSetting, "typed" | "origin">, text: string): { isOff?: true } {
  const found = switchOf(text);
  if (found === undefined) {
    throw badValue(base, text, "it has to be yes or no (true, false, on, off, 1, 0)");
  }
  return found === "off" ? { isOff: true } : {};
}

/** verbose, the only option whose value may be left out. */
function level(
  base: Pick<GivenSetting, "typed" | "origin">,
  text: string,
): Pick<GivenSetting, "value"> & { isOff?: true } {
  if (/^(?:[1-9]\d?|v+)$/.test(text)) {
    return { value: text };
  }
  const found = switchOf(text);
  if (found === undefined) {
    throw badValue(base, text, "it has to be a level such as 0, 1 or 2, or yes or no");
  }
  return { value: undefined, ...(found === "off" ? { isOff: true } : {}) };
}

function required(
  base: Pick<GivenSetting, "typed" | "origin">,
  { unit = "VALUE", describe, example }: ServeFlag,
  text: string | undefined,
): string {
  const hint = `${unit}: ${describe} (on the command line: ${example})`;
  if (text === undefined || text === "") {
    throw badValue(base, text, "it needs a value", hint);
  }
  if (text.includes("\0")) {
    throw badValue(base, text, "it has a zero byte in it", hint);
  }
  const form = FORMS[unit];
  if (form !== undefined && !form.pattern.test(text)) {
    throw badValue(base, text, `it has to be ${form.wanted}`, hint);
  }
  return text;
}
