/** One flag word of a meta command: a letter and, glued to it, an argument. */
import { parseStrictInt32, parseStrictUint32 } from "../../base/ascii.ts";
import { hashKey } from "../../base/hash.ts";
import { parseStrictUint64, Uint64 } from "../../base/uint64.ts";
import { KEY_LENGTH_MAX } from "../limits.ts";
import { OP, type Op, REQUEST_ERROR, type Request, type RequestError } from "../request.ts";
import { decodeBase64 } from "./base64.ts";
import { FLAG } from "./letters.ts";

const number64 = new Uint64();

/**
 * Reads the argument `start..end` of flag `letter` into the request. Letters without an argument accept anything.
 * The verbs differ only in what M means; it is judged by {@link readMode}, after all flags.
 */
export function readFlagArgument(
  bytes: Uint8Array,
  letter: number,
  start: number,
  end: number,
  request: Request,
): RequestError {
  switch (letter) {
    case FLAG.setTtl:
    case FLAG.vivify:
    case FLAG.recache:
      return readTtlArgument(bytes, letter, start, end, request);
    case FLAG.setClientFlags: {
      const flags = parseStrictUint32(bytes, start, end);
      request.flags = flags;
      return flags < 0 ? REQUEST_ERROR.badFormat : REQUEST_ERROR.none;
    }
    case FLAG.compareCas:
    case FLAG.newCas:
    case FLAG.initial:
    case FLAG.delta:
      return readUint64Argument(bytes, letter, start, end, request);
    case FLAG.base64Key:
      return decodeKey(request) ? REQUEST_ERROR.none : REQUEST_ERROR.badBase64Key;
    default:
      return REQUEST_ERROR.none;
  }
}

function readTtlArgument(
  bytes: Uint8Array,
  letter: number,
  start: number,
  end: number,
  request: Request,
): RequestError {
  const ttl = parseStrictInt32(bytes, start, end);
  if (Number.isNaN(ttl)) {
    return REQUEST_ERROR.badToken;
  }
  if (letter === FLAG.setTtl) {
    request.exptime = ttl;
  } else if (letter === FLAG.vivify) {
    request.vivifyTtl = ttl;
  } else {
    request.recacheTtl = ttl;
  }
  return REQUEST_ERROR.none;
}

function readUint64Argument(
  bytes: Uint8Array,
  letter: number,
  start: number,
  end: number,
  request: Request,
): RequestError {
  const good = parseStrictUint64(bytes, start, end, number64);
  const { low, high } = number64;
  switch (letter) {
    case FLAG.compareCas:
      request.casLow = low;
      request.casHigh = high;
      return good ? REQUEST_ERROR.none : REQUEST_ERROR.badToken;
    case FLAG.newCas:
      request.newCasLow = low;
      request.newCasHigh = high;
      return good ? REQUEST_ERROR.none : REQUEST_ERROR.badToken;
    case FLAG.initial:
      request.initialLow = low;
      request.initialHigh = high;
      return good ? REQUEST_ERROR.none : REQUEST_ERROR.badInitial;
    default:
      request.deltaLow = low;
      request.deltaHigh = high;
      return good ? REQUEST_ERROR.none : REQUEST_ERROR.badMetaDelta;
  }
}

/** Replaces the base64 key of the request by what it stands for; false if it is not base64. */
export function decodeKey(request: Request): boolean {
  if (request.keyLength > KEY_LENGTH_MAX) {
    return true; // refused for its length anyway
  }
  const { keyBytes, keyStart, decodedKey } = request;
  const length = decodeBase64(keyBytes, keyStart, keyStart + request.keyLength, decodedKey);
  request.keyBytes = decodedKey;
  request.keyStart = 0;
  request.keyLength = length;
  request.keyHash = hashKey(decodedKey, 0, length, request.hashSeed);
  return length > 0;
}

/** The mode that the first byte of M's argument means to ms or ma; OP.invalid if none. */
export function readMode(op: Op, letter: number): Op {
  return op === OP.metaSet ? setMode(letter) : arithmeticMode(letter);
}

function setMode(letter: number): Op {
  switch (letter) {
    case 83: // S
      return OP.set;
    case 69: // E
      return OP.add;
    case 65: // A
      return OP.append;
    case 80: // P
      return OP.prepend;
    case 82: // R
      return OP.replace;
    default:
      return OP.invalid;
  }
}

function arithmeticMode(letter: number): Op {
  switch (letter) {
    case 73: // I
    case 43: // +
      return OP.incr;
    case 68: // D
    case 45: // -
      return OP.decr;
    default:
      return OP.invalid;
  }
}
