/** The file with the encryption key. */
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { readEncryptionKey } from "../../../src/persistence/key-file.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => 200 + index));
const folder = temporaryFolder("key-file-");
let files = 0;

function fileOf(content: Uint8Array | string, mode = 0o600): string {
  const path = join(folder, `key-${files++}`);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function refusal(path: string): string {
  try {
    readEncryptionKey(path);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE");
    assert.ok(error.message.includes(path), "it names the file");
    return error.message;
  }
  return "accepted";
}

describe("an encryption key file", () => {
  it("is not needed", () => {
    assert.equal(readEncryptionKey(undefined), undefined);
  });

  it("has 32 bytes, or the same in hexadecimal or base64, with a line end or without", () => {
    const hex = KEY.toString("hex");
    const base64 = KEY.toString("base64");
    for (const content of [KEY, hex, `${hex}\n`, hex.toUpperCase(), base64, `${base64}\r\n`]) {
      assert.deepEqual(Buffer.from(readEncryptionKey(fileOf(content)) as Uint8Array), KEY);
    }
  });

  it("of anything else is refused, without a word of what it holds", () => {
    for (const content of ["", "secret", KEY.subarray(1), `${KEY.toString("hex")}00`, "z".repeat(64)]) {
      const message = refusal(fileOf(content));
      assert.match(message, /no key in them/);
      assert.equal(message.includes("secret"), false);
    }
  });

  it("that others may read is refused", () => {
    for (const mode of [0o640, 0o604, 0o660, 0o644]) {
      assert.match(refusal(fileOf(KEY, mode)), /others may read/);
    }
    assert.equal(refusal(fileOf(KEY, 0o400)), "accepted");
  });

  it("that is not there, or a directory, is refused", () => {
    assert.match(refusal(join(folder, "missing")), /cannot read/);
    assert.match(refusal(folder), /cannot read/);
  });
});
