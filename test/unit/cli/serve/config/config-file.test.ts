/** Reading a config file: what it may be, how long, and who may write it. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../../src/base/errors.ts";
import { readConfigFile, warningsOf } from "../../../../../src/cli/serve/config/config-file.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

const folder = temporaryFolder("memtool-config-");

function written(name: string, content: string | Uint8Array, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function refusal(path: string): string {
  try {
    readConfigFile(path);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return error.message;
  }
  return "accepted";
}

describe("a config file", () => {
  it("is its text, without a byte order mark, and the folder it is in", () => {
    const path = written("plain", "\u{feff}port=1\nuser=ä\n");
    assert.deepEqual(readConfigFile(path), { text: "port=1\nuser=ä\n", folder, isRegular: true, warnings: [] });
  });
  it("that is not there, a directory, a device without end or no text is refused", () => {
    assert.match(refusal(join(folder, "none")), /^cannot read the config file .*none: ENOENT/);
    mkdirSync(join(folder, "directory"));
    assert.match(refusal(join(folder, "directory")), /: it is a directory$/);
    assert.match(refusal("/dev/zero"), /: it has more than 256 KiB$/);
    assert.match(refusal(written("long", `#${"x".repeat(256 * 1024)}`)), /: it has more than 256 KiB$/);
    assert.match(refusal(written("zero", "port=1\nuser=\0\n")), /zero:2: this is no UTF-8 text$/);
    assert.match(refusal(written("latin1", Buffer.from("port=1\n\nuser=\xe4\n", "latin1"))), /latin1:3: this is no/);
  });
  it("with a name that moves the cursor is shown without doing so", () => {
    assert.match(refusal(join(folder, "a\x1b[2J")), /a\\e\[2J: ENOENT/);
  });
  it("that everybody can write is warned about, through a link too", () => {
    symlinkSync(written("open", "port=1", 0o666), join(folder, "link"));
    for (const name of ["open", "link"]) {
      const path = join(folder, name);
      assert.deepEqual(readConfigFile(path).warnings, [
        `WARNING: everybody can write the config file ${path}: chmod o-w`,
      ]);
    }
    assert.deepEqual(readConfigFile(written("group", "port=1", 0o664)).warnings, []);
  });
  it("of another user is warned about, of root's not", () => {
    assert.deepEqual(
      [...warningsOf("a", { mode: 0o644, uid: 1000 }, 0)],
      ["WARNING: the config file a belongs to another user (uid 1000), who can write it"],
    );
    assert.deepEqual([...warningsOf("a", { mode: 0o644, uid: 0 }, 1000)], []);
    assert.deepEqual([...warningsOf("a", { mode: 0o644, uid: 1000 }, 1000)], []);
    assert.deepEqual([...warningsOf("a", { mode: 0o644, uid: 1000 }, undefined)], []);
  });
});
