/** What binary data is, by the bytes it begins with. */
import { latin1 } from "./byte-cursor.ts";

/** Where a signature stands, and what it means. */
interface Signature {
  readonly name: string;
  readonly at?: number;
  /** Characters of latin1. */
  readonly text: string;
}

const SIGNATURES: readonly Signature[] = [
  { name: "PNG image", text: "\x89PNG\r\n\x1a\n" },
  { name: "JPEG image", text: "\xff\xd8\xff" },
  { name: "GIF image", text: "GIF87a" },
  { name: "GIF image", text: "GIF89a" },
  { name: "WebP image", at: 8, text: "WEBP" },
  { name: "WAVE audio", at: 8, text: "WAVE" },
  { name: "AVIF image", at: 4, text: "ftypavif" },
  { name: "HEIC image", at: 4, text: "ftypheic" },
  { name: "MP4 video", at: 4, text: "ftyp" },
  { name: "TIFF image", text: "II*\0" },
  { name: "TIFF image", text: "MM\0*" },
  { name: "Windows icon", text: "\0\0\x01\0" },
  { name: "PDF document", text: "%PDF-" },
  { name: "gzip data", text: "\x1f\x8b\x08" },
  { name: "Zstandard data", text: "\x28\xb5\x2f\xfd" },
  { name: "LZ4 data", text: "\x04\x22\x4d\x18" },
  { name: "bzip2 data", text: "BZh" },
  { name: "xz data", text: "\xfd7zXZ\0" },
  { name: "Snappy data", text: "\xff\x06\0\0sNaPpY" },
  { name: "7z archive", text: "7z\xbc\xaf\x27\x1c" },
  { name: "zip archive", text: "PK\x03\x04" },
  { name: "Ogg audio", text: "OggS" },
  { name: "FLAC audio", text: "fLaC" },
  { name: "MP3 audio", text: "ID3" },
  { name: "Matroska video", text: "\x1a\x45\xdf\xa3" },
  { name: "WOFF font", text: "wOFF" },
  { name: "WOFF2 font", text: "wOF2" },
  { name: "SQLite database", text: "SQLite format 3\0" },
  { name: "WebAssembly module", text: "\0asm" },
  { name: "ELF program", text: "\x7fELF" },
  { name: "Java class", text: "\xca\xfe\xba\xbe" },
  { name: "Java serialization", text: "\xac\xed\0\x05" },
  { name: "Ruby Marshal data", text: "\x04\x08" },
  { name: "igbinary data", text: "\0\0\0\x02" },
  { name: "Avro data", text: "Obj\x01" },
  { name: "Parquet data", text: "PAR1" },
  { name: "Arrow data", text: "ARROW1" },
];

const HEAD_LENGTH = 32;

/** The name of what begins like this, with an image's size where it stands in a fixed place; undefined if nothing known does. */
export function magicName(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes.subarray(0, HEAD_LENGTH));
  const found = SIGNATURES.find(({ at = 0, text }) => head.startsWith(text, at));
  const size = found && imageSize(found.name, bytes);
  return size === undefined ? found?.name : `${found?.name}, ${size}`;
}

function imageSize(name: string, bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (name === "PNG image" && bytes.length >= 24) {
    return `${view.getUint32(16)} x ${view.getUint32(20)}`;
  }
  if (name === "GIF image" && bytes.length >= 10) {
    return `${view.getUint16(6, true)} x ${view.getUint16(8, true)}`;
  }
  return undefined;
}
