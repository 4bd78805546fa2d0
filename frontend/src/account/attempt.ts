/** What one asks the server to do at once, and what it says when it will not. */
import { Problem } from "../api/problem";
import { say } from "../ui/Toasts";

/** Does it; a refusal is said. */
export async function attempt(deed: () => Promise<unknown>): Promise<boolean> {
  try {
    await deed();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say({ words: error.message, urgent: true });
    return false;
  }
}
