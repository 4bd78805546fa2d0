import { ButtonLink } from "../ui/Button";
import { Empty } from "../ui/states";
import { PageHead } from "./PageHead";

export function NotFound() {
  return (
    <div className="pt-10">
      <PageHead title="Nothing here" hidden />
      <Empty action={<ButtonLink to="/">Go to the feed</ButtonLink>}>
        There is nothing at this address. It may have been deleted, or the link may be incomplete.
      </Empty>
    </div>
  );
}
