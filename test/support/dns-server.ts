/** A DNS server of a test's own, over UDP on the loopback interface: it answers A, AAAA and SRV questions from a table that may change (RFC 1035, 2782, 3596). */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv4 } from "node:net";

/** What is known of a name. A name that is not in the table does not exist. */
export interface DnsRecords {
  readonly addresses?: readonly string[];
  readonly services?: readonly {
    readonly host: string;
    readonly port: number;
    readonly weight?: number;
    readonly priority?: number;
  }[];
  readonly ttlS?: number;
  /** Types of questions about it that fail (SERVFAIL). */
  readonly fails?: readonly ("A" | "AAAA" | "SRV")[];
}

/** A running server. */
export interface DnsServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** May be changed at any time; names are lower case. */
  readonly table: Map<string, DnsRecords>;
  readonly close: () => void;
}

const TYPES = { A: 1, AAAA: 28, SRV: 33 } as const;
const NXDOMAIN = 3;
const SERVFAIL = 2;

/** Starts one on a free port. */
export async function startDnsServer(table: Iterable<readonly [string, DnsRecords]>): Promise<DnsServer> {
  const records = new Map(table);
  const socket: Socket = createSocket("udp4");
  socket.on("message", (question, peer) => {
    socket.send(answer(question, records), peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${socket.address().port}`, table: records, close: () => socket.close() };
}

function answer(question: Buffer, table: ReadonlyMap<string, DnsRecords>): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  const type = question.readUInt16BE(at + 1);
  const known = table.get(labels.join(".").toLowerCase());
  const failed = known?.fails?.some((name) => TYPES[name] === type) === true;
  const data = known === undefined || failed ? [] : dataOf(known, type);
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (known === undefined ? NXDOMAIN : failed ? SERVFAIL : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(data.length, 6);
  return Buffer.concat([
    header,
    question.subarray(12, end),
    ...data.map((bytes) => record(type, known?.ttlS ?? 60, bytes)),
  ]);
}

/** A record whose name is that of the question, at byte 12. */
function record(type: number, ttlS: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlS, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function dataOf({ addresses = [], services = [] }: DnsRecords, type: number): Buffer[] {
  switch (type) {
    case TYPES.A:
      return addresses.filter(isIPv4).map((address) => Buffer.from(address.split(".").map(Number)));
    case TYPES.AAAA:
      return addresses.filter((address) => !isIPv4(address)).map(v6Bytes);
    case TYPES.SRV:
      return services.map(({ host, port, weight = 0, priority = 0 }) => {
        const numbers = Buffer.alloc(6);
        numbers.writeUInt16BE(priority, 0);
        numbers.writeUInt16BE(weight, 2);
        numbers.writeUInt16BE(port, 4);
        return Buffer.concat([numbers, nameBytes(host)]);
      });
    default:
      return [];
  }
}

function nameBytes(name: string): Buffer {
  const labels = name.split(".").filter((label) => label !== "");
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.alloc(1),
  ]);
}

/** Of an address with one `::` in it, or none. */
function v6Bytes(address: string): Buffer {
  const [head = "", tail] = address.split("::");
  const words = (text: string): number[] =>
    text
      .split(":")
      .filter((word) => word !== "")
      .map((word) => Number.parseInt(word, 16));
  const first = words(head);
  const last = words(tail ?? "");
  const all = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 255]));
}
