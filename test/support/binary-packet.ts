/** Binary packets written and read independently of the codec under test. */

/** What a packet is made of; everything but the opcode may be left out. */
export interface PacketParts {
  readonly magic?: number;
  readonly opcode: number;
  readonly key?: string | Buffer;
  readonly extras?: Buffer;
  readonly value?: string | Buffer;
  readonly dataType?: number;
  /** In a request the vbucket. */
  readonly status?: number;
  readonly opaque?: number;
  readonly cas?: bigint;
  /** A body length that is not the sum of the parts. */
  readonly bodyLength?: number;
  readonly keyLength?: number;
  readonly extrasLength?: number;
}

/** A reply as read by {@link readPackets}. */
export interface ReplyPacket {
  readonly opcode: number;
  readonly status: number;
  readonly opaque: number;
  readonly cas: bigint;
  readonly extras: string;
  readonly key: string;
  readonly value: string;
}

function bytesOf(part: string | Buffer | undefined): Buffer {
  return typeof part === "string" ? Buffer.from(part, "latin1") : (part ?? Buffer.alloc(0));
}

/** Encodes a packet, as latin1 text so that it can be fed to the harnesses. */
export function packet(parts: PacketParts): string {
  const [extras, key, value] = [parts.extras, parts.key, parts.value].map(bytesOf) as [Buffer, Buffer, Buffer];
  const header = Buffer.alloc(24);
  header.writeUInt8(parts.magic ?? 0x80, 0);
  header.writeUInt8(parts.opcode, 1);
  header.writeUInt16BE(parts.keyLength ?? key.length, 2);
  header.writeUInt8(parts.extrasLength ?? extras.length, 4);
  header.writeUInt8(parts.dataType ?? 0, 5);
  header.writeUInt16BE(parts.status ?? 0, 6);
  header.writeUInt32BE(parts.bodyLength ?? extras.length + key.length + value.length, 8);
  header.writeUInt32BE(parts.opaque ?? 0, 12);
  header.writeBigUInt64BE(parts.cas ?? 0n, 16);
  return Buffer.concat([header, extras, key, value]).toString("latin1");
}

/** Flags and exptime of SET, ADD, REPLACE. */
export function storageExtras(flags = 0, exptime = 0): Buffer {
  const extras = Buffer.alloc(8);
  extras.writeUInt32BE(flags, 0);
  extras.writeUInt32BE(exptime, 4);
  return extras;
}

/** Delta, initial value and exptime of INCREMENT and DECREMENT. */
export function arithmeticExtras(delta: bigint, initial = 0n, exptime = 0): Buffer {
  const extras = Buffer.alloc(20);
  extras.writeBigUInt64BE(delta, 0);
  extras.writeBigUInt64BE(initial, 8);
  extras.writeUInt32BE(exptime, 16);
  return extras;
}

/** One 32-bit number. */
export function wordExtras(value: number): Buffer {
  const extras = Buffer.alloc(4);
  extras.writeUInt32BE(value, 0);
  return extras;
}

/** Decodes replies, given as latin1 text; throws when they do not end with a packet's end. */
export function readPackets(text: string): ReplyPacket[] {
  const bytes = Buffer.from(text, "latin1");
  const packets: ReplyPacket[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== 0x81) {
      throw new Error(`no reply begins at ${at}: ${bytes.toString("hex", at, at + 24)}`);
    }
    const keyStart = at + 24 + bytes.readUInt8(at + 4);
    const valueStart = keyStart + bytes.readUInt16BE(at + 2);
    const end = at + 24 + bytes.readUInt32BE(at + 8);
    if (end > bytes.length) {
      throw new Error(`a reply of ${end - at} bytes is cut at ${bytes.length - at}`);
    }
    packets.push({
      opcode: bytes.readUInt8(at + 1),
      status: bytes.readUInt16BE(at + 6),
      opaque: bytes.readUInt32BE(at + 12),
      cas: bytes.readBigUInt64BE(at + 16),
      extras: bytes.toString("hex", at + 24, keyStart),
      key: bytes.toString("latin1", keyStart, valueStart),
      value: bytes.toString("latin1", valueStart, end),
    });
    at = end;
  }
  return packets;
}
