/**
 * Config files with one option a line, as Debian's /etc/memcached.conf has them:
 *
 *     # comments, also behind an option
 *     -d
 *     logfile /var/log/memcached.log
 *     -m 64
 *     --listen "127.0.0.1"
 *
 * Lines are words as a shell sees them: quotes and backslashes work, nothing is expanded.
 */
import { MemtoolError } from "../../../base/errors.ts";
import { escapeControls } from "../../../base/escape.ts";
import { getopt } from "../../getopt.ts";
import { SERVE_FLAGS, type ServeFlagName } from "../flags.ts";
import { type FileOrigin, nearestSetting, SETTING_NAMES } from "./config-keys.ts";
import { badValue, flagOf, type GivenSetting, linePlace, quoted } from "./given-setting.ts";
import { settingFromText } from "./setting-value.ts";

/** What a file of options holds. */
export interface FlagLines {
  readonly settings: readonly GivenSetting[];
  /** Sentences about lines that are passed over. */
  readonly warnings: readonly string[];
}

/** What Debian's start script and systemd unit keep for themselves and do not pass on to memcached. */
const PASSED_OVER = {
  daemon: "give -d on the command line to run in the background",
  logfile: "the log goes to stderr",
} as const;

/**
 * The settings of a text, in order.
 * @throws MemtoolError USAGE for a line that is no option, an unknown option or a value of the wrong form
 */
export function parseFlagLines(text: string, file: FileOrigin): FlagLines {
  const warnings: string[] = [];
  const passOver = (typed: string, line: number, what: keyof typeof PASSED_OVER): void => {
    const why = `as by Debian's own starter: ${PASSED_OVER[what]}`;
    warnings.push(`WARNING: ${linePlace(file.path, line)}: ${typed} is passed over, ${why}`);
  };
  const settings = text.split(/\r?\n/).flatMap((lineText, index) => {
    const line = index + 1;
    const words = splitWords(lineText, file.path, line);
    if (words[0] === "logfile") {
      passOver("logfile", line, "logfile");
      return [];
    }
    return parseWords(words, file, line).filter(({ name, typed }) => {
      if (name === "daemon") {
        passOver(typed, line, "daemon");
      }
      return name !== "daemon";
    });
  });
  return { settings, warnings };
}

function parseWords(words: readonly string[], file: FileOrigin, line: number): GivenSetting[] {
  const { matches, operands, rest } = readOptions(words, file, line);
  const [stray] = [...operands, ...(rest === undefined ? [] : ["--"])];
  if (stray !== undefined) {
    const [key = ""] = stray.split("=");
    throw new MemtoolError("USAGE", `${linePlace(file.path, line)}: ${quoted(key)} is no option: those begin with -`, {
      hint: nearestSetting(key),
    });
  }
  const origin = { ...file, line };
  return matches.map(({ name, value, typed }) => {
    const setting = SETTING_NAMES.find((known) => known === name);
    if (setting === undefined) {
      throw badValue({ typed, origin }, value, "it is no setting: it belongs on the command line");
    }
    return flagOf(setting).argument === "required"
      ? settingFromText(setting, value, typed, origin)
      : bareFlag(setting, value, typed, origin);
  });
}

function bareFlag(
  name: ServeFlagName,
  value: string | undefined,
  typed: string,
  origin: GivenSetting["origin"],
): GivenSetting {
  return value === undefined ? { name, value, typed, origin } : settingFromText(name, value, typed, origin);
}

function readOptions(words: readonly string[], { path }: FileOrigin, line: number): ReturnType<typeof getopt> {
  try {
    return getopt(words, SERVE_FLAGS);
  } catch (error) {
    if (!(error instanceof MemtoolError)) {
      throw error;
    }
    const [word = ""] = words;
    throw new MemtoolError("USAGE", `${linePlace(path, line)}: ${escapeControls(error.message)}`, {
      hint: /^--/.test(word) ? nearestSetting(word.split("=")[0] ?? "") : "memtool serve --help lists the options",
    });
  }
}

/** Words of a line; a # that is neither quoted nor behind a backslash begins a comment, as for Debian's scripts. */
function splitWords(text: string, path: string, line: number): string[] {
  const words: string[] = [];
  const token = /\s+|#.*$|((?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\#])+)/sy;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) {
      throw new MemtoolError(
        "USAGE",
        `${linePlace(path, line)}: a quote or a backslash of this line has nothing behind it`,
      );
    }
    if (found[1] !== undefined) {
      words.push(unquote(found[1]));
    }
    at = token.lastIndex;
  }
  return words;
}

function unquote(word: string): string {
  return word.replaceAll(
    /\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/gs,
    (_whole, escaped, double, single) => escaped ?? single ?? String(double).replaceAll(/\\(["\\$`])/g, "$1"),
  );
}
