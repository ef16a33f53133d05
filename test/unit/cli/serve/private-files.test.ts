/** The umask of a server that keeps items on disk. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { giveDirectory, makeFilesPrivate, withOwnUmask } from "../../../../src/cli/serve/private-files.ts";

test("everything is private but what is done with the umask that was found", () => {
  const before = process.umask(0o027);
  try {
    assert.equal(
      withOwnUmask(() => process.umask()),
      0o027,
    );
    makeFilesPrivate();
    makeFilesPrivate();
    assert.equal(process.umask(), 0o077);
    assert.equal(
      withOwnUmask(() => process.umask()),
      0o027,
    );
    assert.equal(process.umask(), 0o077);
  } finally {
    process.umask(before);
  }
});

test("without a directory or a user nothing is given away", () => {
  giveDirectory(undefined, { uid: 1, gid: 1 });
  giveDirectory("/nowhere/at/all", undefined);
});
