/** Files of users. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readAuthFile, readUserDatabase } from "../../../../src/server/auth/user-files.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-users-"));

function file(text: string): string {
  const path = join(folder, "users");
  writeFileSync(path, text, "latin1");
  return path;
}

function texts(users: ReturnType<typeof readAuthFile>): string[] {
  return users.map(({ user, password }) => `${Buffer.from(user)}|${Buffer.from(password).toString("latin1")}`);
}

test("-Y: split at the first colon, ended by CR or LF, the last newline optional", () => {
  assert.deepEqual(texts(readAuthFile(file("ann:a b:c\r\nbob:\n:x"))), ["ann|a b:c", "bob|", "|x"]);
});

test("-Y: what is malformed is refused, with its line", () => {
  const refused: readonly [string, RegExp][] = [
    ["ann:a\nbob\n", /malformed entry. Should be 'user:password'/],
    ["\n\n\n\n", /malformed entry/],
    [`ann:${"x".repeat(300)}\n`, /malformed entry/],
    ["a:b\n".repeat(9), /has 9 lines, of 1 to 8/],
    ["", /has 0 lines/],
  ];
  for (const [text, message] of refused) {
    assert.throws(() => readAuthFile(file(text)), { code: "USAGE", message });
  }
  assert.throws(() => readAuthFile(file("ann:a\nbob\n")), { hint: "line 2 has no colon" });
  assert.throws(() => readAuthFile(join(folder, "none")), {
    code: "USAGE",
    message: /could not read the users in .*ENOENT/,
  });
});

test("SASL: a password ends at any further colon, or with the line; other lines are no users", () => {
  assert.deepEqual(texts(readUserDatabase(file("ann:a:b\n# none\nbob:\n"))), ["ann|a", "ann|a:b", "bob|"]);
});

test("a pipe is refused, without reading from it", () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  for (const read of [readAuthFile, readUserDatabase]) {
    assert.throws(() => read(path), { code: "USAGE", message: /it is a pipe/, hint: /give a file/ });
  }
});
