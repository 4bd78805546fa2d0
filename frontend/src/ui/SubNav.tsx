import { Link, type LinkProps } from "@tanstack/react-router";

type SubNavProps = {
  label: string;
  links: readonly { to: NonNullable<LinkProps["to"]>; name: string; count?: number | undefined }[];
};

/** The pages of one place, side by side under its heading. */
export function SubNav({ label, links }: SubNavProps) {
  return (
    <nav aria-label={label} className="border-b border-line px-2 wide:px-4">
      <ul className="flex gap-1">
        {links.map(({ to, name, count = 0 }) => (
          <li key={name}>
            <Link
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="relative flex min-h-11 items-center gap-2 rounded-t-small px-3 text-body text-soft transition-colors hover:text-text focus-visible:-outline-offset-2 data-[status=active]:font-[600] data-[status=active]:text-text data-[status=active]:after:absolute data-[status=active]:after:inset-x-3 data-[status=active]:after:-bottom-px data-[status=active]:after:h-0.5 data-[status=active]:after:rounded-full data-[status=active]:after:bg-text"
            >
              {name}
              <Count of={count} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A small number in a pill; nothing for none. */
export function Count({ of, quiet = false }: { of: number; quiet?: boolean }) {
  if (of === 0) return null;
  const look = quiet ? "bg-shade text-soft" : "bg-text text-ground";
  return (
    <span
      data-figures
      className={`inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 text-[0.75rem] leading-none font-[600] ${look}`}
    >
      {of > 99 ? "99+" : of}
    </span>
  );
}
