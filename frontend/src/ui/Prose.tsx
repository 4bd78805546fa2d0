import { type Ref, useRef } from "react";
import { useOwnLinks } from "./ownLinks";

type ProseProps = { html: string; className?: string };

/** Markdown as the server rendered and sanitised it. */
export function Prose(props: ProseProps) {
  const text = useRef<HTMLDivElement>(null);
  useOwnLinks(text);
  return <PlainProse ref={text} {...props} />;
}

/** The same where something around it follows the links. The only place in the program that takes HTML. */
export function PlainProse({ html, className = "", ref }: ProseProps & { ref?: Ref<HTMLDivElement> }) {
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitises it, and the content security policy stands behind that
    <div ref={ref} dir="auto" className={`prose ${className}`} dangerouslySetInnerHTML={{ __html: html }} />
  );
}
