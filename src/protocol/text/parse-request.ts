/**
 * The parser of text requests, classic and meta: bytes in, a filled {@link Request} and the number of bytes used out.
 *
 * The common commands are told apart by their first four bytes and parsed in place, in one pass, without looking for
 * the end of the line first. Whatever is unusual falls through to {@link parseLine}, which finds the line, cuts it
 * into words and follows memcached's rules one by one.
 */

import { COMMAND_LINE_BYTES_MAX, COMMAND_LINE_BYTES_MIN } from "../limits.ts";
import { parseMeta } from "../meta/parse-meta.ts";
import { OP, type Op, PARSE_CLOSE, REQUEST_ERROR, type Request } from "../request.ts";
import { beginsRetrieval, parseUnfinished, refuse, refuseUnframed } from "./outcome.ts";
import { parseAdminWords } from "./parse-admin.ts";
import { parseKeyCommand, parseKeyCommandWords } from "./parse-key-command.ts";
import { parseGat, parseGet } from "./parse-retrieval.ts";
import { parseStorage, parseStorageWords } from "./parse-storage.ts";
import { UNFINISHED } from "./scan.ts";
import { findVerb } from "./verbs.ts";
import { Words } from "./words.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;

/** Four bytes as one little-endian integer, to switch on. */
const GET_ = 0x20746567;
const GETS = 0x73746567;
const SET_ = 0x20746573;
const ADD_ = 0x20646461;
const CAS_ = 0x20736163;
const INCR = 0x72636e69;
const DECR = 0x72636564;
const TOUC = 0x63756f74;
const DELE = 0x656c6564;
/** A meta command: `m`, any byte, a space. */
const META = 0x20006d;
const LETTER_AND_SPACE = 0xff00ff;

const HTTP = new Uint8Array([0x48, 0x54, 0x54, 0x50, 0x2f]);

const words = new Words();

/**
 * Parses the first command line of `bytes[start..end)` into `request`.
 * @returns the bytes of the line, its end included (a data block that follows is not part of it), or PARSE_MORE if the
 *   line is not complete, or PARSE_CLOSE if the connection must be closed without a word
 */
export function parseRequest(bytes: Uint8Array, start: number, end: number, request: Request): number {
  if (end - start > COMMAND_LINE_BYTES_MIN) {
    const first =
      (bytes[start] as number) |
      ((bytes[start + 1] as number) << 8) |
      ((bytes[start + 2] as number) << 16) |
      ((bytes[start + 3] as number) << 24);
    if (first === GET_) {
      return parseGet(bytes, start, start + 4, end, request, OP.get);
    }
    if ((first & LETTER_AND_SPACE) === META) {
      const op = metaVerb((first >>> 8) & 0xff);
      if (op !== OP.invalid) {
        return parseMeta(bytes, start, end, request, op);
      }
    }
    if (first === GETS && bytes[start + 4] === SPACE) {
      return parseGet(bytes, start, start + 5, end, request, OP.gets);
    }
    const lineEnd = parseFast(bytes, first, start, end, request);
    if (lineEnd !== UNFINISHED) {
      return lineEnd - start;
    }
  }
  return parseLine(bytes, start, end, request);
}

/** The storage and key verbs in their regular form: the index behind the line, {@link UNFINISHED} for everything else. */
function parseFast(bytes: Uint8Array, first: number, start: number, end: number, request: Request): number {
  switch (first) {
    case SET_:
      return parseStorage(bytes, start + 4, end, request, OP.set);
    case ADD_:
      return parseStorage(bytes, start + 4, end, request, OP.add);
    case CAS_:
      return parseStorage(bytes, start + 4, end, request, OP.cas);
    case INCR:
      return bytes[start + 4] === SPACE ? parseKeyCommand(bytes, start + 5, end, request, OP.incr) : UNFINISHED;
    case DECR:
      return bytes[start + 4] === SPACE ? parseKeyCommand(bytes, start + 5, end, request, OP.decr) : UNFINISHED;
    case TOUC:
      return isRest(bytes, start + 4, end, 104)
        ? parseKeyCommand(bytes, start + 6, end, request, OP.touch)
        : UNFINISHED;
    case DELE:
      return bytes[start + 4] === 116 && isRest(bytes, start + 5, end, 101)
        ? parseKeyCommand(bytes, start + 7, end, request, OP.delete)
        : UNFINISHED;
    default:
      return UNFINISHED;
  }
}

