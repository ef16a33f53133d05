/** Words of serve that belong to no option. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COMMANDS } from "../../../../src/cli/registry.ts";
import { SERVE_SUBCOMMANDS, warningsOfOperands } from "../../../../src/cli/serve/operands.ts";
import { parseServeOptions } from "../../../../src/cli/serve/options.ts";

function warnings(line: string): readonly string[] {
  return parseServeOptions(line.split(" ").filter(Boolean), {}).warnings;
}

describe("words that belong to no option", () => {
  it("are told from the commands that begin with serve", () => {
    const second = COMMANDS.flatMap(({ name }) => (name.startsWith("serve ") ? [name.slice("serve ".length)] : []));
    assert.deepEqual(second.toSorted(), SERVE_SUBCOMMANDS.toSorted());
  });

  it("that are nearly such a command are refused, with what may have been meant", () => {
    for (const [line, message, hint] of [
      ["verfy /data", '"verfy" is no option of serve, and no command', "did you mean memtool serve verify?"],
      ["-m 100 Repiar /data", '"Repiar" is no option of serve, and no command', "did you mean memtool serve repair?"],
      ["-p 0 verify /data", '"verify" has to stand right behind serve', "did you mean memtool serve verify?"],
      ["--print-config repair", '"repair" has to stand right behind serve', "did you mean memtool serve repair?"],
    ] as const) {
      assert.throws(() => warnings(line), { code: "USAGE", message, hint }, line);
    }
  });

  it("are passed over otherwise, as memcached does, with one line about all of them", () => {
    assert.deepEqual(warnings("-p 0"), []);
    assert.deepEqual(warnings("/data"), [
      'WARNING: "/data" belongs to no option and is passed over; memtool serve --help lists the options',
    ]);
    assert.deepEqual(warnings("memcached -p 0 -"), [
      'WARNING: "memcached", "-" belong to no option and are passed over; memtool serve --help lists the options',
    ]);
  });

  it("are shown without control characters and logins", () => {
    assert.match(warningsOfOperands(["\u001b[2J"])[0] ?? "", /"\\e\[2J"|"\\x1b\[2J"/);
    assert.match(warningsOfOperands(["ann:secret@host"])[0] ?? "", /"\*\*\*@host"/);
  });

  it("are none of ours where help is asked for, behind --, or beside a rotation", () => {
    assert.deepEqual(warnings("verfy --help"), []);
    assert.deepEqual(warnings("-- verify x"), []);
    assert.deepEqual(warnings("--rotate-encryption-key - verify --persistence-dir /data"), []);
  });
});
