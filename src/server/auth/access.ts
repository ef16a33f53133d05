/** Who may use the server: nobody has to say (neither is set), SASL over binary (-S), or a login line over text (-Y). */
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { ServerSettings } from "../settings.ts";
import { Credentials } from "./credentials.ts";
import { SaslLogin } from "./sasl.ts";
import { UserDatabase } from "./user-database.ts";
import { readAuthFile, readUserDatabase } from "./user-files.ts";

/** What a thread knows of the users. */
export class Access {
  readonly #settings: ServerSettings;
  readonly #log: (line: string) => void;
  readonly #saslUsers: UserDatabase | undefined;
  #asciiUsers: Credentials | undefined;

  /** @throws MemtoolError USAGE when the file of the login line can't be read or makes no sense */
  constructor(settings: ServerSettings, log: (line: string) => void) {
    this.#settings = settings;
    this.#log = log;
    this.#saslUsers = settings.userFile === undefined ? undefined : new UserDatabase(settings.userFile);
    if (settings.authFile !== undefined) {
      this.#asciiUsers = new Credentials(readAuthFile(settings.authFile));
    }
  }

  /** The users of the login line; undefined when everybody may come in. */
  get asciiUsers(): Credentials | undefined {
    return this.#asciiUsers;
  }

  /** A new connection's login; undefined when everybody may come in. */
  saslLogin(): SaslLogin | undefined {
    return this.#settings.sasl ? new SaslLogin((user, password) => this.#isSaslUser(user, password)) : undefined;
  }

  /** Reads the file of the login line again (SIGHUP); a bad one changes nothing. */
  reload(): void {
    const { authFile } = this.#settings;
    if (authFile === undefined) {
      return;
    }
    try {
      this.#asciiUsers = new Credentials(readAuthFile(authFile));
    } catch (error) {
      this.#log(`the users stay as they were: ${messageOf(error)}`);
    }
  }

  /** Asks the database as it is now: a user may have come or gone. */
  #isSaslUser(user: Uint8Array, password: Uint8Array): boolean {
    try {
      return this.#saslUsers?.users().matches(user, password) === true;
    } catch (error) {
      this.#log(`nobody can log in: ${messageOf(error)}`);
      return false;
    }
  }
}

/**
 * Reads the files of users once, so that a server with a broken one does not start.
 * @throws MemtoolError USAGE when one can't be read or makes no sense, or SASL was asked for without users
 */
export function checkUserFiles({ sasl, userFile, authFile }: ServerSettings): void {
  if (authFile !== undefined) {
    readAuthFile(authFile);
  }
  if (sasl && userFile === undefined) {
    throw new MemtoolError("USAGE", "SASL (-S) without users: nobody could log in", {
      hint: "name a file of user:password lines with --user-file or MEMCACHED_SASL_PWDB",
    });
  }
  if (sasl && userFile !== undefined) {
    readUserDatabase(userFile);
  }
}
