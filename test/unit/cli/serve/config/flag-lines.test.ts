/** One option a line, as in Debian's /etc/memcached.conf. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../../src/base/errors.ts";
import { parseFlagLines } from "../../../../../src/cli/serve/config/flag-lines.ts";

const FILE = { kind: "file", path: "m.conf", folder: "/etc" } as const;

function found(text: string): string[] {
  return parseFlagLines(text, FILE).settings.map(({ name, value, typed, origin }) => {
    const line = origin.kind === "file" ? origin.line : 0;
    return `${line} ${typed} ${name}${value === undefined ? "" : `=${value}`}`;
  });
}

function refusal(text: string): string {
  try {
    parseFlagLines(text, FILE);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return `${error.message} | ${error.hint}`;
  }
  return "accepted";
}

describe("lines of options", () => {
  it("are read as memcached reads its command line, letters and long names", () => {
    assert.deepEqual(
      found(
        "# m\n-m 64\n-p11311\n-l 127.0.0.1\n-vv\n-o idle_timeout=60,track_sizes\n--threads 2\n--protocol=ascii\n-MC",
      ),
      [
        "2 -m memory-limit=64",
        "3 -p port=11311",
        "4 -l listen=127.0.0.1",
        "5 -v verbose",
        "5 -v verbose",
        "6 -o extended=idle_timeout=60,track_sizes",
        "7 --threads threads=2",
        "8 --protocol protocol=ascii",
        "9 -M disable-evictions",
        "9 -C disable-cas",
      ],
    );
  });
  it("end at a #; a shell's quotes and backslashes keep it, and blanks", () => {
    assert.deepEqual(
      found(`-t 2 # two\n-P /run/a#b\n-s "/tmp/a # 'b'"\n-Y '/tmp/a "b'\n-P /tmp/a\\ \\#b\r\n-D "\\""`),
      [
        "1 -t threads=2",
        "2 -P pidfile=/run/a",
        `3 -s unix-socket=/tmp/a # 'b'`,
        '4 -Y auth-file=/tmp/a "b',
        "5 -P pidfile=/tmp/a #b",
        '6 -D stat-delimiter="',
      ],
    );
  });
  it("-d and logfile are whose who starts it, as for Debian's scripts: passed over, and said so", () => {
    const { settings, warnings } = parseFlagLines("-d\nlogfile /var/log/memcached.log\n-dm 64\n--daemon", FILE);
    assert.deepEqual(
      settings.map(({ name }) => name),
      ["memory-limit"],
    );
    const daemon = "is passed over, as by Debian's own starter: give -d on the command line to run in the background";
    assert.deepEqual(warnings, [
      `WARNING: m.conf:1: -d ${daemon}`,
      "WARNING: m.conf:2: logfile is passed over, as by Debian's own starter: the log goes to stderr",
      `WARNING: m.conf:3: -d ${daemon}`,
      `WARNING: m.conf:4: --daemon ${daemon}`,
    ]);
  });
  it("that are no options, or unknown ones, are refused with what may have been meant", () => {
    const refusals: Readonly<Record<string, string>> = {
      "-m 64\nmemory-size=64": 'm.conf:2: "memory-size" is no option: those begin with - | did you mean memory-size?',
      "-m 64 65":
        'm.conf:1: "65" is no option: those begin with - | memtool serve --help lists the options: their long names are the keys',
      "-m 64 -- ls":
        'm.conf:1: "--" is no option: those begin with - | memtool serve --help lists the options: their long names are the keys',
      "--memory-limti 5": "m.conf:1: unrecognized option '--memory-limti' | did you mean memory-limit?",
      "-Q": "m.conf:1: invalid option -- 'Q' | memtool serve --help lists the options",
      "-m": "m.conf:1: option requires an argument -- 'm' | memtool serve --help lists the options",
      "-h": "m.conf:1: -h: it is no setting: it belongs on the command line | undefined",
      "--config x": 'm.conf:1: --config "x": it is no setting: it belongs on the command line | undefined',
      "-c other.conf":
        'm.conf:1: -c "other.conf": it has to be a whole number | N: connections at the same time; anything but a number is a config file (--config) (on the command line: -c 4096)',
      '-P "x': "m.conf:1: a quote or a backslash of this line has nothing behind it | undefined",
      "-P x\\": "m.conf:1: a quote or a backslash of this line has nothing behind it | undefined",
    };
    for (const [text, expected] of Object.entries(refusals)) {
      assert.equal(refusal(text), expected, text);
    }
  });
});
