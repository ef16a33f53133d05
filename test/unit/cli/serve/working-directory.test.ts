/** The working directory of a server. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { makeWorkingDirectory } from "../../../../src/cli/serve/working-directory.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const folder = temporaryFolder("memtool-working-");

describe("the working directory", () => {
  it("is made with all it is in, for nobody else", () => {
    const path = join(folder, "a", "b");
    makeWorkingDirectory(path, undefined);
    assert.equal(statSync(path).mode & 0o777, 0o700);
  });
  it("that is there is left as it is, behind a link too", () => {
    const path = join(folder, "there");
    makeWorkingDirectory(path, undefined);
    chmodSync(path, 0o750);
    symlinkSync(path, join(folder, "link"));
    makeWorkingDirectory(path, { uid: 12345, gid: 12345 });
    makeWorkingDirectory(join(folder, "link"), undefined);
    assert.deepEqual([statSync(path).mode & 0o777, statSync(path).uid], [0o750, process.getuid?.()]);
  });
  it("that everybody can write in is warned about, one like /tmp is not", () => {
    const path = join(folder, "open");
    assert.equal(makeWorkingDirectory(path, undefined), undefined);
    chmodSync(path, 0o777);
    const warning = `WARNING: everybody can write in the working directory ${path}: chmod o-w`;
    assert.equal(makeWorkingDirectory(path, undefined), warning);
    chmodSync(path, 0o1777);
    assert.equal(makeWorkingDirectory(path, undefined), undefined);
  });
  it("belongs to the user the server becomes", {
    skip: process.getuid?.() !== 0 && "only root can give files away",
  }, () => {
    const path = join(folder, "given");
    makeWorkingDirectory(path, { uid: 12345, gid: 54321 });
    assert.deepEqual([statSync(path).uid, statSync(path).gid], [12345, 54321]);
  });
  it("where none can be made is an error, and soon", { skip: !existsSync("/proc") && "there is no /proc here" }, () => {
    assert.throws(() => makeWorkingDirectory("/proc/memtool/none", undefined), { code: "USAGE", message: /ENOENT/ });
  });
  it("can't be a file, nor in one, nor without a name", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    assert.throws(() => makeWorkingDirectory(file, undefined), { code: "USAGE", message: /file is no directory$/ });
    assert.throws(() => makeWorkingDirectory(join(file, "a"), undefined), {
      code: "USAGE",
      message: /file\/a could not be made: ENOTDIR/,
    });
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
    assert.throws(() => makeWorkingDirectory(join(folder, "dangling", "a"), undefined), { code: "USAGE" });
    makeWorkingDirectory(undefined, undefined);
    assert.ok(existsSync(file));
  });
});
