/** The limits of the process: what they are, and what is said when too few files may be open. */
import assert from "node:assert/strict";
import { totalmem } from "node:os";
import { test } from "node:test";
import {
  checkOpenFiles,
  ownProcessLimits,
  readProcessLimits,
  withRoomToGrow,
} from "../../../../src/cli/serve/process-limits.ts";
import { MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";
import { DEFAULT_SETTINGS } from "../../../../src/server/settings.ts";

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             63948                63948                processes
Max open files            1024                 4096                 files
Max address space         4096000000           unlimited            bytes
`;

test("the soft limit is read, and no limit where none is told", () => {
  assert.deepEqual(readProcessLimits(LIMITS), { openFiles: 1024, addressSpaceBytes: 4096000000 });
  const unlimited = readProcessLimits("Max open files            unlimited            unlimited            files");
  assert.deepEqual(unlimited, { openFiles: Infinity, addressSpaceBytes: Infinity });
  assert.ok(ownProcessLimits().openFiles > 0);
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

test("room to grow is half of the machine's memory, and none where address space is limited", () => {
  const limits = { openFiles: Infinity, addressSpaceBytes: Infinity };
  assert.equal(withRoomToGrow(DEFAULT_SETTINGS, limits).memoryLimitBytesMax, totalmem() / 2);
  const large = { ...DEFAULT_SETTINGS, memoryLimitBytes: totalmem() };
  assert.equal(withRoomToGrow(large, limits).memoryLimitBytesMax, totalmem());
  const limited = withRoomToGrow(DEFAULT_SETTINGS, { ...limits, addressSpaceBytes: 1e9 });
  assert.equal(limited.memoryLimitBytesMax, DEFAULT_SETTINGS.memoryLimitBytes);
});
