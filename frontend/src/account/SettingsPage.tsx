import { Link, Navigate } from "@tanstack/react-router";
import { ChevronRight, LogOut } from "lucide-react";
import { type ReactNode, useState } from "react";
import { PageHead } from "../app/PageHead";
import { useOutbox } from "../net/connection";
import { TellChoice } from "../notifications/TellChoice";
import { StatusChoice } from "../presence/StatusChoice";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { Icon } from "../ui/Icon";
import { countOf } from "../ui/words";
import { ProfileForm } from "./ProfileForm";
import { useMe } from "./session";
import { ThemeChoice } from "./ThemeChoice";
import { useLeave } from "./useLeave";

export function SettingsPage() {
  const me = useMe();
  if (!me) return <Navigate to="/login" search={{ next: "/settings" }} replace />;
  return (
    <>
      <PageHead title="Settings" />
      <div className="divide-y divide-line border-t border-line">
        <Section title="Profile">
          <ProfileForm key={me.id} me={me} />
        </Section>
        <Section title="Being here">
          <StatusChoice />
        </Section>
        <Section id="told" title="Being told">
          <TellChoice />
        </Section>
        <Section title="Light and dark">
          <ThemeChoice />
        </Section>
        <Section title="Account">
          <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-5 gap-y-1 text-body">
            <dt className="text-soft">Username</dt>
            <dd>@{me.username}</dd>
            <dt className="text-soft">Email</dt>
            <dd className="truncate">{me.email}</dd>
          </dl>
          <Link
            to="/settings/sessions"
            className="-mx-3 flex min-h-11 items-center justify-between rounded-control px-3 text-body transition-colors hover:bg-shade"
          >
            Where you are signed in
            <Icon of={ChevronRight} className="text-soft" />
          </Link>
          <SignOut />
        </Section>
      </div>
    </>
  );
}

function Section({ id, title, children }: { id?: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="grid gap-x-8 gap-y-4 px-4 py-6 wide:grid-cols-[9rem_minmax(0,1fr)] wide:px-6">
      <h2 className="text-read">{title}</h2>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

/** Asks first when something written here has not reached the server yet. */
function SignOut() {
  const leave = useLeave();
  const { waiting } = useOutbox();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button icon={LogOut} className="mt-4" onClick={() => (waiting > 0 ? setAsking(true) : void leave())}>
        Sign out
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Sign out now?"
        action="Sign out"
        keep="Stay"
        onConfirm={() => void leave()}
      >
        {countOf(waiting, "thing")} you wrote {waiting === 1 ? "is" : "are"} not sent yet and would be lost.
      </Confirm>
    </>
  );
}
