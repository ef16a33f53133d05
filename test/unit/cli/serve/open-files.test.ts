/** The limit of open files: what it holds, and what is said when it is too low. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOpenFiles, openFilesMax, ownOpenFilesMax } from "../../../../src/cli/serve/open-files.ts";
import { MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             63948                63948                processes
Max open files            1024                 4096                 files
`;

test("the soft limit is read, and no limit where none is told", () => {
  assert.equal(openFilesMax(LIMITS), 1024);
  assert.equal(openFilesMax("Max open files            unlimited            unlimited            files"), Infinity);
  assert.equal(openFilesMax(""), Infinity);
  assert.ok(ownOpenFilesMax() > 0);
});

test("a limit below -c is warned of, one that threads cannot start with is refused as memcached does", () => {
  const settings = { threads: 4, maxConnections: 1024 };
  assert.equal(checkOpenFiles(1024 + 128, settings), undefined);
  assert.match(checkOpenFiles(1024 + 127, settings) ?? "", /^WARNING: only 1151 files .* 1024 connections/);
  assert.match(checkOpenFiles(288, settings) ?? "", /^WARNING: only 288/);
  assert.throws(
    () => checkOpenFiles(287, settings),
    (error) => error instanceof MemcachedRefusal && error.exitCode === 71 && /287 .* need 288/.test(error.message),
  );
});
