/** The certificates of a server: read when it starts, and again when somebody says so (SIGHUP, refresh_certs). Main thread. */
import { systemClock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { readTlsMaterial, type TlsMaterial } from "../net/tls-material.ts";
import type { TlsSettings } from "./settings.ts";
import type { SharedState } from "./shared-state.ts";

/** See the file's head. */
export class Certificates {
  readonly #settings: TlsSettings;
  #material: TlsMaterial;

  /** @throws MemtoolError REFUSED when a file can't be used */
  constructor(settings: TlsSettings) {
    this.#settings = settings;
    this.#material = readTlsMaterial(settings);
  }

  /** What was read last and could be used. */
  get material(): TlsMaterial {
    return this.#material;
  }

  /** Notes in the shared memory when the present ones came. */
  noteTime(state: SharedState): void {
    state.certificatesReadAt = Math.floor(systemClock.unixMs() / 1000);
  }

  /** Reads the files again; what is wrong with them, if anything is: then all stays as it was. */
  refresh(state: SharedState): string | undefined {
    try {
      this.#material = readTlsMaterial(this.#settings);
      this.noteTime(state);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }
}
