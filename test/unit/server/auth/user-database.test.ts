/** The database of users: digests are made when its bytes have changed, and not otherwise. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { UserDatabase } from "../../../../src/server/auth/user-database.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-database-"));
const path = join(folder, "users");
after(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): void {
  writeFileSync(path, text);
  utimesSync(path, 1000, 1000);
}

function knows(database: UserDatabase, user: string): boolean {
  return database.users().matches(Buffer.from(user), Buffer.from("a"));
}

test("the same bytes are the same users, made once", () => {
  write("ann:a\n");
  const database = new UserDatabase(path);
  const first = database.users();
  write("ann:a\n");
  assert.equal(database.users(), first);
});

test("other bytes are other users at once, even of the same length and time", () => {
  write("ann:a\n");
  const database = new UserDatabase(path);
  assert.deepEqual([knows(database, "ann"), knows(database, "bob")], [true, false]);
  write("bob:a\n");
  assert.deepEqual([knows(database, "ann"), knows(database, "bob")], [false, true]);
});

test("while the file is gone there are no users, whoever was known before", () => {
  write("ann:a\n");
  const database = new UserDatabase(path);
  assert.equal(knows(database, "ann"), true);
  rmSync(path);
  assert.throws(() => database.users(), { code: "USAGE", message: /could not read the users in .*ENOENT/ });
  write("bob:a\n");
  assert.deepEqual([knows(database, "ann"), knows(database, "bob")], [false, true]);
});
