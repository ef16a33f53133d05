/**
 * Makes the replies of two servers comparable: cas numbers become the order in which they were first seen, and numbers
 * that depend on the second of the request (ttl, last access) become `#`, as does the version. Of the statistics only those
 * stay that the requests alone decide. Everything else stays to the byte.
 */

/** Counters that the requests alone decide, in either protocol. */
export const DECIDED_COUNTERS: RegExp =
  /^(?:cmd|get|delete|incr|decr|cas|touch|auth)_(?:get|set|flush|touch|meta|hits|misses|badval|cmds|errors)$/;

/** Replaces what may differ in the reply lines; values are skipped by their length. */
export class ReplyNormalizer {
  readonly #casOrder = new Map<string, number>();

  /** Normalises a whole stream of replies. */
  normalize(replies: Buffer): string {
    const parts: string[] = [];
    for (let at = 0; at < replies.length; ) {
      const end = replies.indexOf("\r\n", at);
      if (end < 0) {
        parts.push(replies.toString("latin1", at));
        break;
      }
      const line = replies.toString("latin1", at, end);
      if (isComparable(line)) parts.push(this.#normalizeLine(line), "\r\n");
      at = end + 2;
      const valueLength = valueLengthOf(line);
      if (valueLength === undefined) continue;
      parts.push(replies.toString("latin1", at, at + valueLength + 2));
      at += valueLength + 2;
    }
    return parts.join("");
  }

  #normalizeLine(line: string): string {
    const words = line.split(" ");
    if (words[0] === "VALUE" && words.length === 5) {
      words[4] = this.#order(words[4] ?? "");
      return words.join(" ");
    }
    if (words[0] === "VERSION") return "VERSION #";
    if (words[0] === "ME") return this.#normalizeDebug(line);
    if (!/^(HD|VA|EN|NF|NS|EX)$/.test(words[0] ?? "")) return line;
    return words.map((word, index) => (index === 0 ? word : this.#normalizeFlag(word))).join(" ");
  }

  /** The reply of me; 1.6.18 tells the time left as a negative number. */
  #normalizeDebug(line: string): string {
    return line
      .replace(/ exp=-?\d+/, (exp) => (exp === " exp=-1" ? exp : " exp=#"))
      .replace(/ la=\d+/, " la=#")
      .replace(/ cas=([1-9]\d*)/, (_, cas) => ` cas=${this.#order(cas)}`);
  }

  #normalizeFlag(word: string): string {
    if (/^c[1-9]\d*$/.test(word)) return `c${this.#order(word.slice(1))}`;
    const ttl = /^t(-?\d+)$/.exec(word)?.[1];
    if (ttl !== undefined) return normalizeTtl(Number(ttl));
    return word.replace(/^l\d+$/, "l#");
  }

  #order(cas: string): string {
    const known = this.#casOrder.get(cas) ?? this.#casOrder.size + 1;
    this.#casOrder.set(cas, known);
    return `cas#${known}`;
  }
}

function isComparable(line: string): boolean {
  const name = /^STAT (\S+) /.exec(line)?.[1];
  return name === undefined || name === "sizes_status" || DECIDED_COUNTERS.test(name);
}

/** -1 is for ever. An item that this very request let expire has a time left below zero; 1.6.18 prints it unsigned. */
function normalizeTtl(secondsLeft: number): string {
  if (secondsLeft === -1) return "t-1";
  return secondsLeft < 0 || secondsLeft >= 2 ** 31 ? "t<expired>" : "t#";
}

/** The bytes of value that follow a reply line, without their CR LF; undefined if none do. */
function valueLengthOf(line: string): number | undefined {
  const length = /^VALUE \S+ \d+ (\d+)/.exec(line)?.[1] ?? /^VA (\d+)/.exec(line)?.[1];
  return length === undefined ? undefined : Number(length);
}
