/** Words of sub-commands: memcached compares only as many bytes as the client sent, so any beginning will do (`stats s`). */

/** The first of `names` that begins with `word`. */
export function firstByPrefix<Name extends string>(names: readonly Name[], word: string): Name | undefined {
  return names.find((name) => name.startsWith(word));
}
