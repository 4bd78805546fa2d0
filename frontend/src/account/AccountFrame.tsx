import { Link } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "../api/problem";
import { PageHead } from "../app/PageHead";
import { Icon } from "../ui/Icon";
import { Wordmark } from "../ui/Wordmark";

type AccountFrameProps = { title: string; lead?: ReactNode; children: ReactNode; foot: ReactNode };

/** The quiet room around signing up and in. */
export function AccountFrame({ title, lead, children, foot }: AccountFrameProps) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-form flex-col justify-center px-5 py-10">
      <Link to="/" aria-label="Loggia, to the start" className="mb-8 self-start rounded-control">
        <Wordmark />
      </Link>
      <div className="-mx-4 -mt-6 wide:-mx-6">
        <PageHead title={title} />
      </div>
      {lead && <p className="-mt-2 mb-5 text-body text-soft">{lead}</p>}
      {children}
      <p className="mt-6 text-body text-soft">{foot}</p>
    </div>
  );
}

/** What went wrong with the whole form, where no single field is to blame. */
export function FormProblem({ problem, fields }: { problem: Problem | null; fields: readonly string[] }) {
  if (!problem || fields.some((name) => problem.field(name))) return null;
  return (
    <p role="alert" className="flex items-start gap-2 rounded-control bg-alarm-wash px-3 py-2.5 text-body">
      <Icon of={CircleAlert} size={18} className="mt-0.5 text-alarm" />
      {problem.message}
    </p>
  );
}
