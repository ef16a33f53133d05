/**
 * getopt_long(3) of the GNU C library, for `memtool serve`, which takes memcached's command lines unchanged: clusters (`-vvp11211`),
 * glued and separate values, `--name=value`, `--name value`, unambiguous beginnings of long names, words anywhere between the options.
 */
import { MemtoolError } from "../base/errors.ts";

/** Whether an option takes a value; an optional one only when glued (`-vX`) or after `=`. */
export type GetoptArgument = "none" | "required" | "optional";

/** One option by its long name. */
export interface GetoptOption {
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  readonly argument: GetoptArgument;
  /** memcached has no such option: it stands back where the beginning of a name fits one of memcached's too. */
  readonly isOwn?: boolean;
}

/** One option met on the command line. */
export interface GetoptMatch {
  readonly name: string;
  readonly value: string | undefined;
  /** As it was typed, for messages: `-p` or `--port`. */
  readonly typed: string;
}

/** What a command line held, in order. */
export interface GetoptResult {
  readonly matches: readonly GetoptMatch[];
  /** Words that belong to no option. */
  readonly operands: readonly string[];
  /** What follows `--`; undefined without it. */
  readonly rest: readonly string[] | undefined;
}

class GetoptScan {
  readonly matches: GetoptMatch[] = [];
  readonly operands: string[] = [];
  readonly #argv: readonly string[];
  readonly #options: readonly GetoptOption[];
  #next = 0;

  constructor(argv: readonly string[], options: readonly GetoptOption[]) {
    this.#argv = argv;
    this.#options = options;
  }

  /** Walks to the end, to `--`, or to the first match that `stop` accepts. */
  run(stop: (match: GetoptMatch) => boolean): readonly string[] | undefined {
    while (this.#next < this.#argv.length) {
      const word = this.#argv[this.#next++] ?? "";
      if (word === "--") {
        return this.#argv.slice(this.#next);
      }
      const before = this.matches.length;
      if (word.startsWith("--")) {
        this.#long(word);
      } else if (word.startsWith("-") && word.length > 1) {
        this.#cluster(word);
      } else {
        this.operands.push(word);
      }
      if (this.matches.slice(before).some(stop)) {
        return undefined;
      }
    }
    return undefined;
  }

  #long(word: string): void {
    const equals = word.indexOf("=");
    const typed = equals === -1 ? word : word.slice(0, equals);
    const glued = equals === -1 ? undefined : word.slice(equals + 1);
    const option = this.#findLong(typed, word);
    if (option.argument === "none" && glued !== undefined) {
      throw usage(`option '--${option.name}' doesn't allow an argument`);
    }
    const value = option.argument === "required" ? (glued ?? this.#takeWord()) : glued;
    if (option.argument === "required" && value === undefined) {
      throw usage(`option '--${option.name}' requires an argument`);
    }
    this.matches.push({ name: option.name, value, typed });
  }

  #findLong(typed: string, word: string): GetoptOption {
    const start = typed.slice(2);
    const exact = this.#options.find(({ name }) => name === start);
    const candidates = exact === undefined ? this.#beginningWith(start) : [exact];
    const [only, another] = candidates;
    if (only === undefined) {
      throw usage(`unrecognized option '${word}'`);
    }
    if (another !== undefined) {
      const names = candidates.map(({ name }) => `'--${name}'`).join(" ");
      throw usage(`option '${word}' is ambiguous; possibilities: ${names}`);
    }
    return only;
  }

  /** An abbreviation that memcached takes means the same here, whatever options there are besides. */
  #beginningWith(start: string): readonly GetoptOption[] {
    const all = this.#options.filter(({ name }) => name.startsWith(start));
    const foreign = all.filter(({ isOwn }) => isOwn !== true);
    return foreign.length > 0 ? foreign : all;
  }

  #cluster(word: string): void {
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? "";
      const option = this.#options.find(({ short }) => short === letter);
      if (option === undefined) {
        throw usage(`invalid option -- '${letter}'`);
      }
      if (option.argument !== "required") {
        this.matches.push({ name: option.name, value: undefined, typed: `-${letter}` });
        continue;
      }
      const glued = word.slice(index + 1);
      const value = glued === "" ? this.#takeWord() : glued;
      if (value === undefined) {
        throw usage(`option requires an argument -- '${letter}'`);
      }
      this.matches.push({ name: option.name, value, typed: `-${letter}` });
      return;
    }
  }

  #takeWord(): string | undefined {
    return this.#argv[this.#next++];
  }
}

function usage(message: string): MemtoolError {
  return new MemtoolError("USAGE", message);
}

/**
 * Reads `argv`. An optional value after a short letter is not taken (`-vv` is two options), since memcached's only such option is `-v`.
 * @param stop ends the scan at an option after which nothing else matters, such as -h
 * @throws MemtoolError USAGE in the words of getopt_long
 */
export function getopt(
  argv: readonly string[],
  options: readonly GetoptOption[],
  stop: (match: GetoptMatch) => boolean = () => false,
): GetoptResult {
  const scan = new GetoptScan(argv, options);
  const rest = scan.run(stop);
  return { matches: scan.matches, operands: scan.operands, rest };
}
