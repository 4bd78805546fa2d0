/** Where the API is. Nothing in the frontend names a host or a port: by default it is the page's own origin. */

/** The API's base without a trailing slash: `VITE_API_URL` (absolute, or a path) as built in, else `/api`. */
export function apiBase(configured: string | undefined = import.meta.env.VITE_API_URL): string {
  const base = (configured ?? "").trim().replace(/\/+$/, "");
  return base === "" ? "/api" : base;
}

/** The socket's address for a base: the same place with `ws:` for `http:` and `wss:` for `https:`. */
export function socketAddress(base: string, page: string): string {
  const url = new URL(`${base}/ws`, page);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
