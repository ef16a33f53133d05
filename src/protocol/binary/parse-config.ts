/**
 * The packets that only a directory of nodes knows, apart from the table of opcodes so that to every other server they are as unknown as
 * they are to memcached:
 *
 *     CONFIG GET   key (`cluster`)      CONFIG REGISTER   value (a line of directory/request.ts, without `config `)
 */
import { OP, PARSE_MORE, REQUEST_ERROR, type Request } from "../request.ts";
import { BINARY_HEADER_BYTES } from "./header.ts";

/** The opcodes: ElastiCache's own, and memtool's for what nodes say to their directory. */
export const CONFIG_OPCODE = { get: 0x60, register: 0x6e } as const;

/** Longest body: three names and a few numbers. */
const CONFIG_BODY_BYTES_MAX = 1024;

/** Whether it is one of these opcodes. */
export function isConfigOpcode(opcode: number): boolean {
  return opcode === CONFIG_OPCODE.get || opcode === CONFIG_OPCODE.register;
}

/**
 * Parses the packet at `start`, whose header has been read; key and value are left together in `argsStart..argsEnd` of `keyBytes`.
 * @returns the bytes of the whole packet, PARSE_MORE, or `undefined` when it is longer than any of these
 */
export function parseConfigPacket(
  bytes: Uint8Array,
  start: number,
  end: number,
  request: Request,
  extrasLength: number,
  bodyLength: number,
): number | undefined {
  if (bodyLength > CONFIG_BODY_BYTES_MAX) {
    return undefined;
  }
  const used = BINARY_HEADER_BYTES + bodyLength;
  if (end - start < used) {
    return PARSE_MORE;
  }
  request.op = OP.config;
  request.error = REQUEST_ERROR.none;
  request.valueLength = 0;
  request.keyBytes = bytes;
  request.keyLength = 0;
  request.argsStart = start + BINARY_HEADER_BYTES + extrasLength;
  request.argsEnd = start + used;
  return used;
}
