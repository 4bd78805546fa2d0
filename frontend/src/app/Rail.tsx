import { Link, useLocation } from "@tanstack/react-router";
import { PenLine } from "lucide-react";
import { Fragment } from "react";
import { useMe } from "../account/session";
import { Bell } from "../notifications/Bell";
import { Avatar } from "../ui/Avatar";
import { ButtonLink } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Sign, Wordmark } from "../ui/Wordmark";
import { ConnectionNote } from "./ConnectionNote";
import { PlaceCount } from "./PlaceCount";
import { type Place, usePlaces } from "./places";

/** The places, down the left side; between phone and desktop only their icons. */
export function Rail() {
  const me = useMe();
  // One accent a screen: other pages have an act of their own.
  const home = useLocation({ select: (location) => location.pathname === "/" });
  const places = usePlaces().filter((place) => place.to !== "/write");
  return (
    <header
      className={`sticky top-(--top) hidden h-[calc(100dvh-var(--top))] shrink-0 flex-col py-5 full:flex full:w-52 ${me ? "wide:flex" : ""}`}
    >
      <Link
        to="/"
        aria-label="Loggia, to the feed"
        className="mb-6 self-center rounded-control p-1 full:self-start full:pl-3"
      >
        <Sign className="size-8 full:hidden" />
        <span className="hidden full:block">
          <Wordmark />
        </span>
      </Link>
      {me && (
        <nav aria-label="Places" className="flex flex-col gap-1">
          {places.map((place) => (
            <Fragment key={place.name}>
              <RailLink place={place} />
              {place.to === "/conversations" && <Bell />}
            </Fragment>
          ))}
        </nav>
      )}
      {me ? (
        <ButtonLink
          to="/write"
          look={home ? "primary" : "outline"}
          icon={PenLine}
          aria-label="Write"
          className="mt-5 max-full:!px-3 full:mx-1"
        >
          <span className="hidden full:inline">Write</span>
        </ButtonLink>
      ) : (
        <div className="hidden flex-col gap-2 full:flex">
          <ButtonLink to="/signup" look="primary">
            Sign up
          </ButtonLink>
          <ButtonLink to="/login">Sign in</ButtonLink>
        </div>
      )}
      <div className="mt-auto flex flex-col items-center gap-3 full:items-stretch full:px-3">
        <ConnectionNote />
        {me && (
          <Link
            to="/people/$who"
            params={{ who: `@${me.username}` }}
            className="flex items-center gap-2.5 rounded-control full:-mx-2 full:p-2 full:hover:bg-shade"
          >
            <span className="sr-only">Your profile: </span>
            <Avatar person={me} />
            <span className="hidden min-w-0 full:block">
              <span dir="auto" className="block truncate text-body font-[550] leading-5">
                {me.display_name}
              </span>
              <span className="block truncate text-note text-faint">@{me.username}</span>
            </span>
          </Link>
        )}
      </div>
    </header>
  );
}

function RailLink({ place }: { place: Place }) {
  const covered = useLocation({ select: (location) => location.pathname === place.covers });
  return (
    <Link
      to={place.to}
      params={place.params}
      activeOptions={{ exact: place.exact, includeSearch: false }}
      title={place.name}
      data-covers={covered || undefined}
      className="flex min-h-11 items-center gap-3 rounded-control px-3 text-body text-soft transition-colors hover:bg-shade hover:text-text data-covers:bg-shade data-covers:font-[600] data-covers:text-text data-[status=active]:bg-shade data-[status=active]:font-[600] data-[status=active]:text-text"
    >
      <Icon of={place.icon} />
      <span className="grow max-full:sr-only">{place.name}</span>
      <span className="max-full:absolute max-full:-mt-6 max-full:ml-4">
        <PlaceCount place={place} />
      </span>
    </Link>
  );
}
