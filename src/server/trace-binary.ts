/** What memcached logs at -vv for a binary request behind its header (proto_bin.c, each verb in words of its own). */
import { OP, type Op, type Request } from "../protocol/request.ts";

const BITS = 64;
const HALF_BITS = 32n;

/** Names of the verbs that memcached logs as `<31 SET key Value len is 5`. */
const STORED_AS: Partial<Record<Op, string>> = { [OP.set]: "SET", [OP.add]: "ADD", [OP.replace]: "REPLACE" };

/**
 * The line, or undefined for a verb that memcached says nothing about.
 * @param show makes the bytes of a key safe and short
 */
export function binaryRequestText(
  descriptor: number,
  request: Request,
  show: (key: Uint8Array) => string,
): string | undefined {
  const { op, keyBytes, keyStart, keyLength, valueLength } = request;
  if (op === OP.invalid) {
    return undefined;
  }
  const key = show(keyBytes.subarray(keyStart, keyStart + keyLength));
  switch (op) {
    case OP.get:
      return `<${descriptor} GET ${key}`;
    case OP.gat:
    case OP.touch:
      return `<${descriptor} TOUCH ${key}`;
    case OP.set:
    case OP.add:
    case OP.replace:
      return `<${descriptor} ${STORED_AS[op]} ${key} Value len is ${valueLength}`;
    case OP.append:
    case OP.prepend:
      return `Value len is ${valueLength}`;
    case OP.delete:
      return `Deleting ${key}`;
    case OP.stats:
      return `<${descriptor} STATS ${key}`;
    case OP.incr:
    case OP.decr:
      return `incr ${key} ${counterText(request)}`;
    default:
      return undefined;
  }
}

function counterText({ deltaHigh, deltaLow, initialHigh, initialLow, exptime }: Request): string {
  const delta = BigInt.asIntN(BITS, bigInteger(deltaHigh, deltaLow));
  return `${delta}, ${bigInteger(initialHigh, initialLow)}, ${exptime | 0}`;
}

function bigInteger(high: number, low: number): bigint {
  return (BigInt(high) << HALF_BITS) | BigInt(low);
}
