import { CircleAlert } from "lucide-react";
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { Icon } from "./Icon";

type Around = {
  label: string;
  /** One line below the field that helps before anything went wrong. */
  hint?: string | undefined;
  /** What is wrong with what stands there, in words. */
  error?: string | undefined;
  /** The most characters it takes; the count shows when a tenth is left. */
  limit?: number | undefined;
  /** For fields whose place says what they are: the label is only spoken. */
  labelHidden?: boolean | undefined;
};

const control =
  "w-full rounded-control border border-edge bg-surface px-3 text-read text-text transition-colors " +
  "hover:border-soft focus:border-cool focus:outline-2 focus:-outline-offset-1 focus:outline-cool " +
  "aria-invalid:border-alarm disabled:opacity-60";

type InputProps = Around &
  InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement>; after?: ReactNode };

export function Field({
  label,
  hint,
  error,
  limit,
  labelHidden,
  after,
  className = "",
  ...rest
}: InputProps) {
  const id = useId();
  return (
    <Frame id={id} {...{ label, hint, error, limit, labelHidden, className }} length={lengthOf(rest.value)}>
      <div className="relative">
        <input id={id} {...rest} {...describe(id, hint, error)} className={`${control} min-h-11`} />
        {after && <div className="absolute inset-y-0 right-1 flex items-center">{after}</div>}
      </div>
    </Frame>
  );
}

type AreaProps = Around & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> };

/** Grows with what is written in it, up to two thirds of the window. */
export function TextArea({
  label,
  hint,
  error,
  limit,
  labelHidden,
  className = "",
  rows = 3,
  ...rest
}: AreaProps) {
  const id = useId();
  return (
    <Frame id={id} {...{ label, hint, error, limit, labelHidden, className }} length={lengthOf(rest.value)}>
      <textarea
        id={id}
        rows={rows}
        {...rest}
        {...describe(id, hint, error)}
        // Where the height follows the text, `rows` would no longer count as the least.
        style={{ minHeight: `calc(${rows} * 1.6em + 1.375rem)` }}
        className={`${control} field-sizing-content max-h-[66dvh] resize-none py-2.5 leading-[1.6]`}
      />
    </Frame>
  );
}

type FrameProps = Around & { id: string; length: number; className: string; children: ReactNode };

function Frame({ id, label, hint, error, limit, labelHidden, length, className, children }: FrameProps) {
  const near = limit !== undefined && length > limit * 0.9;
  return (
    <div className={className}>
      <label htmlFor={id} className={labelHidden ? "sr-only" : "mb-1.5 block text-body font-[550]"}>
        {label}
      </label>
      {children}
      {(hint || error || near) && (
        <div className="mt-1.5 flex items-start gap-3 text-note">
          {error ? (
            <p id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-alarm">
              <Icon of={CircleAlert} size={16} className="mt-px" />
              {error}
            </p>
          ) : (
            hint && (
              <p id={`${id}-hint`} className="text-soft">
                {hint}
              </p>
            )
          )}
          {near && <Count length={length} limit={limit} />}
        </div>
      )}
    </div>
  );
}

/** Appears when a tenth of the limit is left. */
function Count({ length, limit }: { length: number; limit: number }) {
  const left = limit - length;
  return (
    <p
      data-figures
      className={`ml-auto whitespace-nowrap ${left < 0 ? "font-[550] text-alarm" : "text-soft"}`}
    >
      {left < 0 ? `${-left} too many` : `${left} left`}
    </p>
  );
}

function describe(id: string, hint?: string, error?: string) {
  return {
    "aria-invalid": error ? true : undefined,
    "aria-describedby": error ? `${id}-error` : hint ? `${id}-hint` : undefined,
  };
}

/** In Unicode characters, as the server counts. */
function lengthOf(value: unknown): number {
  return typeof value === "string" ? [...value].length : 0;
}
