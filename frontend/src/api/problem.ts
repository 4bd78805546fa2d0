/** What a server's refusal, or the way there, says to a person. */

export interface FieldError {
  /** JSON pointer of the field, such as `/username`. */
  pointer: string;
  code: string;
  detail: string;
}

/** Anything that kept a request from succeeding, in words a person can use. */
export class Problem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** `area.reason`, or `network` when no answer came. */
  readonly code: string;
  /** Invalid fields, to be shown beside their inputs. */
  readonly fields: readonly FieldError[];
  /** Milliseconds the server asked to wait before the next try. */
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor(init: {
    status: number;
    code: string;
    message: string;
    fields?: readonly FieldError[];
    retryAfterMs?: number | undefined;
    requestId?: string | undefined;
  }) {
    super(init.message);
    this.name = "Problem";
    this.status = init.status;
    this.code = init.code;
    this.fields = init.fields ?? [];
    this.retryAfterMs = init.retryAfterMs;
    this.requestId = init.requestId;
  }

  /** Whether the same request may succeed later without being changed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** The message for one field of a form (`"username"`), if the server has one. */
  field(name: string): string | undefined {
    return this.fields.find((f) => f.pointer.replace(/^\//, "") === name)?.detail;
  }
}

interface ProblemBody {
  detail?: unknown;
  title?: unknown;
  code?: unknown;
  request_id?: unknown;
  errors?: unknown;
}

/** No answer came at all. */
export function unreachable(): Problem {
  return new Problem({
    status: 0,
    code: "network",
    message: "Loggia cannot be reached. Check your connection and try again.",
  });
}

/** Reads a refusal; whatever the body is, there is a sentence at the end. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await bodyOf(response);
  const code = typeof body.code === "string" ? body.code : `http.${response.status}`;
  return new Problem({
    status: response.status,
    code,
    message: words(response.status, body),
    fields: fieldErrors(body.errors),
    retryAfterMs: retryAfterMs(response.headers.get("Retry-After"), Date.now()),
    requestId: typeof body.request_id === "string" ? body.request_id : undefined,
  });
}

async function bodyOf(response: Response): Promise<ProblemBody> {
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    // A proxy's error page, or nothing: the status has to do.
    return {};
  }
}

/** What depends on the server's state is said in our words; what a rule refuses, in the server's. */
function words(status: number, body: ProblemBody): string {
  if (status === 429) return "That was a lot at once. Wait a moment, then try again.";
  if (status === 503) return "Loggia is catching its breath. Try again in a moment.";
  if (status >= 500) return "Something went wrong on our side. Try again in a moment.";
  if (status === 401 && body.code === undefined) return "Sign in to do that.";
  if (typeof body.detail === "string" && body.detail !== "") return body.detail;
  if (typeof body.title === "string" && body.title !== "") return body.title;
  if (status === 401) return "Sign in to do that.";
  if (status === 403) return "You may not do that.";
  if (status === 404) return "That is not there, or no longer.";
  if (status === 413) return "That is too large to send.";
  return "Loggia could not do that.";
}

function fieldErrors(errors: unknown): FieldError[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(
    (e): e is FieldError =>
      typeof e === "object" && e !== null && typeof e.pointer === "string" && typeof e.detail === "string",
  );
}

/** Seconds or an HTTP date, to milliseconds from `now`. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