/** Whether `letter` and a space stand at `at`. */
function isRest(bytes: Uint8Array, at: number, end: number, letter: number): boolean {
  return at + 1 < end && bytes[at] === letter && bytes[at + 1] === SPACE;
}

/** The meta verb `m` + `letter` that takes a key, or OP.invalid. */
function metaVerb(letter: number): Op {
  switch (letter) {
    case 103:
      return OP.metaGet;
    case 115:
      return OP.metaSet;
    case 100:
      return OP.metaDelete;
    case 97:
      return OP.metaArithmetic;
    case 101:
      return OP.metaDebug;
    default:
      return OP.invalid;
  }
}

/** The general path: find the line, cut it into words, parse by verb. */
function parseLine(bytes: Uint8Array, start: number, end: number, request: Request): number {
  let newline = start;
  while (newline < end && bytes[newline] !== LF) {
    newline++;
  }
  if (newline >= end) {
    return parseUnfinished(bytes, start, end);
  }
  const used = newline + 1 - start;
  request.noreply = false;
  if (used < COMMAND_LINE_BYTES_MIN) {
    refuse(request, REQUEST_ERROR.badFormat, 0);
    return used;
  }
  words.read(bytes, start, bytes[newline - 1] === CR ? newline - 1 : newline);
  const op = bytes[start] === SPACE ? OP.invalid : findVerb(bytes, words.start(0), words.end(0));
  if (op === OP.get || op === OP.gets) {
    return parseGet(bytes, start, words.end(0), end, request, op);
  }
  if (used > COMMAND_LINE_BYTES_MAX && !beginsRetrieval(bytes, start, end)) {
    return PARSE_CLOSE;
  }
  if (op === OP.gat || op === OP.gats) {
    return parseGat(bytes, start, words.end(0), end, request, op);
  }
  return parseWords(bytes, request, op) ? used : PARSE_CLOSE;
}

/** Parses the line in {@link words}; false if the connection is to be closed. */
function parseWords(bytes: Uint8Array, request: Request, op: Op): boolean {
  switch (op) {
    case OP.set:
    case OP.add:
    case OP.replace:
    case OP.append:
    case OP.prepend:
    case OP.cas:
      parseStorageWords(bytes, words, request, op);
      return true;
    case OP.delete:
    case OP.incr:
    case OP.decr:
    case OP.touch:
      parseKeyCommandWords(bytes, words, request, op);
      return true;
    case OP.flushAll:
    case OP.verbosity:
    case OP.stats:
    case OP.shutdown:
    case OP.slabs:
    case OP.lru:
    case OP.lruCrawler:
    case OP.watch:
    case OP.cacheMemlimit:
    case OP.refreshCerts:
    case OP.debugtime:
    case OP.debugitem:
    case OP.version:
    case OP.quit:
    case OP.metaNoop:
      parseAdminWords(bytes, words, request, op);
      return true;
    case OP.config:
      return parseConfig(bytes, request);
    case OP.metaSet:
      refuseUnframed(request);
      return true;
    case OP.metaGet:
    case OP.metaDelete:
    case OP.metaArithmetic:
    case OP.metaDebug:
      // Only reached without a space behind the verb, hence without a key.
      refuse(request, REQUEST_ERROR.badFormat, 0);
      return true;
    default:
      return parseUnknown(bytes, request);
  }
}

/** `config ...` of a directory of nodes; an unknown command to all others. */
function parseConfig(bytes: Uint8Array, request: Request): boolean {
  if (!request.takesConfig) {
    return parseUnknown(bytes, request);
  }
  parseAdminWords(bytes, words, request, OP.config);
  return true;
}

/** An unknown command, `noreply` alone too: `ERROR`, unless it is a browser or a probe speaking HTTP. */
function parseUnknown(bytes: Uint8Array, request: Request): boolean {
  request.noreply = words.endsWithNoreply(bytes, 0);
  refuse(request, REQUEST_ERROR.unknownCommand, 0);
  return words.count === 0 || !words.startsWith(bytes, words.count - 1, HTTP);
}
