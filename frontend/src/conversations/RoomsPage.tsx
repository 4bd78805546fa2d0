import { Link, useNavigate } from "@tanstack/react-router";
import { Hash, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { attempt } from "../account/attempt";
import { useMe } from "../account/session";
import { useGuard } from "../account/useGuard";
import type { Room } from "../api/types";
import { PageHead } from "../app/PageHead";
import { tintOf } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { SubNav } from "../ui/SubNav";
import { Empty, Failed } from "../ui/states";
import { countOf } from "../ui/words";
import { useConversationActions } from "./actions";
import { ListSkeleton } from "./ConversationList";
import { talkLinks } from "./ConversationsPage";
import { useRooms } from "./rooms";

/** The rooms everybody may enter. */
export function RoomsPage() {
  const me = useMe();
  const [opening, setOpening] = useState(false);
  return (
    <>
      <PageHead title={me ? "Talk" : "Rooms"}>
        {me?.role === "admin" && (
          <Button size="small" icon={Plus} onClick={() => setOpening(true)}>
            Open a room
          </Button>
        )}
      </PageHead>
      {me && <SubNav label="Talk" links={talkLinks} />}
      <Rooms />
      {opening && <NewRoom onClose={() => setOpening(false)} />}
    </>
  );
}

function Rooms() {
  const { rooms, status, problem, retry } = useRooms();
  if (status === "loading") return <ListSkeleton rows={3} />;
  if (rooms.length === 0 && status === "failed") {
    return (
      <Failed title="The rooms did not come" onRetry={retry}>
        {problem?.message}
      </Failed>
    );
  }
  if (rooms.length === 0)
    return <Empty>There is no room yet. Whoever looks after this place can open one.</Empty>;
  return (
    <ul className="divide-y divide-line border-b border-line">
      {rooms.map((room) => (
        <RoomRow key={room.id} room={room} />
      ))}
    </ul>
  );
}

function RoomRow({ room }: { room: Room }) {
  const [busy, setBusy] = useState(false);
  const { enter } = useConversationActions();
  const navigate = useNavigate();
  const guard = useGuard();
  const go = async () => {
    if (!guard("enter a room")) return;
    setBusy(true);
    await attempt(async () => {
      await enter(room.id);
      await navigate({ to: "/conversations/$conversation", params: { conversation: room.id } });
    });
    setBusy(false);
  };
  return (
    <li data-stop-area className="flex items-center gap-3 px-4 py-3.5 wide:px-6">
      <span
        className={`inline-flex size-12 shrink-0 items-center justify-center rounded-full bg-(--tint) text-(--ink) ${tintOf(room.id)}`}
      >
        <Icon of={Hash} />
      </span>
      <span className="min-w-0 grow">
        <bdi className="block truncate text-body font-[600]">{room.name}</bdi>
        <span className="line-clamp-1 text-note text-soft">
          {room.description ? `${room.description} · ` : ""}
          {countOf(room.member_count, "member")}
        </span>
      </span>
      {room.joined ? (
        <Link
          to="/conversations/$conversation"
          params={{ conversation: room.id }}
          data-stop
          aria-label={`${room.name}: You are in it`}
          className="inline-flex min-h-8 items-center rounded-control px-3 text-note font-[550] text-cool hover:bg-shade"
        >
          You are in it
        </Link>
      ) : (
        <Button
          size="small"
          data-stop
          busy={busy}
          aria-label={`Enter ${room.name}`}
          onClick={() => void go()}
        >
          Enter
        </Button>
      )}
    </li>
  );
}

function NewRoom({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState({ name: "", description: "" });
  const { openRoom } = useConversationActions();
  const { retry } = useRooms();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (form.name.trim() === "") return;
    if (!(await attempt(() => openRoom(form.name.trim(), form.description.trim())))) return;
    retry();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Open a room">
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        <Field
          label="Name"
          value={form.name}
          limit={80}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
        <Field
          label="What it is for"
          value={form.description}
          limit={500}
          onChange={(event) => setForm({ ...form, description: event.target.value })}
        />
        <Button type="submit" look="primary" disabled={form.name.trim() === ""}>
          Open it
        </Button>
      </form>
    </Dialog>
  );
}
