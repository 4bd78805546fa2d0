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
