import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Failed } from "../ui/states";
import { PageHead } from "./PageHead";

/** A page broke, or its code did not load (an update, or no network). */
export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const notLoaded = error instanceof Error && /import|fetch|chunk/i.test(error.message);
  const retry = () => {
    // Code that did not load stays failed in this document; only a new one asks for it again.
    if (notLoaded) window.location.reload();
    else void router.invalidate().then(reset);
  };
  return (
    <div className="pt-10">
      <PageHead title="This page did not open" hidden />
      <Failed title="This page did not open" onRetry={retry}>
        {notLoaded
          ? "A part of it could not be loaded. Check your connection and try again."
          : "Something in it broke. What you have written elsewhere is safe. Try again, or come back later."}
      </Failed>
    </div>
  );
}
