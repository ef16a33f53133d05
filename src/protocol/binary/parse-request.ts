/**
 * The parser of binary requests: the header, then by opcode
 *
 *     GET, DELETE               key                                       SET, ADD, REPLACE   flags(4) exptime(4) key value
 *     GAT, TOUCH                exptime(4) key                            APPEND, PREPEND     key value
 *     INCREMENT, DECREMENT      delta(8) initial(8) exptime(4) key        STAT                [key]
 *     FLUSH                     [delay(4)]                                SASL                key (mechanism) value
 *     NOOP, VERSION, QUIT       nothing
 *
 * Every length is checked before any arithmetic uses it. What memcached answers with an error and then ends the connection
 * is an invalid request that `closes`; an unknown opcode is skipped, body and all.
 */
import { hashKey } from "../../base/hash.ts";
import { KEY_LENGTH_MAX } from "../limits.ts";
import { OP, PARSE_CLOSE, PARSE_MORE, REQUEST_ERROR, type Request } from "../request.ts";
import { BINARY_BODY_BYTES_MAX, BINARY_HEADER_BYTES, FIELD, REQUEST_MAGIC, readUint16, readUint32 } from "./header.ts";
import { KEY, type OpcodeShape, opcodeShape } from "./opcodes.ts";
import { isConfigOpcode, parseConfigPacket } from "./parse-config.ts";
import { BINARY_STATUS, type BinaryStatus } from "./status.ts";

/**
 * Parses the packet that begins at `start` into `request`, with {@link Request.valueLength} bytes of value still behind it.
 * @returns the bytes of header, extras and key; of the header alone for an invalid request, whose `skipBytes` follow; or
 *   PARSE_MORE, or PARSE_CLOSE for something that is no binary request
 */
export function parseBinaryRequest(bytes: Uint8Array, start: number, end: number, request: Request): number {
  if (bytes[start] !== REQUEST_MAGIC) {
    return PARSE_CLOSE;
  }
  if (end - start < BINARY_HEADER_BYTES) {
    return PARSE_MORE;
  }
  const opcode = bytes[start + FIELD.opcode] as number;
  const keyLength = readUint16(bytes, start + FIELD.keyLength);
  const extrasLength = bytes[start + FIELD.extrasLength] as number;
  const bodyLength = readUint32(bytes, start + FIELD.bodyLength);
  request.opcode = opcode;
  request.opaque = readUint32(bytes, start + FIELD.opaque);
  request.casHigh = readUint32(bytes, start + FIELD.casHigh);
  request.casLow = readUint32(bytes, start + FIELD.casLow);
  request.noreply = false;
  const valueLength = bodyLength - keyLength - extrasLength;
  if (valueLength < 0) {
    return refuse(request, BINARY_STATUS.unknownCommand, 0, true);
  }
  if (keyLength > KEY_LENGTH_MAX || bodyLength > BINARY_BODY_BYTES_MAX) {
    return refuse(request, BINARY_STATUS.invalidArguments, 0, true);
  }
  const shape = opcodeShape(opcode);
  if (shape === undefined) {
    const isKnown = request.takesConfig && isConfigOpcode(opcode);
    const used = isKnown ? parseConfigPacket(bytes, start, end, request, extrasLength, bodyLength) : undefined;
    return used ?? refuse(request, BINARY_STATUS.unknownCommand, bodyLength, false);
  }
  if (!fits(shape, keyLength, extrasLength, valueLength)) {
    return refuse(request, BINARY_STATUS.invalidArguments, 0, true);
  }
  const used = BINARY_HEADER_BYTES + extrasLength + keyLength;
  if (end - start < used) {
    return PARSE_MORE;
  }
  request.op = shape.op;
  request.error = REQUEST_ERROR.none;
  request.noreply = shape.quiet;
  request.valueLength = valueLength;
  readExtras(bytes, start + BINARY_HEADER_BYTES, extrasLength, request);
  readKey(bytes, start + BINARY_HEADER_BYTES + extrasLength, keyLength, request);
  return used;
}

function refuse(request: Request, status: BinaryStatus, skipBytes: number, closes: boolean): number {
  request.op = OP.invalid;
  request.status = status;
  request.skipBytes = skipBytes;
  request.closes = closes;
  return BINARY_HEADER_BYTES;
}

function fits(shape: OpcodeShape, keyLength: number, extrasLength: number, valueLength: number): boolean {
  const extrasFit = extrasLength === shape.extras || (extrasLength === 0 && shape.extrasOptional);
  const keyFits = shape.key === KEY.optional || keyLength > 0 === (shape.key === KEY.required);
  return extrasFit && keyFits && (shape.value || valueLength === 0);
}

function readExtras(bytes: Uint8Array, at: number, length: number, request: Request): void {
  switch (length) {
    case 0:
      request.flags = 0;
      request.exptime = 0;
      return;
    case 4:
      request.exptime = readUint32(bytes, at);
      return;
    case 8:
      request.flags = readUint32(bytes, at);
      request.exptime = readUint32(bytes, at + 4);
      return;
    default:
      request.deltaHigh = readUint32(bytes, at);
      request.deltaLow = readUint32(bytes, at + 4);
      request.initialHigh = readUint32(bytes, at + 8);
      request.initialLow = readUint32(bytes, at + 12);
      request.exptime = readUint32(bytes, at + 16);
  }
}

function readKey(bytes: Uint8Array, at: number, length: number, request: Request): void {
  request.keyBytes = bytes;
  request.keyStart = at;
  request.keyLength = length;
  request.keyHash = hashKey(bytes, at, length, request.hashSeed);
}
