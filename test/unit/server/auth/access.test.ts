/** Reading files of users, at the start and again. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Access, checkUserFiles } from "../../../../src/server/auth/access.ts";
import { SASL_RESULT } from "../../../../src/server/auth/sasl.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "../../../../src/server/settings.ts";

const path = join(mkdtempSync(join(tmpdir(), "memtool-access-")), "users");
const settings = (changes: Partial<ServerSettings>): ServerSettings => ({ ...DEFAULT_SETTINGS, ...changes });

test("without a login nobody is asked", () => {
  const access = new Access(DEFAULT_SETTINGS, assert.fail);
  assert.equal(access.asciiUsers, undefined);
  assert.equal(access.saslLogin(), undefined);
  access.reload();
  checkUserFiles(DEFAULT_SETTINGS);
});

test("-Y: a reload takes a good file and leaves everything with a bad one", () => {
  writeFileSync(path, "ann:a\n");
  const log: string[] = [];
  const access = new Access(settings({ authFile: path }), (line) => log.push(line));
  const knows = (user: string) => access.asciiUsers?.matches(Buffer.from(user), Buffer.from("a"));
  assert.deepEqual([knows("ann"), knows("bob")], [true, false]);
  writeFileSync(path, "bob:a\n");
  assert.deepEqual([knows("ann"), knows("bob")], [true, false]);
  access.reload();
  assert.deepEqual([knows("ann"), knows("bob")], [false, true]);
  writeFileSync(path, "nobody\n");
  access.reload();
  assert.deepEqual([knows("ann"), knows("bob")], [false, true]);
  assert.match(log.join(), /users stay as they were: Authfile .* malformed/);
});

test("SASL: the database is read at each login; without it nobody comes in", () => {
  writeFileSync(path, "ann:a\n");
  const log: string[] = [];
  const access = new Access(settings({ sasl: true, userFile: path }), (line) => log.push(line));
  const login = (user: string) => access.saslLogin()?.start("PLAIN", Buffer.from(`\0${user}\0a`));
  assert.equal(login("ann"), SASL_RESULT.authenticated);
  writeFileSync(path, "bob:a\n");
  assert.equal(login("ann"), SASL_RESULT.refused);
  assert.equal(login("bob"), SASL_RESULT.authenticated);
  rmSync(path);
  assert.equal(login("bob"), SASL_RESULT.refused);
  assert.match(log.join(), /nobody can log in: could not read the users/);
});

test("a server with a broken file, or SASL without users, is not started", () => {
  writeFileSync(path, "no colon\n");
  assert.throws(() => checkUserFiles(settings({ authFile: path })), { message: /malformed entry/ });
  assert.throws(() => checkUserFiles(settings({ sasl: true })), { message: /SASL \(-S\) without users/ });
  assert.throws(() => checkUserFiles(settings({ sasl: true, userFile: `${path}.none` })), { message: /ENOENT/ });
});
