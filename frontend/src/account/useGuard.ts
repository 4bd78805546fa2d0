import { useRouter } from "@tanstack/react-router";
import { say } from "../ui/Toasts";
import { useMe } from "./session";

/**
 * For acts that need an account: `guard("like posts")` is true for who is signed in; anybody else is
 * told so, with a way to sign in and come back.
 */
export function useGuard(): (act: string) => boolean {
  const me = useMe();
  const router = useRouter();
  return (act) => {
    if (me) return true;
    const next = router.state.location.href;
    say({
      words: `Sign in to ${act}.`,
      action: { label: "Sign in", onClick: () => void router.navigate({ to: "/login", search: { next } }) },
    });
    return false;
  };
}
