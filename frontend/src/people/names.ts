/** Names and faces by id, shared by everything that shows people; asked for in batches. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Client } from "../api/client";
import type { Id, Page, PersonBrief } from "../api/types";
import { useNet } from "../net/context";
import { gone, isNamed } from "./brief";
import { foldNames, type Names } from "./fold";

const NAMES = ["names"];
const NONE: Names = new Map();
/** What one GET takes. */
const BATCH = 100;
/** Rows that are drawn together ask together. */
const GATHER_MS = 15;
const AGAIN_MS = 5000;

/** Makes the names part of the cache, so that events reach them too. */
export function prepareNames(queries: QueryClient): void {
  const live = { fold: foldNames };
  queries.setQueryDefaults(NAMES, {
    meta: { live },
    gcTime: Number.POSITIVE_INFINITY,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Keeps what an answer said about people anyway. */
export function learn(queries: QueryClient, people: readonly PersonBrief[]): void {
  const known = queries.getQueryData<Names>(NAMES) ?? NONE;
  const news = people.filter((p) => isNamed(p) && !same(known.get(p.id), p));
  if (news.length === 0) return;
  const next = new Map(known);
  for (const { id, username, display_name, avatar } of news) {
    next.set(id, { id, username, display_name, avatar: avatar ?? null });
  }
  queries.setQueryData<Names>(NAMES, next);
}

function same(a: PersonBrief | undefined, b: PersonBrief): boolean {
  return (
    a?.username === b.username &&
    a.display_name === b.display_name &&
    (a.avatar ?? null) === (b.avatar ?? null)
  );
}

/** Names and faces of these people. Ids that are not known yet are missing until the answer comes. */
export function useNames(ids: readonly Id[]): Names {
  const queries = useQueryClient();
  const { client } = useNet();
  const { data = NONE } = useQuery<Names>({ queryKey: NAMES, queryFn: () => NONE, initialData: NONE });
  const missing = ids.filter((id) => !data.has(id)).join();
  useEffect(() => {
    if (missing !== "") lookup(queries, client, missing.split(","));
  }, [queries, client, missing]);
  return data;
}

interface Desk {
  wanted: Set<Id>;
  asked: Set<Id>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const desks = new WeakMap<QueryClient, Desk>();

function lookup(queries: QueryClient, client: Client, ids: readonly Id[]): void {
  const desk = desks.get(queries) ?? { wanted: new Set(), asked: new Set(), timer: undefined };
  desks.set(queries, desk);
  for (const id of ids) if (!desk.asked.has(id)) desk.wanted.add(id);
  if (desk.wanted.size > 0) desk.timer ??= setTimeout(() => void ask(queries, client, desk), GATHER_MS);
}

async function ask(queries: QueryClient, client: Client, desk: Desk): Promise<void> {
  desk.timer = undefined;
  const ids = [...desk.wanted].slice(0, BATCH);
  for (const id of ids) {
    desk.wanted.delete(id);
    desk.asked.add(id);
  }
  if (desk.wanted.size > 0) desk.timer = setTimeout(() => void ask(queries, client, desk), GATHER_MS);
  try {
    const query = { ids: ids.join(","), limit: BATCH };
    const { data } = await client.request<Page<PersonBrief>>({ path: "/people", query });
    const found = new Set(data.items.map((person) => person.id));
    learn(queries, [...data.items, ...ids.filter((id) => !found.has(id)).map(gone)]);
  } catch {
    // Nothing is lost: whoever still needs them asks again.
    for (const id of ids) desk.wanted.add(id);
    desk.timer ??= setTimeout(() => void ask(queries, client, desk), AGAIN_MS);
  } finally {
    for (const id of ids) desk.asked.delete(id);
  }
}
