/** Reads the file with the encryption key: 32 bytes, or the same in hexadecimal or base64. */
import { readFileSync, statSync } from "node:fs";
import { type ErrorDetails, MemtoolError, messageOf } from "../base/errors.ts";
import { ENCRYPTION_KEY_BYTES } from "./cipher.ts";

const OTHERS_BITS = 0o077;
const HEX = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** A key file that is of no use. memcached knows no such file, so it is told from what memcached refuses with a code of its own. */
export class KeyFileError extends MemtoolError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("USAGE", message, details);
  }
}

/**
 * The key in a file; undefined when no file is named.
 * @throws KeyFileError USAGE when it can't be read, is no key, or may be read by others
 */
export function readEncryptionKey(path: string | undefined): Uint8Array | undefined {
  if (path === undefined) {
    return undefined;
  }
  let bytes: Buffer;
  let mode: number;
  try {
    bytes = readFileSync(path);
    ({ mode } = statSync(path));
  } catch (error) {
    throw new KeyFileError(`cannot read the encryption key file ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if ((mode & OTHERS_BITS) !== 0) {
    throw new KeyFileError(`others may read the encryption key file ${path}`, { hint: `chmod 600 ${path}` });
  }
  const key = keyOf(bytes);
  if (key === undefined) {
    throw new KeyFileError(`the encryption key file ${path} has ${bytes.length} bytes, and no key in them`, {
      hint: `wanted are ${ENCRYPTION_KEY_BYTES} bytes, or the same in hexadecimal or base64: openssl rand -hex 32 > ${path}`,
    });
  }
  return key;
}

function keyOf(bytes: Buffer): Uint8Array | undefined {
  if (bytes.length === ENCRYPTION_KEY_BYTES) {
    return bytes;
  }
  const text = bytes.toString("latin1").trim();
  if (HEX.test(text)) {
    return Buffer.from(text, "hex");
  }
  return BASE64.test(text) ? Buffer.from(text, "base64") : undefined;
}
