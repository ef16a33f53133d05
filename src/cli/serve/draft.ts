/** What the command line of `memtool serve` is read into, option by option. */
import type { ServerSettings } from "../../server/settings.ts";
import type { GetoptMatch } from "../getopt.ts";
import type { DirectoryDraft } from "./directory-options.ts";
import type { PersistenceDraft, RotationDraft } from "./persistence-options.ts";

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** TLS options as given; checked and completed once all are known. */
export interface TlsDraft {
  chainCert?: string;
  key?: string;
  keyFormat: "pem" | "der";
  verifyMode: 0 | 1 | 2 | 3;
  caCert?: string;
  ciphers?: string;
  minVersion: 0 | 1 | 2 | 3;
  sessionCache: boolean;
  kernelTls: boolean;
  writeBufferBytes: number;
}

/** The whole: what the server gets, and what the process itself does. */
export interface ServeDraft {
  /** These win over everything behind them on the command line. */
  action: "serve" | "rotate" | "printConfig" | "help" | "memcachedHelp" | "version" | "license";
  settings: Mutable<ServerSettings>;
  listenGiven: boolean;
  portGiven: "off" | number | undefined;
  udpPortGiven: "off" | number | undefined;
  protocolGiven: boolean;
  tlsEnabled: boolean;
  tls: TlsDraft;
  persistence: PersistenceDraft;
  directory: DirectoryDraft;
  rotation: RotationDraft | undefined;
  /** Bare -o slab_chunk_max was given, so that no_modern leaves it alone. */
  chunkMaxGiven: boolean;
  daemon: boolean;
  keepDirectory: boolean;
  pidFile: string | undefined;
  user: string | undefined;
  readyFile: string | undefined;
  /** Whole path; made when the server starts. */
  workingDirectory: string | undefined;
  /** How --print-config prints. */
  format: string | undefined;
  json: boolean;
  /** The command after `--` and its arguments. */
  command: readonly string[] | undefined;
  /** Sentences for stderr that do not keep the server from starting. */
  warnings: string[];
}

/** How one option is read into the draft. */
export type Apply = (draft: ServeDraft, value: string, match: GetoptMatch) => void;

/** One suboption. `value` is undefined when none was given. */
export interface Suboption {
  /** What the help calls the value; no value is taken without it. */
  readonly unit?: string;
  /** For the help; a suboption without one is taken for the sake of old command lines and not shown. */
  readonly describe?: string;
  readonly apply: (draft: ServeDraft, value: string | undefined) => void;
}
