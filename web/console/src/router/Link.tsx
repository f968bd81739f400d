import type { ComponentChildren } from "preact";
import { go, href, path } from "./router";

interface Props {
  to: string;
  search?: Record<string, string | undefined>;
  class?: string;
  children: ComponentChildren;
}

/** A link to a page of the console, which does not load everything again. */
export function Link({ to, search, children, ...rest }: Props) {
  const here = path.value === to || (to !== "" && path.value.startsWith(`${to}/`));
  return (
    <a
      {...rest}
      href={href(to, search)}
      aria-current={here ? "page" : undefined}
      onClick={(e) => {
        if (e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
        e.preventDefault();
        go(to, search);
      }}
    >
      {children}
    </a>
  );
}
