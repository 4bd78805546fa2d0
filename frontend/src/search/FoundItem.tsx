import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMe } from "../account/session";
import type { Found, PersonBrief, Time } from "../api/types";
import { useConversations } from "../conversations/data";
import { titleOf } from "../conversations/titles";
import { Face } from "../presence/Face";
import { Avatar } from "../ui/Avatar";
import { RelativeTime } from "../ui/RelativeTime";
import { piecesOf } from "./pieces";

/** Something that was found: what it is, whose, and the words around what fits. */
export function FoundItem({ found, q }: { found: Found; q: string }) {
  const { person, post, message, snippet } = found;
  return (
    <li data-stop-area>
      {person && <FoundPerson person={person} q={q} words={snippet} />}
      {post && (
        <Link to="/posts/$post" params={{ post: post.id }} data-stop className={row}>
          <Avatar person={post.author} />
          <About q={q} title={post.title} words={snippet} at={post.created_at}>
            Post by <bdi>{post.author.display_name}</bdi>
          </About>
        </Link>
      )}
      {message && <FoundMessage message={message} q={q} words={snippet} />}
    </li>
  );
}

const row =
  "flex gap-3 px-4 py-3 transition-colors hover:bg-shade/50 focus-visible:-outline-offset-2 wide:px-6";

function FoundPerson({ person, q, words }: { person: PersonBrief; q: string; words: string }) {
  return (
    <Link to="/people/$who" params={{ who: `@${person.username}` }} data-stop className={row}>
      <Face person={person} />
      <About q={q} title={person.display_name} words={words}>
        @{person.username}
      </About>
    </Link>
  );
}

type FoundMessageProps = { message: NonNullable<Found["message"]>; q: string; words: string };

/** Leads to the message in its conversation. */
function FoundMessage({ message, q, words }: FoundMessageProps) {
  const me = useMe()?.id;
  const { conversations } = useConversations();
  const where = conversations.find((each) => each.id === message.conversation);
  return (
    <Link
      to="/conversations/$conversation"
      params={{ conversation: message.conversation }}
      search={{ message: message.id }}
      data-stop
      className={row}
    >
      <Avatar person={message.sender} />
      <About q={q} title={message.sender.display_name} words={words} at={message.created_at}>
        {where ? <bdi>{titleOf(where, me)}</bdi> : "In a conversation"}
      </About>
    </Link>
  );
}

type AboutProps = { q: string; title: string; words: string; at?: Time; children: ReactNode };

function About({ q, title, words, at, children }: AboutProps) {
  return (
    <span className="min-w-0 grow">
      <span className="flex items-baseline gap-2">
        <bdi className="min-w-0 grow truncate text-body font-[600]">
          <Lit text={title} q={q} />
        </bdi>
        {at && (
          <span className="shrink-0 text-note text-soft">
            <RelativeTime at={at} />
          </span>
        )}
      </span>
      {words && (
        <span dir="auto" className="line-clamp-2 text-body text-soft">
          <Lit text={words} q={q} />
        </span>
      )}
      <span className="block truncate text-note text-faint">{children}</span>
    </span>
  );
}

function Lit({ text, q }: { text: string; q: string }) {
  return piecesOf(text, q).map((piece, index) => {
    // The pieces of one text never move, so their place is their name.
    const key = index;
    if (!piece.found) return <span key={key}>{piece.text}</span>;
    return (
      <mark key={key} className="rounded-[3px] bg-cool-wash font-[600] text-text">
        {piece.text}
      </mark>
    );
  });
}
