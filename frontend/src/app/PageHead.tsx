import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "../ui/Icon";

type PageHeadProps = {
  /** The page's heading and the tab's title. */
  title: string;
  /** The heading is only spoken: for pages whose content carries one itself. */
  hidden?: boolean;
  /** How much is new here, for who looks at the row of tabs. */
  fresh?: number;
  /** A way back, for pages below another. */
  back?: ReactNode;
  children?: ReactNode;
};

// The very first page keeps the browser's own focus; after that each new page's heading takes it,
// so that a screen reader starts to read there.
let first = true;

/** Title of the tab, heading of the page, and where the focus goes when one arrives. */
export function PageHead({ title, hidden = false, fresh = 0, back, children }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <>
      <title>{`${fresh > 0 ? `(${fresh}) ` : ""}${title} · Loggia`}</title>
      {back}
      <div
        className={hidden ? "sr-only" : "flex items-center justify-between gap-4 px-4 pt-6 pb-4 wide:px-6"}
      >
        <h1 ref={heading} tabIndex={-1} data-page-heading className="text-page">
          {title}
        </h1>
        {children}
      </div>
    </>
  );
}

/** One line back to the list a page belongs to. */
export function BackToFeed() {
  return (
    <div className="px-2 pt-2 wide:px-4">
      <Link
        to="/"
        className="inline-flex min-h-10 items-center gap-2 rounded-control px-2 text-body text-soft transition-colors hover:bg-shade hover:text-text"
      >
        <Icon of={ArrowLeft} size={18} />
        Feed
      </Link>
    </div>
  );
}
