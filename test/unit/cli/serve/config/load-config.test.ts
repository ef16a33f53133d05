/** Config files from the disk to settings, in all three spellings. */
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../../src/base/errors.ts";
import { type Config, loadConfig, NO_CONFIG } from "../../../../../src/cli/serve/config/load-config.ts";
import { parseServeOptions } from "../../../../../src/cli/serve/options.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

const folder = temporaryFolder("memtool-config-");
const path = join(folder, "a.conf");

async function load(text: string): Promise<Config> {
  writeFileSync(path, text);
  return await loadConfig(path);
}

async function refusal(text: string): Promise<string> {
  try {
    const config = await load(text);
    parseServeOptions([], {}, config);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE" && !("exitCode" in error), String(error));
    return `${error.message.replaceAll(path, "F")} | ${error.hint}`;
  }
  return "accepted";
}

const SPELLINGS: Readonly<Record<string, string>> = {
  "key=value": `# all
port=23401
listen=127.0.0.1
listen=::1
memory-limit=128M
threads=2
disable-cas=yes
disable-evictions=no
verbose=2
unix-mask=0750
extended=idle_timeout=60,track_sizes
user-file=users
`,
  options: `# all
-p 23401
-l 127.0.0.1
--listen=::1
-m 128
-t 2
-C
-vv
-a 0750
-o idle_timeout=60,track_sizes
--user-file users
`,
  YAML: `# all
port: 23401
listen: [127.0.0.1, "::1"]
memory-limit: 128M
threads: 2
disable-cas: true
disable-evictions: false
verbose: 2
unix-mask: 0750
extended:
  - idle_timeout=60
  - track_sizes
user-file: users
`,
};

describe("a config", () => {
  it("is the same in all spellings, and on the command line", async () => {
    const line = "-p 23401 -l 127.0.0.1,::1 -m 128 -t 2 -C -vv -a 0750 -o idle_timeout=60,track_sizes --user-file";
    const expected = parseServeOptions([...line.split(" "), join(folder, "users")], {});
    for (const [spelling, text] of Object.entries(SPELLINGS)) {
      assert.deepEqual(parseServeOptions([], {}, await load(text)), expected, spelling);
    }
  });
  it("is nothing without a file, and with an empty one", async () => {
    assert.equal(await loadConfig(undefined), NO_CONFIG);
    assert.deepEqual((await load("# nothing\n")).settings, []);
    assert.deepEqual((await load("")).settings, []);
  });
  it("is refused where something is set twice", async () => {
    const refusals: Readonly<Record<string, string>> = {
      "port=1\n\nport=1\n": 'F:3: "port" sets port again | line 1 has it already: take one of them out',
      "memory-limit=1g\nmemory-size=2g":
        'F:2: "memory-size" sets memory-limit again | line 1 has it already, as "memory-limit": take one of them out',
      "memcached-server=a:1\ndoozy-server=a:2":
        'F:2: "doozy-server" sets port again | line 1 has it already, as "memcached-server": take one of them out',
      "-p 1\n--port 2": 'F:2: "--port" sets port again | line 1 has it already, as "-p": take one of them out',
      "port: 1\n# x\nport: 2": 'F:3: "port" sets port again | line 1 has it already: take one of them out',
      "extended=hashpower=20\nextended=track_sizes,hashpower=21":
        'F:2: "extended" sets -o hashpower again | line 1 has it already: take one of them out',
      "verbose=1\nverbose=2": 'F:2: "verbose" sets verbose again | line 1 has it already: take one of them out',
      "listen=127.0.0.1\nlisten=::1": "accepted",
      "-v\n-v": "accepted",
      "extended=hashpower=20\nextended=track_sizes": "accepted",
    };
    for (const [text, expected] of Object.entries(refusals)) {
      assert.equal(await refusal(text), expected, text);
    }
  });
  it("is refused with file, line, key, value and what is wanted where a value is of no use", async () => {
    const refusals: Readonly<Record<string, string>> = {
      "memory-size=lots":
        'F:1: memory-size="lots": "lots" is not a size | write it like 64, 1k, 1024M or 1GiB (k = 1024)',
      "port=70000": 'F:1: port="70000": Invalid port number: "70000" | a port is 1 to 65535; -1 takes any free one',
      "threads=0": 'F:1: threads="0": Number of threads must be greater than 0 | found "0"',
      "protocol=http":
        'F:1: protocol="http": Invalid value for binding protocol: http | should be one of auto, binary, or ascii',
      "-o idle_timeuot=6": 'F:1: -o "idle_timeuot=6": Illegal suboption "idle_timeuot=6" | did you mean idle_timeout?',
      "extended:\n- track_sizes\n- hashpower=1":
        'F:3: extended="hashpower=1": hashpower must be between 12 and 32 | undefined',
      "listen=a b": 'F:1: listen="a b": getaddrinfo(): "a b" is no host | failed to listen on one of interface(s) a b',
      "memory-file=/x":
        'F:1: memory-file="/x": -e: memory is not kept in a file | --persistence-dir DIR keeps the items on disk',
    };
    for (const [text, expected] of Object.entries(refusals)) {
      assert.equal(await refusal(text), expected, text);
    }
  });
  it("is refused even where a flag would win over the wrong value", async () => {
    const config = await load("threads=0");
    assert.throws(() => parseServeOptions(["-t", "1"], {}, config), /a\.conf:1: threads="0"/);
    assert.throws(
      () => parseServeOptions(["-t", "1"], { MEMTOOL_THREADS: "300" }),
      /^MemtoolError: MEMTOOL_THREADS="300": /,
    );
  });
  it("carries the warnings about the file to those of the options", async () => {
    writeFileSync(path, "-d\n-t 65\n");
    chmodSync(path, 0o666);
    const { warnings } = parseServeOptions([], {}, await loadConfig(path));
    chmodSync(path, 0o600);
    assert.match(
      warnings.join("\n"),
      /^WARNING: everybody can write.*\nWARNING: .*:1: -d is passed over.*\nWARNING: 65 worker/,
    );
  });
  it("takes its time for no line, however long", async () => {
    const blanks = " ".repeat(250_000);
    const texts = [
      `a${blanks}=`,
      `user=a${blanks}b`,
      `"${blanks}`,
      `-P "${blanks}`,
      `-P ${"'a'".repeat(80_000)}"`,
      `a: ${blanks}b`,
    ];
    const startMs = performance.now();
    for (const text of texts) {
      await refusal(text);
    }
    // Some 0.2 s; a pattern that tries every blank as a beginning takes minutes.
    assert.ok(performance.now() - startMs < 20_000);
  });
  it("reads any text without a crash: settings, or an error with the place", async () => {
    const { default: fc } = await import("fast-check");
    const piece = fc.constantFrom(
      "port",
      "=",
      ":",
      " ",
      "\n",
      "-",
      "-m",
      "64",
      "#",
      '"',
      "'",
      "\\",
      "[",
      "]",
      "{",
      "!",
      "&a",
      "*a",
      "listen",
      "\x1b",
      "%",
      "---",
      "\t",
      "|",
      ">",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join("")),
          fc.string({ unit: "binary" }),
        ),
        async (text) => {
          const outcome = await refusal(text.replaceAll("\0", ""));
          assert.ok(outcome === "accepted" || /^F(?::\d+)?: /.test(outcome), JSON.stringify(outcome));
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
          assert.doesNotMatch(outcome.split(" | ")[0] ?? "", /\x1b/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
