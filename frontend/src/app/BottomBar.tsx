import { Link, useLocation } from "@tanstack/react-router";
import { Icon } from "../ui/Icon";
import { PlaceCount } from "./PlaceCount";
import { usePlaces } from "./places";

/** The five places of a phone, under the thumb. */
export function BottomBar() {
  const path = useLocation({ select: (location) => location.pathname });
  const places = usePlaces().filter((place) => !place.wide);
  return (
    <nav
      aria-label="Places"
      className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-ground pb-[env(safe-area-inset-bottom)] wide:hidden"
    >
      <ul className="mx-auto flex max-w-[30rem]">
        {places.map((place) => (
          <li key={place.name} className="flex-1">
            <Link
              to={place.to}
              params={place.params}
              activeOptions={{ exact: place.exact, includeSearch: false }}
              data-covers={path === place.covers || undefined}
              className="group flex min-h-15 flex-col items-center justify-center gap-0.5 text-[0.6875rem] leading-4 text-soft data-covers:font-[600] data-covers:text-text data-[status=active]:font-[600] data-[status=active]:text-text"
            >
              <span
                className={`relative rounded-full px-4 py-1 transition-colors ${place.to === "/write" ? "bg-accent text-on-accent" : "group-data-covers:bg-shade group-data-[status=active]:bg-shade"}`}
              >
                <Icon of={place.icon} />
                <span className="absolute -top-1 left-1/2 ml-1.5">
                  <PlaceCount place={place} />
                </span>
              </span>
              {place.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
