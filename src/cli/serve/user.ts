/** -u: another user's rights, once what needs more is done. */
import { readFileSync } from "node:fs";
import { messageOf } from "../../base/errors.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";

/** Where the system's users are listed: `name:password:uid:gid:...`. */
const USERS_FILE = "/etc/passwd";

/** A user's numbers. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** Finds a user in the text of {@link USERS_FILE}; undefined when it is not there. */
export function findUser(passwd: string, name: string): UserIds | undefined {
  const fields = passwd
    .split("\n")
    .find((line) => line.startsWith(`${name}:`))
    ?.split(":");
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  return fields !== undefined && Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

/**
 * Whom the process has to become: nobody unless it is root's, as in memcached, and -u names somebody else.
 * @throws MemcachedRefusal 67 when there is no such user
 */
export function userToBecome(name: string | undefined): UserIds | undefined {
  if (name === undefined || process.getuid?.() !== 0) {
    return undefined;
  }
  const user = findUser(readFileSync(USERS_FILE, "utf8"), name);
  if (user === undefined) {
    throw new MemcachedRefusal(MEMCACHED_EXIT.noUser, `can't find the user ${name} to switch to`);
  }
  return user.uid === 0 ? undefined : user;
}

/**
 * Makes all threads of the process run as `user`. Supplementary groups are given up.
 * @throws MemcachedRefusal 71 when it can't be
 */
export function becomeUser(user: UserIds): void {
  try {
    process.setgroups?.([user.gid]);
    process.setgid?.(user.gid);
    process.setuid?.(user.uid);
  } catch (error) {
    const message = `failed to assume identity of user ${user.uid}: ${messageOf(error)}`;
    throw new MemcachedRefusal(MEMCACHED_EXIT.osError, message);
  }
}
