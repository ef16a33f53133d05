/** Whole numbers of any length out of bytes. */
import { INTEGER_BYTES_MAX } from "./limits.ts";
import { numberNode, objectNode, type TreeNode } from "./tree.ts";

/** A number in two's complement, little-endian; one that is too long for its digits to be worth making stays bytes. */
export function signedLittleEndian(bytes: Uint8Array): TreeNode {
  if (bytes.length > INTEGER_BYTES_MAX) {
    return tooLong(bytes);
  }
  return numberNode(BigInt.asIntN(Math.max(bytes.length, 1) * 8, magnitude(bytes)));
}

/** A number without a sign, little-endian, and the sign beside it. */
export function signAndMagnitude(isNegative: boolean, bytes: Uint8Array): TreeNode {
  if (bytes.length > INTEGER_BYTES_MAX) {
    return tooLong(bytes);
  }
  return numberNode(isNegative ? -magnitude(bytes) : magnitude(bytes));
}

/** A number without a sign, big-endian. */
export function unsignedBigEndian(bytes: Uint8Array): bigint {
  return magnitude(bytes.toReversed());
}

function magnitude(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex")}`);
}

function tooLong(value: Uint8Array): TreeNode {
  return objectNode("integer", [{ kind: "bytes", value }]);
}
