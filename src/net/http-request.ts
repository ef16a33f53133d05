/** The first line of a request for a page: a pure function of method and target. Pages are read, and nothing can be changed. */

/** What was asked for, or why it is not carried out. */
export type PageRequest =
  | { readonly kind: "page"; readonly path: string; readonly query: URLSearchParams }
  | { readonly kind: "refused"; readonly status: 400 | 405; readonly text: string };

/** The methods that are answered. */
export const ALLOWED_METHODS = ["GET", "HEAD"] as const;

/** Any: only path and query matter. */
const BASE_URL = "http://memtool";

/** Reads it. @param target the path with its query, as HTTP sends it */
export function readPageRequest(method: string, target: string): PageRequest {
  if (!ALLOWED_METHODS.some((allowed) => allowed === method)) {
    return { kind: "refused", status: 405, text: `only ${ALLOWED_METHODS.join(" and ")} are answered here` };
  }
  if (!URL.canParse(target, BASE_URL)) {
    return { kind: "refused", status: 400, text: "the path of the request cannot be read" };
  }
  const { pathname, searchParams } = new URL(target, BASE_URL);
  return { kind: "page", path: pathname, query: searchParams };
}
