/** Encryption at rest: AES-256-GCM for what is stored, HMAC-SHA-256 for what it is found by; two keys made of one. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomFillSync, timingSafeEqual } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes of the key that a user gives. */
export const ENCRYPTION_KEY_BYTES = 32;

/** Nonces are drawn so many at a time: a call for one takes 5 us, as long as everything else about a record. */
const NONCES_PER_DRAW = 1024;

/** Seals and opens; see record.ts for what. */
export class Cipher {
  readonly #sealingKey: Buffer;
  readonly #digestKey: Buffer;
  readonly #nonces = Buffer.alloc(NONCES_PER_DRAW * NONCE_BYTES);
  #noncesUsed = NONCES_PER_DRAW;

  /** @param key of {@link ENCRYPTION_KEY_BYTES} bytes */
  constructor(key: Uint8Array) {
    this.#sealingKey = derive(key, "memtool persistence: values");
    this.#digestKey = derive(key, "memtool persistence: keys");
  }

  /** 32 bytes that stand for a key, the same every time. */
  digest(key: Uint8Array): Buffer {
    return createHmac("sha256", this.#digestKey).update(key).digest();
  }

  /** Whether `digest` is that of `key`; takes as long whatever the answer. */
  matches(key: Uint8Array, digest: Uint8Array): boolean {
    const own = this.digest(key);
    return own.length === digest.length && timingSafeEqual(own, digest);
  }

  /** Nonce, ciphertext, tag. `context` is authenticated and has to be the same when it is opened. */
  seal(plain: Uint8Array, context: Uint8Array): Buffer {
    const nonce = this.#nextNonce();
    const cipher = createCipheriv(ALGORITHM, this.#sealingKey, nonce);
    cipher.setAAD(context);
    const text = cipher.update(plain);
    return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]);
  }

  /** 96 random bits, none of them used before. Good until the next one is asked for. */
  #nextNonce(): Buffer {
    if (this.#noncesUsed === NONCES_PER_DRAW) {
      randomFillSync(this.#nonces);
      this.#noncesUsed = 0;
    }
    const start = this.#noncesUsed * NONCE_BYTES;
    this.#noncesUsed++;
    return this.#nonces.subarray(start, start + NONCE_BYTES);
  }

  /** What was sealed; undefined when it, the context or the key is another one. */
  open(sealed: Buffer, context: Uint8Array): Buffer | undefined {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) {
      return undefined;
    }
    const decipher = createDecipheriv(ALGORITHM, this.#sealingKey, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(context);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      const text = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
      return Buffer.concat([text, decipher.final()]);
    } catch {
      // The only error there is: what comes out would not be what went in.
      return undefined;
    }
  }
}

function derive(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, new Uint8Array(0), purpose, ENCRYPTION_KEY_BYTES));
}
