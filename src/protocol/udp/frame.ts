/**
 * The frame of memcached over UDP (doc/protocol.txt, "UDP protocol"). Each datagram begins with 8 bytes, big endian:
 *
 *     0-1  request id, chosen by the client, repeated in every answer
 *     2-3  sequence number of this datagram within its series, from 0
 *     4-5  how many datagrams the series has
 *     6-7  reserved, 0
 *
 * A request is one datagram; an answer is a series of them, each of {@link UDP_DATAGRAM_BYTES_MAX} at most.
 */

/** The header. */
export const UDP_HEADER_BYTES = 8;

/** Fits into an Ethernet frame (memcached UDP_MAX_PAYLOAD_SIZE). */
export const UDP_DATAGRAM_BYTES_MAX = 1400;

/** What one has room for besides the header. */
const UDP_PAYLOAD_BYTES_MAX = UDP_DATAGRAM_BYTES_MAX - UDP_HEADER_BYTES;

/** Sequence numbers have 16 bits. */
const SERIES_DATAGRAMS_MAX = 0xffff;

/** The longest answer that can be told. */
export const UDP_SERIES_BYTES_MAX = SERIES_DATAGRAMS_MAX * UDP_PAYLOAD_BYTES_MAX;

/** The request id of a datagram; undefined for one without a request, or with a part of one, which nobody puts together. */
export function udpRequestId(datagram: Buffer): number | undefined {
  const isWhole = datagram.length > UDP_HEADER_BYTES && datagram.readUInt16BE(4) === 1;
  return isWhole ? datagram.readUInt16BE(0) : undefined;
}

/** The series of an answer; no bytes are a series of none, of which just the header is sent (quit). */
export function udpSeries(requestId: number, answer: Buffer): Buffer[] {
  const count = Math.ceil(answer.length / UDP_PAYLOAD_BYTES_MAX);
  return Array.from({ length: Math.max(1, count) }, (_, sequence) => {
    const start = sequence * UDP_PAYLOAD_BYTES_MAX;
    const payload = answer.subarray(start, start + UDP_PAYLOAD_BYTES_MAX);
    const datagram = Buffer.alloc(UDP_HEADER_BYTES + payload.length);
    datagram.writeUInt16BE(requestId, 0);
    datagram.writeUInt16BE(sequence, 2);
    datagram.writeUInt16BE(count, 4);
    payload.copy(datagram, UDP_HEADER_BYTES);
    return datagram;
  });
}
