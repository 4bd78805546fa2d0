/** Markdown as the server rendered and sanitised it. The only place in the program that takes HTML. */
export function Prose({ html, className = "" }: { html: string; className?: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitises it, and the content security policy stands behind that
  return <div className={`prose ${className}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
