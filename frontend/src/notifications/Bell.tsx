import { Link } from "@tanstack/react-router";
import { Bell as BellIcon } from "lucide-react";
import { type ButtonHTMLAttributes, lazy, type Ref, Suspense, useState } from "react";
import { Icon } from "../ui/Icon";
import { Count } from "../ui/SubNav";
import { countOf } from "../ui/words";
import { useUnread } from "./here";

// What floats loads when somebody first presses it.
const BellPopover = lazy(async () => ({ default: (await import("./BellPopover")).BellPopover }));

/** In the rail: opens the latest notifications beside it. */
export function Bell() {
  const [wanted, setWanted] = useState(false);
  const unread = useUnread();
  const bell = <RailBell unread={unread} aria-haspopup="dialog" onClick={() => setWanted(true)} />;
  return (
    <>
      {wanted ? (
        <Suspense fallback={bell}>
          <BellPopover trigger={<RailBell unread={unread} />} />
        </Suspense>
      ) : (
        bell
      )}
      <Announced unread={unread} />
    </>
  );
}

function nameOf(unread: number): string {
  return unread > 0 ? `Notifications, ${unread} unread` : "Notifications";
}

type RailBellProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  unread: number;
  ref?: Ref<HTMLButtonElement>;
};

function RailBell({ unread, ...rest }: RailBellProps) {
  return (
    <button
      type="button"
      title="Notifications"
      {...rest}
      className="flex min-h-11 items-center gap-3 rounded-control px-3 text-left text-body text-soft transition-colors hover:bg-shade hover:text-text data-popup-open:bg-shade data-popup-open:text-text"
    >
      <Icon of={BellIcon} />
      <span className="sr-only">{nameOf(unread)}</span>
      <span aria-hidden="true" className="grow max-full:sr-only">
        Notifications
      </span>
      <span aria-hidden="true" className="inline-flex max-full:absolute max-full:-mt-6 max-full:ml-4">
        <Count of={unread} />
      </span>
    </button>
  );
}

/** At the top of a phone: leads to the page. */
export function BellLink() {
  const unread = useUnread();
  return (
    <>
      <Link
        to="/notifications"
        className="relative inline-flex size-11 items-center justify-center rounded-control text-soft hover:bg-shade hover:text-text data-[status=active]:text-text"
      >
        <Icon of={BellIcon} />
        <span className="sr-only">{nameOf(unread)}</span>
        <span aria-hidden="true" className="absolute top-0.5 left-1/2 ml-0.5">
          <Count of={unread} />
        </span>
      </Link>
      <Announced unread={unread} />
    </>
  );
}

/** Says to screen readers that there are more than before; nothing about those one came back to. */
function Announced({ unread }: { unread: number }) {
  const [told, setTold] = useState({ unread, words: "" });
  if (told.unread !== unread) {
    const words = unread > told.unread ? `${countOf(unread, "unread notification")}.` : "";
    setTold({ unread, words });
  }
  return (
    <span aria-live="polite" className="sr-only">
      {told.words}
    </span>
  );
}
