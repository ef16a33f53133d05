/**
 * The database of SASL users as it is now. It is read at each login, as memcached does; digests of its users are made when its bytes
 * have changed. Those of thirty thousand take 300 ms, and anybody may try to log in as often as he likes.
 */
import { digestsEqual, secretDigest } from "../../base/secrets.ts";
import { Credentials } from "./credentials.ts";
import { databaseUsers, readUserFile } from "./user-files.ts";

/** One thread's view of the file. */
export class UserDatabase {
  readonly #path: string;
  #users: Credentials | undefined;
  /** Of the bytes that `#users` were made of: passwords are not kept. */
  #digest: Uint8Array = new Uint8Array();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The users in the file at this moment.
   * @throws MemtoolError USAGE when it can't be read
   */
  users(): Credentials {
    const bytes = readUserFile(this.#path);
    const digest = secretDigest(bytes);
    if (this.#users === undefined || !digestsEqual(digest, this.#digest)) {
      this.#users = new Credentials(databaseUsers(bytes));
      this.#digest = digest;
    }
    return this.#users;
  }
}
